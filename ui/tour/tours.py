"""The tours as data: one file each in `resources/tour`, read strictly; no Qt, so that the command line may ask too."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from app.security.roles import Role
from app.settings import StationRole
from ui.resources import RESOURCES
from ui.texts import LANGUAGES, chosen_language

FOLDER: Final = RESOURCES / "tour"
ORDER: Final = ("reception", "unit", "student", "hospital-desk", "resident", "ward-nurse", "administrator")
"""As they are offered."""
_OF_TOUR: Final = frozenset({"stations", "roles", "guide", "title", "about", "learned", "step"})
_OF_STEP: Final = frozenset({"place", "subject", "point_at", "done", "side", "words"})
_KINDS: Final = ("deed", "screen", "fact")
SIDES: Final = ("", "right", "left", "below", "above", "corner")


@dataclass(frozen=True)
class Condition:
    """When a step is done. `deed`: a row of the audit trail with this action, left by this person since the step began;
    `screen`: the help has this topic for what is on show; `fact`: one of `ui.tour.facts`."""

    kind: str
    value: str


@dataclass(frozen=True)
class Step:
    """One thing to do. `place` and `subject`: where "show me" goes; `point_at`: text keys of controls, in the order
    in which they come on show, none where it is a key that does it; `side`: where the words stand beside the control,
    empty for wherever there is room."""

    place: str
    subject: str | None
    point_at: tuple[str, ...]
    done: Condition
    side: str
    words: Mapping[str, str]

    def said(self) -> str:
        """The sentence in the language in use; tokens in braces as in a topic of the help."""
        return self.words[chosen_language()]


@dataclass(frozen=True)
class Tour:
    """One tour; the first of `roles` signs in where it was chosen before the practice opened."""

    name: str
    stations: tuple[StationRole, ...]
    roles: tuple[Role, ...]
    guide: str
    titles: Mapping[str, str]
    abouts: Mapping[str, str]
    learnt: Mapping[str, str]
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        """What it is called, in the language in use."""
        return self.titles[chosen_language()]

    @property
    def about(self) -> str:
        """Whom it is for, in one line."""
        return self.abouts[chosen_language()]

    @property
    def learned(self) -> str:
        """What whoever has gone through it can do now."""
        return self.learnt[chosen_language()]

    @property
    def at_hospital(self) -> bool:
        """Whether the practice has to be a hospital's station."""
        return StationRole.PRIMARY_CARE not in self.stations


@cache
def all_tours() -> tuple[Tour, ...]:
    """Every tour, in the order in which they are offered; ValueError names file, step and field of what is wrong."""
    return tuple(_read(FOLDER / f"{name}.toml") for name in ORDER)


def tour_named(name: str) -> Tour | None:
    """A tour by the name of its file."""
    return next((one for one in all_tours() if one.name == name), None)


def tours_for(station: StationRole, role: Role) -> tuple[Tour, ...]:
    """Those that somebody of a role may walk at a kind of station."""
    return tuple(one for one in all_tours() if station in one.stations and role in one.roles)


def _read(path: Path) -> Tour:
    with path.open("rb") as file:
        found: dict[str, object] = tomllib.load(file)
    where = path.name
    _only(found, _OF_TOUR, where)
    steps = found["step"]
    if not isinstance(steps, list):
        raise ValueError(f"{where}: step: a list of tables is expected")
    return Tour(
        path.stem,
        tuple(StationRole(one) for one in _names(found, "stations", where)),
        tuple(Role(one) for one in _names(found, "roles", where)),
        _text(found, "guide", where),
        _both(found, "title", where),
        _both(found, "about", where),
        _both(found, "learned", where),
        tuple(_step(one, f"{where}: step {number}") for number, one in enumerate(steps, start=1)),
    )


def _step(found: dict[str, object], where: str) -> Step:
    _only(found, _OF_STEP, where)
    kind, _, value = _text(found, "done", where).partition(":")
    if kind not in _KINDS or not value:
        raise ValueError(f"{where}: done: {kind}:{value} is not one of {', '.join(_KINDS)} with a name behind it")
    side = _text(found, "side", where) if "side" in found else ""
    if side not in SIDES:
        raise ValueError(f"{where}: side: {side!r} is not one of {', '.join(SIDES)}")
    subject = _text(found, "subject", where) if "subject" in found else None
    points = _names(found, "point_at", where) if "point_at" in found else ()
    return Step(
        _text(found, "place", where), subject, points, Condition(kind, value), side, _both(found, "words", where)
    )


def _only(found: Mapping[str, object], known: frozenset[str], where: str) -> None:
    strange = sorted(set(found) - known)
    if strange:
        raise ValueError(f"{where}: {', '.join(strange)}: not one of {', '.join(sorted(known))}")


def _text(found: Mapping[str, object], name: str, where: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{where}: {name}: words are expected, not {value!r}")
    return value


def _names(found: Mapping[str, object], name: str, where: str) -> tuple[str, ...]:
    value = found.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{where}: {name}: a list of names is expected, not {value!r}")
    return tuple(value)


def _both(found: Mapping[str, object], name: str, where: str) -> Mapping[str, str]:
    value = found.get(name)
    if not isinstance(value, dict) or sorted(value) != sorted(LANGUAGES):
        raise ValueError(f"{where}: {name}: a sentence in each of {', '.join(LANGUAGES)} is expected, not {value!r}")
    return {language: _text(value, language, f"{where}: {name}") for language in LANGUAGES}
