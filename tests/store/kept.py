"""Small helpers for the tests of backup and restore."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from app.security.keys.passphrase import PassphraseCost
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.store import Store
from app.store.tables import observation, person
from tests.store.rows import NURSE, fact_row, person_row

PASSPHRASE = "quatro palavras bem compridas"


CHEAP = PassphraseCost(memory_kib=8192, passes=1)


def record(store: Store, count: int) -> None:
    with store.write(NURSE) as writing:
        person_id = writing.create(person, person_row(count))
        writing.append_many(observation, [fact_row(person_id, number) for number in range(count)])
        writing.audit("record", "person", person_id)


def session(role: Role = Role.ADMINISTRATOR) -> Session:
    return Session(
        "22222222-2222-4222-8222-222222222222", "Ana", "ana", role, Status.ACTIVE, "pt_BR", datetime.now(UTC)
    )


def facts_in(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(observation)).scalar_one()
