"""A relay (corridor light, lift, crash trolley): one coil of a Modbus/TCP board, on while an alarm waits for somebody.

Modbus application protocol 1.1b3: function 1 reads a coil, function 5 writes it and is answered with its echo.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.router.delivery.model import Standing
from app.router.machines.model import MachineSettings
from app.router.machines.news import News
from app.router.machines.outlet import Done, OutletFailure, Said
from app.router.machines.wire import connected, whole
from app.router.receiver.model import Row

_HEADER: Final = struct.Struct(">HHHB")
_WRITE: Final = struct.Struct(">BHH")
_READ_COILS, _WRITE_COIL = 1, 5
_ON, _OFF = 0xFF00, 0x0000
_UNIT: Final = 1
AGAIN_SECONDS: Final = 5.0
"""A board that was switched off and on has its coil open: the same is written again after this."""


class Relay:
    """An `Outlet`. The coil closes while an alarm lasts and nobody is at the bed, and opens when there is none."""

    def __init__(self, settings: MachineSettings) -> None:
        self._settings, self._news = settings, News(settings.down_to)
        self._transaction = 0
        self._is_on: bool | None = None
        self._written_at = float("-inf")

    def probe(self) -> None:
        self._ask(struct.pack(">BHH", _READ_COILS, self._settings.coil, 1))

    def carry_out(self, rows: Sequence[Row], now: float) -> Iterable[Done]:
        news = self._news.of(rows)
        wanted = any(_waits(row) for row in rows if row.note.priority <= self._settings.down_to)
        if news or wanted is not self._is_on or now - self._written_at >= AGAIN_SECONDS:
            self._write(wanted)
            self._is_on, self._written_at = wanted, now
        return self._done(news)

    def told_before(self, rows: Sequence[Row]) -> None:
        self._news.told_before(rows)

    def _done(self, news: Sequence[Row]) -> Iterator[Done]:
        for row in news:
            yield self._news.told(row)

    def said(self) -> Sequence[Said]:
        return ()

    def close(self) -> None:
        """It stays as it is: a light that goes out because a program ends would say that all is well."""

    def _write(self, on: bool) -> None:
        asked = _WRITE.pack(_WRITE_COIL, self._settings.coil, _ON if on else _OFF)
        if self._ask(asked) != asked:
            raise OutletFailure("other_answer")

    def _ask(self, asked: bytes) -> bytes:
        self._transaction = self._transaction % 0xFFFF + 1
        with connected(*self._settings.host_and_port) as line:
            line.sendall(_HEADER.pack(self._transaction, 0, len(asked) + 1, _UNIT) + asked)
            transaction, protocol, length, _unit = _HEADER.unpack(whole(line, _HEADER.size))
            if transaction != self._transaction or protocol != 0 or not 2 <= length <= 254:
                raise OutletFailure("other_answer")
            answer = whole(line, length - 1)
        if answer[0] != asked[0]:
            raise OutletFailure("refused", str(answer[1]) if len(answer) > 1 else "")
        return answer


def _waits(row: Row) -> bool:
    return row.ended_at is None and row.standing not in (Standing.PRESENT, Standing.ENDED)
