"""One bed's own page: now, trends as chart, table and sheet, limits, alarms off, the alarms that there were."""

from typing import Final

from app.demo.recorded_hours import seed_recording
from app.interop.simulator.plans import load_plan
from app.interop.simulator.ward import USUAL_SEED
from app.security.roles import Role
from app.ward.node.simulated import simulated_beds
from ui.commands.screenshots.stage import Stage
from ui.commands.screenshots.ward_scenes import WARD, simulated_ward
from ui.ward.bed.alarms.part import HISTORY, OFF, AlarmsPart
from ui.ward.bed.now import NowPart
from ui.ward.bed.page import BedPage
from ui.ward.bed.trends.part import TrendsPart
from ui.ward.page import WardPage
from ui.widgets.number_field import NumberField

_HOURS: Final = 26.0


def bed_page(stage: Stage) -> None:
    """A bed that alarms, with what was recorded of it, part by part."""
    with stage.at_hospital(), simulated_ward(stage, Role.NURSE) as (place, _node):
        page = opened_bed(stage, place)
        now = page.part("now")
        assert isinstance(now, NowPart)
        now.large.stop_ticking()
        stage.settle()
        now.large.tick()
        page.look()
        stage.shoot("ward-bed-now")
        now.turn_calipers()
        now.large.tick()
        stage.shoot("ward-bed-calipers")
        now.turn_frozen()
        _shoot_trends(stage, page)
        _shoot_alarms(stage, page)
        place.back()


def opened_bed(stage: Stage, place: WardPage, hours: float = _HOURS) -> BedPage:
    """The page of a bed that alarms, with so many hours recorded of it."""
    station = stage.station
    bed = next(bed.bed for bed in station.ward.picture.beds if bed.alarms)
    stay = next(one.stay for one in simulated_beds(load_plan(WARD), USUAL_SEED).beds() if one.bed == bed)
    seed_recording(station.folders, bed, stay, station.clock.now().timestamp(), hours)
    place.open_page(bed)
    page = place.states.currentWidget()
    assert isinstance(page, BedPage)
    return page


def _shoot_trends(stage: Stage, page: BedPage) -> None:
    page.choose("trends")
    part = page.part("trends")
    assert isinstance(part, TrendsPart)
    stage.until(lambda: part.trends is not None, "the trends")
    part.show_hours(24)
    stage.settle()
    stage.shoot("ward-bed-trends")
    part.tools.as_table.emit(True)
    stage.shoot("ward-bed-trends-table")
    page.print_current()
    stage.settle()
    stage.shoot("ward-bed-vitals-sheet")
    page.step_back()


def _shoot_alarms(stage: Stage, page: BedPage) -> None:
    page.choose("alarms")
    part = page.part("alarms")
    assert isinstance(part, AlarmsPart)
    stage.settle()
    stage.shoot("ward-bed-limits")
    part.limits.open("spo2")
    editor = part.limits.editor
    assert editor is not None
    lowest = editor.fields["low"].control
    assert isinstance(lowest, NumberField)
    lowest.line.setText("101")
    editor.try_apply()
    stage.settle()
    stage.shoot("ward-bed-limit-refused")
    lowest.line.setText("88")
    editor.ask_device.click()

    def taken() -> bool:
        page.look()
        return "aceito" in part.limits.settings.words() or "taken" in part.limits.settings.words()

    stage.until(taken, "the device")
    stage.shoot("ward-bed-device-limits")
    part.limits.close_editor()
    part.choose(OFF)
    stage.settle()
    stage.shoot("ward-bed-alarms-off")
    part.choose(HISTORY)
    stage.settle()
    stage.shoot("ward-bed-alarm-history")


SCENES: Final = (("ward-bed", bed_page),)
