"""Everything that the page of one referral shows, read in one go in a worker thread."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.clinic.drafts import Draft
from app.clinic.referral.directory import Hospital
from app.clinic.referral.model import Course
from app.clinic.referral.tasks import Task
from app.settings import StationProfile
from ui.referrals.lines import Line, line_of
from ui.referrals.words import server_now
from ui.shell.context import UiContext

REPLY_DRAFT = "referral_counter_reply"


@dataclass(frozen=True)
class Opened:
    """`now`: the server's time; `draft`: of a counter-reply that was begun."""

    course: Course
    line: Line
    tasks: tuple[Task, ...]
    hospitals: tuple[Hospital, ...]
    profile: StationProfile
    now: datetime
    draft: Draft | None


def read_course(context: UiContext, referral_id: str) -> Callable[[], Opened]:
    """The reading when it is opened; the audit trail is told."""
    station, session = context.station, context.session
    return lambda: _opened(context, station.referrals.open(session, referral_id))


def show_course(context: UiContext, course: Course) -> Callable[[], Opened]:
    """The reading after something was done: the same look at the same referral."""
    return lambda: _opened(context, course)


def read_again(context: UiContext, opened: Opened) -> Callable[[], Opened]:
    """The reading of a referral that stands open: what has come meanwhile; the trail has the look once."""
    station, session, asked = context.station, context.session, opened.course.referral

    def read() -> Opened:
        every = station.referrals.of_pregnancy(session, asked.pregnancy_id)
        return _opened(context, next((one for one in every if one.referral.id == asked.id), opened.course))

    return read


def _opened(context: UiContext, course: Course) -> Opened:
    station, session = context.station, context.session
    directory, asked = station.referral_directory, course.referral
    hospitals, now = directory.hospitals(session), server_now(station)
    woman = directory.women(session, (course,)).get(asked.person_id)
    return Opened(
        course=course,
        line=line_of(course, woman, now, hospitals),
        tasks=station.referral_tasks.tasks(session, asked.id),
        hospitals=hospitals,
        profile=station.profile,
        now=now,
        draft=station.drafts.get(session, REPLY_DRAFT, asked.id),
    )
