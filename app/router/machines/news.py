"""Which rows a machine has not been told of yet, in the version in which they stand."""

from collections.abc import Sequence

from app.router.receiver.model import AlarmKey, Row


class News:
    """Of one machine. `down_to`: the least urgent priority that it acts on."""

    def __init__(self, down_to: int) -> None:
        self._down_to = down_to
        # Versions begin anew with each connection to the router; a message's number does not come again.
        self._told: dict[AlarmKey, tuple[int, int]] = {}

    def of(self, rows: Sequence[Row]) -> list[Row]:
        """Rows to act upon, in their order. What never was told and is over needs no telling."""
        there = {row.key for row in rows}
        self._told = {key: told for key, told in self._told.items() if key in there}
        return [
            row
            for row in rows
            if row.note.priority <= self._down_to
            and not row.old
            and self._told.get(row.key) != (row.number, row.version)
            and (row.ended_at is None or row.key in self._told)
        ]

    def told_before(self, rows: Sequence[Row]) -> None:
        """These were carried out by a run before this one."""
        for row in rows:
            self.told(row)

    def was_told(self, row: Row) -> bool:
        """Whether an earlier version of it was carried out."""
        return row.key in self._told

    def told(self, row: Row) -> tuple[AlarmKey, int]:
        """It was carried out."""
        self._told[row.key] = row.number, row.version
        return row.key, row.version
