"""What the state of a referral means for the unit: one sentence, and what to do next."""

from datetime import datetime

from app.clinic.referral.model import WAITING, Course, Happened, State
from app.kernel.clock import local_date
from ui.referrals.words import is_late, span_words
from ui.texts import tr
from ui.texts.formats import show_hour, show_instant


def state_message(one: Course, now: datetime, zone: str) -> tuple[str, str, str] | None:
    """Tone, sentence and next step; None where the page itself says enough. `now`: the server's time."""
    if one.state is State.REFUSED:
        return "error", tr("answer_page.refused"), tr("answer_page.refused_next")
    if one.state is State.CLOSED:
        reason = next((str(each.content.get("reason") or "") for each in reversed(one.events)), "")
        return "info", tr("answer_page.closed"), reason
    if one.state not in WAITING:
        return None
    if one.state is State.QUEUED and one.not_left_for is not None:
        waited = span_words(one.not_left_for.total_seconds())
        return "warn", tr("answer_page.queued", time=waited), tr("answer_page.queued_next")
    return _of_emergency(one, now, zone) if one.is_emergency else _waiting(one, now, zone)


def _waiting(one: Course, now: datetime, zone: str) -> tuple[str, str, str]:
    if is_late(one, now):
        return "error", tr("answer_page.late"), tr("answer_page.late_next")
    if one.due_at is None:
        return "info", tr("answer_page.on_its_way"), tr("answer_page.on_its_way_next")
    return "info", tr("answer_page.waiting", due=show_instant(one.due_at, zone)), tr("answer_page.locked")


def _of_emergency(one: Course, now: datetime, zone: str) -> tuple[str, str, str]:
    """What counts is whether anybody there has seen it, not until when they must answer."""
    if one.seen is not None:
        return "info", seen_words(one.seen, now, zone), tr("answer_page.not_locked")
    return "warn", tr("answer_page.emergency_unseen"), tr("answer_page.emergency_unseen_next")


def seen_words(seen: Happened, now: datetime, zone: str) -> str:
    """`O hospital viu às 10:32 (Ana)`; on another day with the day."""
    if local_date(seen.at, zone) == local_date(now, zone):
        return tr("answer_page.seen_today", time=show_hour(seen.at, zone), name=seen.by)
    return tr("answer_page.seen_on", at=show_instant(seen.at, zone), name=seen.by)
