"""Lists of signs that are emergencies, and what one round of asking means. Reading the files and judging are pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from app.clinic.figures import Head, coded, load_figures, source_of, words
from app.clinic.pregnancies.kinds import codes_of
from app.clinic.risk.factor_readers import read_labels
from app.clinic.risk.rules import Labels
from app.clinic.risk.yaml_nodes import Entry, Problems
from app.kernel.errors import KnownError

_FOLDER: Final = Path(__file__).resolve().parents[3] / "resources" / "danger-signs"
WHO_FILE: Final = _FOLDER / "who.yaml"
CAB_32_FILE: Final = _FOLDER / "cab32-emergencies.yaml"
KIND_PREFIX: Final = "danger_"
"""What stands before a sign's code in the code of its observation kind."""
EMERGENCY_PREFIX: Final = "obstetric_"
"""The same for an obstetric emergency of CAB 32."""


@dataclass(frozen=True, slots=True)
class EmergencyAction:
    """What to do now; `telephone` is None where nobody is to be called."""

    code: str
    telephone: str | None
    source: str
    label: Labels


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign; `actions` are codes of the list's actions, in the order of doing."""

    code: str
    actions: tuple[str, ...]
    source: str
    label: Labels


@dataclass(frozen=True)
class SignList:
    """A whole validated list, in the order of asking."""

    head: Head
    actions: Mapping[str, EmergencyAction]
    signs: Mapping[str, Sign]


@dataclass(frozen=True)
class Judgement:
    """What one round of asking means. `stops`: a sign is present; the form ends here and the `actions` are shown.

    `may_go_on`: every sign was asked and none is present; a sign that was not asked is not absent.
    """

    present: tuple[Sign, ...]
    not_asked: tuple[Sign, ...]
    actions: tuple[EmergencyAction, ...]
    version: str

    @property
    def stops(self) -> bool:
        """Whether this is an emergency now."""
        return bool(self.present)

    @property
    def may_go_on(self) -> bool:
        """Whether the form may be filled in."""
        return not self.present and not self.not_asked


@cache
def who_danger_signs() -> SignList:
    """The danger signs of the WHO, as shipped with the program (read once)."""
    return load_signs(WHO_FILE.read_bytes(), known=_observed("danger", KIND_PREFIX))


@cache
def cab_32_emergencies() -> SignList:
    """Group 3 of CAB 32, as shipped with the program (read once)."""
    return load_signs(CAB_32_FILE.read_bytes(), known=_observed("obstetric_emergency", EMERGENCY_PREFIX))


def load_signs(raw: bytes, known: tuple[str, ...] = ()) -> SignList:
    """The list of a file; `known`: exactly these codes must be there (empty: any).

    KnownError figures.refused names every wrong line.
    """
    return load_figures(raw, lambda root, head, problems: _read(root, head, known, problems), "danger_signs")


def judge(signs: SignList, answers: Mapping[str, bool]) -> Judgement:
    """What the answers (sign → present) mean. KnownError danger_signs.unknown_sign (sign)."""
    for code in answers:
        if code not in signs.signs:
            raise KnownError("danger_signs.unknown_sign", sign=code)
    present = tuple(sign for sign in signs.signs.values() if answers.get(sign.code))
    wanted = {action for sign in present for action in sign.actions}
    return Judgement(
        present=present,
        not_asked=tuple(sign for sign in signs.signs.values() if sign.code not in answers),
        actions=tuple(action for code, action in signs.actions.items() if code in wanted),
        version=signs.head.version,
    )


def _observed(group: str, prefix: str) -> tuple[str, ...]:
    return tuple(code.removeprefix(prefix) for code in codes_of(group))


def _read(root: Entry, head: Head, known: tuple[str, ...], problems: Problems) -> SignList:
    actions = coded(root, "actions", (), lambda one: _action(one, head, problems), problems)
    signs = coded(root, "signs", known, lambda one: _sign(one, head, list(actions), problems), problems)
    if not signs:
        problems.add(root.line_at("signs"), "no_signs")
    return SignList(head, actions, signs)


def _action(entry: Entry, head: Head, problems: Problems) -> EmergencyAction:
    telephone = entry.text("telephone", optional=True) or None
    return EmergencyAction(entry.code(), telephone, source_of(entry, head, problems), read_labels(entry))


def _sign(entry: Entry, head: Head, actions: list[str], problems: Problems) -> Sign:
    wanted = words(entry, "actions", problems)
    for code in wanted:
        if code not in actions:
            problems.add_unknown(entry.line_at("actions"), "unknown_action", code, actions)
    if not wanted and isinstance(entry.node("actions"), yaml.SequenceNode):
        problems.add(entry.line_at("actions"), "no_actions")
    return Sign(entry.code(), wanted, source_of(entry, head, problems), read_labels(entry))
