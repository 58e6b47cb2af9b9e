"""What stands with an alarm, and what is silenced, is seen on the sector itself and not by its colour alone."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ward.alarms.model import Deviation, Off, Silence
from app.ward.alarms.signs import SignMark
from app.ward.alarms.words import Bound, Presence, Priority
from app.ward.picture.model import ShownAlarm
from tests.ui.ward.staged import START, StagedPicture, alarm
from ui.resources import RESOURCES
from ui.texts import tr
from ui.theme import apply_theme
from ui.ward.wall.seen import SeenAlarm, SeenName, seen_of
from ui.ward.wall.view import WallView

NARROW, WIDE = QSize(190, 104), QSize(380, 200)
STANDS: dict[SignMark, dict[str, Any]] = {
    SignMark.STALE: {"stale": True},
    SignMark.DISAGREES: {"disagrees": True},
    SignMark.LATCHED: {"presence": Presence.LATCHED},
    SignMark.REMINDER: {"presence": Presence.ACKNOWLEDGED, "reminder_due": True},
    SignMark.CONTINUING: {"continuing": True},
    SignMark.MESSAGE: {"presence": Presence.OFF, "priority": Priority.MEDIUM},
}
ELSEWHERE = {SignMark.ACKNOWLEDGED, SignMark.AUDIO_PAUSED, SignMark.AUDIO_OFF, SignMark.ALARM_PAUSED}
"""Shown by the tick before the words, and beside the name."""


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, "dark")
    yield
    apply_theme(qapp)


def _seen(*alarms: ShownAlarm, **bed: Any) -> dict[str, Any]:
    picture = StagedPicture(1)
    picture.change(0, alarms=alarms, **bed)
    return dict(seen_of(picture.beds[0], START, room=4))


def _pixels(qtbot: QtBot, size: QSize, **bed: Any) -> np.ndarray:
    """A wall of one bed."""
    picture = StagedPicture(1)
    picture.change(0, **bed)
    view = WallView(picture)
    qtbot.addWidget(view)
    view.resize(size)
    view.fit(size)
    view.tick()
    image = view.grab().toImage()
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1).copy()


def test_every_mark_has_its_place_on_the_sector() -> None:
    assert STANDS.keys() | ELSEWHERE == set(SignMark)
    assert not STANDS.keys() & ELSEWHERE


@pytest.mark.parametrize("mark", sorted(STANDS))
def test_a_mark_is_an_icon_with_words(mark: SignMark) -> None:
    line = _seen(alarm(**STANDS[mark]))["alarm"]
    assert isinstance(line, SeenAlarm)
    assert line.mark_words == tr(f"ward.mark_{mark}")
    assert [(RESOURCES / "icons" / f"{icon}.svg").is_file() for icon in line.marks] == [True]


def test_no_two_marks_have_one_shape() -> None:
    shapes = [_seen(alarm(**stands))["alarm"].marks[0] for stands in STANDS.values()]
    assert len(set(shapes)) == len(STANDS)


def test_of_several_marks_the_weightiest_speaks_and_all_are_drawn() -> None:
    line = _seen(alarm(stale=True, disagrees=True, continuing=True))["alarm"]
    assert line.mark_words == tr("ward.mark_stale") and len(line.marks) == 3


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("mark", sorted(STANDS.keys() - {SignMark.MESSAGE, SignMark.LATCHED, SignMark.REMINDER}))
def test_a_mark_is_painted_however_narrow_the_sector_and_long_its_words(
    qtbot: QtBot, dark: None, mark: SignMark, size: QSize
) -> None:
    long: dict[str, Any] = {
        "code": "device_alarm",
        "deviation": None,
        "text": "Pressão da via aérea alta há muito tempo",
    }
    without = _pixels(qtbot, size, alarms=(alarm(**long), alarm()))
    marked = _pixels(qtbot, size, alarms=(alarm(**long, **STANDS[mark]), alarm()))
    line = slice(size.height() - 22, size.height())
    assert (without[line, size.width() // 2 :] != marked[line, size.width() // 2 :]).sum() > 20


def test_a_pause_shows_its_countdown_and_what_is_off_how_much_it_is() -> None:
    off = (Off("spo2_low", "ana", START), Off("heart_rate_high", "ana", START))
    name = _seen(silence=Silence(alarms_until=START + 50, off=off))["name"]
    assert isinstance(name, SeenName)
    assert [words for _, words in name.signs] == ["0:50", tr("ward.alarms_off", count=2)]


def test_sound_that_is_off_is_seen_without_any_alarm(qtbot: QtBot, dark: None) -> None:
    on, off = (_pixels(qtbot, NARROW, silence=Silence(audio_off=off)) for off in (False, True))
    assert (on[:22, -30:] != off[:22, -30:]).any()


def test_a_long_name_never_hides_that_a_bed_is_simulated(qtbot: QtBot, dark: None) -> None:
    long = "Maria Sintética da Conceição dos Santos"
    pictures = [_pixels(qtbot, NARROW, person=long, simulated=simulated)[:22] for simulated in (True, False)]
    shorter = [_pixels(qtbot, NARROW, person="", simulated=simulated)[:22] for simulated in (True, False)]
    tag = (shorter[0] != shorter[1]).sum()
    assert (pictures[0] != pictures[1]).sum() > tag / 2


def test_of_an_alarm_that_only_its_device_knows_the_devices_words_stand_alone() -> None:
    line = _seen(alarm(Priority.LOW, code="device_fault", deviation=None, text="* BOMBA: bateria fraca"))["alarm"]
    assert line.words == "* BOMBA: bateria fraca"


def test_what_a_mark_means_is_worth_more_than_the_number_that_stands_beside_it_anyway() -> None:
    beat = Deviation("heart_rate", 0.0, None, Bound.LOW)
    line = _seen(alarm(code="asystole", lethal=True, disagrees=True, deviation=beat))["alarm"]
    assert (line.words, line.fewer) == ("*** Assistolia: FC 0", "*** Assistolia")
    assert _seen(alarm(code="asystole", lethal=True, deviation=beat))["alarm"].fewer == ""
