"""Changes as plain values (for JSON) and back, so that any log can keep them."""

import json
import logging
import types
import typing
from collections.abc import Hashable
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union, cast

from app.ward.alarms.limits import VitalLimits
from app.ward.alarms.model import Alarm, Attached, Change, Silence
from app.ward.settings_change.model import DeviceSetting

_logger = logging.getLogger(__name__)

Value = TypeVar("Value")
_KINDS: Final[dict[str, type]] = {one.__name__: one for one in (Alarm, Silence, VitalLimits, Attached, DeviceSetting)}


def to_record(change: Change) -> dict[str, Any]:
    """Only text, numbers, lists and None; what is as it would be by itself is left out."""
    record = _plain(change)
    if change.after is not None:
        record["after"] = {"is": type(change.after).__name__, **_plain(change.after)}
    return record


def from_record(record: dict[str, Any]) -> Change:
    """The change again. Raises KeyError, TypeError or ValueError where the record is none of `to_record`."""
    after = record.get("after")
    given = {key: value for key, value in record.items() if key != "after"}
    made = _made(Change, given)
    if after is None:
        return made
    kind = _KINDS[after["is"]]
    own: Any = _made(kind, {key: value for key, value in after.items() if key != "is"})
    return Change(**{one.name: getattr(made, one.name) for one in fields(made)} | {"after": own})


def change_in(row: str) -> Change | None:
    """What a row of the log of alarms holds, as JSON; None where it cannot be read, which the program's log is told."""
    try:
        return from_record(json.loads(row))
    except (KeyError, TypeError, ValueError):
        _logger.exception("a row of the log of alarms could not be read")
        return None


def _plain(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields(value):
        own = getattr(value, one.name)
        if one.name == "after" or (one.default is not MISSING and own == one.default):
            continue
        found[one.name] = _simple(own)
    return found


def _simple(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_simple(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(value)
    return value


def _made(kind: type[Value], given: dict[str, Any]) -> Value:
    hints = _hints(cast("Hashable", kind))
    return kind(**{name: _typed(hints[name], value) for name, value in given.items()})


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if typing.get_origin(hint) in (Union, types.UnionType):
        hint = next(one for one in typing.get_args(hint) if one is not type(None))
    if typing.get_origin(hint) is tuple:
        return tuple(_typed(typing.get_args(hint)[0], one) for one in value)
    if is_dataclass(hint):
        return _made(cast("type[object]", hint), value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return float(value) if hint is float else value
