"""What the files of a ward stay are told by: the texts, and what an alarm was."""

from collections.abc import Mapping
from typing import Any

from app.router.history.model import AlarmRun
from ui.alarms.leaving import run_what
from ui.texts import tr


def text_of(key: str, values: Mapping[str, object]) -> str:
    """A text in the language that is spoken."""
    return tr(key, **values)


def alarm_of(one: Any) -> str:
    """An `AlarmRun` or an `AlarmMark`, as the screens say it."""
    if isinstance(one, AlarmRun):
        return run_what(one)
    from ui.ward.review.marks import mark_words  # noqa: PLC0415 - numpy is loaded with it

    return mark_words(one)
