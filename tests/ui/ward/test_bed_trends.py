"""The part «Tendências» over a recording in memory: hours, gaps, cursor, table, and what is said when it fails."""

import math
from functools import partial

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.security.roles import Role
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.words import Priority
from app.ward.recording.model import AlarmMark
from tests.ui.ward.desk import CLOCK, Desk
from tests.ui.ward.kept import KeptRecording
from ui.ward.bed.page import BedPage
from ui.ward.bed.trends.axis import tick_times, tick_words
from ui.ward.bed.trends.part import TrendsPart
from ui.ward.bed.trends.reading import Trends, panels_of, read_steps
from ui.ward.bed.trends.runs import lonely, nearest, runs
from ui.ward.bed.trends.table import table_lines
from ui.ward.bed.trends.words import limits_words
from ui.ward.page import WardPage

ZONE = "America/Fortaleza"
DAY = 1_795_000_000 // 86_400 * 86_400.0


def trends_part(desk: Desk, hours: float = 30.0, role: Role = Role.NURSE) -> tuple[WardPage, BedPage, TrendsPart]:
    now = CLOCK.now().timestamp()
    kept = desk.recordings.recording
    kept.first, kept.last = now - hours * 3600, now
    page = desk.ready(role)
    page.open_page("b1")
    bed = page.states.currentWidget()
    assert isinstance(bed, BedPage)
    bed.choose("trends")
    part = bed.part("trends")
    assert isinstance(part, TrendsPart)
    return page, bed, part


def read(desk: Desk, part: TrendsPart) -> Trends:
    desk.qtbot.waitUntil(lambda: part.trends is not None)
    assert part.trends is not None
    return part.trends


def test_rates_share_a_chart_and_so_do_the_pressures_of_one_place() -> None:
    panels = panels_of(("heart_rate", "pulse_rate", "spo2", "art_mean", "art_systolic", "art_diastolic", "temperature"))
    assert [panel.vitals for panel in panels] == [
        ("heart_rate", "pulse_rate"),
        ("spo2",),
        ("art_systolic", "art_diastolic", "art_mean"),
        ("temperature",),
    ]


def test_a_gap_parts_what_is_drawn_and_a_value_between_two_gaps_stands_alone() -> None:
    nan = math.nan
    values = np.array([nan, 1, 2, nan, 3, nan, nan, 4, 5, 6], np.float32)
    assert list(runs(values)) == [(1, 3), (4, 5), (7, 10)]
    assert lonely(values).tolist() == [at == 4 for at in range(10)]
    assert list(runs(np.full(3, nan, np.float32))) == []


@pytest.mark.parametrize(("moment", "at"), [(99.9, None), (100, 0), (109.9, 0), (110, 1), (129.9, 2), (130, None)])
def test_a_moment_belongs_to_the_step_in_which_it_lies(moment: float, at: int | None) -> None:
    assert nearest(np.array([100.0, 110.0, 120.0]), 10.0, moment) == at


def test_the_axis_writes_round_hours_of_the_units_clock_and_the_day_at_midnight() -> None:
    start = DAY + 20 * 3600
    ticks = tick_times(start, start + 12 * 3600, ZONE, 8)
    words = [tick_words(one, ZONE) for one in ticks]
    midnight = next(one for one in words if "/" in one)
    assert words == ["18:00", "20:00", "22:00", midnight, "02:00", "04:00"]


def test_an_hour_says_mean_lowest_and_highest_and_a_gap_between_two_hours_is_a_line_of_dashes() -> None:
    kept = KeptRecording(DAY, DAY + 4 * 3600, gaps=((DAY + 3600, DAY + 7200),))
    lines = table_lines(read_steps(kept, DAY - 7200, DAY + 6 * 3600, 3600), 3600, ZONE)
    assert [one.moment - DAY for one in lines] == [0, 3600, 7200, 10800]
    assert set(lines[1].cells) == {"–"}
    assert lines[0].cells[0] == "82 (80–84)" and "118/72 (88)" in lines[0].cells


def shows(part: TrendsPart, seconds: float) -> bool:
    return part.trends is not None and abs(part.trends.end - part.trends.start - seconds) < 1


def follows(part: TrendsPart) -> bool:
    return part.following


def test_the_hours_wanted_are_read_and_the_keys_fit_what_is_seen(desk: Desk) -> None:
    page, _, part = trends_part(desk)
    for hours in (1, 72, 8):
        part.tools.hours_wanted.emit(hours)
        desk.qtbot.waitUntil(partial(shows, part, hours * 3600.0))
        start, end = part.plot.seen()
        assert abs(end - start - hours * 3600) < 1 and part.tools.hours.value() == hours
    assert desk.recordings.opened == 1
    page.leave()


def test_the_cursor_says_what_was_measured_then_also_to_a_screen_reader(desk: Desk) -> None:
    page, _, part = trends_part(desk)
    trends = read(desk, part)
    part.plot.setFocus()
    QTest.keyClick(part.plot, Qt.Key.Key_Home)
    assert part.plot.cursor_at == pytest.approx(trends.start)
    QTest.keyClick(part.plot, Qt.Key.Key_Right)
    assert part.plot.cursor_at is not None and part.plot.cursor_at > trends.start
    assert "FC (bpm): 82 (80–84)" in part.plot.accessibleDescription()
    assert part.tools.moment.text() == part.plot.moment_words(part.plot.cursor_at)
    page.leave()


