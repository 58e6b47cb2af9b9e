"""Papers as a bad photocopy has them: black or white alone, and nothing of it lost."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from app.clinic.pregnancies.model import Pregnancy
from app.kernel.clock import FakeClock, local_date
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import PASSWORD
from tests.ui.papers.filled import data_of, fill
from tests.ui.referred import INCONCLUSIVE, answer, make_ready, refer
from ui.papers.card import card_offer
from ui.papers.counter_referral import counter_referral_offer
from ui.papers.paper import Paper, PaperOffer, PaperSize, printed_area
from ui.papers.pre_consultation import pre_consultation_offer
from ui.papers.pregnancy_data import PregnancyData
from ui.papers.printing import picture
from ui.papers.referral import referral_offer
from ui.papers.referral_case import ReferralCase
from ui.papers.visit_summary import visit_offer
from ui.theme import paper as sizes

Make = Callable[[PregnancyData], PaperOffer]
_OFFERS: dict[str, Make] = {
    "card": card_offer,
    "pre_consultation": pre_consultation_offer,
    "visit": lambda data: visit_offer(data, data.visits_made()[-1]),
    "referral": lambda data: referral_offer(referred(data)),
    "counter_referral": lambda data: counter_referral_offer(referred(data), referred(data).course.answers[-1]),
}
_DOTS = 200
_COPY_THRESHOLD = 128


@pytest.fixture
def data(station: Station, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock, qapp: object) -> PregnancyData:
    """A record with something of everything, referred and answered."""
    today: date = local_date(fake_clock.now(), station.profile.time_zone)
    fill(station, nurse, pregnancy, today=today)
    make_ready(station, nurse, pregnancy, today)
    coordinator = station.sign_in.sign_in("coordinator", PASSWORD)
    answer(station, coordinator, refer(station, nurse, pregnancy.id), INCONCLUSIVE)
    return data_of(station, nurse, pregnancy.id)


def referred(data: PregnancyData) -> ReferralCase:
    assert data.referral is not None
    return data.referral


def _pages(paper: Paper) -> list[NDArray[np.uint8]]:
    width = round((210 if paper.size is PaperSize.A4 else 148) / 25.4 * _DOTS)
    found = []
    for number in range(paper.pages):
        image = picture(paper, number, width).convertToFormat(QImage.Format.Format_RGB888)
        raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        found.append(raw[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy())
    return found


@pytest.mark.parametrize("size", list(PaperSize))
@pytest.mark.parametrize("name", list(_OFFERS))
def test_nothing_is_told_by_colour(name: str, size: PaperSize, data: PregnancyData) -> None:
    for page in _pages(_OFFERS[name](data).make(size)):
        spread = page.max(axis=2).astype(int) - page.min(axis=2)
        assert int(spread.max()) == 0


@pytest.mark.parametrize("size", list(PaperSize))
@pytest.mark.parametrize("name", list(_OFFERS))
def test_a_copy_in_black_and_white_keeps_nearly_all_the_ink(name: str, size: PaperSize, data: PregnancyData) -> None:
    """Grey ink would vanish or turn black at the threshold: the amount of ink tells."""
    for page in _pages(_OFFERS[name](data).make(size)):
        grey = page[:, :, 0].astype(float)
        ink = (255 - grey).sum() / 255
        copied = float((grey < _COPY_THRESHOLD).sum())
        assert 0.8 * ink < copied < 1.25 * ink


@pytest.mark.parametrize("size", list(PaperSize))
@pytest.mark.parametrize("name", list(_OFFERS))
def test_nothing_reaches_into_the_margin(name: str, size: PaperSize, data: PregnancyData) -> None:
    """A printer that cannot print to the edge loses nothing."""
    for page in _pages(_OFFERS[name](data).make(size)):
        edge = round(8 / 25.4 * _DOTS)
        for strip in (page[:edge], page[-edge:], page[:, :edge], page[:, -edge:]):
            assert int(strip.min()) == 255


def test_letters_are_never_smaller_than_nine_points_and_lines_never_thinner_than_half_a_point() -> None:
    assert min(sizes.SMALL, sizes.BODY, sizes.PART, sizes.NAME, sizes.TITLE, sizes.CLASS) >= 9
    assert min(sizes.HAIRLINE, sizes.RULE, sizes.FRAME, sizes.GRID) >= 0.5


def test_the_last_line_of_a_full_page_stands_above_the_foot(data: PregnancyData) -> None:
    paper = card_offer(data).make(PaperSize.A5)
    area = printed_area(PaperSize.A5)
    for number in range(paper.pages):
        image = QImage(round(area.width()), round(area.height()), QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        paper.paint_page(painter, number)
        painter.end()
        below = [image.pixelColor(x, image.height() - 1).value() for x in range(image.width())]
        assert min(below) > 200
