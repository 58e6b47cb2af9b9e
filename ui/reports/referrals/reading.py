"""What the report of the referrals says in words: each share with its denominator, beside what was published. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.clinic.referral.model import Verdict
from app.clinic.referral.parameters import parameters
from app.clinic.referral.published import published
from app.clinic.referral.statistics import Confirmation, Statistics
from ui.referrals.words import cause_words, reason_words
from ui.reports.reading import percent
from ui.texts import tr
from ui.texts.formats import show_number

FIGURES: Final = ("sent", "confirmed", "within", "median", "avoided")
_HOUR: Final = 3600


@dataclass(frozen=True)
class Figure:
    """One key figure: `big` is read first, `of` says of how many, `before` what it was (may be empty)."""

    key: str
    title: str
    big: str
    of: str
    before: str
    how: str


@dataclass(frozen=True)
class Group:
    """One reason or unit; `known`: what was published of it, None where the source has nothing."""

    code: str
    label: str
    counts: Confirmation
    known: Confirmation | None = None

    @property
    def part(self) -> float:
        """The confirmed ones of those answered, 0–1."""
        return self.counts.share(Verdict.CONFIRMED) or 0.0

    @property
    def known_part(self) -> float | None:
        """The same as it was published."""
        return self.known.share(Verdict.CONFIRMED) if self.known else None

    @property
    def known_words(self) -> str:
        """`85 % de 367`; a dash where the source has nothing."""
        if self.known is None:
            return "—"
        share = percent(self.known.confirmed, self.known.answered)
        return tr("referral_report.share_of", share=share, whole=show_number(self.known.answered))


def read_figures(now: Statistics, before: Statistics | None) -> tuple[Figure, ...]:
    """The key figures, in the order in which they are shown."""
    # Where nothing was sent there was nothing to take a share of.
    told = FIGURES if before and before.sent else ("sent",)
    earlier = {key: _big(key, before) for key in told} if before else {}
    hours = deadline_hours()
    return tuple(
        Figure(
            key=key,
            title=tr(f"referral_report.figure_{key}", hours=hours),
            big=_big(key, now),
            of=_of(key, now),
            before=tr("referral_report.before", figure=earlier[key]) if key in earlier else "",
            how=tr(f"referral_report.how_{key}", hours=hours),
        )
        for key in FIGURES
    )


def read_reasons(told: Statistics) -> tuple[Group, ...]:
    """The reasons, the most often answered first."""
    known = published().by_reason
    groups = (Group(code, reason_words(code), one, known.get(code)) for code, one in told.by_reason.items())
    return _ordered(groups)


def read_units(told: Statistics, names: Mapping[str, str]) -> tuple[Group, ...]:
    """The referring units; `names` by CNES, where one is known."""
    return _ordered(
        Group(cnes, names.get(cnes) or tr("reports.unit", cnes=cnes), one) for cnes, one in told.by_unit.items()
    )


def read_causes(told: Statistics) -> tuple[tuple[str, str, int], ...]:
    """(code, words, how often), the most frequent first."""
    causes = ((code, cause_words(code), count) for code, count in told.causes.items())
    return tuple(sorted(causes, key=lambda one: (-one[2], one[1])))


def share_words(count: int, counts: Confirmation) -> str:
    """`8 · 80 %`; the count alone where nothing was answered."""
    return f"{show_number(count)} · {percent(count, counts.answered)}" if counts.answered else show_number(count)


def deadline_hours() -> int:
    """The hours that are allowed for an answer."""
    return int(parameters().answer_within.total_seconds() // _HOUR)


def time_words(time: timedelta | None) -> str:
    """`31 h`; a dash where nothing was measured."""
    return "—" if time is None else f"{show_number(time.total_seconds() / _HOUR, 0)} h"


def _big(key: str, told: Statistics) -> str:
    total, times = told.total, told.answering
    return {
        "sent": show_number(told.sent),
        "confirmed": percent(total.confirmed, total.answered),
        "within": percent(times.within, times.measured),
        "median": time_words(times.middle),
        "avoided": percent(total.not_confirmed, total.answered),
    }[key]


def _of(key: str, told: Statistics) -> str:
    total, times = told.total, told.answering
    values = {
        "sent": {"answered": total.answered, "unanswered": total.unanswered},
        "confirmed": {"count": total.confirmed, "whole": total.answered},
        "within": {"count": times.within, "whole": times.measured},
        "avoided": {"count": total.not_confirmed, "whole": total.answered},
    }
    if key == "median":
        return tr("referral_report.of_median", longest=time_words(times.longest))
    return tr(f"referral_report.of_{key}", **{name: show_number(value) for name, value in values[key].items()})


def _ordered(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda one: (-one.counts.answered, -one.counts.unanswered, one.label)))
