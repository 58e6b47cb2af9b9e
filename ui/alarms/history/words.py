"""A former alarm in the words of a list."""

from app.router.history.model import AlarmRun
from ui.alarms.leaving import run_what
from ui.alarms.words import seconds_words
from ui.texts import tr
from ui.ward.review.times import clock, day
from ui.widgets.names import first_and_last


def began_words(run: AlarmRun, zone: str) -> str:
    """Day and time."""
    return f"{day(run.began, zone)} {clock(run.began, zone, seconds=False)}"


def run_words(run: AlarmRun) -> str:
    """ "*** Assistolia"."""
    return f"{'*' * (3 - run.priority)} {run_what(run)}"


def accepted_words(run: AlarmRun) -> str:
    """Who had it first, after how long; that nobody had it."""
    call = next((one for one in run.calls if one.accepted_after is not None), None)
    if call is None or call.accepted_after is None:
        return tr("alarm_history.nobody" if run.ended is not None else "alarm_history.nobody_yet")
    return f"{first_and_last(run.name(call.accepted_by))}, {seconds_words(call.accepted_after)}"


def present_words(run: AlarmRun) -> str:
    """After how long somebody was at the bed."""
    after = next((one.present_after for one in run.calls if one.present_after is not None), None)
    return "—" if after is None else seconds_words(after)


def passed_words(run: AlarmRun) -> str:
    """How often it passed on; that the last destination was called."""
    return tr("alarm_history.failsafe") if run.failsafe else str(run.escalations or "—")
