"""What a window may ask of the node, each with its few arguments; whoever is signed in is checked before it is asked.

A new command is one function here and one line of the table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import msgspec

from app.kernel.errors import KnownError
from app.ward.alarms.limits import VitalLimits
from app.ward.core import WardCore

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Command:
    """`name` is in the table below; `who` did it; `bed` is empty where it is for the whole ward."""

    name: str
    who: str = ""
    bed: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """`refusal` is the code of a KnownError, empty where it was done."""

    refusal: str = ""
    values: dict[str, Any] = field(default_factory=dict)


Act = Callable[[WardCore, Command, float], Values | None]
Core = TypeVar("Core")


def carry_out(core: WardCore, command: Command, at: float, more: Mapping[str, Act] | None = None) -> Answer:
    """Do what is asked; a refusal is an answer too. `more`: commands for what the node has besides its ward."""
    return carried_out({**COMMANDS, **(more or {})}, core, command, at)


def carried_out(
    acts: Mapping[str, Callable[[Core, Command, float], Values | None]], core: Core, command: Command, at: float
) -> Answer:
    """The same for whatever thread and table of commands."""
    act = acts.get(command.name)
    if act is None:
        return Answer("ward.unknown_command", {"command": command.name})
    try:
        return Answer(values=dict(act(core, command, at) or {}))
    except KnownError as problem:
        return Answer(problem.code, {name: str(value) for name, value in problem.values.items()})
    except (KeyError, TypeError, ValueError, msgspec.ValidationError):
        # The bed was taken away meanwhile, or the window is of another version.
        return Answer("ward.no_such_bed", {"bed": command.bed})


def _acknowledge(core: WardCore, command: Command, at: float) -> None:
    core.act(command.bed, at, lambda bed: bed.acknowledge(str(command.values["alarm"]), command.who, at))


def _acknowledge_all(core: WardCore, command: Command, at: float) -> None:
    core.act(command.bed, at, lambda bed: bed.acknowledge_all(command.who, at))


def _pause_audio(core: WardCore, command: Command, at: float) -> None:
    core.act(command.bed, at, lambda bed: bed.pause_audio(command.who, at, command.values.get("seconds")))


def _audio_off(core: WardCore, command: Command, at: float) -> None:
    core.act(command.bed, at, lambda bed: bed.audio_off(command.who, at))


def _pause_alarms(core: WardCore, command: Command, at: float) -> None:
    core.act(command.bed, at, lambda bed: bed.pause_alarms(command.who, at, command.values.get("seconds")))


def _resume(core: WardCore, command: Command, at: float) -> None:
    core.act(command.bed, at, lambda bed: bed.resume(command.who, at))


def _alarm_off(core: WardCore, command: Command, at: float) -> None:
    core.act(command.bed, at, lambda bed: bed.alarm_off(str(command.values["condition"]), command.who, at))


def _alarm_on(core: WardCore, command: Command, at: float) -> None:
    core.act(command.bed, at, lambda bed: bed.alarm_on(str(command.values["condition"]), command.who, at))


def _set_limits(core: WardCore, command: Command, at: float) -> None:
    limits = msgspec.convert(command.values["limits"], VitalLimits)
    # Whose limits are the usual ones is what the ward knows, not what a window says.
    age = core.beds()[command.bed].age
    vital = str(command.values["vital"])
    core.act(command.bed, at, lambda bed: bed.set_limits(vital, limits, age, command.who, at))


def _set_device_limits(core: WardCore, command: Command, at: float) -> Values:
    """The device's own, which says itself when they are in force; the answer is only that they are wanted."""
    limits = msgspec.convert(command.values["limits"], VitalLimits)
    return {"change": core.want_setting(command.bed, str(command.values["vital"]), limits, command.who, at).change}


def _change_limits(core: WardCore, command: Command, at: float) -> Values:
    """The station's, at once, and the device's where it can be asked; `device`: the code of why not, or ""."""
    _set_limits(core, command, at)
    try:
        _set_device_limits(core, command, at)
    except KnownError as problem:
        return {"device": problem.code}
    return {"device": ""}


def _setting_seen(core: WardCore, command: Command, at: float) -> None:
    core.setting_seen(command.bed, command.who, at)


def _stop_watching(core: WardCore, command: Command, at: float) -> None:
    core.act(command.bed, at, lambda bed: bed.stop_watching(str(command.values["vital"]), command.who, at))


def _arrange(core: WardCore, command: Command, at: float) -> None:
    core.arrange(at, command.who)


def _tell_all(core: WardCore, _command: Command, at: float) -> None:
    core.tell_all(at)


def _unplaced(core: WardCore, _command: Command, at: float) -> Values:
    return {
        name: {"bed": each.source.bed, "patient": each.source.patient, "heard_before": at - each.heard_at}
        for name, each in core.unplaced.items()
    }


def _devices(core: WardCore, _command: Command, at: float) -> Values:
    return {
        name: {
            "heard_before": None if one.heard_at is None else at - one.heard_at,
            "left": one.left,
            "gone": one.gone,
        }
        for name, one in core.devices().items()
    }


def _infrastructure(core: WardCore, _command: Command, at: float) -> Values:
    return {
        name: {
            "heard_before": None if one.heard_at is None else at - one.heard_at,
            "asked": one.asked,
            "left": one.left,
            "gone": one.gone,
            "failed": one.failed,
        }
        for name, one in core.infrastructure.lives().items()
    }


COMMANDS: Final[dict[str, Act]] = {
    "acknowledge": _acknowledge,
    "acknowledge_all": _acknowledge_all,
    "pause_audio": _pause_audio,
    "audio_off": _audio_off,
    "pause_alarms": _pause_alarms,
    "resume": _resume,
    "alarm_off": _alarm_off,
    "alarm_on": _alarm_on,
    "set_limits": _set_limits,
    "set_device_limits": _set_device_limits,
    "change_limits": _change_limits,
    "setting_seen": _setting_seen,
    "stop_watching": _stop_watching,
    "arrange": _arrange,
    "tell_all": _tell_all,
    "unplaced": _unplaced,
    "devices": _devices,
    "infrastructure": _infrastructure,
}