def test_looking_back_stops_going_on_with_the_time_until_now_is_wanted_again(desk: Desk) -> None:
    page, _, part = trends_part(desk)
    trends = read(desk, part)
    assert follows(part)
    part.plot.setFocus()
    QTest.keyClick(part.plot, Qt.Key.Key_PageUp)
    assert not follows(part)
    desk.qtbot.waitUntil(lambda: part.trends is not trends and part.trends is not None and part.trends.end < trends.end)
    QTest.keyClick(part.plot, Qt.Key.Key_Plus)
    start, end = part.plot.seen()
    assert end - start == pytest.approx((trends.end - trends.start) / 2, abs=1)
    part.tools.now_wanted.emit()
    assert follows(part)
    page.leave()


def test_the_cursor_at_the_end_goes_on_with_the_time_and_one_that_was_put_somewhere_stays(desk: Desk) -> None:
    page, _, part = trends_part(desk)
    first = read(desk, part)
    part.read()
    desk.qtbot.waitUntil(lambda: part.trends is not first)
    assert part.trends is not None and part.plot.cursor_at == part.trends.end - 1
    chosen = part.trends.start + 600
    part.plot.point(chosen)
    second = part.trends
    part.read()
    desk.qtbot.waitUntil(lambda: part.trends is not second)
    assert part.plot.cursor_at == chosen
    page.leave()


def test_alarms_stand_in_the_lane_of_their_priority(desk: Desk) -> None:
    now = CLOCK.now().timestamp()
    desk.recordings.recording.marks = (
        AlarmMark("spo2_low", "spo2_low", Priority.MEDIUM, False, now - 3600, now - 3500),
        AlarmMark("asystole", "asystole", Priority.HIGH, True, now - 60, None),
    )
    page, _, part = trends_part(desk)
    trends = read(desk, part)
    assert part.plot.lane is not None
    bars = {round(float(item.opts["y"][0]), 1): item.opts for item in part.plot.lane._drawn}
    assert sorted(bars) == [1.5, 2.5]
    assert bars[2.5]["x1"] == [trends.end] and bars[1.5]["x0"] == [now - 3600]
    page.leave()


def test_the_table_has_a_line_for_each_hour_and_the_newest_first(desk: Desk) -> None:
    page, _, part = trends_part(desk)
    part.tools.hours_wanted.emit(24)
    desk.qtbot.waitUntil(lambda: len(part.table.lines) in (24, 25))
    part.tools.as_table.emit(True)
    assert part.table.isVisible() and part.table.model is not None
    first = part.table.model.row_at(0)
    assert first is not None and first.moment == part.table.lines[-1].moment
    page.leave()


def test_a_bed_of_which_nothing_was_recorded_says_when_recording_begins(desk: Desk) -> None:
    page, _, part = trends_part(desk, hours=0.0)
    read(desk, part)
    assert part.states.currentIndex() == 1
    page.leave()


def test_a_recording_that_cannot_be_read_says_so_and_is_read_again_on_wish(desk: Desk) -> None:
    desk.recordings.recording.broken = True
    page, _, part = trends_part(desk)
    desk.qtbot.waitUntil(lambda: part.states.currentIndex() == 3)
    assert part.banner.isVisible()
    desk.recordings.recording.broken = False
    part.banner._act()
    desk.qtbot.waitUntil(lambda: part.states.currentIndex() == 2)
    assert not part.banner.isVisible() and part.tools.since.text().startswith("Gravado desde")
    page.leave()


def test_a_student_may_look_at_trends_and_prints_nothing(desk: Desk) -> None:
    page, bed, part = trends_part(desk, role=Role.STUDENT)
    read(desk, part)
    assert not part.tools.print.isVisible()
    bed.print_current()
    assert part.preview is None
    page.leave()


def test_every_limit_that_is_set_is_drawn_also_of_pressures_that_share_a_chart(desk: Desk) -> None:
    page, _, part = trends_part(desk)
    read(desk, part)
    state = desk.ward.picture.state("b1")
    assert state is not None
    for chart in part.plot.charts:
        wanted = {
            value
            for vital in chart.panel.vitals
            for value in (state.limits[vital].low, state.limits[vital].high)
            if value is not None
        }
        lines = [one for one in chart.items if isinstance(one, pg.InfiniteLine) and one is not chart.cursor]
        assert {one.value() for one in lines} == wanted
    page.leave()


def test_the_limits_of_pressures_are_written_as_their_values_are() -> None:
    (panel,) = panels_of(("art_systolic", "art_diastolic", "art_mean"))
    usual = defaults(AgeClass.ADULT)
    assert limits_words(panel, usual) == "Limites 90–160/50–90 (70–110)"
    assert limits_words(panel, {"art_systolic": usual["art_systolic"]}) == "Limites 90–160/– (–)"
    assert limits_words(panel, {}) == ""
    (rates,) = panels_of(("heart_rate",))
    assert limits_words(rates, usual) == ""
