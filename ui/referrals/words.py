"""Referrals in words: lists of the parameter file, where one stands, how much time is left. Asked when shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clinic.referral.courses import is_overdue
from app.clinic.referral.directory import Hospital
from app.clinic.referral.model import WAITING, Course, Priority, State, Verdict
from app.clinic.referral.parameters import Listed, parameters
from app.station import Station
from ui.texts import chosen_language, tr, tr_count

_HOUR, _MINUTE = 3600, 60
_HASH_SIGNS = 8


@dataclass(frozen=True)
class Look:
    """Words with the colour token and the shape that stand beside them."""

    words: str
    token: str
    shape: str


def server_now(station: Station) -> datetime:
    """The server's time as well as this station knows it; reads the store. For what is shown, never for a decision."""
    difference = station.sync.status().clock_difference
    return station.clock.now() + timedelta(seconds=difference or 0)


def reason_words(code: str) -> str:
    """Why she is referred."""
    return _label(parameters().reasons, code)


def conduct_words(code: str) -> str:
    """What the hospital does."""
    return _label(parameters().conducts, code)


def clinic_words(code: str | None) -> str:
    """Where she is booked; empty where nowhere."""
    return _label(parameters().clinics, code) if code else ""


def cause_words(code: str) -> str:
    """Why the answer is inconclusive."""
    return _label(parameters().causes, code)


def priority_words(priority: Priority) -> str:
    """The SISREG priority."""
    return tr(f"referrals.priority_{priority.value}")


def verdict_look(verdict: Verdict) -> Look:
    """What the hospital answered."""
    token, shape = {
        Verdict.CONFIRMED: ("risk_arce", "triangle"),
        Verdict.INCONCLUSIVE: ("warn", "diamond"),
        Verdict.NOT_CONFIRMED: ("success", "circle"),
    }[verdict]
    return Look(tr(f"referrals.verdict_{verdict.value}"), token, shape)


def is_late(one: Course, now: datetime) -> bool:
    """Whether the answer is overdue: the server has said so, or its time is over as far as this station knows."""
    return one.state in WAITING and (one.escalated or is_overdue(one.due_at, now))


def state_look(one: Course, now: datetime) -> Look:
    """Where a referral stands, never better than it is: what no stamp of the server confirms is not called sent."""
    state = one.state
    if is_late(one, now):
        return Look(tr("referring.state_late"), "error", "triangle")
    if state is State.COUNTER_REPLIED and one.received_at is None:
        return Look(tr("referring.state_reply_unstamped"), "warn", "square")
    if state is State.COUNTER_REPLIED:
        return Look(tr("referring.state_reply_received"), "info", "ring")
    looks = {
        State.QUEUED: ("warn", "square"),
        State.SENT: ("info", "diamond"),
        State.REFUSED: ("error", "octagon"),
        State.RECEIVED: ("info", "ring"),
        State.ANSWERED: ("accent", "pentagon"),
        State.READ: ("neutral", "circle"),
        State.CLOSED: ("neutral", "bar"),
    }
    return Look(tr(f"referring.state_{state.value}"), *looks[state])


def time_words(one: Course, now: datetime) -> str:
    """The time that matters now: how long it has not left, or how much is left of the 72 hours; empty after that."""
    if one.state is State.QUEUED and one.not_left_for is not None:
        return tr("referring.not_left_for", time=span_words(one.not_left_for.total_seconds()))
    if one.state not in WAITING:
        return ""
    if one.due_at is None:
        return tr("referring.no_stamp")
    return left_words((one.due_at - now).total_seconds())


def left_words(seconds: float) -> str:
    """`faltam 41 h`, or `passou há 5 h`."""
    return tr("referring.left" if seconds >= 0 else "referring.late_by", time=span_words(abs(seconds)))


def span_words(seconds: float) -> str:
    """`41 h`, `2 h 05 min`, `35 min`; under a minute "menos de 1 min"; from four days on in days."""
    if seconds < _MINUTE:
        return tr("referring.under_a_minute")
    hours, minutes = int(seconds // _HOUR), int(seconds % _HOUR // _MINUTE)
    if hours >= 96:
        return tr_count("referring.days", hours // 24)
    if hours >= 10:
        return tr("referring.hours", hours=hours)
    if hours:
        return tr("referring.hours_minutes", hours=hours, minutes=f"{minutes:02}")
    return tr("referring.minutes", minutes=minutes)


def version_words(version: str) -> str:
    """The first signs of the version's hash: enough to compare by eye."""
    return version[:_HASH_SIGNS]


def hospital_words(cnes: str, hospitals: tuple[Hospital, ...] = ()) -> str:
    """The hospital's name with its CNES, or the CNES alone."""
    name = next((one.name for one in hospitals if one.cnes == cnes), "")
    return tr("referring.hospital", name=name, cnes=cnes) if name else tr("referring.cnes", cnes=cnes)


def _label(listed: Mapping[str, Listed], code: str) -> str:
    """The label of a code; the code itself where the list has lost it."""
    found = listed.get(code)
    return found.label.in_language(chosen_language()) if found else code
