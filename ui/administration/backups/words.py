"""A backup in words. Pure."""

from datetime import datetime
from pathlib import Path
from typing import Protocol

from ui.texts import tr
from ui.texts.formats import show_number

_KILO = 1000


class Backup(Protocol):
    """What the screen reads of `app.store.backup.BackupInfo` (ui/ imports nothing of the store)."""

    @property
    def path(self) -> Path: ...
    @property
    def made_at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def has_slots(self) -> bool: ...


def size_words(size: int) -> str:
    """`840 kB`, `12,5 MB`; decimal units, as file managers show them."""
    if size < _KILO**2:
        return f"{show_number(max(1, round(size / _KILO)))} kB"
    if size < _KILO**3:
        return f"{show_number(size / _KILO**2, 1)} MB"
    return f"{show_number(size / _KILO**3, 1)} GB"


def kind_words(kind: str) -> str:
    """Whether the program made it by itself."""
    return tr(f"administration.backup_{kind}")
