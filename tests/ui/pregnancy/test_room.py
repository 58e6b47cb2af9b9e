"""The record in the whole window on the screens of a clinic: the class is never cut, whatever the text size."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.risk.forms import ReferralForm
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import cut_off, out_of_order, too_small, unnamed
from tests.ui.conftest import settle
from tests.ui.shell.conftest import Holder
from ui.bridge import operations_under_way
from ui.pregnancy.record import PregnancyRecord
from ui.pregnancy.screen import Pregnancies
from ui.shell.window import Shell
from ui.start.main_window import MainWindow
from ui.start.preferences import Preferences
from ui.texts import choose_language
from ui.theme import apply_theme, current_theme

SCREENS = [(1366, 768), (1280, 720)]
SCALES = [100, 125, 150]


@dataclass
class Open:
    """A window with the record of a pregnancy in it."""

    window: MainWindow
    shell: Shell
    record: PregnancyRecord

    def resize(self, width: int, height: int) -> None:
        """Another size of the window."""
        self.window.resize(width, height)
        settle()
        assert (self.window.width(), self.window.height()) == (width, height)


OpenRecord = Callable[[], Open]


@pytest.fixture
def open_record(
    station: Station, nurse: Session, pregnancy: Pregnancy, qtbot: QtBot, light: QApplication
) -> Iterator[OpenRecord]:
    """Open the whole window at the record."""
    shells: list[Shell] = []

    def opened() -> Open:
        window = MainWindow(Preferences())
        session = replace(nurse, must_change_password=False)
        shell = Shell(station, session, Holder(window, window.preferences))
        shells.append(shell)
        window.show_page(shell)
        qtbot.addWidget(window)
        window.resize(*SCREENS[0])
        window.show()
        window.activateWindow()
        qtbot.waitExposed(window)
        shell.begin("pregnancy", pregnancy.id)
        _finish(qtbot)
        place = shell.current()
        assert isinstance(place, Pregnancies)
        assert place.record is not None
        return Open(window, shell, place.record)

    yield opened
    for shell in shells:
        shell.leave()
    _finish(qtbot)


def _finish(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)
    settle()


def _nothing(record: PregnancyRecord) -> None:
    """The card before the first answer."""


def _provisional(record: PregnancyRecord) -> None:
    record.risk.form.answer("asthma", True)


def _settled(record: PregnancyRecord) -> None:
    for code in ("hypertension", "diabetes"):
        record.risk.form.answer(code, True)


def _correcting(record: PregnancyRecord) -> None:
    record.risk._begin_correction(record.risk._stored[0])
    record.risk.form.answer("asthma", True)
    record.risk.save()


@pytest.mark.parametrize("reach", [_nothing, _provisional, _settled, _correcting])
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_the_class_stands_whole_in_sight_and_no_label_is_clipped(
    open_record: OpenRecord,
    station: Station,
    nurse: Session,
    pregnancy: Pregnancy,
    light: QApplication,
    language: str,
    scale: int,
    reach: Callable[[PregnancyRecord], None],
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    station.assessments.save(nurse, pregnancy.id, ReferralForm(conditions=frozenset({"hypertension"})))
    opened = open_record()
    reach(opened.record)
    for screen in SCREENS:
        opened.resize(*screen)
        _assert_class_whole(opened.record)
        _assert_nothing_clipped(opened)


def test_the_class_takes_smaller_type_before_it_would_be_cut(open_record: OpenRecord, light: QApplication) -> None:
    apply_theme(light, "light", 150)
    opened = open_record()
    opened.record.risk.form.answer("asthma", True)
    opened.resize(960, 600)
    card = opened.record.risk.card
    assert card.sign.height() < card.sign.full_height()
    _assert_class_whole(opened.record)
    opened.resize(1366, 1000)
    assert card.sign.height() == card.sign.full_height()
    _assert_class_whole(opened.record)


def test_in_the_largest_text_the_class_stays_below_whatever_is_scrolled(
    open_record: OpenRecord, light: QApplication
) -> None:
    apply_theme(light, "light", 200)
    opened = open_record()
    card, form = opened.record.risk.card, opened.record.risk.form
    opened.record.go_to("classification")
    settle()
    line = card.line
    assert line is not None
    for code in ("asthma", "hypertension", "diabetes"):
        form.answer(code, True)
        settle()
        assert line.badge.visibleRegion().boundingRect() == line.badge.rect()
        reading = card.reading()
        assert reading is not None
        assert line.badge.words == f"{reading.big} {reading.small}".strip()
        assert line.total.text() == reading.total
    # What stands below the window is in reach: the line takes no room from it.
    card.save_button.setFocus()
    settle()
    assert card.save_button.visibleRegion().boundingRect() == card.save_button.rect()
    assert line.badge.visibleRegion().boundingRect() == line.badge.rect()
    opened.shell.begin("reception", None)
    settle()
    assert not line.isVisible()


def test_the_rail_gives_way_in_short_room_and_the_choice_comes_back(
    open_record: OpenRecord, light: QApplication
) -> None:
    apply_theme(light, "light", 125)
    opened = open_record()
    rail = opened.shell.rail
    assert rail.buttons["pregnancy"].text() == ""
    assert not rail._fold.isVisible()
    assert rail.buttons["pregnancy"].accessibleName() == "Gestantes"
    opened.resize(1500, 800)
    assert [one.text() for one in rail.buttons.values()][1] == "Gestantes"
    chosen = [opened.window.preferences.rail_folded]
    rail.fold(True)
    chosen.append(opened.window.preferences.rail_folded)
    assert chosen == [False, True]
    opened.resize(1366, 768)
    opened.resize(1500, 800)
    assert rail.width() == current_theme().px("rail_folded")


def _assert_class_whole(record: PregnancyRecord) -> None:
    sign, card = record.risk.card.sign, record.risk.card
    words = sign.words_box().toAlignedRect()
    assert sign.rect().contains(words)
    assert sign.visibleRegion().contains(words.topLeft())
    assert sign.visibleRegion().contains(words.bottomRight())
    assert card.rect().contains(QRect(sign.mapTo(card, words.topLeft()), words.size()))
    below = card.save_button.mapTo(card, QPoint(0, card.save_button.height())).y()
    assert below <= card.height()
    assert card.save_button.visibleRegion().boundingRect() == card.save_button.rect()


def _assert_nothing_clipped(opened: Open) -> None:
    record = opened.record
    for part in (record.head, record.risk.card, record.risk.form):
        assert cut_off(part) == []
        assert _beside_the_window(part, opened.window) == []
    found = [*unnamed(opened.shell), *out_of_order(opened.shell), *too_small(opened.shell)]
    assert found == []
    content = record.risk.form._scroll.widget()
    assert content is not None
    assert content.width() <= record.risk.form._scroll.viewport().width()
    name = record.head.findChild(QLabel, "record_name")
    assert name is not None
    assert name.height() < 2 * name.fontMetrics().height()


def _beside_the_window(part: QWidget, window: QWidget) -> list[str]:
    """Labels that stand out at the right of the window or of the column they belong to."""
    edge = part.mapTo(window, QPoint(part.width(), 0)).x()
    labels = [one for one in part.findChildren(QLabel) if one.isVisible()]
    return [one.text() for one in labels if one.mapTo(window, QPoint(one.width(), 0)).x() > edge]
