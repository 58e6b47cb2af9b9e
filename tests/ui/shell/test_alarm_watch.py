"""The worst alarm of the ward stands in the top bar wherever somebody works, where there is a ward to watch."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.security.session import Session
from app.settings import StationRole
from app.station import Station
from app.ward.alarms.words import Presence, Priority
from app.ward.picture.model import ShownAlarm
from tests.ui.accessibility import complaints
from tests.ui.conftest import settle
from tests.ui.shell.conftest import Holder
from tests.ui.ward.staged import StagedPicture, alarm
from ui.shell.window import Shell
from ui.texts import choose_language
from ui.theme import apply_theme, current_theme
from ui.ward.layouts.alarm_strip import AlarmStrip

OpenShell = Callable[[Session], Shell]


@pytest.fixture
def shell(station: Station, administrator: Session, nurse: Session, open_shell: OpenShell, qtbot: QtBot) -> Shell:
    """Of a station with a ward and one bed in use."""
    station.settings.change(administrator, role=StationRole.WARD)
    station.beds.add_bed(nurse, "Leito 07")
    made = open_shell(nurse)
    qtbot.waitUntil(lambda: made.watches.alarms.strip is not None)
    return made


def strip_of(shell: Shell) -> AlarmStrip:
    strip = shell.watches.alarms.strip
    assert strip is not None
    return strip


def test_a_ward_that_is_not_heard_is_never_shown_as_without_alarms(shell: Shell) -> None:
    strip = strip_of(shell)
    assert strip.isVisible()
    assert strip.words
    assert strip.words != "Sem alarmes"
    assert strip.window() is shell.window()


def test_a_press_goes_to_the_bed_and_the_ward_itself_has_its_own(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    strip, gone = strip_of(shell), list[tuple[str, str | None]]()
    monkeypatch.setattr(shell.watches.alarms, "_navigate", lambda key, subject: gone.append((key, subject)))
    picture = StagedPicture(3)
    picture.change(1, alarms=(alarm(),))
    strip.show_ward(picture.beds)
    assert (strip.words, strip.counts) == ("*** SpO₂ 84 < 90 · Leito 02", (1, 0, 0))
    strip.click()
    assert gone == [("ward", "bed-1")]
    shell.watches.arrive("ward")
    assert not strip.isVisible()
    shell.watches.arrive("reception")
    assert strip.isVisible()


def test_what_covers_the_ward_or_scrolls_it_away_leaves_its_alarms_in_the_bar(
    shell: Shell, light: QApplication
) -> None:
    strip, alarms = strip_of(shell), shell.watches.alarms
    shell.watches.arrive("ward")
    alarms.cover(True)
    assert strip.isVisible()
    alarms.cover(False)
    assert not strip.isVisible()
    # With very large text the ward's own strip is scrolled away with the ward.
    apply_theme(light, "light", 200)
    shell.watches.arrive("ward")
    assert strip.isVisible()


@pytest.mark.parametrize(("language", "scale"), [("pt_BR", 100), ("en", 150)])
def test_the_bar_has_room_for_it(
    shell: Shell, light: QApplication, language: str, scale: int, holder: Holder, qtbot: QtBot
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    other = Shell(shell.context.station, shell.context.session, holder)
    holder.window.setCentralWidget(other)
    other.begin()
    qtbot.waitUntil(lambda: other.watches.alarms.strip is not None)
    settle()
    assert complaints(other.bar) == []
    assert other.bar.width() <= 1366


def test_very_large_text_leaves_the_worst_alarm_its_words_and_counts_the_others_together(light: QApplication) -> None:
    picture = StagedPicture(3)
    picture.change(0, alarms=(alarm(), alarm(Priority.MEDIUM), alarm(Priority.LOW), alarm(Priority.LOW)))
    for scale, shown in ((100, ["▲ 1", "◆ 1", "● 2"]), (200, ["▲ 1 +3"])):
        apply_theme(light, "light", scale)
        strip = AlarmStrip(least="search_least")
        strip.show_ward(picture.beds)
        strip.resize(strip.minimumSizeHint())
        metrics = QFontMetrics(current_theme().font("text_small", "semibold"))
        assert [words for _, words, _ in strip.pills(metrics)] == shown


def test_a_unit_without_a_ward_has_no_strip(open_shell: OpenShell, nurse: Session, station: Station) -> None:
    assert open_shell(nurse).watches.alarms.strip is None


def test_a_ward_without_beds_and_an_administrator_have_no_strip(
    station: Station, administrator: Session, nurse: Session, open_shell: OpenShell
) -> None:
    station.settings.change(administrator, role=StationRole.WARD)
    assert open_shell(nurse).watches.alarms.strip is None
    station.beds.add_bed(nurse, "Leito 07")
    assert open_shell(administrator).watches.alarms.strip is None


def test_where_no_sector_is_in_sight_the_worst_alarm_flashes_until_somebody_has_seen_it(shell: Shell) -> None:
    now = [0.0]
    strip = AlarmStrip(phase=lambda: now[0])
    picture = StagedPicture(3)
    picture.change(1, alarms=(alarm(),))
    lit = []
    for now[0] in (0.0, 0.3, 0.55, 0.8):
        strip.show_ward(picture.beds)
        lit.append(strip.is_lit)
    assert lit == [True, False, True, False]
    strip.show_ward(())
    assert strip.is_lit
    still = AlarmStrip()
    still.show_ward(picture.beds)
    assert still.is_lit


def test_the_desktop_points_at_the_window_at_each_alarm_that_begins_to_be_heard(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(QApplication, "alert", lambda _widget, milliseconds=0: asked.append(milliseconds))
    picture, silent = StagedPicture(2), [False]
    watch = shell.watches.alarms

    def ward() -> SimpleNamespace:
        shown = SimpleNamespace(beds=picture.beds, station_alarms=())
        return SimpleNamespace(picture=shown, is_silent=lambda: silent[0])

    def pointed(*alarms: ShownAlarm) -> bool:
        asked.clear()
        picture.change(1, alarms=alarms)
        monkeypatch.setattr(watch, "_station", SimpleNamespace(ward=ward()))
        watch.look()
        watch.look()
        return asked == [0]

    assert not pointed()
    assert pointed(alarm())
    assert not pointed(alarm())
    # Its sound is paused, and at the end of the pause it is heard again.
    assert not pointed(replace(alarm(), sign=replace(alarm().sign, burst=None)))
    assert pointed(alarm())
    assert not pointed(alarm(presence=Presence.ACKNOWLEDGED))
    silent[0] = True
    assert pointed()
    silent[0] = False
    assert not pointed()
