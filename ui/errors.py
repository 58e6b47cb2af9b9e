"""From an error's code to what a person reads: what happened, and what to do next."""

import logging
from dataclasses import dataclass

from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.support.crashes import code_of
from app.support.process import note_failure
from app.support.telling import places
from ui.texts import error_text, has_text, tr

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ErrorWords:
    """`title` says what happened, `next_step` what is safe and what to do; `known` is false for our own mistakes."""

    title: str
    next_step: str
    known: bool

    @property
    def together(self) -> str:
        """Both as one text."""
        return f"{self.title} {self.next_step}".strip()


def words_of(error: BaseException) -> ErrorWords:
    """The words of any error; one that is not a KnownError becomes a crash report first."""
    if isinstance(error, KnownError):
        title, next_step = split_sentence(error_text(error.code, error.values))
        if error.code == "figures.refused":
            next_step = f"{next_step} {_first_problem(error)}".strip()
        return ErrorWords(title, next_step, known=True)
    crash = write_crash(error)
    return ErrorWords(tr("common.our_mistake"), tr("common.our_mistake_next", crash=crash), known=False)


def _first_problem(error: KnownError) -> str:
    """What is wrong in that line of a file of clinical figures: its own words, else those of a rule base."""
    from app.clinic.risk.yaml_nodes import RuleBaseProblem  # noqa: PLC0415 - a file was read: the first window reads none

    problems = error.values.get("problems")
    first = problems[0] if isinstance(problems, tuple) and problems else None
    if not isinstance(first, RuleBaseProblem):
        return ""
    own = f"figures.problem_{first.code}"
    return tr(own if has_text(own) else f"risk.problem_{first.code}", **first.values)


def split_sentence(text: str) -> tuple[str, str]:
    """The first sentence and the rest of a text; a point inside a path or a number ends no sentence."""
    title, divider, rest = text.partition(". ")
    return (title + "." if divider else title), rest


def write_crash(error: BaseException) -> str:
    """Keep where the program failed, without any value; returns the code that finds the report again."""
    code = note_failure(error) or code_of(error)
    found = places(error.__traceback__)
    _log.error("our mistake %s at %s", Word(code), Word(" < ".join(reversed(found))))
    return code
