"""What is painted bit by bit is what would be painted at once, and nothing that time changes is missed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ward.alarms.model import Silence
from app.ward.alarms.signs import Light
from app.ward.alarms.words import Presence, Priority
from app.ward.picture.model import BedStanding, ShownBed
from tests.ui.ward.staged import START, StagedPicture, alarm, usual_numbers
from ui.theme import apply_theme
from ui.theme.theme import current_theme
from ui.ward.flashing import lit
from ui.ward.wall.seen import holds_until, seen_of
from ui.ward.wall.view import WallView

ROOM = QSize(800, 500)
_later = st.floats(0, 200)
_alarms = st.lists(
    st.builds(alarm, st.sampled_from(list(Priority)), presence=st.sampled_from(list(Presence))), max_size=2
).map(tuple)
_pauses = st.none() | st.floats(START - 5, START + 130)


@st.composite
def beds(draw: st.DrawFn) -> ShownBed:
    at = START - draw(_later)
    numbers = tuple(
        replace(number, value=draw(st.sampled_from((None, 7.0, 82.0, 188.0))), measured_at=START - draw(_later))
        for number in usual_numbers()[: draw(st.integers(0, 7))]
    )
    silence = Silence(audio_until=draw(_pauses), alarms_until=draw(_pauses), audio_off=draw(st.booleans()))
    standing = draw(st.sampled_from(list(BedStanding)))
    return ShownBed("bed-0", "Leito 01", standing, numbers=numbers, alarms=draw(_alarms), silence=silence, signal_at=at)


@settings(max_examples=150, deadline=None)
@given(beds(), st.floats(0, 200), st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_nothing_that_a_sector_shows_changes_before_the_moment_that_was_foretold(
    bed: ShownBed, later: float, shares: list[float]
) -> None:
    now = START + later
    until = min(holds_until(bed, now), now + 120)
    before = seen_of(bed, now, room=4)
    for share in shares:
        # A hair before the moment itself: what is shown then is told by the moment that comes next.
        moment = now + share * (until - now) * (1 - 1e-9)
        assert seen_of(bed, moment, room=4) == before


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, "dark")
    yield
    apply_theme(qapp)


def _wall(qtbot: QtBot, picture: StagedPicture) -> WallView:
    view = WallView(picture)
    qtbot.addWidget(view)
    view.resize(ROOM)
    view.fit(ROOM)
    view.tick()
    return view


def _pixels(view: WallView) -> np.ndarray:
    image = view.grab().toImage()
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1).copy()


def test_a_wall_that_was_brought_up_to_date_looks_like_one_that_was_opened_just_now(qtbot: QtBot, dark: None) -> None:
    picture = StagedPicture(4)
    view = _wall(qtbot, picture)
    loud = alarm(Priority.HIGH)
    steps: tuple[dict[str, Any], ...] = (
        {"numbers": tuple(replace(one, value=188.0) for one in usual_numbers())},
        {"numbers": tuple(replace(one, value=7.0) for one in usual_numbers())},
        {"numbers": tuple(replace(one, value=1888.0) for one in usual_numbers())},
        {"numbers": tuple(replace(one, value=66.0) for one in usual_numbers())},
        {"alarms": (loud,), "numbers": tuple(replace(one, alarm=loud) for one in usual_numbers())},
        {"numbers": tuple(replace(one, value=None, alarm=loud) for one in usual_numbers())},
        {"numbers": usual_numbers()[:2], "silence": Silence(audio_until=START + 100), "alarms": ()},
        {"standing": BedStanding.NO_DEVICE},
        {"standing": BedStanding.WATCHED, "silence": Silence(), "numbers": usual_numbers()},
    )
    for at, step in enumerate(steps):
        picture.time = START + at / 3
        picture.change(1, **step)
        picture.change(2, **step)
        view.tick()
        assert (_pixels(view) == _pixels(_wall(qtbot, picture))).all(), f"step {at}"
    for frame in range(45):
        picture.time = START + 40 + frame / 3
        view.tick()
    assert (_pixels(view) == _pixels(_wall(qtbot, picture))).all()


def _burns(view: WallView) -> bool:
    colour = current_theme().color("alarm_high").rgb()
    return bool((_pixels(view) == colour).mean() > 0.01)


def test_an_alarm_and_each_turn_of_its_flash_are_on_the_very_next_frame(qtbot: QtBot, dark: None) -> None:
    picture = StagedPicture(4)
    view = _wall(qtbot, picture)
    assert not _burns(view)
    picture.change(2, alarms=(alarm(Priority.HIGH),))
    for frame in range(90):
        picture.time = START + frame / 30
        view.tick()
        assert _burns(view) is lit(Light.FAST, picture.time), f"frame {frame}"
    picture.change(2, alarms=())
    view.tick()
    assert not _burns(view)
