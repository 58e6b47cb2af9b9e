"""The pages of a referral on the screen of a clinic, whatever the text size: nothing is cut, all is named."""

import pytest
from PySide6.QtWidgets import QApplication

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.referral.model import Course
from app.security.session import Session
from app.station import Station
from tests.clinic.referral.conftest import INCONCLUSIVE
from tests.ui.accessibility import cut_off, out_of_order, too_small, unnamed
from tests.ui.conftest import settle
from tests.ui.referrals.conftest import Answering, OpenWindow
from tests.ui.referrals.test_compose import _compose, _fill
from ui.referrals.record_strip import RecordStrip
from ui.texts import choose_language
from ui.theme import apply_theme

SCALES = [100, 125, 150]
LOOKS = [(one, scale) for one in ("pt_BR", "en") for scale in SCALES]
everywhere = pytest.mark.parametrize(("language", "scale"), LOOKS)


@everywhere
def test_list_and_answer_have_room(
    open_window: OpenWindow,
    light: QApplication,
    ubs: Station,
    nurse: Session,
    answered: Answering,
    language: str,
    scale: int,
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    one = answered(INCONCLUSIVE)
    ubs.referrals.mark_read(nurse, one.referral.id)
    window = open_window(nurse)
    for _ in range(2):
        assert [*cut_off(window), *unnamed(window), *out_of_order(window), *too_small(window)] == []
        window.open(one.referral.id)
    assert window.page.answer is not None
    window.page.answer.write_reply()
    settle()
    assert [*cut_off(window), *unnamed(window), *out_of_order(window)] == []


@everywhere
def test_the_form_and_the_last_look_have_room(
    open_window: OpenWindow, light: QApplication, nurse: Session, ready: Pregnancy, language: str, scale: int
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    window = open_window(nurse)
    page = _compose(window, ready.id)
    settle()
    assert [*cut_off(page), *unnamed(page), *out_of_order(page), *too_small(page)] == []
    _fill(page)
    page.show_review()
    settle()
    assert [*cut_off(page), *unnamed(page), *out_of_order(page), *too_small(page)] == []


@everywhere
def test_the_strip_above_a_locked_record_has_room(
    open_window: OpenWindow, light: QApplication, nurse: Session, received: Course, language: str, scale: int
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    window = open_window(nurse)
    window.go("pregnancy", f"{received.referral.pregnancy_id}/summary")
    window.settle()
    (strip,) = window.findChildren(RecordStrip)
    assert strip.isVisible()
    assert cut_off(strip) == []
    body = strip.banner.body
    if body.isVisible():
        assert strip.banner.title.geometry().bottom() < body.geometry().top() + 1
    assert "parto ou perda" in strip.banner.toolTip() or "birth or loss" in strip.banner.toolTip()
