"""What people do at the stations of a unit that hand each other sticks, and what is seen there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.kernel.errors import KnownError
from app.store.tables import (
    person,
)
from tests.sync.bundles.between import Post, Unit
from tests.sync.simulation import person_row

PHONES = ("+5584900000001", "+5584900000002", "+5584900000003")


def register(post: Post, name: str = "Sintética") -> str:
    with post.station.store.write(post.station.actor) as writing:
        return writing.create(person, person_row(name))


def change(post: Post, **fields: str) -> None:
    with post.station.store.write(post.station.actor) as writing:
        writing.change(person, the_person(post), fields, "a pedido")


def the_person(post: Post) -> str:
    with post.station.store.read() as connection:
        return str(connection.execute(select(person.c.id).order_by(person.c.id)).scalars().first())


def value(post: Post, field: str = "phone") -> str | None:
    with post.station.store.read() as connection:
        found: str | None = connection.execute(select(person.c[field]).where(person.c.id == the_person(post))).scalar()
        return found


def unread(post: Post, path: Path) -> str | None:
    error = post.read(path).unread
    return None if error is None else error.code


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def equal(unit: Unit) -> bool:
    first, *others = (post.station.content() for post in unit.posts)
    return all(other == first for other in others)
