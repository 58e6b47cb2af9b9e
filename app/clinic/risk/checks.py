"""Checks over whole sets: do ranges cover the number line once, and do all words of a rule base refer to something."""

from collections.abc import Sequence
from decimal import Decimal

from app.clinic.risk.rules import Interval
from app.clinic.risk.yaml_nodes import Problems


def is_empty(interval: Interval) -> bool:
    """Whether no number at all lies inside."""
    if interval.lower is None or interval.upper is None:
        return False
    if interval.lower == interval.upper:
        return not (interval.lower_included and interval.upper_included)
    return interval.lower > interval.upper


def check_cover(intervals: Sequence[tuple[int, Interval]], what: str, problems: Problems) -> None:
    """Note every gap and overlap of `intervals` (line, interval) over the whole number line.

    A gap or overlap is reported at the line of the higher interval of the two.
    """
    if any(is_empty(interval) for _, interval in intervals):
        return  # told already; its neighbours would only repeat it
    ordered = sorted(intervals, key=lambda one: _start(one[1]))
    if not ordered:
        return
    first_line, first = ordered[0]
    if first.lower is not None:
        problems.add(first_line, "open_below", what=what, value=str(first.lower))
    covered = first
    for line, interval in ordered[1:]:
        _check_step(line, covered, interval, what, problems)
        if _end(interval) > _end(covered):
            covered = interval
    if covered.upper is not None:
        problems.add(ordered[-1][0], "open_above", what=what, value=str(covered.upper))


def _check_step(line: int, lower: Interval, higher: Interval, what: str, problems: Problems) -> None:
    if lower.upper is None or higher.lower is None or lower.upper > higher.lower:
        problems.add(line, "overlap", what=what, value="…" if higher.lower is None else str(higher.lower))
    elif lower.upper < higher.lower:
        problems.add(line, "gap", what=what, lower=str(lower.upper), upper=str(higher.lower))
    elif lower.upper_included and higher.lower_included:
        problems.add(line, "overlap", what=what, value=str(higher.lower))
    elif not lower.upper_included and not higher.lower_included:
        problems.add(line, "gap", what=what, lower=str(lower.upper), upper=str(higher.lower))


def _start(interval: Interval) -> tuple[int, Decimal, int]:
    if interval.lower is None:
        return (0, Decimal(0), 0)
    return (1, interval.lower, 0 if interval.lower_included else 1)


def _end(interval: Interval) -> tuple[int, Decimal, int]:
    if interval.upper is None:
        return (1, Decimal(0), 0)
    return (0, interval.upper, 1 if interval.upper_included else 0)
