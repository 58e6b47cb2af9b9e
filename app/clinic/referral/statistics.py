"""What the referrals of a period come to. Pure: counts over courses, nobody's name."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from app.clinic.referral.model import Course, Kind, Verdict
from app.kernel.clock import from_text


@dataclass(frozen=True)
class Confirmation:
    """Last answers by verdict (thesis, table 5), over those that were answered at all; `unanswered` stand beside."""

    confirmed: int
    not_confirmed: int
    inconclusive: int
    unanswered: int = 0

    @property
    def answered(self) -> int:
        """All of them."""
        return self.confirmed + self.not_confirmed + self.inconclusive

    def share(self, verdict: Verdict) -> float | None:
        """0–1; None where nothing was answered."""
        return int(getattr(self, verdict.value)) / self.answered if self.answered else None


@dataclass(frozen=True)
class Answering:
    """Time from the server's receipt of what was asked to its receipt of the answer; every answer counts.

    `within`: how many came in the time that is allowed; `middle`, `longest`: None where none was measured.
    """

    measured: int
    within: int
    middle: timedelta | None
    longest: timedelta | None


@dataclass(frozen=True)
class Statistics:
    """`by_unit`: the referring units (CNES), `unit_names` what they call themselves, where they have said so.
    `causes`: why answers were inconclusive, every such answer counted.

    `travel_avoided`: not confirmed over all answered (last answers), 0–1: women who need not travel.
    """

    sent: int
    total: Confirmation
    by_reason: Mapping[str, Confirmation]
    by_unit: Mapping[str, Confirmation]
    causes: Mapping[str, int]
    answering: Answering
    unit_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def travel_avoided(self) -> float | None:
        """See the class."""
        return self.total.share(Verdict.NOT_CONFIRMED)


def count(courses: Sequence[Course], answer_within: timedelta) -> Statistics:
    """The figures of these referrals."""
    answers = [answer for one in courses for answer in one.answers]
    times = [time for one in courses for time in _times(one)]
    return Statistics(
        sent=len(courses),
        total=_confirmation(courses),
        by_reason=_grouped(courses, lambda one: one.referral.reason),
        by_unit=_grouped(courses, lambda one: one.referral.from_unit),
        causes=dict(Counter(cause for answer in answers for cause in answer.given.causes)),
        answering=Answering(
            measured=len(times),
            within=sum(1 for time in times if time <= answer_within),
            middle=timedelta(seconds=median(time.total_seconds() for time in times)) if times else None,
            longest=max(times, default=None),
        ),
        unit_names=_unit_names(courses),
    )


def _unit_names(courses: Sequence[Course]) -> dict[str, str]:
    """By CNES, as each unit called itself in the referral that it sent last."""
    latest: dict[str, Course] = {}
    for one in courses:
        known = latest.get(one.referral.from_unit)
        if known is None or known.referral.sent_at < one.referral.sent_at:
            latest[one.referral.from_unit] = one
    names = {cnes: str(json.loads(one.referral.snapshot).get("unit_name", "")) for cnes, one in latest.items()}
    return {cnes: name for cnes, name in names.items() if name}


def _grouped(courses: Sequence[Course], key: Callable[[Course], str]) -> dict[str, Confirmation]:
    groups: dict[str, list[Course]] = {}
    for one in courses:
        groups.setdefault(key(one), []).append(one)
    return {name: _confirmation(groups[name]) for name in sorted(groups)}


def _confirmation(courses: Iterable[Course]) -> Confirmation:
    last = Counter(one.answer.given.verdict if one.answer is not None else None for one in courses)
    return Confirmation(last[Verdict.CONFIRMED], last[Verdict.NOT_CONFIRMED], last[Verdict.INCONCLUSIVE], last[None])


def _times(one: Course) -> list[timedelta]:
    """Answer by answer; one whose stamps have not come down yet is left out rather than guessed."""
    stamps = {str(event.content["of"]): event for event in one.events if event.kind is Kind.RECEIVED}
    asked, found = one.referral.id, []
    for event in one.events:
        if event.kind is Kind.COUNTER_REPLY:
            asked = event.id
        if event.kind is Kind.ANSWERED and event.id in stamps and asked in stamps:
            answered_at, asked_at = (from_text(stamps[key].content["at"]) for key in (event.id, asked))
            found.append(answered_at - asked_at)
    return found
