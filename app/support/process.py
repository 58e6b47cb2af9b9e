"""How a process of the program begins: memory and files are private, it has a log, and failures become reports."""

import logging
import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Final

from app.kernel.clock import Clock, SystemClock
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.support import dumps
from app.support.crashes import CrashKeeper, Kind, code_of
from app.support.hardening import keep_memory_private
from app.support.json_lines import listen, log_to
from app.support.log_files import LogFile
from app.support.private_files import close_to_others
from app.support.telling import chain, places, type_name

LOGS: Final = "logs"
"""Of whichever process: a station's, a receiver's, the server's."""
QUIET: Final = "PLANTAO_QUIET"
"""Set by who starts a process whose standard error is a file: what is said there stands in its log already."""

_logger = logging.getLogger(__name__)


class _Running:
    """What this process has begun; a second beginning takes the place of the first (tests, the demo)."""

    file: LogFile | None = None
    keeper: CrashKeeper | None = None
    hooked = False
    speaks = False


def begin_process(process: str, home: Path, clock: Clock | None = None, *, speaks: bool = True) -> None:
    """Before any key is asked for. `home`: the folder of its files, which other accounts are kept out of, with its log
    in `logs`; `process`: the name of its log; `speaks`: tell the log on standard error too."""
    clock, logs = clock or SystemClock(), home / LOGS
    keep_memory_private()
    if _Running.file is not None:
        logging.getLogger().removeHandler(_Running.file)
        _Running.file.close()
    _Running.file = LogFile(logs, process, clock)
    listen(_Running.file)
    _Running.speaks = speaks and not os.environ.get(QUIET)
    if _Running.speaks and sys.stderr is not None:
        log_to(sys.stderr, clock)
    _Running.keeper = CrashKeeper(logs, process, clock)
    dumps.begin(logs, process)
    dumps.take_up(logs)
    _hook()
    close_to_others(home)


def keep_values_unsaid() -> None:
    """As the first thing of a program: what reaches nobody is told by its type and its places, in a command that keeps
    no log too. Python's own words would put what it was working with on the screen, or into the system's journal."""
    _hook()


def end_process() -> None:
    """The process ends in order, or its folder is to be taken away: nothing of it is held open any more."""
    if _Running.file is not None:
        logging.getLogger().removeHandler(_Running.file)
        _Running.file.close()
    _Running.file = _Running.keeper = None
    dumps.end()


def note_failure(error: BaseException, kind: Kind = Kind.CAUGHT) -> str | None:
    """A mistake of ours that somebody was told of; its code, None where this process keeps no reports."""
    keeper = _Running.keeper
    return None if keeper is None else keeper.note(error, kind)


def _hook() -> None:
    """Errors that reach nobody: of the main thread and Qt's slots, of threads, and of finalisers."""
    if _Running.hooked:
        return
    _Running.hooked = True
    logging.getLogger().addHandler(_Reports())
    before, before_thread, before_lost = sys.excepthook, threading.excepthook, sys.unraisablehook

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _note(error)
        # Python's own would print the message, which may name a person.
        if before is not sys.__excepthook__:
            before(kind, error, trace)

    def note_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and not isinstance(told.exc_value, SystemExit):
            _note(told.exc_value)
        if before_thread is not threading.__excepthook__:
            before_thread(told)

    def note_lost(told: "sys.UnraisableHookArgs") -> None:
        if told.exc_value is not None:
            _note(told.exc_value)
        if before_lost is not sys.__unraisablehook__:
            before_lost(told)

    sys.excepthook, threading.excepthook, sys.unraisablehook = note, note_thread, note_lost


class _Reports(logging.Handler):
    """What was caught and logged with its traceback (by a scheduler's job, a thread of the ward, a worker) becomes a
    report too: whoever helps need not find it among all lines. What the machine refuses is no mistake of ours."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        """Note it; what reached nobody was noted before it was said."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and record.name != __name__ and not isinstance(error, KnownError | OSError):
            note_failure(error)


def _note(error: BaseException) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    code = note_failure(error, Kind.UNHANDLED) or code_of(error)
    _logger.critical("an error reached nobody: %s", Word(code), exc_info=error)
    if not _Running.speaks and sys.stderr is not None:
        # Whoever has started it from a terminal sees where, and not with what.
        told = [f"{type_name(type(one))}\n    " + "\n    ".join(places(one.__traceback__)) for one in chain(error)]
        print("\n".join(told), file=sys.stderr)
