"""The screens of the alarms on the screens of a unit: nothing is clipped, everything is named, in both languages."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from app.security.roles import Role
from tests.router.history.kept import a_day, answered, keep
from tests.ui.accessibility import complaints
from tests.ui.alarms.conftest import Bench
from tests.ui.alarms.fakes import entry, taken, trouble
from tests.ui.conftest import SCREEN, settle
from ui.alarms.board.page import build as build_board
from ui.alarms.history.page import build as build_history
from ui.alarms.statistics.page import build as build_statistics
from ui.alarms.timeline.view import TimelineView
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.texts import choose_language
from ui.theme import apply_theme


@pytest.fixture(params=[("pt_BR", 100), ("pt_BR", 150), ("en", 150)])
def size(request: pytest.FixtureRequest, light: QApplication) -> Iterator[tuple[int, int]]:
    language, scale = request.param
    choose_language(language)
    apply_theme(light, "dark", scale)
    rail, bars = (220, 120) if scale == 100 else (90, 160)
    yield SCREEN[0] - rail, SCREEN[1] - bars
    choose_language("pt_BR")
    apply_theme(light, "light", 100)


@pytest.mark.parametrize("kind", ["board", "receivers", "history", "statistics"])
def test_every_screen_has_room_and_every_control_a_name(size: tuple[int, int], kind: str, bench: Bench) -> None:
    place, now = bench.place, bench.place.clock.now()
    a_day(place.store, place.bed, now - timedelta(hours=23))
    keep(place.store, answered(bed=place.bed[0]), now)
    bench.router.say(entry(place.bed[0]), taken(), taken("b4", "leads_off", 2))
    bench.router.path(troubles=(trouble(bed="b1"),))
    build: Callable[[UiContext], PlaceWidget] = {"history": build_history, "statistics": build_statistics}.get(
        kind, build_board
    )
    screen = build(bench.context(Role.COORDINATOR))
    bench.open(screen, size)
    if kind == "receivers":
        view = screen.findChild(TimelineView)
        assert view is not None
        view.choose("receivers")
    bench.settle()
    settle()
    assert complaints(screen) == []
    screen.leave()
