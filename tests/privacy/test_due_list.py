"""What the list says beforehand is what the night does; nothing goes that somebody still has to see, send or decide."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from app.clinic.reception.service import ReceptionService
from app.kernel.clock import FakeClock, to_text
from app.kernel.errors import KnownError
from app.privacy.due import Due
from app.privacy.erasure_service import ErasureService
from app.privacy.model import CaseKind
from app.privacy.removing import Hold
from app.privacy.retention import RetentionService
from app.privacy.terms import TermService
from app.reminders.inbox import InboxService
from app.security.audit_service import check_chain
from app.security.roles import Role
from app.store import tables as t
from app.store.settings import write_setting
from app.store.store import Store
from app.sync.enrolling import ENROLMENT, StationEnrolment
from tests.privacy.histories import MESSAGE, add_person
from tests.security.staff import Staff
from tests.store.rows import NURSE

DAY = 24 * 3600.0
DELAYED = datetime(2026, 3, 2, 11, tzinfo=UTC)
ENROLLED = asdict(StationEnrolment("https://server.example", "a" * 64, "station", "1234567", "UBS Centro", "Sala 1"))


def _nights(store: Store) -> RetentionService:
    return RetentionService(store, ErasureService(store))


def _due(unit: Staff, code: str) -> Due:
    listed = _nights(unit.store).due(unit.session(Role.ADMINISTRATOR))
    return next(one for one in listed.kinds if one.period.code == code)


def _answer(store: Store, person_id: str | None, kind: str = "reply", days_ago: int = 0) -> str:
    at = to_text(store.clock.now() - timedelta(days=days_ago))
    with store.write(NURSE) as writing:
        row = {"person_id": person_id, "message_id": None, "channel": "sms", "kind": kind, "key": writing.new_id()}
        row |= {"heard_at": at, "recorded_at": at, "address": "+5584999912345", "text": MESSAGE}
        return writing.append(t.message_feedback, row)


def _text_of(store: Store, answer: str) -> str:
    with store.read() as connection:
        wanted = select(t.message_feedback.c.text).where(t.message_feedback.c.id == answer)
        return str(connection.execute(wanted).scalar_one())


def test_the_list_names_counts_days_and_forms_and_nobody(unit: Staff, fake_clock: FakeClock) -> None:
    with unit.store.write(NURSE) as writing:
        hers = add_person(writing)
        row = {"account_id": "x", "kind": "visit", "subject_id": hers, "content": '{"name":"Joana"}'}
        writing.connection.execute(insert(t.draft).values(**row, saved_at=writing.at))
    nights = _nights(unit.store)
    nights.run()
    fake_clock.advance(20 * DAY)
    nights.run()
    listed = nights.due(unit.session(Role.ADMINISTRATOR))
    assert listed.at == fake_clock.now() + timedelta(days=1)
    drafts = next(one for one in listed.kinds if one.period.code == "drafts")
    assert (drafts.count, drafts.soon, drafts.oldest) == (0, 1, None)
    fake_clock.advance(10 * DAY)
    drafts = _due(unit, "drafts")
    assert (drafts.count, drafts.oldest) == (0, None), "on the thirtieth day it is still there"
    fake_clock.advance(1)
    drafts = _due(unit, "drafts")
    assert (drafts.count, drafts.oldest) == (1, datetime(2026, 3, 2).date())
    assert [(one.what, one.since) for one in drafts.entries] == [("visit", DELAYED)]
    assert "Joana" not in repr(drafts) and hers not in repr(drafts)


def test_an_answer_that_nobody_has_read_is_kept_and_goes_once_it_was_read(unit: Staff, fake_clock: FakeClock) -> None:
    unread, delivered = _answer(unit.store, None), _answer(unit.store, None, kind="bounced")
    fake_clock.advance(731 * DAY)
    found = _due(unit, "message_answers")
    assert (found.count, found.kept) == (1, {Hold.UNREAD: 1})
    assert _nights(unit.store).run().removed["message_answers"] == 1
    assert (_text_of(unit.store, unread), _text_of(unit.store, delivered)) == (MESSAGE, "")
    inbox, nurse = InboxService(unit.store), unit.session(Role.NURSE)
    inbox.mark_seen(nurse, unread)
    fake_clock.advance(60)
    inbox.mark_unseen(nurse, unread)
    assert _due(unit, "message_answers").kept == {Hold.UNREAD: 1}, "put back among the unread"
    fake_clock.advance(60)
    inbox.mark_seen(nurse, unread)
    fake_clock.advance(DAY)
    assert _due(unit, "message_answers").kept == {}
    assert _nights(unit.store).run().removed["message_answers"] == 1
    assert _text_of(unit.store, unread) == ""


def test_what_the_server_has_not_given_back_yet_is_kept(unit: Staff, fake_clock: FakeClock) -> None:
    answer = _answer(unit.store, None, kind="bounced")
    with unit.store.write(NURSE) as writing:
        write_setting(writing, ENROLMENT, ENROLLED)
    fake_clock.advance(731 * DAY)
    assert (_due(unit, "message_answers").count, _due(unit, "message_answers").kept) == (0, {Hold.NOT_SENT: 1})
    assert _nights(unit.store).run().removed["message_answers"] == 0
    assert _text_of(unit.store, answer) == MESSAGE
    with unit.store.write(NURSE) as writing:
        logged = writing.connection.execute(select(t.change_log).where(t.change_log.c.entity_id == answer)).mappings()
        event = logged.one()
        mark = {"origin": event["origin"], "acknowledged": event["sequence"], "seen": event["sequence"]}
        writing.connection.execute(t.sync_mark.delete())
        writing.connection.execute(insert(t.sync_mark).values(mark))
    assert _nights(unit.store).run().removed["message_answers"] == 1
    assert _text_of(unit.store, answer) == ""


def test_a_shorter_period_is_looked_at_before_it_is_set(unit: Staff, fake_clock: FakeClock) -> None:
    _answer(unit.store, None, kind="bounced")
    fake_clock.advance(100 * DAY)
    nights, administrator = _nights(unit.store), unit.session(Role.ADMINISTRATOR)
    assert _due(unit, "message_answers").count == 0
    assert nights.due_with(administrator, "message_answers", 90).count == 1
    assert nights.due_with(administrator, "message_answers", 101).count == 0
    with pytest.raises(KnownError) as caught:
        nights.due_with(administrator, "message_answers", 89)
    assert caught.value.code == "privacy.period_out_of_range"
    assert nights.run().removed["message_answers"] == 0, "looking sets nothing"
    TermService(unit.store).change(administrator, "message_answers", 90, "menos dados")
    assert nights.run().removed["message_answers"] == 1


def test_a_record_of_twenty_years_ago_is_proposed_to_those_who_may_decide_and_kept_while_she_is_in_care(
    unit: Staff, fake_clock: FakeClock
) -> None:
    with unit.store.write(NURSE) as writing:
        hers = add_person(writing)
    erasures, nights = ErasureService(unit.store), _nights(unit.store)
    with pytest.raises(KnownError) as caught:
        erasures.ask(unit.session(Role.DOCTOR), hers, CaseKind.ERASURE, "no_longer_in_care", "revisão anual")
    assert caught.value.code == "privacy.period_not_over"
    fake_clock.advance(366 * 20 * DAY)
    assert [one.person_id for one in nights.due_records(unit.session(Role.DOCTOR))] == [hers]
    assert (_due(unit, "clinical_record").count, nights.run().proposed["clinical_record"]) == (1, 1)
    with unit.store.write(NURSE) as writing:
        at = {"recorded_at": "2026-03-02T11:00:00.000000Z"}
        writing.append(t.pregnancy, {"person_id": hers, "status": "current", **at})
    fake_clock.advance(DAY)
    assert (_due(unit, "clinical_record").count, _due(unit, "clinical_record").kept) == (0, {Hold.IN_CARE: 1})
    with unit.store.write(NURSE) as writing:
        writing.connection.execute(t.pregnancy.update().values(status="closed"))
    case = erasures.ask(unit.session(Role.DOCTOR), hers, CaseKind.ERASURE, "no_longer_in_care", "revisão anual")
    assert _due(unit, "clinical_record").kept == {Hold.CASE: 1}
    erasures.confirm(unit.session(Role.COORDINATOR), case.id)
    assert (_due(unit, "clinical_record").count, _due(unit, "sealed_record").count) == (0, 1)
    with unit.store.read() as connection:
        assert check_chain(connection).broken_at is None


def test_a_visit_to_the_reception_makes_an_old_record_a_young_one(unit: Staff, fake_clock: FakeClock) -> None:
    with unit.store.write(NURSE) as writing:
        hers = add_person(writing)
    fake_clock.advance(366 * 20 * DAY)
    ReceptionService(unit.store).arrive(unit.session(Role.NURSE), hers)
    fake_clock.advance(30 * DAY)
    found = _due(unit, "clinical_record")
    assert (found.count, found.kept) == (0, {})


def test_a_seal_is_not_destroyed_while_its_opening_is_asked_for_or_holds(unit: Staff, fake_clock: FakeClock) -> None:
    with unit.store.write(NURSE) as writing:
        hers = add_person(writing)
    erasures = ErasureService(unit.store)
    doctor, coordinator = unit.session(Role.DOCTOR), unit.session(Role.COORDINATOR)
    erasures.confirm(coordinator, erasures.ask(doctor, hers, CaseKind.ERASURE, "asked_by_person", "pasta 1").id)
    fake_clock.advance(366 * 20 * DAY)
    doctor, coordinator = unit.session(Role.DOCTOR), unit.session(Role.COORDINATOR)
    destroying = erasures.ask(doctor, hers, CaseKind.ERASURE, "period_over", "pasta 1")
    assert _due(unit, "sealed_record").kept == {Hold.CASE: 1}
    opening = erasures.ask(doctor, hers, CaseKind.OPENING, "court", "processo 1")
    assert _due(unit, "sealed_record").kept == {Hold.OPENING: 1}
    erasures.confirm(coordinator, opening.id)
    assert not erasures.confirm(coordinator, destroying.id).carried_out
    assert len(erasures.sealed(doctor)) == 1
    fake_clock.advance(25 * 3600)
    assert erasures.carry_out_due() == 1


def test_a_night_of_a_clock_that_was_ahead_holds_nothing_up(unit: Staff, fake_clock: FakeClock) -> None:
    nights = _nights(unit.store)
    today = fake_clock.now()
    fake_clock.set_wall(today + timedelta(days=800))
    nights.run()
    fake_clock.set_wall(today)
    assert nights.run_if_due() is not None
    assert nights.run_if_due() is None
    assert nights.due(unit.session(Role.DOCTOR)).at == today + timedelta(days=1)


def test_after_a_long_silence_the_night_waits_a_day_since_the_clock_may_be_ahead(
    unit: Staff, fake_clock: FakeClock
) -> None:
    nights, today = _nights(unit.store), fake_clock.now()
    nights.run()
    answer = _answer(unit.store, None, kind="bounced")
    fake_clock.set_wall(today + timedelta(days=800))
    assert nights.due(unit.session(Role.DOCTOR)).at == fake_clock.now() + timedelta(days=1)
    assert nights.run_if_due() is None
    # Somebody sees it and puts the clock right.
    fake_clock.set_wall(today + timedelta(days=1))
    run = nights.run_if_due()
    assert run is not None and run.removed["message_answers"] == 0
    assert _text_of(unit.store, answer) == MESSAGE
    # It was right: a station that was switched off for two years.
    fake_clock.set_wall(today + timedelta(days=800))
    assert nights.run_if_due() is None
    fake_clock.set_wall(today + timedelta(days=801))
    run = nights.run_if_due()
    assert run is not None and run.removed["message_answers"] == 1
