"""Runs, steps and figures as rows of a table; names of staff stand in them, none of a patient."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.router.history.model import AlarmRun
from app.router.history.statistics import ResponseFigures, ResponseStatistics, Times
from app.ward.alarms.words import Priority

Words = Callable[[str, Mapping[str, object]], str]
"""(text key, values) → the text in the language of the reader."""
What = Callable[[AlarmRun], str]
"""What a run was, as the screens say it."""


def run_rows(runs: Iterable[AlarmRun], words: Words, what: What, zone: str) -> list[list[str]]:
    """Headings, then one row for each call of each run."""
    names = ("began", "bed", "what", "priority", "ended", "accepted", "by", "present", "escalations", "failsafe")
    rows = [[words(f"alarm_history.csv_{name}", {}) for name in names]]
    for run in runs:
        for call in run.calls:
            rows.append(
                [
                    moment(call.began, zone),
                    run.label,
                    what(run),
                    _priority(call.priority, words),
                    _seconds(call.closed_after),
                    _seconds(call.accepted_after),
                    run.name(call.accepted_by),
                    _seconds(call.present_after),
                    str(call.escalations),
                    words("alarm_history.yes" if call.failsafe else "alarm_history.no", {}),
                ]
            )
    return rows


def step_rows(run: AlarmRun, words: Words, what: What, zone: str) -> list[list[str]]:
    """Headings, then one row for each step."""
    names = ("at", "after", "bed", "what", "priority", "step", "round", "level", "receiver", "who", "message", "detail")
    rows = [[words(f"alarm_history.csv_{name}", {}) for name in names]]
    for one in run.entries:
        rows.append(
            [
                moment(one.at, zone),
                _seconds(one.at - run.began),
                run.label,
                what(run),
                _priority(one.priority, words),
                words(f"router.step_{one.step}", {}),
                str(one.round),
                str(one.level + 1),
                run.name(one.receiver),
                run.name(one.user),
                str(one.number or ""),
                one.detail,
            ]
        )
    return rows


def figure_rows(found: ResponseStatistics, words: Words, shifts: Mapping[str, str]) -> list[list[str]]:
    """Headings, then one row for all calls, each priority, shift and bed; empty where too few cases say nothing.

    `shifts`: code → its name in the language of the reader.
    """
    names = (
        *("group", "value", "calls", "unanswered", "waiting", "escalated", "failsafe_calls"),
        *("accept_count", "accept_median", "accept_p90", "accept_soon", "accept_asked"),
        *("presence_count", "presence_median", "presence_p90", "presence_soon", "presence_asked"),
    )
    rows = [[words(f"alarm_statistics.csv_{name}", {}) for name in names]]
    everything = words("alarm_statistics.all", {})
    rows.append([everything, everything, *_figures(found.all)])
    groups: Sequence[tuple[str, Sequence[tuple[str, ResponseFigures]]]] = (
        ("priority", [(_priority(code, words), one) for code, one in found.by_priority]),
        ("shift", [(shifts.get(code, words("alarm_statistics.no_shift", {})), one) for code, one in found.by_shift]),
        ("bed", [(found.labels.get(bed, bed), one) for bed, one in found.by_bed]),
    )
    for name, parts in groups:
        rows += [[words(f"alarm_statistics.by_{name}", {}), value, *_figures(one)] for value, one in parts]
    return rows


def moment(at: float, zone: str) -> str:
    """By the clock of the clinic, to the millisecond."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def _figures(one: ResponseFigures) -> list[str]:
    counts = [str(count) for count in (one.calls, one.unanswered, one.waiting, one.escalated, one.failsafe)]
    return [*counts, *_times(one.accept), *_times(one.presence)]


def _times(times: Times) -> list[str]:
    return [str(times.count), _seconds(times.median), _seconds(times.p90), str(times.soon), str(times.asked)]


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.3f}".replace(".", ",")


def _priority(priority: int, words: Words) -> str:
    return words(f"ward_alarms.priority_{Priority(priority).name.lower()}", {})
