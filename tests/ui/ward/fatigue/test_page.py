"""The page of counts: what alarmed, what other limits would have changed, the log as a file; nothing is changed."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.beds.alarm_log import AlarmLog, Entry
from tests.ui.accessibility import complaints
from tests.ui.administration.office import ROOM, SignIn, press, settled, sign_in, station, words_in
from tests.ui.conftest import settle
from tests.ward.alarms.helpers import Bed
from tests.ward.fatigue.test_service import Recorded, fast_heart
from ui.papers.preview import PaperPreview
from ui.shell.context import UiContext
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.ward.fatigue.page import FatiguePage, FatigueScreen, build

__all__ = ["sign_in", "station"]
SPO2 = [*[95.0] * 4000, *[89.0] * 30, *[95.0] * 100, *[84.0] * 30, *[95.0] * 20]


class FatigueDesk:
    """A station whose log and recordings a test writes, and the page over it."""

    def __init__(
        self, station: Station, sign_in: SignIn, clock: FakeClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.station, self.clock, self.qtbot = station, clock, qtbot
        self.session = sign_in(Role.COORDINATOR)
        self.began = clock.now().timestamp()
        self.recorded = Recorded(self.began, SPO2)
        self.screen: FatigueScreen | None = None
        monkeypatch.setattr(station.fatigue, "_recording_of", lambda _session, _bed: self.recorded)

    def ward(self, alarms: tuple[int, ...] = (4, 0)) -> None:
        """So many occupied beds with so many alarms each, half a day ago."""
        log = AlarmLog(self.station.beds._store)
        log.start()
        for number, count in enumerate(alarms, 1):
            self.clock.advance(1)
            bed = self.station.beds.add_bed(self.session, f"Leito {number:02d}").bed
            stay = self.station.beds.admit(self.session, bed, f"pulseira-{number}", AgeClass.ADULT).stay
            for change in fast_heart(count):
                log.put(Entry(replace(change, bed=bed), stay, self.began))
        log.stop()
        self.clock.advance(12 * 3600)

    def open(self, session: Session | None = None) -> FatiguePage:
        context = UiContext(self.station, session or self.session, lambda _p, _s: None, lambda _t, _w: None)
        self.screen = build(context, lambda: None)
        self.qtbot.addWidget(self.screen)
        self.screen.resize(ROOM)
        self.screen.show()
        self.screen.activateWindow()
        self.qtbot.waitExposed(self.screen)
        self.screen.arrive(None)
        self.settle()
        page = self.screen.page
        assert isinstance(page, FatiguePage)
        return page

    def try_out(self) -> FatiguePage:
        """The second part, with everything read."""
        page = self.open()
        page.tabs.choose(1)
        self.settle()
        self.settle()
        return page

    def settle(self) -> None:
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
) -> Iterator[FatigueDesk]:
    made = FatigueDesk(station, sign_in, fake_clock, qtbot, monkeypatch)
    yield made
    if made.screen is not None:
        made.screen.leave()
        made.settle()


def counted(page: FatiguePage) -> int | None:
    """How many alarms the page tells of; None while it tells of none."""
    return page.load.began if page.load is not None else None


def test_a_ward_in_which_nobody_lay_says_what_to_do_first(desk: FatigueDesk) -> None:
    page = desk.open()
    assert page.states.state == "empty" and "Leitos" in words_in(page.states)
    assert not page.print_button.isEnabled()


def test_the_load_stands_beside_the_published_figure_and_says_that_it_is_no_target(desk: FatigueDesk) -> None:
    desk.ward()
    page = desk.open()
    said = words_in(page)
    assert "4,0" in said and "187 em 77 leitos" in said and "Não é uma meta" in said
    assert "50 %" in said and "25 %" in said
    assert page.view.words_at(0)[2:7] == ["1", "4", "4", "2", "25 %"]


def test_a_bar_is_as_long_as_its_figure_beside_the_line_of_the_published_one(desk: FatigueDesk) -> None:
    desk.ward((4, 2))
    bars = desk.open().view.bars
    loud, quiet = bars.bar_of(0), bars.bar_of(1)
    assert loud.width() == pytest.approx(2 * quiet.width(), rel=0.01)
    assert (bars.reference_x() - loud.left()) / loud.width() == pytest.approx(187 / 8, rel=0.01)


def test_another_period_is_counted_anew(desk: FatigueDesk) -> None:
    desk.ward()
    desk.clock.advance(3 * 86_400)
    page = desk.open()
    assert counted(page) == 0
    page.period.set_value(7)
    page.period.changed.emit(7)
    desk.settle()
    assert counted(page) == 4


def test_counting_that_was_stopped_can_be_asked_again(desk: FatigueDesk) -> None:
    desk.ward()
    page = desk.open()
    page.refresh()
    page.stop()
    desk.settle()
    assert (page.states.state, counted(page)) == ("empty", None)
    press(page.states, "Contar de novo")
    desk.settle()
    assert counted(page) == 4


def test_another_limit_says_what_it_spares_and_what_would_not_have_been_seen(desk: FatigueDesk) -> None:
    desk.ward((0,))
    page = desk.try_out()
    form = page.trial.form
    assert form.numbers["low"].line.text() == "90" and form.fields["low"].hint == "Agora: 90"
    form.numbers["low"].line.setText("88")
    QTest.keyClick(form.numbers["low"].line, Qt.Key.Key_Return)
    desk.settle()
    (card,) = page.trial.results.cards
    said = words_in(card)
    assert card.big.text() == "1 de 2 alarmes a menos" and "90 → 88" in said and "89 %" in said
    assert "Nada foi mudado" in words_in(page.trial.results) and "SIMULADO" in words_in(page.trial.results)
    bed = desk.station.beds.beds(desk.session)[0].bed
    assert desk.station.fatigue.limits(desk.session, bed).limits["spo2"] == defaults(AgeClass.ADULT)["spo2"]


def test_the_only_warning_before_risk_of_death_is_said_loudly(desk: FatigueDesk) -> None:
    desk.recorded = Recorded(desk.began, [*[95.0] * 20, *[86.0] * 12, *[95.0] * 20, *[70.0] * 40, *[95.0] * 20])
    desk.ward((0,))
    page = desk.try_out()
    page.trial.form.numbers["low"].line.setText("85")
    page.trial.count()
    desk.settle()
    (card,) = page.trial.results.cards
    assert card.danger.isVisible() and "único aviso" in words_in(card.danger)


def test_a_limit_that_nobody_may_set_is_refused_at_its_field(desk: FatigueDesk) -> None:
    desk.ward((0,))
    page = desk.try_out()
    page.trial.form.numbers["delay_low"].line.setText("60")
    page.trial.count()
    desk.settle()
    assert page.trial.form.fields["delay_low"].error and page.trial.results.cards == []
    page.trial.form.numbers["delay_low"].line.setText("x")
    page.trial.count()
    assert page.trial.form.fields["delay_low"].error


def test_small_changes_are_offered_and_put_into_the_fields_alone(desk: FatigueDesk) -> None:
    desk.ward((0,))
    page = desk.try_out()
    press(page.trial, "Ver pequenas mudanças")
    desk.settle()
    assert page.trial.results.cards
    press(page.trial.results.cards[0], "Pôr nos campos")
    changed = {name: one.line.text() for name, one in page.trial.form.numbers.items()}
    assert changed != {"low": "90", "high": "", "delay_low": "10", "delay_high": "6"}


def test_where_nothing_was_recorded_the_field_says_so(desk: FatigueDesk) -> None:
    desk.recorded = Recorded(desk.began, [], vital="nothing_known")
    desk.ward((0,))
    page = desk.try_out()
    assert page.trial.form.fields["vital"].error


def test_the_log_is_saved_for_the_owner_alone_and_holds_every_change(desk: FatigueDesk, tmp_path: Path) -> None:
    desk.ward((2,))
    page = desk.open()
    path = tmp_path / "alarmes.csv"
    page.save_log(path)
    desk.settle()
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0][:4] == ["Momento", "Leito", "Internação", "O quê"]
    assert len(rows) == 1 + len(fast_heart(2)) and rows[1][1] == "Leito 01"
    assert path.stat().st_mode & 0o077 == 0 and "salv" in words_in(page).lower()


def test_every_word_of_the_log_has_its_text_in_the_table(desk: FatigueDesk, tmp_path: Path) -> None:
    bed = Bed()
    bed.log += bed.engine.attach("monitor-1", False, "Ana", 0.0)
    bed.hold(1, 30, heart_rate=125)
    bed.log += bed.engine.pause_audio("Ana", 31.0)
    bed.log += bed.engine.alarm_off("heart_rate_low", "Ana", 32.0)
    bed.log += bed.engine.set_limits("spo2", defaults(AgeClass.ADULT)["spo2"], AgeClass.ADULT, "Ana", 33.0)
    bed.hold(34, 60, heart_rate=100)
    bed.log += bed.engine.detach("monitor-1", "Ana", 61.0)
    bed.log += bed.engine.tick(400.0)
    log = AlarmLog(desk.station.beds._store)
    log.start()
    for change in bed.log:
        log.put(Entry(change, "stay", desk.began))
    log.stop()
    desk.clock.advance(3600)
    page = desk.open()
    path = tmp_path / "alarmes.csv"
    page.save_log(path)
    desk.settle()
    table = path.read_text(encoding="utf-8-sig")
    assert "Aparelho monitor-1" in table and "fora do leito" in table
    assert "ward_" not in table and "{" not in table


def test_a_nurse_is_offered_no_file(desk: FatigueDesk, sign_in: SignIn) -> None:
    desk.ward((1,))
    page = desk.open(sign_in(Role.NURSE))
    assert page.csv_button.parent() is None or not page.csv_button.isVisible()


def test_the_counts_are_previewed_on_paper_and_escape_comes_back(desk: FatigueDesk) -> None:
    desk.ward()
    page = desk.open()
    page.print_current()
    desk.settle()
    assert page.findChildren(PaperPreview)
    assert desk.screen is not None and desk.screen.step_back()
    assert page.pages.currentIndex() == 0


@pytest.mark.parametrize(("language", "size"), [("pt_BR", 100), ("pt_BR", 150), ("en", 150)])
def test_everything_has_room_and_a_name(desk: FatigueDesk, language: str, size: int) -> None:
    choose_language(language)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, "light", size)
    desk.ward((4, 2, 1))
    page = desk.open()
    assert complaints(page) == []
    page.tabs.choose(1)
    desk.settle()
    page.trial.form.numbers["low"].line.setText("85")
    page.trial.count()
    desk.settle()
    assert complaints(page) == []
