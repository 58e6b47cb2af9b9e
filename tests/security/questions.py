"""Questions that the tests of this room ask a store."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.kernel.errors import KnownError
from app.store.store import Store
from app.store.tables import audit, metadata


def refused(call: Callable[[], object]) -> KnownError:
    """The refusal that the call ends with."""
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value


def code_of(call: Callable[[], object]) -> str | None:
    """The code of the refusal, or None when the call went through."""
    try:
        call()
    except KnownError as error:
        return error.code
    return None


def audited(store: Store) -> list[str]:
    """The actions in the audit trail, oldest first."""
    with store.read() as connection:
        return list(connection.execute(select(audit.c.action).order_by(audit.c.number)).scalars())


def row_counts(store: Store) -> dict[str, int]:
    """How many rows each table holds, the audit trail left out."""
    with store.read() as connection:
        return {
            table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in metadata.sorted_tables
            if table is not audit
        }


def whole_text(store: Store, *, without: frozenset[str]) -> str:
    """Every value of every table but those named, as one text."""
    with store.read() as connection:
        return "\n".join(
            repr(tuple(row))
            for table in metadata.sorted_tables
            if table.name not in without
            for row in connection.execute(select(table))
        )
