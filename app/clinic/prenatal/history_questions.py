"""The vocabulary of the history form (thesis section 2.2.2) as data: groups, questions, the risk factor they equal."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from app.clinic.figures import Head, coded, known_code, load_figures, source_of
from app.clinic.risk.factor_readers import read_labels
from app.clinic.risk.rules import Labels
from app.clinic.risk.yaml_nodes import Entry, Problems

FILE = Path(__file__).parents[3] / "resources" / "history" / "history.yaml"


class Scope(StrEnum):
    """Whether an answer holds for the woman, or for one pregnancy."""

    PERSON = "person"
    PREGNANCY = "pregnancy"


@dataclass(frozen=True)
class Question:
    """One question. `risk_code`: the condition of the rule base that is the same thing, or "".

    `answered_by`: the field of the record that answers it already, or "".
    """

    code: str
    label: Labels
    risk_code: str
    answered_by: str


@dataclass(frozen=True)
class Group:
    """Questions that belong together, in the order of the thesis."""

    code: str
    scope: Scope
    label: Labels
    source: str
    questions: tuple[Question, ...]


def load_history(raw: bytes) -> tuple[Group, ...]:
    """The groups in a file's content; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "history")


@cache
def groups() -> tuple[Group, ...]:
    """Those that are shipped (read once)."""
    return load_history(FILE.read_bytes())


@cache
def scopes() -> Mapping[str, Scope]:
    """Every question's code with its scope."""
    return MappingProxyType({one.code: group.scope for group in groups() for one in group.questions})


@cache
def risk_codes() -> Mapping[str, str]:
    """Question → condition of the rule base, where they are the same thing."""
    return MappingProxyType({one.code: one.risk_code for group in groups() for one in group.questions if one.risk_code})


def _read(root: Entry, head: Head, problems: Problems) -> tuple[Group, ...]:
    seen: set[str] = set()
    scopes_ = [one.value for one in Scope]

    def question(entry: Entry) -> Question:
        code = entry.code()
        if code in seen:
            problems.add(entry.line, "duplicate_code", value=code)
        seen.add(code)
        risk_code, answered_by = entry.code("risk_code", optional=True), entry.code("answered_by", optional=True)
        return Question(code, read_labels(entry), risk_code, answered_by)

    def group(entry: Entry) -> Group:
        scope = known_code(entry, "scope", "unknown_code", scopes_, problems)
        questions = tuple(coded(entry, "questions", [], question, problems).values())
        kept = Scope(scope) if scope in scopes_ else Scope.PREGNANCY
        return Group(entry.code(), kept, read_labels(entry), source_of(entry, head, problems), questions)

    return tuple(coded(root, "groups", [], group, problems).values())
