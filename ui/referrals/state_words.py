"""What the state of a referral means for the unit: one sentence, and what to do next."""

from datetime import datetime

from app.clinic.referral.model import WAITING, Course, Priority, State
from ui.referrals.words import is_late, span_words
from ui.texts import tr
from ui.texts.formats import show_instant


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
    if is_late(one, now):
        return "error", tr("answer_page.late"), tr("answer_page.late_next")
    if one.due_at is None:
        return "info", tr("answer_page.on_its_way"), tr("answer_page.on_its_way_next")
    words = tr("answer_page.waiting", due=show_instant(one.due_at, zone))
    emergency = one.referral.priority is Priority.EMERGENCY
    return "info", words, tr("answer_page.not_locked" if emergency else "answer_page.locked")
