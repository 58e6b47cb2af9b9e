"""The steps of an alarm as people may see them: names of staff, never of patients."""

from collections.abc import Iterable
from typing import Final

from app.router.delivery.model import HERE, Entry
from app.router.node.ports import Known
from app.router.requests import History, HistoryStep

LEFT_OUT: Final = "left_out"
"""What stands, with their number as its name, after the first step in place of those that are not told."""


def told_steps(entries: Iterable[Entry], known: Known, now: float, left_out: int = 0) -> History:
    """In their order; `now` by the clock of their `at`."""
    names = {one.receiver: one.name for one in known.admitted}
    told = [
        HistoryStep(
            now - one.at,
            one.step.value,
            one.level,
            one.receiver if one.receiver in HERE else names.get(one.receiver, one.receiver),
            known.users.get(one.user, "") if one.user else "",
            one.detail,
        )
        for one in entries
    ]
    if left_out and told:
        told.insert(1, HistoryStep(told[0].ago, LEFT_OUT, told[0].level, name=str(left_out)))
    return History(tuple(told))
