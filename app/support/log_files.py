"""The log file of a process: JSON lines, for its owner's eyes alone, of a bounded size, and never in anybody's way.

A line is handed to a thread: a disk that is full, slow or gone must not hold up an alarm. What could not be written is
counted, and told by the next line that can be.
"""

import contextlib
import json
import logging
import os
import queue
import threading
from pathlib import Path
from typing import Final

from app.kernel.clock import Clock, to_text
from app.support.json_lines import JsonLines

ENDING: Final = ".jsonl"
MOST_BYTES: Final = 5 * 2**20
KEPT: Final = 3
"""Former files beside the one that is written: `node.jsonl.1` is the latest of them."""
_WAITING: Final = 10_000
_FLUSH_SECONDS: Final = 2.0


class LogFile(logging.Handler):
    """`<folder>/<process>.jsonl`. Several processes of one name may write it; one of them turns it over."""

    def __init__(self, folder: Path, process: str, clock: Clock, most_bytes: int = MOST_BYTES) -> None:
        super().__init__()
        self.path = folder / f"{process}{ENDING}"
        self.setFormatter(JsonLines(clock))
        self._clock, self._most, self._lost = clock, most_bytes, 0
        self._file = -1
        self._lines: queue.Queue[str | threading.Event | None] = queue.Queue(_WAITING)
        self._thread = threading.Thread(target=self._work, name=f"log of {process}", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Hand the line over; never waits."""
        try:
            self._lines.put_nowait(self.format(record))
        except queue.Full:
            self._lost += 1
        except Exception:
            # Whatever is wrong with a line, it is no reason to fail for whoever wrote it.
            self._lost += 1

    def flush(self) -> None:
        """Wait, for a moment, until what was said is written."""
        if not self._thread.is_alive():
            return
        done = threading.Event()
        with contextlib.suppress(queue.Full):
            self._lines.put(done, timeout=_FLUSH_SECONDS)
            done.wait(_FLUSH_SECONDS)

    def close(self) -> None:
        """Write what waits, and end."""
        with contextlib.suppress(queue.Full):
            self._lines.put(None, timeout=_FLUSH_SECONDS)
            self._thread.join(_FLUSH_SECONDS)
        super().close()

    # ---- the thread

    def _work(self) -> None:
        while (one := self._lines.get()) is not None:
            if isinstance(one, threading.Event):
                one.set()
                continue
            try:
                self._write(one)
            except OSError:
                self._lost += 1
                self._shut()
        self._shut()

    def _write(self, line: str) -> None:
        if self._file < 0 or self._was_turned_over():
            self._open()
        if self._lost:
            lost, self._lost = self._lost, 0
            note = {"time": to_text(self._clock.now()), "level": "warning", "logger": __name__}
            line = json.dumps(note | {"message": "lines were lost", "count": lost}) + "\n" + line
        os.write(self._file, f"{line}\n".encode("utf-8", "replace"))
        if os.fstat(self._file).st_size > self._most:
            self._turn_over()

    def _open(self) -> None:
        self._shut()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def _was_turned_over(self) -> bool:
        """By another process of the same name, or taken away by hand."""
        try:
            there, ours = self.path.stat(), os.fstat(self._file)
        except OSError:
            return True
        return (there.st_ino, there.st_dev) != (ours.st_ino, ours.st_dev)

    def _turn_over(self) -> None:
        self._shut()
        turn_over(self.path)

    def _shut(self) -> None:
        if self._file >= 0:
            with contextlib.suppress(OSError):
                os.close(self._file)
            self._file = -1


def turn_over(path: Path) -> None:
    """Make it the latest of its former files; whoever writes it begins a new one with the next line."""
    # Where another program holds one open (Windows), it grows until it lets go.
    with contextlib.suppress(OSError):
        for number in range(KEPT, 1, -1):
            former = path.with_name(f"{path.name}.{number - 1}")
            if former.exists():
                former.replace(path.with_name(f"{path.name}.{number}"))
        path.replace(path.with_name(f"{path.name}.1"))
