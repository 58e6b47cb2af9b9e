"""What an alarm manager replies (IHE PCD-05, ORA^R41 or R42): which alarm, and what a person there said.

Senders differ. Understood: the alert in OBR-29, OBR-3.1 or MSA-2 (the control id of a report); the status in PRT-4 or
an OBX-5 as a word of `resources/router/alarm_manager.toml`. What says neither is answered and counts for nothing.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.interop.hl7.wire import Message, RefusedError, parse
from app.interop.refusals import Why
from app.router.tables.reading import FOLDER
from app.router.words import Response

_EVENTS: Final = ("R41", "R42")
_STATUS_FIELD: Final = {"PRT": 4, "OBX": 5}


@dataclass(frozen=True, slots=True)
class StatusReport:
    """`references`: control ids and alert identifiers that it names; `response` None where no person answered."""

    references: tuple[str, ...]
    response: Response | None


def is_status(message: Message) -> bool:
    """Whether it is a reply about an alarm, and not the acknowledgement of a message."""
    return message.header.component(9, 1) == "ORA" and message.header.component(9, 2) in (*_EVENTS, "")


def read_status(raw: bytes) -> StatusReport:
    """RefusedError where it is no reply about an alarm, or names none."""
    message = parse(raw)
    if not is_status(message):
        raise RefusedError(Why.MESSAGE_TYPE, "MSH-9")
    references = tuple(dict.fromkeys(one for one in _references(message) if one))
    if not references:
        raise RefusedError(Why.EVENT_MISSING, "OBR-29")
    return StatusReport(references, next(_responses(message), None))


def _references(message: Message) -> Iterator[str]:
    for order in message.all("OBR"):
        yield order.component(29, 2)
        yield order.component(29, 1)
        yield order.component(3, 1)
    yield message.first("MSA").component(2, 1)


def _responses(message: Message) -> Iterator[Response]:
    """Those of one message agree; where they do not, accepting is worth more than declining."""
    found: set[Response] = set()
    for segment in (*message.all("PRT"), *message.all("OBX")):
        words = segment.components(_STATUS_FIELD[segment.name])
        found.update(_words()[word.casefold()] for word in words if word.casefold() in _words())
    yield from sorted(found, key=list(Response).index)


@cache
def _words() -> Mapping[str, Response]:
    table = tomllib.loads((FOLDER / "alarm_manager.toml").read_text(encoding="utf-8"))
    return {word.casefold(): Response(name) for name, words in table["responses"].items() for word in words}
