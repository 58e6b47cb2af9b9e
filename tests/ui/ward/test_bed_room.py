"""One bed's page on the screens of a unit: nothing is clipped, everything is named, in both languages and sizes."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.ward.alarms.words import Priority
from app.ward.recording.model import AlarmMark
from tests.ui.accessibility import complaints
from tests.ui.conftest import SCREEN, settle
from tests.ui.ward.desk import CLOCK, Desk
from ui.bridge import operations_under_way
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.ward.bed.alarms.part import HISTORY, LIMITS, OFF, AlarmsPart
from ui.ward.bed.page import BedPage
from ui.ward.bed.trends.part import TrendsPart


@pytest.fixture(params=[("pt_BR", 100), ("pt_BR", 150), ("en", 150)])
def dressed(request: pytest.FixtureRequest, light: QApplication) -> Iterator[int]:
    language, scale = request.param
    choose_language(language)
    apply_theme(light, "dark", scale)
    yield scale
    choose_language("pt_BR")
    apply_theme(light, "light", 100)


def test_every_part_has_room_and_every_control_a_name(dressed: int, desk: Desk) -> None:
    now = CLOCK.now().timestamp()
    kept = desk.recordings.recording
    kept.first, kept.last = now - 30 * 3600, now
    kept.marks = (AlarmMark("asystole", "asystole", Priority.HIGH, True, now - 600, None),)
    page = desk.ready()
    rail = 220 if dressed == 100 else 90
    page.resize(SCREEN[0] - rail, SCREEN[1] - 100)
    page.open_page("b1")
    bed = page.states.currentWidget()
    assert isinstance(bed, BedPage)
    desk.monitor.numbers()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.beds[0].numbers))
    found = []
    for key in ("now", "trends", "alarms"):
        bed.choose(key)
        part = bed.part(key)
        for view in (LIMITS, "open", OFF, HISTORY) if isinstance(part, AlarmsPart) else ("",):
            if isinstance(part, AlarmsPart):
                show(part, view)
            desk.qtbot.waitUntil(lambda: operations_under_way() == 0)
            bed.look()
            settle()
            found += [f"{key} {view}: {one}" for one in complaints(bed)]
        if isinstance(part, TrendsPart):
            part.tools.as_table.emit(True)
            settle()
            found += [f"table: {one}" for one in complaints(bed)]
    assert found == []
    page.leave()


def show(part: AlarmsPart, view: str) -> None:
    if view == "open":
        part.limits.open("heart_rate")
    else:
        part.limits.close_editor()
        part.choose(view)
