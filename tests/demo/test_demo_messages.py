"""The demo unit's messages stand in every state that the screens show, and its sinks keep what is sent to them."""

import json
import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import text

from app.clinic.people.model import NewPerson
from app.clinic.people.service import PeopleService
from app.demo.messages import SinkPorts, write_messages
from app.demo.network import MovedClock
from app.demo.referrals import LONGEST_AGO
from app.demo.sinks import HOST, Sinks
from app.demo.unit import DEMO_PROFILE
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.reminders.campaigns import CampaignService
from app.reminders.inbox import InboxService
from app.reminders.outbox.ways import Ways
from app.reminders.requests import RequestService
from app.security.roles import Role
from app.security.session import Session
from app.settings import write_profile
from app.store.opening import create_store, open_store
from app.store.store import Store
from tests.demo.conftest import fill
from tests.store_fixtures import TEST_KEY


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Session]]:
    """The unit with its messages; read it only."""
    path, clock = Path(tmp_path_factory.mktemp("written")) / "plantao.db", FakeClock()
    ids = SeededIds(clock, seed=3)
    store = create_store(path, TEST_KEY, clock, ids)
    staff = fill(store, clock)
    with store.write(PROGRAM) as writing:
        write_profile(writing, DEMO_PROFILE)
    store.close()
    moved = MovedClock(clock, clock.now() - LONGEST_AGO)
    store = open_store(path, TEST_KEY, moved, ids)
    write_messages(store, moved, TEST_KEY, staff, SinkPorts(), clock.now())
    yield store, staff[Role.NURSE]
    store.close()


def test_messages_stand_where_the_screens_need_them(written: tuple[Store, Session]) -> None:
    store, _ = written
    with store.read() as connection:
        states = {row[0] for row in connection.execute(text("select distinct status from message"))}
    assert {"scheduled", "sent", "failed", "unknown"} <= states


def test_replies_lie_in_the_inbox_and_one_of_them_ended_it(written: tuple[Store, Session]) -> None:
    store, nurse = written
    replies = InboxService(store).list(nurse)
    assert len(replies) >= 3
    assert [one.text for one in replies if one.withdrew] == ["SAIR"]


def test_what_came_from_the_public_pages_waits_for_a_decision(written: tuple[Store, Session]) -> None:
    store, nurse = written
    people = PeopleService(store)
    waiting = RequestService(store, people).list(nurse)
    assert sorted(one.kind.value for one in waiting) == ["contact", "registration", "registration"]
    asked = [one.content for one in waiting if one.person_id is None]
    entered = [NewPerson(full_name=one.full_name, birth_date=one.birth_date, phone=one.phone) for one in asked]
    assert sorted(bool(people.likely_duplicates(nurse, one)) for one in entered) == [False, True]


def test_one_campaign_is_over_and_one_is_to_come(written: tuple[Store, Session]) -> None:
    store, nurse = written
    service = CampaignService(store, lambda: Ways({}), lambda *_: pytest.fail("not asked"), lambda *_: [])
    to_come, over = service.list(nurse)
    assert set(to_come.by_status) == {"scheduled"}
    assert "scheduled" not in over.by_status
    assert "sent" in over.by_status


def test_the_sinks_keep_each_letter_and_each_text_message_in_a_file(tmp_path: Path) -> None:
    sinks = Sinks(tmp_path / "sent")
    try:
        with smtplib.SMTP(HOST, sinks.mail_port) as line:
            line.sendmail("ubs@example.org", ["p1@example.org"], "Subject: Oi\r\n\r\n.Uma linha com ponto.\r\n")
        answer = requests.post(f"http://{HOST}:{sinks.sms_port}/messages", json={"to": "+558499990000"}, timeout=10)
    finally:
        sinks.close()
    assert answer.json() == {"status": "queued"}
    letter, message = sorted(sinks.folder.iterdir())
    assert b"\r\n.Uma linha com ponto." in letter.read_bytes()
    assert json.loads(message.read_text()) == {"to": "+558499990000"}
