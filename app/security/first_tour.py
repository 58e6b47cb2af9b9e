"""The first-day tour is offered to each account until it is answered, and never again after that."""

from typing import Final

from sqlalchemy import Connection

from app.store.settings import read_setting, write_setting
from app.store.writing import Writing

_ANSWERS: Final = "tour_answered"
"""Setting: account → whether the tour was wanted."""


def was_answered(connection: Connection, account_id: str) -> bool:
    """Whether this account took the tour or refused it."""
    return account_id in _answers(connection)


def note_answer(writing: Writing, *, wanted: bool) -> None:
    """Whoever writes took the tour, or does not want to be asked again; the newest answer counts."""
    write_setting(writing, _ANSWERS, {**_answers(writing.connection), writing.actor.account_id: wanted})


def _answers(connection: Connection) -> dict[str, bool]:
    kept = read_setting(connection, _ANSWERS)
    return {str(name): bool(wanted) for name, wanted in kept.items()} if isinstance(kept, dict) else {}
