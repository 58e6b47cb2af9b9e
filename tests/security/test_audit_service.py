"""Reading the audit trail."""

from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import update

from app.kernel.clock import FakeClock
from app.security.audit_service import AuditFilter, AuditRow, AuditService
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import audit, person, pregnancy
from tests.security.questions import audited
from tests.security.staff import Staff


@pytest.fixture
def trail(staff: Staff) -> AuditService:
    return AuditService(staff.store)


def look_at(staff: Staff, kind: str, subject: str) -> None:
    with staff.store.write(staff.session(Role.NURSE).actor) as writing:
        writing.audit(f"{kind}_viewed", kind, subject, place="reception")


def register(store: Store, person_id: str) -> None:
    """A synthetic person with a pregnancy."""
    columns = {
        "id": person_id, "full_name": "Maria Fictícia", "name_key": "maria ficticia",
        "birth_date": "1990-01-01", "sex": "female",
        "no_document_reason": "sintética", "municipality_code": "2408102", "municipality_name": "Natal", "synthetic": 1,
        "recorded_at": "2026-03-02T11:00:00.000000Z", "recorded_by": "program",
    }  # fmt: skip
    author = {key: columns[key] for key in ("recorded_at", "recorded_by")}
    with store.engine.connect() as connection, connection.begin():
        connection.execute(person.insert().values(**columns))
        connection.execute(
            pregnancy.insert().values(id=f"{person_id}-pregnancy", person_id=person_id, status="current", **author)
        )


def test_pages_follow_each_other_newest_first_without_gaps(staff: Staff, trail: AuditService) -> None:
    session = staff.session(Role.COORDINATOR)
    whole = trail.page(session, size=500)
    pages: list[AuditRow] = []
    before: int | None = whole[0].number + 1
    while page := trail.page(session, before=before, size=4):
        pages += page
        before = page[-1].number
    assert pages == whole
    assert [row.number for row in whole] == list(range(len(whole), 0, -1))


def test_looking_at_the_trail_is_audited_once_a_look(staff: Staff, trail: AuditService) -> None:
    session = staff.session(Role.ADMINISTRATOR)
    rows = trail.page(session, size=3)
    assert (rows[0].action, rows[0].account_name) == ("audit_viewed", session.name)
    trail.page(session, before=rows[-1].number, size=3)
    assert audited(staff.store).count("audit_viewed") == 1


def test_filters_choose_by_author_action_subject_and_period(staff: Staff, trail: AuditService) -> None:
    clock, session = cast(FakeClock, staff.store.clock), staff.session(Role.COORDINATOR)
    clock.advance(3600)
    begin = clock.now()
    look_at(staff, "person", "p1")
    clock.advance(60)
    look_at(staff, "person", "p2")
    nurse = staff.id_of("nurse")
    looks = AuditFilter(actions=frozenset({"person_viewed"}))
    assert [row.subject_id for row in trail.page(session, looks)] == ["p2", "p1"]
    assert {row.account_id for row in trail.page(session, AuditFilter(account_id=nurse))} == {nurse}
    chosen = AuditFilter(subject_kind="person", subject_id="p1")
    assert [row.details for row in trail.page(session, chosen)] == [{"place": "reception"}]
    first_minute = AuditFilter(subject_kind="person", since=begin, until=begin + timedelta(seconds=60))
    assert [row.subject_id for row in trail.page(session, first_minute)] == ["p1"]
    assert [row.at for row in trail.page(session, first_minute)] == [begin]


def test_one_persons_rows_include_those_of_her_pregnancy(staff: Staff, trail: AuditService) -> None:
    for one in ("p1", "p2"):
        register(staff.store, one)
        look_at(staff, "person", one)
        look_at(staff, "pregnancy", f"{one}-pregnancy")
    rows = trail.of_person(staff.session(Role.COORDINATOR), "p1")
    assert [(row.action, row.subject_id) for row in rows] == [
        ("audit_viewed", "p1"),
        ("pregnancy_viewed", "p1-pregnancy"),
        ("person_viewed", "p1"),
    ]


def test_names_of_people_are_shown_only_to_who_may_open_their_records(staff: Staff, trail: AuditService) -> None:
    register(staff.store, "p1")
    look_at(staff, "person", "p1")
    looks = AuditFilter(actions=frozenset({"person_viewed"}))
    names = {
        role: trail.page(staff.session(role), looks)[0].subject_name for role in (Role.COORDINATOR, Role.ADMINISTRATOR)
    }
    assert names == {Role.COORDINATOR: "Maria Fictícia", Role.ADMINISTRATOR: None}
    signed_in = AuditFilter(actions=frozenset({"signed_in"}))
    assert trail.page(staff.session(Role.ADMINISTRATOR), signed_in)[0].subject_name == "Pessoa Fictícia administrator"


def test_a_page_is_never_larger_than_allowed_nor_empty_by_mistake(staff: Staff, trail: AuditService) -> None:
    session = staff.session(Role.COORDINATOR)
    assert len(trail.page(session, size=0)) == 1
    assert len(trail.page(session, size=10**9)) <= 500


def test_a_chain_that_holds_gets_a_row_about_it(staff: Staff, trail: AuditService) -> None:
    report = trail.verify(staff.session(Role.COORDINATOR))
    assert report.broken_at is None
    assert audited(staff.store)[-1] == "audit_verified"


def test_a_broken_chain_is_reported_and_left_as_it_was_found(staff: Staff, trail: AuditService) -> None:
    session = staff.session(Role.COORDINATOR)
    with staff.store.engine.connect() as connection, connection.begin():
        connection.execute(update(audit).where(audit.c.number == 3).values(account_name="Outra Pessoa"))
    before = audited(staff.store)
    assert (trail.verify(session).broken_at, trail.verify(session).problem) == (3, "changed")
    assert audited(staff.store) == before


def test_the_walk_tells_how_far_it_is_and_can_be_ended(staff: Staff, trail: AuditService) -> None:
    class EnoughError(Exception):
        """The reader wants no more."""

    with staff.store.write(staff.session(Role.NURSE).actor) as writing:
        for number in range(2100):
            writing.audit("person_viewed", "person", f"p{number}")
    session, heard = staff.session(Role.COORDINATOR), list[tuple[int, int]]()
    rows = trail.verify(session, lambda checked, promised: heard.append((checked, promised))).rows
    assert heard == [(1000, rows), (2000, rows)]

    def stop(_checked: int, _promised: int) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        trail.verify(session, stop)
    assert audited(staff.store).count("audit_verified") == 1
