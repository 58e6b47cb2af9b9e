"""The figures of referrals as rows of a table: one part below the other, each under its own headings. Pure."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from app.clinic.referral.parameters import label_of, parameters
from app.clinic.referral.published import published
from app.clinic.referral.statistics import Confirmation, Statistics

Words = Callable[[str, Mapping[str, object]], str]
"""(text key, values) → the text in the language of the reader."""
_COUNTS = ("answered", "confirmed", "not_confirmed", "inconclusive", "unanswered")


def referral_rows(told: Statistics, language: str, words: Words) -> list[list[str]]:
    """Reasons beside the published counts, units, causes, then times in hours and the share of travel avoided."""

    def heads(*names: str) -> list[str]:
        return [words(f"lists.column_{name}", {}) for name in names]

    lists, elsewhere = parameters(), published()
    rows = [heads("referral_reason", *_COUNTS, "published_answered", "published_confirmed")]
    for code, one in told.by_reason.items():
        known = elsewhere.by_reason.get(code)
        beside = [str(known.answered), str(known.confirmed)] if known else ["", ""]
        rows.append([label_of(lists.reasons, code, language), *_counts(one), *beside])
    rows += [[elsewhere.source], [], heads("referring_unit", "unit_name", *_COUNTS)]
    rows += [[code, told.unit_names.get(code, ""), *_counts(one)] for code, one in told.by_unit.items()]
    rows += [[], heads("cause", "count")]
    rows += [[label_of(lists.causes, code, language), str(count)] for code, count in told.causes.items()]
    times, avoided = told.answering, told.travel_avoided
    rows += [
        [],
        heads("measured_answers", "within", "median_hours", "longest_hours", "travel_avoided"),
        [str(times.measured), str(times.within), _hours(times.middle), _hours(times.longest), _share(avoided)],
    ]
    return rows


def _counts(one: Confirmation) -> list[str]:
    return [str(getattr(one, name)) for name in _COUNTS]


def _hours(time: timedelta | None) -> str:
    return "" if time is None else f"{time.total_seconds() / 3600:.1f}".replace(".", ",")


def _share(part: float | None) -> str:
    """0–1; empty where nothing was answered."""
    return "" if part is None else f"{part:.3f}".replace(".", ",")
