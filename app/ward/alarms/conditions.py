"""What can alarm, and the times that the engine keeps: `resources/ward/conditions.toml`, `alarm-rules.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.ward.alarms.words import Kind, Priority
from app.ward.catalogue import vital_signs

_FOLDER: Final = Path(__file__).resolve().parents[3] / "resources" / "ward"

LIMIT_EVENTS: Final = {
    "MDC_EVT_HI": "high",
    "MDC_EVT_HI_GT_LIM": "high",
    "MDC_EVT_LO": "low",
    "MDC_EVT_LO_LT_LIM": "low",
}
"""Events that name only a side; the vital sign stands beside them."""
RATES: Final = frozenset({"heart_rate", "pulse_rate"})
"""Beats of the heart and of the pulse share their conditions, as their limits do at the bedside."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that can alarm; its name: text `ward_alarms.condition_<code>`.

    `covers`: what need not be shown beside it, because it says the same and more.
    """

    code: str
    kind: Kind
    priority: Priority
    lethal: bool = False
    latches: bool = False
    covers: tuple[str, ...] = ()
    events: tuple[str, ...] = ()

    @property
    def stays_on(self) -> bool:
        """Nobody may switch it off: mortal danger, or the alarms themselves do not work."""
        return self.lethal or (self.kind is Kind.TECHNICAL and self.priority is Priority.HIGH)


@dataclass(frozen=True, slots=True)
class Rules:
    """Times in seconds."""

    pause: float
    longest_pause: float
    longest_delay: float
    reminder_lethal: float
    reminder_high: float
    reminder_other: float
    message: float
    device_alarm: float
    silence: float
    answer: float
    witness: float
    happening: float

    def reminder(self, priority: Priority, lethal: bool) -> float:
        """After how long what was acknowledged and is still there sounds again."""
        if lethal:
            return self.reminder_lethal
        return self.reminder_high if priority is Priority.HIGH else self.reminder_other


@cache
def conditions() -> Mapping[str, Condition]:
    """By code: those of the file, and one for each side of each vital sign that the file does not name itself."""
    found = {code: _read(code, content) for code, content in _toml("conditions.toml").items()}
    for vital in vital_signs():
        if vital == "pulse_rate":
            continue
        for side in ("low", "high"):
            code = f"{vital}_{side}"
            found.setdefault(code, Condition(code, Kind.PHYSIOLOGICAL, Priority.MEDIUM))
    return found


@cache
def unnamed_sides() -> Mapping[str, tuple[str, str]]:
    """(vital sign, side) of each passed limit that has no text of its own, by code of the condition."""
    named = _toml("conditions.toml")
    sides = {f"{one}_{side}": (one, side) for one in vital_signs() for side in ("low", "high")}
    return {code: at for code, at in sides.items() if code not in named and not vital_signs()[at[0]].own_words}


@cache
def condition_of_event() -> Mapping[str, str]:
    """The condition that a device means with its event code."""
    return {event: one.code for one in conditions().values() for event in one.events}


@cache
def rules() -> Rules:
    """The times of the engine."""
    return Rules(**{name: float(one["seconds"]) for name, one in _toml("alarm-rules.toml").items()})


def side_code(vital: str, side: str) -> str:
    """The condition of a passed limit."""
    return f"heart_rate_{side}" if vital in RATES else f"{vital}_{side}"


def _read(code: str, content: dict[str, Any]) -> Condition:
    return Condition(
        code=code,
        kind=Kind(content["kind"]),
        priority=Priority(content["priority"]),
        lethal=bool(content.get("lethal", False)),
        latches=bool(content.get("latches", False)),
        covers=tuple(content.get("covers", ())),
        events=(*content.get("events", ()), *content.get("events_second_hand", ())),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))
