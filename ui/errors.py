"""From an error's code to what a person reads: what happened, and what to do next."""

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path

from app.kernel.errors import KnownError
from ui.texts import error_text, tr

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


class CrashLog:
    """Where our own mistakes are written down: types, files and lines, never values (they may be personal)."""

    folder: Path | None = None


def words_of(error: BaseException) -> ErrorWords:
    """The words of any error; one that is not a KnownError is written to the crash log first."""
    if isinstance(error, KnownError):
        title, next_step = split_sentence(error_text(error.code, error.values))
        return ErrorWords(title, next_step, known=True)
    crash = write_crash(error)
    return ErrorWords(tr("common.our_mistake"), tr("common.our_mistake_next", crash=crash), known=False)


def split_sentence(text: str) -> tuple[str, str]:
    """The first sentence and the rest of a text; a point inside a path or a number ends no sentence."""
    title, divider, rest = text.partition(". ")
    return (title + "." if divider else title), rest


def write_crash(error: BaseException) -> str:
    """Write where the program failed, without any value; returns the code that finds the note again.

    The code is made from the place of failure: the same mistake has the same code on every station.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    kind = type(error).__name__
    last = frames[-1] if frames else None
    code = f"{kind}-{Path(last.filename).stem}-{last.lineno}" if last else kind
    if CrashLog.folder is not None:
        try:
            CrashLog.folder.mkdir(parents=True, exist_ok=True)
            with (CrashLog.folder / "crashes.log").open("a", encoding="utf-8") as file:
                file.write(f"{code}\n  " + "\n  ".join(places) + "\n")
        except OSError:
            _log.error("the crash log cannot be written")
    _log.error("our mistake %s at %s", code, " < ".join(reversed(places)))
    return code
