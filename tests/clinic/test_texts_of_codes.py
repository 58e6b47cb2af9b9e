"""Every code that the clinic's services raise or return has its text in both languages."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.clinic.people.model import Channel, ConsentSource, NewPerson, Sex, Strength
from app.clinic.pregnancies.kinds import kinds
from app.clinic.pregnancies.model import PregnancyStatus
from app.clinic.referral.model import Kind, Priority, State, Verdict

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "app" / "clinic").rglob("*.py") if "risk" not in path.relative_to(ROOT).parts)
_RAISED = re.compile(r'(?:KnownError|InputError)\(\s*"(\w+)\.(\w+)"')
_PROBLEM = re.compile(r'Problem\([^"]*(?:"\w+", )?"(people|pregnancies|assessments)\.(\w+)"')
_EVIDENCE = re.compile(r'"((?:same|similar|swapped|close)_\w+)"')


def texts(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / "resources" / "texts" / f"{name}.toml").read_text(encoding="utf-8"))


def codes(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    return {found for path in SOURCES for found in pattern.findall(path.read_text(encoding="utf-8"))}


def test_every_raised_error_has_a_text() -> None:
    raised = codes(_RAISED)
    assert ("people", "document_taken") in raised
    assert {(area, what) for area, what in raised if what not in texts(f"error_{area}")} == set()


def test_every_problem_of_a_form_has_a_text() -> None:
    named = codes(_PROBLEM)
    assert ("people", "cpf_wrong") in named
    assert ("pregnancies", "not_a_number") in named
    assert {(area, what) for area, what in named if what not in texts(area)} == set()


@pytest.mark.parametrize(
    ("area", "prefix", "values"),
    [
        ("people", "field", [name for name in vars(NewPerson()) if name != "synthetic"]),
        ("people", "sex", list(Sex)),
        ("people", "channel", list(Channel)),
        ("people", "source", list(ConsentSource)),
        ("people", "strength", list(Strength)),
        ("people", "matched", ["name", "mother", "cpf", "cns", "birth_date"]),
        ("pregnancies", "kind", list(kinds())),
        ("pregnancies", "status", list(PregnancyStatus)),
        ("pregnancies", "source", ["birth_date", "observation", "last_assessment", "history"]),
    ],
)
def test_every_value_that_is_shown_has_a_text(area: str, prefix: str, values: list[str]) -> None:
    assert [value for value in values if f"{prefix}_{value}" not in texts(area)] == []


def test_every_evidence_of_a_duplicate_has_a_text() -> None:
    source = (ROOT / "app" / "clinic" / "people" / "duplicates.py").read_text(encoding="utf-8")
    named = set(_EVIDENCE.findall(source))
    assert "swapped_birth_date" in named
    assert {one for one in named if f"evidence_{one}" not in texts("people")} == set()


def test_every_code_of_a_referral_has_a_text() -> None:
    values = {
        f"{prefix}_{one}"
        for prefix, kind in (("priority", Priority), ("verdict", Verdict), ("state", State), ("kind", Kind))
        for one in kind
    }
    source = (ROOT / "app" / "clinic" / "referral" / "compulsory.py").read_text(encoding="utf-8")
    named = set(re.findall(r'Problem\([\w"]+, "referrals\.(\w+)"', source))
    assert "no_physical_exam" in named and "text_too_long" in named
    assert set(texts("referrals")) == values | named
