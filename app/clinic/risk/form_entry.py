"""One form as it stands in a file, before it is checked."""

from dataclasses import dataclass
from typing import Any

from app.clinic.risk.field_checks import FormProblem


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One form of a file: its answers, or the reason why there are none. `line` is 1-based (None inside an array)."""

    answers: Any
    line: int | None = None
    problem: FormProblem | None = None


def bad_line(number: int, expected: str, answers: dict[str, Any] | None = None) -> FormEntry:
    """A line that is no form at all; `answers` may still carry its id."""
    return FormEntry(answers, number, FormProblem("line", number, "risk.form_bad_line", expected, {"line": number}))
