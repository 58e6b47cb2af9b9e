"""From steps to runs: which steps belong to one alarm from its beginning to its end."""

from collections.abc import Iterable, Iterator

from app.router.delivery.model import Entry
from app.router.words import Step

TELLING_THE_END = frozenset({Step.QUEUED, Step.SENT, Step.SHOWN})
"""What comes after an end is how the end was told."""


def split_runs(entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """The runs among steps of any beds and alarms in the order of time, each once it is known whole.

    Steps of an alarm whose beginning is not among them are left out.
    """
    open_runs: dict[tuple[str, str], list[Entry]] = {}
    over: set[tuple[str, str]] = set()
    for one in entries:
        key = (one.bed, one.alarm)
        if one.step is Step.GENERATED and (key in over or one.round == 1):
            if (before := open_runs.pop(key, None)) is not None:
                yield tuple(before)
            over.discard(key)
            open_runs[key] = [one]
        elif (run := open_runs.get(key)) is not None:
            if key in over and one.step not in TELLING_THE_END:
                continue
            run.append(one)
            if one.step is Step.ENDED:
                over.add(key)
    for run in open_runs.values():
        yield tuple(run)
