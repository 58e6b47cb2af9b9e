"""What a machine was told and is not over, over its own failures and a kill of this program: else a light would go out
while an alarm lasts, and nobody would tell an alarm manager that one has ended."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec

from app.kernel.clock import Clock
from app.router.contents import AlarmNote
from app.router.delivery.model import Occasion, Standing
from app.router.machines.outlet import Done
from app.router.receiver.model import AlarmKey, Row
from app.ward.beds.journal import AlarmJournal

_logger = logging.getLogger(__name__)
_GONE: Final = "gone"


class Memory:
    """Of one machine and one thread. `journal`: sealed, for the next run; None keeps nothing over a kill."""

    def __init__(self, clock: Clock, journal: AlarmJournal | None = None) -> None:
        self._clock, self._journal = clock, journal
        self._rows: dict[AlarmKey, Row] = {}
        self._read()

    def rows(self) -> tuple[Row, ...]:
        """What the machine shows, as far as anybody knows."""
        return tuple(self._rows.values())

    def whole(self, rows: Sequence[Row], complete: bool) -> tuple[Row, ...]:
        """The list, and what is remembered besides: as it was while the list may lack something, else as over."""
        there = {row.key for row in rows}
        missing = [row for row in self._rows.values() if row.key not in there]
        return (*rows, *(map(self._over, missing) if complete else missing))

    def did(self, done: Done, rows: Sequence[Row]) -> None:
        """The machine has carried this out."""
        row = next((one for one in rows if (one.key, one.version) == done), None)
        if row is None:
            return
        before = self._rows.get(row.key)
        if row.ended_at is not None:
            self._rows.pop(row.key, None)
        else:
            self._rows[row.key] = row
        if before is None or before.standing is not row.standing or row.ended_at is not None:
            self._keep(row)

    def forget(self) -> None:
        """The machine is no more."""
        self._rows.clear()
        if self._journal is not None:
            self._journal.empty()

    def close(self) -> None:
        """What there is stays, for the next run."""
        if self._journal is not None:
            self._journal.close()

    def _over(self, row: Row) -> Row:
        note = msgspec.structs.replace(row.note, occasion=Occasion.ENDED, asks=False, lasting=False)
        ended_at = self._clock.monotonic()
        return replace(row, note=note, version=row.version + 1, standing=Standing.ENDED, ended_at=ended_at)

    # ---- on the disk

    def _read(self) -> None:
        if self._journal is None:
            return
        now, wall = self._clock.monotonic(), self._clock.now().timestamp()
        try:
            for plain in self._journal.left():
                row = _row(plain, now - wall)
                self._rows.pop(row.key, None)
                if not plain[_GONE]:
                    self._rows[row.key] = row
        except (OSError, ValueError, KeyError, TypeError):
            # The alarms that last are told anew all the same.
            _logger.exception("what a machine had been told could not be read")
        self._begin_anew()

    def _keep(self, row: Row) -> None:
        if self._journal is None:
            return
        if self._journal.is_long():
            self._begin_anew()
        else:
            self._append([row])

    def _begin_anew(self) -> None:
        """Only what is not over."""
        assert self._journal is not None, "asked before"
        try:
            self._journal.empty()
        except OSError:
            _logger.exception("what a machine had been told could not be put away")
        if self._rows:
            self._append(self._rows.values())

    def _append(self, rows: Iterable[Row]) -> None:
        assert self._journal is not None, "asked before"
        shift = self._clock.now().timestamp() - self._clock.monotonic()
        try:
            self._journal.append([_plain(row, shift) for row in rows])
        except OSError:
            # It acts all the same; only a kill would now be noticed at the machine.
            _logger.exception("what a machine was told could not be written down")


def _plain(row: Row, shift: float) -> dict[str, Any]:
    note = msgspec.structs.replace(row.note, person="", holders=())
    return {
        _GONE: row.ended_at is not None,
        "note": msgspec.to_builtins(note),
        "number": row.number,
        "version": row.version,
        "standing": row.standing.value,
        "began": row.began_at + shift,
        "received": row.received_at + shift,
    }


def _row(plain: Mapping[str, Any], shift: float) -> Row:
    """ValueError (msgspec.ValidationError), KeyError, TypeError for what is none."""
    note = msgspec.convert(plain["note"], AlarmNote)
    received, began = plain["received"] + shift, plain["began"] + shift
    return Row(note, plain["number"], plain["version"], received, began, Standing(plain["standing"]))
