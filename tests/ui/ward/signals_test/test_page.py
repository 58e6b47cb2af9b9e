"""The function test as a nurse does it: four keys when all is well, and what is said when nothing is heard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from app.ward.alarms.signs import Burst
from app.ward.signal_tests import SignalAnswer
from tests.ui.accessibility import complaints
from tests.ui.administration.office import ROOM, SignIn, press, settled, sign_in, station, words_in
from tests.ui.conftest import settle
from ui.shell.context import UiContext
from ui.texts import choose_language, tr
from ui.theme import apply_theme, current_theme
from ui.ward.signals_test.page import SignalsTestPage, SignalsTestScreen, build

__all__ = ["sign_in", "station"]


class SignalsDesk:
    """The page, with a loudspeaker that a test can break; `played` is what was to be heard."""

    def __init__(self, station: Station, nurse: Session, clock: FakeClock, qtbot: QtBot) -> None:
        self.station, self.nurse, self.clock, self.qtbot = station, nurse, clock, qtbot
        self.played: list[str] = []
        self.refusal = ""
        self.screen: SignalsTestScreen | None = None

    def sound_test(self, _session: Session, burst: str) -> float:
        if self.refusal:
            raise KnownError(self.refusal)
        self.played.append(burst)
        return 1.0

    def open(self) -> SignalsTestPage:
        self.screen = build(UiContext(self.station, self.nurse, lambda _p, _s: None, lambda _t, _w: None), lambda: None)
        self.qtbot.addWidget(self.screen)
        self.screen.resize(ROOM)
        self.screen.show()
        self.screen.activateWindow()
        self.qtbot.waitExposed(self.screen)
        self.screen.arrive(None)
        first = self.screen.first_focus()
        assert first is not None
        first.setFocus()
        settled(self.qtbot)
        settle()
        page = self.screen.page
        assert isinstance(page, SignalsTestPage)
        return page

    def enter(self) -> None:
        at = QApplication.focusWidget()
        assert at is not None
        QTest.keyClick(at, Qt.Key.Key_Return)
        settled(self.qtbot)
        settle()


@pytest.fixture
def desk(
    station: Station,
    sign_in: SignIn,
    fake_clock: FakeClock,
    qtbot: QtBot,
    light: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SignalsDesk]:
    made = SignalsDesk(station, sign_in(Role.NURSE), fake_clock, qtbot)
    monkeypatch.setattr(station.ward, "sound_test", made.sound_test)
    yield made
    if made.screen is not None:
        made.screen.leave()


def test_four_keys_test_all_three_and_the_ward_knows_when_and_by_whom(desk: SignalsDesk) -> None:
    page = desk.open()
    assert "ainda não foram testados" in page.last.text()
    for _ in range(4):
        desk.enter()
    assert desk.played == ["high", "medium", "low"]
    last = desk.station.signal_tests.last(desk.nurse)
    assert last is not None and last.passed and last.who == desk.nurse.name
    assert desk.nurse.name in page.last.text() and "tudo ouvido e visto" in page.last.text()


def test_what_was_not_heard_is_kept_and_says_what_to_do(desk: SignalsDesk) -> None:
    page = desk.open()
    desk.enter()
    desk.enter()
    press(page, "Não ouvi")
    settled(desk.qtbot)
    desk.enter()
    last = desk.station.signal_tests.last(desk.nurse)
    assert last is not None and last.answers[Burst.MEDIUM] is SignalAnswer.NOT_HEARD
    assert page.trouble.isVisible() and "fique junto dos monitores" in words_in(page.trouble)
    assert page.cards[Burst.MEDIUM].noticed.text() == "✗ Não ouvido"


def test_while_an_alarm_sounds_the_test_waits_and_nothing_is_kept(desk: SignalsDesk) -> None:
    page = desk.open()
    desk.refusal = "ward.sound_in_use"
    desk.enter()
    assert "Há um alarme soando agora" in words_in(page.trouble)
    assert page.question.isHidden() and desk.station.signal_tests.last(desk.nurse) is None


@pytest.mark.parametrize("refusal", ["ward.sound_missing", "ward.node_silent"])
def test_a_ward_that_can_play_nothing_says_so_and_that_can_be_kept(desk: SignalsDesk, refusal: str) -> None:
    page = desk.open()
    desk.refusal = refusal
    desk.enter()
    assert page.trouble.isVisible() and page.question.isHidden()
    press(page.trouble, "Anotar que não se ouve")
    settled(desk.qtbot)
    last = desk.station.signal_tests.last(desk.nurse)
    assert last is not None and set(last.answers.values()) == {SignalAnswer.NOT_HEARD}


def test_one_burst_alone_is_played_without_a_question(desk: SignalsDesk) -> None:
    page = desk.open()
    press(page, "Tocar: Intermediário")
    settled(desk.qtbot)
    assert desk.played == ["medium"] and page.question.isHidden()


def test_escape_ends_a_test_under_way_and_keeps_nothing(desk: SignalsDesk) -> None:
    page = desk.open()
    desk.enter()
    assert desk.screen is not None and desk.screen.step_back()
    assert page.question.isHidden() and not desk.screen.step_back()
    assert desk.station.signal_tests.last(desk.nurse) is None


def test_the_lights_follow_the_walls_clock_in_colour_and_rate(desk: SignalsDesk) -> None:
    page = desk.open()
    page.leave()
    turns = dict.fromkeys(Burst, 0)
    for card in page.cards.values():
        card.light.show_at(0.0)
    for step in range(1, 401):
        for kind, card in page.cards.items():
            before = card.light.is_lit
            card.light.show_at(step * 0.01)
            turns[kind] += card.light.is_lit is not before
    # Within four seconds: eight flashes of the high one, two of the medium one, and the low one never goes out.
    assert turns == {Burst.HIGH: 16, Burst.MEDIUM: 4, Burst.LOW: 0}
    for kind, token in zip(Burst, ("alarm_high", "alarm_medium", "alarm_low"), strict=True):
        light = page.cards[kind].light
        light.show_at(0.1)
        picture = light.grab().toImage()
        assert picture.pixelColor(light.width() // 2, light.height() // 5) == current_theme().color(token)


@pytest.mark.parametrize(("language", "size"), [("pt_BR", 100), ("pt_BR", 150), ("en", 150)])
def test_everything_has_room_and_a_name(desk: SignalsDesk, language: str, size: int) -> None:
    choose_language(language)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, "light", size)
    page = desk.open()
    assert complaints(page) == []
    desk.enter()
    assert complaints(page) == []
    desk.refusal = "ward.sound_missing"
    desk.enter()
    assert complaints(page) == []


def test_each_sound_is_told_in_words_with_what_it_asks_of_whoever_cannot_hear_it(desk: SignalsDesk) -> None:
    page = desk.open()
    said = {kind: [label.text() for label in card.findChildren(QLabel)] for kind, card in page.cards.items()}
    for kind, words in said.items():
        assert tr(f"ward_signals.means_{kind.value}") in words
        assert any("toques de" in one for one in words)
        assert any(one.startswith("Luz: ") for one in words)
