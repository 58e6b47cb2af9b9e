"""The steps of an alarm as a receiver may see them: names of staff, never of patients."""

from collections.abc import Iterable

from app.router.delivery.model import HERE, Entry
from app.router.node.ports import Known
from app.router.requests import History, HistoryStep


def told_steps(entries: Iterable[Entry], known: Known, now: float) -> History:
    """In their order; `now` by the clock of their `at`."""
    names = {one.receiver: one.name for one in known.admitted}
    return History(
        tuple(
            HistoryStep(
                now - one.at,
                one.step.value,
                one.level,
                one.receiver if one.receiver in HERE else names.get(one.receiver, one.receiver),
                known.users.get(one.user, "") if one.user else "",
                one.detail,
            )
            for one in entries
        )
    )
