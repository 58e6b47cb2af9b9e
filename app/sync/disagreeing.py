"""Whom something disagrees about, without the values: for the list, and for the badges beside names."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from app.store.tables import person
from app.sync.conflicts import ConflictKind, kind_of, other_values
from app.sync.threads import Thread, open_threads, people_of


@dataclass(frozen=True)
class Topic:
    """What disagrees. `names`: its fields; of an appended row its kind and code, as far as it has them."""

    event_id: str
    kind: ConflictKind
    entity: str
    names: tuple[str, ...]
    serious: bool
    settled: bool
    at: str


@dataclass(frozen=True)
class Disagreeing:
    """One person with what disagrees about her, the gravest and newest first; nobody: accounts of the unit."""

    person_id: str | None
    shown_name: str | None
    birth_date: date | None
    synthetic: bool
    topics: tuple[Topic, ...]


def disagreeing(connection: Connection) -> tuple[Disagreeing, ...]:
    """Everybody with something open: identity, dating, referral and open pregnancies first, then the newest."""
    groups: dict[str | None, list[Thread]] = {}
    threads = open_threads(connection)
    for thread, whose in zip(threads, people_of(connection, threads), strict=True):
        groups.setdefault(whose, []).append(thread)
    for found in groups.values():
        found.sort(key=_weight)
    people = people_by_id(connection, [one for one in groups if one is not None])
    ordered = sorted(groups.items(), key=lambda one: _weight(one[1][0]))
    return tuple(_of(people.get(str(whose)), whose, found) for whose, found in ordered)


def open_counts(connection: Connection, person_ids: Collection[str] | None = None) -> dict[str, int]:
    """How many decisions each person waits for; who waits for none is left out. None: everybody."""
    whose = people_of(connection, open_threads(connection))
    return dict(Counter(one for one in whose if one is not None and (person_ids is None or one in person_ids)))


def _weight(thread: Thread) -> tuple[bool, int]:
    return not thread.is_serious, -thread.number


def topic_of(thread: Thread) -> Topic:
    """What a thread is about, without its values."""
    last = thread.last
    kind, values = kind_of(last), other_values(thread.events)
    names = tuple(sorted(values))
    if last.operation != "change":
        names = tuple(str(values[name]) for name in ("kind", "code") if values.get(name))
    return Topic(last.id, kind, last.entity, names, thread.is_serious, thread.settled, last.recorded_at)


def _of(row: Mapping[str, object] | None, whose: str | None, threads: Sequence[Thread]) -> Disagreeing:
    topics = tuple(topic_of(one) for one in threads)
    if row is None:
        return Disagreeing(whose, None, None, synthetic=False, topics=topics)
    name = str(row["social_name"] or row["full_name"])
    return Disagreeing(whose, name, date.fromisoformat(str(row["birth_date"])), bool(row["synthetic"]), topics)


def people_by_id(connection: Connection, ids: Sequence[str]) -> dict[str, Mapping[str, object]]:
    """What a list says of people, by their identifiers."""
    rows = connection.execute(
        select(person.c.id, person.c.full_name, person.c.social_name, person.c.birth_date, person.c.synthetic).where(
            person.c.id.in_(ids)
        )
    ).mappings()
    return {str(row["id"]): dict(row) for row in rows}
