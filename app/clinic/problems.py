"""What is wrong with an entered value: everything at once, so that the nurse corrects a form in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default

from app.kernel.errors import KnownError


@dataclass(frozen=True)
class Problem:
    """One remark about one field.

    `code` is the key of its text ("people.name_needs_two_parts"), `values` fill the text's placeholders.
    `confirmable`: the value is only unlikely; it is accepted once the user has confirmed `code`.
    """

    field: str
    code: str
    values: Mapping[str, object] = default(default_factory=dict)
    confirmable: bool = False


def unresolved(problems: tuple[Problem, ...], confirmed: frozenset[str]) -> tuple[Problem, ...]:
    """What still stands in the way: everything except unlikely values whose code the user has confirmed."""
    return tuple(problem for problem in problems if not (problem.confirmable and problem.code in confirmed))


class InputError(KnownError):
    """Input that cannot be stored; `problems` has all of it, the error's text only says how many there are."""

    def __init__(self, code: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(code, count=len(problems), fields=sorted({problem.field for problem in problems}))
        self.problems = problems
