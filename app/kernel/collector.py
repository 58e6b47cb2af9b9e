"""Python's collector of cycles, out of the way where thousands of objects are made that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """For some tenths of a second: each time some hundreds were made it would walk all of them again, for nothing.

    Memory that is not part of a cycle is freed meanwhile as ever. Where it rests already it stays so.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
