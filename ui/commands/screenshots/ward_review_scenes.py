"""Looking back at a bed: 24 hours in rows, an alarm, from far, calipers, the strip on paper, and by night."""

from typing import Final

from app.security.roles import Role
from ui.commands.screenshots.stage import Stage
from ui.commands.screenshots.ward_bed_scenes import opened_bed
from ui.commands.screenshots.ward_scenes import simulated_ward
from ui.ward.bed.page import BedPage
from ui.ward.page import WardPage
from ui.ward.review.view import ReviewView

_HOURS: Final = 25.0


def review(stage: Stage) -> None:
    """From the newest minute to the strip of an alarm."""
    with stage.at_hospital(), simulated_ward(stage, Role.NURSE) as (place, _node):
        page, view = _view(stage, place, _HOURS)
        desk = view.desk
        stage.shoot("ward-review")
        # The most urgent alarm of the day, the newest of these.
        desk.go_to_alarm(min(desk.events.marks, key=lambda mark: (mark.priority, -mark.began_at)))
        _settle(stage, view)
        stage.shoot("ward-review-alarm")
        desk.zoom(3)
        _settle(stage, view)
        stage.shoot("ward-review-hours")
        desk.zoom(-3)
        desk.tools.calipers.setChecked(True)
        _settle(stage, view)
        if desk.calipers is not None:
            desk.calipers.marching = True
        stage.shoot("ward-review-calipers")
        desk.take_calipers_away()
        view.print_current()
        stage.until(lambda: view.preview is not None, "the strip")
        stage.shoot("ward-review-strip")
        page.step_back()
        place.back()


def night(stage: Stage) -> None:
    """The same in a dark room."""
    with stage.looking("dark"), stage.at_hospital(), simulated_ward(stage, Role.NURSE) as (place, _node):
        _page, view = _view(stage, place, _HOURS)
        view.desk.step_alarm(-1)
        _settle(stage, view)
        stage.shoot("ward-review-dark")
        place.back()


def _view(stage: Stage, place: WardPage, hours: float) -> tuple[BedPage, ReviewView]:
    page = opened_bed(stage, place, hours)
    page.choose("review")
    view = page.part("review")
    assert isinstance(view, ReviewView)
    stage.until(lambda: view.desk.review is not None, "the recording")
    _settle(stage, view)
    return page, view


def _settle(stage: Stage, view: ReviewView) -> None:
    stage.settle()
    stage.until(view.desk.sheet.is_whole, "every row")


SCENES: Final = (("ward-review", review), ("ward-review-night", night))
