"""The alarms of a receiver: told by the node, painted by whoever shows them, answered by a person. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from app.router.contents import AlarmNote, Holds, StandingNote, TroubleNote
from app.router.delivery.model import Occasion, Standing
from app.router.receiver.model import OPEN, AlarmKey, HeldBy, Row, UnderWay, worst_first
from app.router.words import Response

OVER_SECONDS: Final = 15.0
"""How long what is over stays on the list once it was painted as such."""
OLD_SECONDS: Final = 60.0
"""How long after an interruption what was not told again stays, grey: longer than any alarm is silent for."""

_TAKES_IT: Final = (Response.ACCEPTED, Response.PRESENT)


class AlarmRows:
    """Each alarm once. `name`: who has signed in here, as holders are called."""

    def __init__(self) -> None:
        self._rows: dict[AlarmKey, Row] = {}
        self._to_show: dict[AlarmKey, list[tuple[int, int]]] = {}
        self._gone: list[int] = []
        self._painted_over: dict[AlarmKey, float] = {}
        self._old_until = float("inf")
        self._troubles: dict[tuple[str, str], TroubleNote] = {}
        self._trouble_numbers: list[int] = []
        self.name = ""
        self.revision = 0

    def all(self) -> tuple[Row, ...]:
        """The list, the worst first."""
        return tuple(sorted(self._rows.values(), key=worst_first))

    def get(self, key: AlarmKey) -> Row | None:
        """One of them."""
        return self._rows.get(key)

    def troubles(self) -> tuple[TroubleNote, ...]:
        """Technical alarms of the alarms' path that stand, in the order in which they came."""
        return tuple(self._troubles.values())

    def alarm(self, note: AlarmNote, number: int, at: float) -> Row:
        """An alarm, or how it stands by now; the row as it is from now on."""
        key = note.bed, note.alarm
        before = self._rows.get(key)
        ended = note.occasion is Occasion.ENDED or note.standing is Standing.ENDED
        answer = before.answer if before is not None and not _calls_anew(before, note) else None
        holders = _held(note.holders, at)
        row = Row(
            note,
            number,
            self._next_version(),
            at,
            at - note.began,
            Standing.ENDED if ended else note.standing,
            holders,
            ended_at=at if ended else None,
            mine=self._is_mine(holders, answer),
            answer=answer,
        )
        self._put(row, number)
        return row

    def standing(self, note: StandingNote, number: int, at: float) -> None:
        """Who has it by now. Of an alarm that is not on the list the list itself says that it is not."""
        key = note.bed, note.alarm
        before = self._rows.get(key)
        if before is None or note.withdrawn:
            self._forget(key)
            self._gone.append(number)
            return
        holders = _held(note.holders, at)
        ended = note.ended or note.standing is Standing.ENDED
        row = replace(
            before,
            version=self._next_version(),
            standing=Standing.ENDED if ended else note.standing,
            holders=holders,
            ended_at=(before.ended_at or at) if ended else None,
            mine=self._is_mine(holders, before.answer),
        )
        # What is to be answered stays the alarm's own message, and stays shown where it was.
        self._put(row, number)

    def trouble(self, note: TroubleNote, number: int) -> None:
        """A technical alarm of the path begins, or is over."""
        if note.present:
            self._troubles[note.code, note.subject] = note
        else:
            self._troubles.pop((note.code, note.subject), None)
        self._trouble_numbers.append(number)
        self.revision += 1

    def painted(self, seen: Iterable[tuple[AlarmKey, int]], at: float, *, troubles: bool = False) -> list[int]:
        """These rows were before a person's eyes, each in this version; the numbers that may be told as shown.

        `troubles`: the line of technical alarms was there as it is now.
        """
        numbers, self._gone = self._gone, []
        if troubles:
            numbers, self._trouble_numbers = numbers + self._trouble_numbers, []
        for key, version in seen:
            row = self._rows.get(key)
            if row is None:
                continue
            waiting = self._to_show.get(key, [])
            numbers += [number for number, since in waiting if since <= version]
            self._to_show[key] = [(number, since) for number, since in waiting if since > version]
            if version < row.version:
                continue
            if row.ended_at is not None:
                self._painted_over.setdefault(key, at)
            if not row.shown:
                self._rows[key] = replace(row, shown=True)
                self.revision += 1
        return list(dict.fromkeys(numbers))

    def answered(self, key: AlarmKey, response: Response, at: float) -> None:
        """A person has said this; whether it counts is for the node to say."""
        row = self._rows.get(key)
        if row is not None:
            self._rows[key] = replace(row, version=self._next_version(), answer=UnderWay(response, at))

    def told(self, key: AlarmKey, refused: str) -> None:
        """What the node says to the answer to this alarm."""
        row = self._rows.get(key)
        if row is None or row.answer is None or not row.waits:
            return
        answer = replace(row.answer, counted=not refused, refused=refused)
        mine = row.mine if refused else answer.response in _TAKES_IT
        self._rows[key] = replace(row, version=self._next_version(), answer=answer, mine=mine)

    def interrupted(self) -> None:
        """The node is not heard: nothing here is the present any more, and no answer is on its way."""
        for key, row in list(self._rows.items()):
            answer = None if row.waits else row.answer
            self._rows[key] = replace(row, old=True, shown=False, answer=answer, version=self._next_version())
        # What was not painted when the node went is the node's to say again.
        self._to_show.clear()
        self._gone.clear()
        self._trouble_numbers.clear()
        self._old_until = float("inf")

    def heard_again(self, at: float) -> None:
        """The node is back: what it does not tell again goes after a while. Troubles are told anew."""
        self._old_until = at + OLD_SECONDS
        self._troubles.clear()
        self.revision += 1

    def tick(self, at: float) -> None:
        """What time alone removes."""
        gone = [key for key, since in self._painted_over.items() if at - since >= OVER_SECONDS]
        if at >= self._old_until:
            gone += [key for key, row in self._rows.items() if row.old]
            self._old_until = float("inf")
        for key in gone:
            self._forget(key)

    def clear(self) -> None:
        """Another person's turn."""
        for key in list(self._rows):
            self._forget(key)
        self._gone.clear()
        self._troubles.clear()
        self._trouble_numbers.clear()
        self.revision += 1

    def _put(self, row: Row, number: int) -> None:
        if row.ended_at is None:
            self._painted_over.pop(row.key, None)
        self._rows[row.key] = row
        self._to_show.setdefault(row.key, []).append((number, row.version))

    def _forget(self, key: AlarmKey) -> None:
        for kept in (self._rows, self._to_show, self._painted_over):
            kept.pop(key, None)
        self.revision += 1

    def _next_version(self) -> int:
        self.revision += 1
        return self.revision

    def _is_mine(self, holders: tuple[HeldBy, ...], answer: UnderWay | None) -> bool:
        if any(one.name == self.name for one in holders) and self.name:
            return True
        # Between the node's word to the answer and the note that tells everybody.
        took = answer is not None and answer.counted and answer.response in _TAKES_IT
        return took and not holders


def _calls_anew(before: Row, note: AlarmNote) -> bool:
    """Whether what was answered was answered to another call than this. What the node has counted it does not ask."""
    if note.asks and note.standing in OPEN:
        return not before.waits
    return before.ended_at is not None or before.old


def _held(holders: tuple[Holds, ...], at: float) -> tuple[HeldBy, ...]:
    return tuple(HeldBy(one.name, at - one.since) for one in holders)
