"""Registering, opening and changing people: with history, consents and an audit row for every look."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.clinic.drafts import DraftService
from app.clinic.people.model import Channel, NewConsent, PersonRecord
from app.clinic.people.service import PeopleService
from app.clinic.problems import InputError
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.recipients import read_recipients
from app.security.session import Session
from app.store.store import Store
from tests.clinic.conftest import someone


def audited(store: Store) -> list[tuple[str, str]]:
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT action, account_id FROM audit ORDER BY number").all()
    return [(row[0], row[1]) for row in rows]


def test_who_registers_and_who_looks_is_written_down(
    store: Store, people: PeopleService, nurse: Session, joana: PersonRecord
) -> None:
    assert people.open(nurse, joana.id) == joana
    assert audited(store) == [("person_registered", "nurse"), ("person_opened", "nurse")]


def test_a_student_looks_but_registers_and_changes_nothing(
    people: PeopleService, student: Session, joana: PersonRecord
) -> None:
    assert people.open(student, joana.id).id == joana.id
    acts: tuple[Callable[[], object], ...] = (
        lambda: people.register(student, someone()),
        lambda: people.change(student, joana.id, {"phone": ""}, "x"),
        lambda: people.set_consent(student, joana.id, Channel.SMS, True),
    )
    for act in acts:
        with pytest.raises(KnownError, match=r"access\.not_allowed"):
            act()


def test_a_form_with_problems_is_refused_as_a_whole(people: PeopleService, nurse: Session) -> None:
    with pytest.raises(InputError) as refused:
        people.register(nurse, someone(full_name="", cpf="1", birth_date=None))
    assert [problem.field for problem in refused.value.problems] == ["full_name", "birth_date", "cpf"]
    assert people.search(nurse, "ficticia").hits == ()


def test_an_unlikely_value_is_stored_once_it_is_confirmed(people: PeopleService, nurse: Session) -> None:
    old = someone(birth_date=date(1915, 1, 1))
    with pytest.raises(InputError):
        people.register(nurse, old)
    assert people.register(nurse, old, confirmed=frozenset({"people.unlikely_age"})).birth_date == old.birth_date


def test_every_changed_field_keeps_its_old_value_and_the_reason(
    people: PeopleService, nurse: Session, joana: PersonRecord, fake_clock: FakeClock
) -> None:
    fake_clock.advance(60)
    changed = people.change(nurse, joana.id, {"social_name": "Jô Fictícia", "email": "jo@example.org"}, " Pediu ")
    assert changed.shown_name == "Jô Fictícia"
    history = people.history(nurse, joana.id)
    assert {(one.field, one.old, one.new, one.reason) for one in history} == {
        ("social_name", None, "Jô Fictícia", "Pediu"),
        ("email", None, "jo@example.org", "Pediu"),
    }
    assert {one.at for one in history} == {fake_clock.now()}


def test_a_change_needs_a_reason(people: PeopleService, nurse: Session, joana: PersonRecord) -> None:
    with pytest.raises(KnownError, match=r"people\.reason_missing"):
        people.change(nurse, joana.id, {"email": ""}, "  ")


def test_a_reason_for_having_no_document_falls_away_with_the_document(
    people: PeopleService, nurse: Session, joana: PersonRecord
) -> None:
    changed = people.change(nurse, joana.id, {"cpf": "52998224725"}, "Trouxe o CPF")
    assert (changed.cpf, changed.no_document_reason) == ("52998224725", None)


def test_an_old_problem_of_an_untouched_field_stops_no_other_change(
    store: Store, people: PeopleService, nurse: Session, joana: PersonRecord
) -> None:
    with store.write(nurse.actor) as writing:
        writing.connection.exec_driver_sql("UPDATE person SET cns = '700000000000000'")
    assert people.change(nurse, joana.id, {"email": "jo@example.org"}, "Novo").cns == "700000000000000"
    with pytest.raises(InputError):
        people.change(nurse, joana.id, {"cns": "700000000000001"}, "Novo")


def test_consents_are_appended_and_the_latest_answer_counts(
    people: PeopleService, nurse: Session, fake_clock: FakeClock
) -> None:
    joana = people.register(nurse, someone(), [NewConsent(Channel.WHATSAPP, True), NewConsent(Channel.EMAIL, False)])
    fake_clock.advance(60)
    now = people.set_consent(nurse, joana.id, Channel.WHATSAPP, False)
    assert {channel: one.given for channel, one in now.consents.items()} == {
        Channel.WHATSAPP: False,
        Channel.EMAIL: False,
    }
    history = [(one.channel, one.given) for one in people.consents(nurse, joana.id)]
    assert history[-1] == (Channel.WHATSAPP, False)
    assert sorted(history) == [(Channel.EMAIL, False), (Channel.WHATSAPP, False), (Channel.WHATSAPP, True)]


def test_a_person_who_is_not_there_is_said_to_be_missing(people: PeopleService, nurse: Session) -> None:
    with pytest.raises(KnownError, match=r"people\.not_found"):
        people.open(nurse, "nobody")
    with pytest.raises(KnownError, match=r"people\.not_found"):
        people.set_consent(nurse, "nobody", Channel.SMS, True)


def test_the_draft_goes_with_the_registration_and_stays_when_it_fails(
    people: PeopleService, drafts: DraftService, nurse: Session, register: Callable[..., PersonRecord]
) -> None:
    drafts.keep(nurse, "person", "", {"full_name": "Joa"})
    with pytest.raises(InputError):
        people.register(nurse, someone(full_name="Joa"), draft_kind="person")
    assert drafts.get(nurse, "person") is not None
    people.register(nurse, someone(), draft_kind="person")
    assert drafts.get(nurse, "person") is None


def test_what_is_taken_back_counts_though_the_clock_was_ahead_of_time_when_she_agreed(
    store: Store, people: PeopleService, nurse: Session, fake_clock: FakeClock
) -> None:
    today = fake_clock.now()
    fake_clock.set_wall(today + timedelta(days=400))
    joana = people.register(nurse, someone(), [NewConsent(Channel.SMS, True)])
    fake_clock.set_wall(today)
    assert people.set_consent(nurse, joana.id, Channel.SMS, False).consents[Channel.SMS].given is False
    assert people.set_consent(nurse, joana.id, Channel.SMS, True).consents[Channel.SMS].given is True
    with store.read() as connection:
        assert read_recipients(connection, [joana.id])[joana.id].agreed == {"sms"}
