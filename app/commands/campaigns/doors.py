"""The doors by which something from outside comes in. A door is one line of a `doors_*.py`."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.commands.campaigns.mutations import mutated, mutated_json
from app.kernel.errors import KnownError


def _nothing() -> None:
    """Most doors begin nothing."""


@dataclass(frozen=True)
class Door:
    """`make` gives one broken input, `open` takes it; `refuses`: what may be raised, everything else is a finding.
    `close`: what was begun for it is ended."""

    name: str
    make: Callable[[random.Random], bytes]
    open: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...] = (KnownError,)
    close: Callable[[], None] = _nothing


def of_bytes(
    name: str, seeds: Sequence[bytes], opens: Callable[[bytes], object], *refuses: type[Exception]
) -> Door:  # fmt: skip
    """A door that takes bytes."""
    return Door(name, lambda chance: mutated(chance, seeds), opens, refuses or (KnownError,))


def of_json(
    name: str, seeds: Sequence[Any], opens: Callable[[Any], object], *refuses: type[Exception]
) -> Door:  # fmt: skip
    """A door that takes what JSON holds; the bytes are that JSON, so that a finding can be shown."""

    def make(chance: random.Random) -> bytes:
        return json.dumps(mutated_json(chance, chance.choice(seeds))).encode()

    def opened(raw: bytes) -> object:
        try:
            content = json.loads(raw)
        except ValueError as problem:
            # Only while a finding is made smaller.
            raise KnownError("campaign.no_json") from problem
        return opens(content)

    return Door(name, make, opened, refuses or (KnownError,))
