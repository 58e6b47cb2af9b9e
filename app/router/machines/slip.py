"""A slip of paper for each alarm that calls: a receipt printer on the network (raw port 9100, ESC/POS)."""

import select
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from app.kernel.clock import Clock
from app.router.delivery.model import Occasion
from app.router.machines.model import MachineSettings
from app.router.machines.news import News
from app.router.machines.outlet import Done, OutletFailure, Said
from app.router.machines.wire import connected
from app.router.receiver.model import Row

Words = Callable[[Row, datetime], Sequence[str]]
"""The lines of a slip for this alarm, which began at this instant; the first is printed large."""

_BEGIN: Final = b"\x1b@\x1bt\x02"
"""Initialise; code page 850, which has the accents of Portuguese."""
_LARGE, _NORMAL = b"\x1d!\x11", b"\x1d!\x00"
_CUT: Final = b"\n\n\n\n\x1dV\x42\x00"
_STATUS: Final = b"\x10\x04\x04"
"""DLE EOT 4: the state of the paper, answered at once by printers that know it."""
_NO_PAPER: Final = 0x60
_STATUS_SECONDS: Final = 0.5


class Slip:
    """An `Outlet`. Printed is what calls, once for each beginning; who has it by then stands on the screens."""

    def __init__(self, settings: MachineSettings, words: Words, clock: Clock) -> None:
        self._settings, self._words, self._clock = settings, words, clock
        self._news = News(settings.down_to)

    def probe(self) -> None:
        with connected(*self._settings.host_and_port) as line:
            line.sendall(_STATUS)
            if select.select([line], [], [], _STATUS_SECONDS)[0]:
                _check(line.recv(1))

    def carry_out(self, rows: Sequence[Row], now: float) -> Iterable[Done]:
        return self._printed(self._news.of(rows), now)

    def told_before(self, rows: Sequence[Row]) -> None:
        self._news.told_before(rows)

    def _printed(self, rows: Sequence[Row], now: float) -> Iterator[Done]:
        for row in rows:
            # A critical alarm is told every second until somebody has it: that is no reason for more paper.
            if not self._news.was_told(row) or (row.asks and row.note.occasion is Occasion.BEGAN):
                self._print(row, now)
            yield self._news.told(row)

    def said(self) -> Sequence[Said]:
        return ()

    def close(self) -> None:
        """Each slip is a connection of its own."""

    def _print(self, row: Row, now: float) -> None:
        began = self._clock.now() - timedelta(seconds=max(0.0, now - row.began_at))
        first, *others = self._words(row, began)
        columns = self._settings.columns
        large = "\n".join(textwrap.wrap(first, columns // 2))
        normal = "\n".join("\n".join(textwrap.wrap(line, columns)) for line in others)
        with connected(*self._settings.host_and_port) as line:
            line.sendall(_STATUS)
            if select.select([line], [], [], _STATUS_SECONDS)[0]:
                _check(line.recv(1))
            line.sendall(_BEGIN + _LARGE + _encoded(large) + b"\n" + _NORMAL + _encoded(normal) + _CUT)


def _encoded(text: str) -> bytes:
    return text.encode("cp850", "replace")


def _check(status: bytes) -> None:
    if status and status[0] & _NO_PAPER:
        raise OutletFailure("no_paper")
