"""The board after a merge: who waits is called by the name, the pregnancy and the class of whom she was merged into."""

from collections.abc import Callable
from datetime import date

from app.clinic.people.merges import DuplicateService
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.facts import Kind, read_facts_of_person
from app.clinic.prenatal.history_service import Answer, HistoryService
from app.clinic.reception.service import ReceptionService
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from tests.clinic.conftest import session_of


def test_an_arrival_under_a_merged_record_is_shown_as_the_woman_who_stands_for_it(
    store: Store,
    nurse: Session,
    joana: PersonRecord,
    pregnancy: Pregnancy,
    register: Callable[..., PersonRecord],
) -> None:
    reception, coordinator = ReceptionService(store), session_of(Role.COORDINATOR)
    twin = register(full_name="Joana F. Silva", birth_date=date(1996, 4, 10))
    arrived = reception.arrive(nurse, twin.id)
    (before,) = reception.board(nurse).rows
    assert (before.shown_name, before.pregnant) == ("Joana F. Silva", False)
    duplicates = DuplicateService(store)
    merge = duplicates.merge(coordinator, twin.id, joana.id, "A mesma mulher")
    (row,) = reception.board(nurse).rows
    assert (row.arrival.id, row.arrival.person_id, row.shown_name) == (arrived.id, joana.id, joana.full_name)
    assert (row.pregnant, row.birth_date) == (True, joana.birth_date)
    assert row.gestational_age == pregnancy.gestational_age
    duplicates.undo(coordinator, merge.id, "Eram duas")
    assert reception.board(nurse).rows == (before,)


def test_what_was_answered_about_a_merged_woman_is_found_under_either_identifier(
    store: Store, nurse: Session, joana: PersonRecord, pregnancy: Pregnancy, register: Callable[..., PersonRecord]
) -> None:
    HistoryService(store).record(nurse, pregnancy.id, {"heart_disease": Answer.YES})
    right = register(full_name="Joana da Silva Fictícia", birth_date=date(1996, 4, 10))
    DuplicateService(store).merge(session_of(Role.COORDINATOR), joana.id, right.id, "A mesma mulher")
    with store.read() as connection:
        found = [read_facts_of_person(connection, one, Kind.ANSWER) for one in (joana.id, right.id)]
    assert [[fact.code for fact in facts] for facts in found] == [["heart_disease"], ["heart_disease"]]
