"""The interface of every kind of machine; a new one is one file here and one line in `making.py`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from app.router.receiver.model import AlarmKey, Row
from app.router.words import Response

CONNECT_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 3.0
"""Longer, and a machine counts as failed: within it a person has been called besides."""

Done = tuple[AlarmKey, int]
"""A row (and its version) that the machine has carried out."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said to an alarm at an alarm manager."""

    key: AlarmKey
    response: Response


class OutletFailure(Exception):  # noqa: N818 - it is a state of the machine, and handled like one
    """The machine did not do it. `why`: text `router_machines.failure_<why>`; `detail`: what it said, never a name."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why, detail)
        self.why, self.detail = why, detail


class Outlet(Protocol):
    """One machine, from one thread; may take `CONNECT_SECONDS` + `ANSWER_SECONDS` for each alarm."""

    def probe(self) -> None:
        """Whether it could act now, without acting. OutletFailure where not."""
        ...

    def told_before(self, rows: Sequence[Row]) -> None:
        """Before anything else: what it was told in a former life, in these versions."""
        ...

    def carry_out(self, rows: Sequence[Row], now: float) -> Iterable[Done]:
        """Make the machine agree with the list as it stands (the worst first); yields what it has done as it is done.

        OutletFailure where it did not; what was yielded before counts.
        """
        ...

    def said(self) -> Sequence[Said]:
        """What people answered there since the last call."""
        ...

    def close(self) -> None:
        """Nothing more will be asked; what it shows is left as harmless as can be."""
        ...
