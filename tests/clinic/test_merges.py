"""Two records of one person: found with evidence, made one, and given back exactly."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.clinic.people.merges import TAKEABLE, DuplicateService
from app.clinic.people.model import Channel, PersonRecord, Strength
from app.clinic.people.pairs import LikelyPair, PairCursor
from app.clinic.people.service import PeopleService
from app.clinic.pregnancies.service import PregnancyService
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from app.store.tables import person, pregnancy, pregnancy_list
from tests.clinic.conftest import end_pregnancy, session_of

Register = Callable[..., PersonRecord]
CPFS = ("52998224725", "11144477735")


@pytest.fixture
def coordinator() -> Session:
    return session_of(Role.COORDINATOR)


@pytest.fixture
def duplicates(store: Store) -> DuplicateService:
    return DuplicateService(store)


@pytest.fixture
def pair(register: Register) -> tuple[PersonRecord, PersonRecord]:
    """The same woman twice: once with her CPF, once with a misspelt name and a telephone."""
    return (
        register(full_name="Joana Fictícia da Silva", cpf=CPFS[0]),
        register(full_name="Joanna Ficticia Silva", phone="84 99999-1234", email="joana@example.org"),
    )


def state(store: Store) -> dict[str, list[dict[str, Any]]]:
    with store.read() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in (person, pregnancy, pregnancy_list)
        }


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_a_likely_pair_is_listed_once_with_its_evidence(
    duplicates: DuplicateService, coordinator: Session, pair: tuple[PersonRecord, PersonRecord], register: Register
) -> None:
    register(full_name="Zulmira Inventada Queiroz", birth_date=date(1980, 1, 1), mother_name="Outra Mãe Inventada")
    page = duplicates.likely_pairs(coordinator)
    assert page.next is None
    (found,) = page.pairs
    assert {found.first.person_id, found.second.person_id} == {one.id for one in pair}
    assert found.strength is Strength.STRONG
    assert {"similar_name", "same_birth_date"} <= set(found.evidence)


def test_pages_together_hold_every_pair_once(
    duplicates: DuplicateService, coordinator: Session, register: Register
) -> None:
    for number in range(6):
        register(full_name="Maria Fictícia de Lima", phone=f"84 99999-10{number:02}")
    whole = duplicates.likely_pairs(coordinator, size=100)
    assert len(whole.pairs) == 15
    paged: list[LikelyPair] = []
    cursor: PairCursor | None = None
    while True:
        page = duplicates.likely_pairs(coordinator, cursor, size=4)
        paged += page.pairs
        cursor = page.next
        if cursor is None:
            break
    assert paged == list(whole.pairs)


def test_a_pair_noted_as_two_people_is_not_proposed_again(
    duplicates: DuplicateService, coordinator: Session, pair: tuple[PersonRecord, PersonRecord]
) -> None:
    duplicates.note_distinct(coordinator, pair[0].id, pair[1].id, "primas")
    duplicates.note_distinct(coordinator, pair[1].id, pair[0].id, "primas")
    assert duplicates.likely_pairs(coordinator).pairs == ()


def test_reads_follow_a_merge(
    duplicates: DuplicateService,
    people: PeopleService,
    pregnancies: PregnancyService,
    coordinator: Session,
    pair: tuple[PersonRecord, PersonRecord],
) -> None:
    surviving, losing = pair
    opened = pregnancies.open(coordinator, losing.id, date(2025, 12, 1))
    people.set_consent(coordinator, losing.id, Channel.SMS, False)
    merge = duplicates.merge(coordinator, losing.id, surviving.id, "a mesma", frozenset({"phone"}))
    assert merge.moved_pregnancies == (opened.id,)
    record = people.open(coordinator, losing.id)
    assert (record.id, record.phone, record.email) == (surviving.id, "+5584999991234", None)
    assert record.consents[Channel.SMS].given is False
    assert [one.id for one in [pregnancies.current(coordinator, surviving.id)] if one] == [opened.id]
    assert [one.id for one in [pregnancies.current(coordinator, losing.id)] if one] == [opened.id]
    assert [hit.person_id for hit in people.search(coordinator, "joanna").hits] == [surviving.id]
    assert pregnancies.list(coordinator).rows[0].person_id == surviving.id
    assert duplicates.likely_pairs(coordinator).pairs == ()
    assert people.change(coordinator, losing.id, {"social_name": "Jô"}, "pediu").id == surviving.id


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    take=st.frozensets(st.sampled_from(sorted(TAKEABLE.keys() - {"no_document_reason"}))),
    opened=st.sampled_from(["none", "losing", "surviving"]),
)
def test_undoing_a_merge_gives_everything_back(
    store: Store,
    duplicates: DuplicateService,
    pregnancies: PregnancyService,
    coordinator: Session,
    register: Register,
    take: frozenset[str],
    opened: str,
) -> None:
    surviving = register(full_name="Joana Fictícia da Silva", social_name="Jô da Silva", cns="945808302157368")
    losing = register(full_name="Rute Inventada Nunes", birth_date=date(1990, 2, 3), cns="193036426210001")
    if opened != "none":
        pregnancies.open(coordinator, losing.id if opened == "losing" else surviving.id, date(2025, 12, 1))
    before = state(store)
    merge = duplicates.merge(coordinator, losing.id, surviving.id, "a mesma", take)
    assert duplicates.undo(coordinator, merge.id, "engano").undone
    assert state(store) == before
    with store.write(coordinator.actor) as writing:  # the next example starts from nobody
        for table in (pregnancy, person):
            writing.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for dependent in ("observation", "person_merge"):
                writing.connection.exec_driver_sql(f"DELETE FROM {dependent}")
            writing.connection.execute(table.delete())


def test_what_was_changed_after_the_merge_stays_when_it_is_undone(
    duplicates: DuplicateService,
    people: PeopleService,
    coordinator: Session,
    pair: tuple[PersonRecord, PersonRecord],
) -> None:
    surviving, losing = pair
    merge = duplicates.merge(coordinator, losing.id, surviving.id, "a mesma", frozenset({"phone", "email"}))
    people.change(coordinator, surviving.id, {"phone": "84 98888-4321"}, "mudou")
    duplicates.undo(coordinator, merge.id, "engano")
    again = people.open(coordinator, surviving.id)
    assert (again.phone, again.email) == ("+5584988884321", None)
    assert people.open(coordinator, losing.id).phone == "+5584999991234"


def test_merges_are_undone_from_the_last(
    duplicates: DuplicateService, coordinator: Session, register: Register, people: PeopleService
) -> None:
    one, two, three = (register(phone=f"84 99999-200{number}") for number in range(3))
    first = duplicates.merge(coordinator, one.id, two.id, "a mesma")
    second = duplicates.merge(coordinator, two.id, three.id, "a mesma")
    assert people.open(coordinator, one.id).id == three.id
    assert code_of(lambda: duplicates.undo(coordinator, first.id, "engano")) == "people.merge_not_last"
    duplicates.undo(coordinator, second.id, "engano")
    assert people.open(coordinator, one.id).id == two.id
    duplicates.undo(coordinator, first.id, "engano")
    assert people.open(coordinator, one.id).id == one.id
    assert [one.undone for one in duplicates.merges(coordinator, two.id)] == [True, True]


def test_what_cannot_be_merged_is_refused_with_its_reason(
    store: Store,
    duplicates: DuplicateService,
    pregnancies: PregnancyService,
    coordinator: Session,
    pair: tuple[PersonRecord, PersonRecord],
) -> None:
    one, other = pair[0].id, pair[1].id
    assert code_of(lambda: duplicates.merge(coordinator, one, other, " ")) == "people.merge_reason_missing"
    assert code_of(lambda: duplicates.merge(coordinator, one, one, "x")) == "people.merge_same_person"
    assert code_of(lambda: duplicates.merge(coordinator, one, "nobody", "x")) == "people.not_found"
    assert code_of(lambda: duplicates.undo(coordinator, "nothing", "x")) == "people.merge_not_found"
    for person_id in (one, other):
        pregnancies.open(coordinator, person_id, date(2025, 12, 1))
    assert code_of(lambda: duplicates.merge(coordinator, one, other, "x")) == "people.merge_both_pregnant"
    current = pregnancies.current(coordinator, one)
    assert current
    end_pregnancy(store, coordinator, current.id)
    merge = duplicates.merge(coordinator, one, other, "x")
    assert code_of(lambda: duplicates.merge(coordinator, one, other, "x")) == "people.merge_already_merged"
    duplicates.undo(coordinator, merge.id, "x")
    assert code_of(lambda: duplicates.undo(coordinator, merge.id, "x")) == "people.merge_already_undone"


def test_all_merges_are_listed_with_the_names_of_both_records(
    duplicates: DuplicateService, coordinator: Session, pair: tuple[PersonRecord, PersonRecord]
) -> None:
    merged = duplicates.merge(coordinator, pair[1].id, pair[0].id, "mesma pessoa")
    assert duplicates.merges(coordinator) == duplicates.merges(coordinator, pair[0].id) == (merged,)
    assert (merged.losing_name, merged.surviving_name) == ("Joanna Ficticia Silva", "Joana Fictícia da Silva")
