"""What arrives at the journal, before anything is decided about it: events, or why something is none."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.central.ownership import KNOWN
from app.central.shape import require_shape
from app.kernel.errors import KnownError
from app.sync.events import Event, from_wire


def read_event(raw: Mapping[str, Any]) -> Event | KnownError:
    """The event, or why it is none that a station could apply."""
    try:
        event = from_wire(raw)
        if event.entity in KNOWN:
            require_shape(event, event.content())
        return event
    except KnownError as error:
        return error
    except (RecursionError, UnicodeEncodeError) as error:
        return KnownError("sync.bad_event", field="payload", value=type(error).__name__, expected="{…}")


def without_doubles(read: Sequence[Event | KnownError]) -> list[Event | KnownError]:
    """Two contents under one id in one batch: the second is no event."""
    first: dict[str, str] = {}
    kept: list[Event | KnownError] = []
    for one in read:
        if isinstance(one, Event) and first.setdefault(one.id, one.payload_sha256) != one.payload_sha256:
            kept.append(KnownError("sync.other_content", id=one.id))
        else:
            kept.append(one)
    return kept
