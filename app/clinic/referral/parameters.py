"""Deadlines and lists of the referral, read from `resources/referral/referral.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from app.clinic.figures import Head, coded, known_code, load_figures, source_of, whole_number, words
from app.clinic.referral.model import Verdict
from app.clinic.risk.factor_readers import read_labels
from app.clinic.risk.rules import Labels
from app.clinic.risk.yaml_nodes import Entry, Problems

FILE = Path(__file__).parents[3] / "resources" / "referral" / "referral.yaml"


@dataclass(frozen=True)
class Listed:
    """One entry of a list: its label and the code of its source."""

    label: Labels
    source: str


@dataclass(frozen=True)
class Conduct(Listed):
    """What is done with the woman; `verdicts`: those that it goes with; `needs_clinic`: one must be named."""

    verdicts: frozenset[Verdict]
    needs_clinic: bool


@dataclass(frozen=True)
class Parameters:
    """The file's content; `works`: what is offered as sources consulted."""

    answer_within: timedelta
    physical_exams: int
    reasons: Mapping[str, Listed]
    causes: Mapping[str, Listed]
    conducts: Mapping[str, Conduct]
    clinics: Mapping[str, Listed]
    works: Mapping[str, Listed]
    head: Head


def load_parameters(raw: bytes) -> Parameters:
    """The parameters in a file's content; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "referral")


@cache
def parameters() -> Parameters:
    """Those that are shipped (read once)."""
    return load_parameters(FILE.read_bytes())


def label_of(entries: Mapping[str, Listed], code: str, language: str) -> str:
    """The label of a code; the code itself where the list has lost it."""
    found = entries.get(code)
    return found.label.in_language(language) if found else code


def _read(root: Entry, head: Head, problems: Problems) -> Parameters:
    def listed(key: str) -> Mapping[str, Listed]:
        return coded(
            root, key, (), lambda entry: Listed(read_labels(entry), source_of(entry, head, problems)), problems
        )

    return Parameters(
        answer_within=timedelta(hours=_hours(root, head, problems)),
        physical_exams=_fewest(root, head, problems),
        reasons=listed("reasons"),
        causes=listed("causes"),
        conducts=coded(root, "conducts", (), lambda entry: _conduct(entry, head, problems), problems),
        clinics=listed("clinics"),
        works=listed("works"),
        head=head,
    )


def _hours(root: Entry, head: Head, problems: Problems) -> int:
    deadline = root.entry("deadline")
    if deadline is None:
        return 0
    hours = whole_number(deadline, "answer_within_hours", problems)
    if hours < 1:
        problems.add(deadline.line_at("answer_within_hours"), "empty_range")
    source_of(deadline, head, problems)
    known_code(deadline, "counter_reply_restarts_source", "unknown_source", list(head.sources), problems)
    deadline.finish()
    return hours


def _fewest(root: Entry, head: Head, problems: Problems) -> int:
    compulsory = root.entry("compulsory")
    if compulsory is None:
        return 0
    fewest = whole_number(compulsory, "physical_exams", problems)
    source_of(compulsory, head, problems)
    compulsory.finish()
    return fewest


def _conduct(entry: Entry, head: Head, problems: Problems) -> Conduct:
    known = [one.value for one in Verdict]
    named = words(entry, "with", problems)
    for word in named:
        if word not in known:
            problems.add_unknown(entry.line_at("with"), "unknown_code", word, known)
    verdicts = frozenset(Verdict(word) for word in named if word in known)
    needs_clinic = whole_number(entry, "needs_clinic", problems) > 0
    return Conduct(read_labels(entry), source_of(entry, head, problems), verdicts, needs_clinic)
