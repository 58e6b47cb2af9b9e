"""Providers call the server: what is signed reaches the station that sends, what is forged leaves nothing behind."""

import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import Engine, func, select

from app.central.api import create_app
from app.central.certificate import own
from app.central.desk_line import DeskLine
from app.central.desks import Desks
from app.central.granting import Granting
from app.central.hearing import DeskRounds, hear_news
from app.central.hooks import ADDRESSES, Hooks, add_hooks
from app.central.https import running
from app.central.journal import Journal, Sender
from app.central.paging import Reader
from app.central.server import make_services
from app.central.tables import event, heard_news
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.reminders.recipients import read_recipients
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.store import Store
from app.store.tables import consent, message, message_attempt, message_feedback, person
from app.support.json_lines import log_to
from app.sync.pinned import PinnedServer
from app.sync.round import Round
from tests.central.writer import HERE
from tests.store.rows import person_row

PHONE, SECRET = "+5586999990000", "app-secret-synthetic"
MESSAGE = "00000000-0000-7000-8000-00000000000a"


@dataclass
class Hooked:
    """A server that providers can call, and a station of the unit that has sent one message."""

    server: PinnedServer
    desks: Desks
    engine: Engine
    station: Store
    line: DeskLine
    person_id: str

    def call(self, *statuses: dict[str, Any], texts: tuple[str, ...] = (), key: str = SECRET) -> requests.Response:
        wrote = [
            {"id": f"w{place}-{text}", "from": PHONE[1:], "timestamp": "1772449200", "text": {"body": text}}
            for place, text in enumerate(texts)
        ]
        value = {"statuses": list(statuses), "messages": wrote}
        return self.post({"object": "whatsapp_business_account", "entry": [{"changes": [{"value": value}]}]}, key)

    def post(self, told: object, key: str = SECRET, path: str = "/hooks/whatsapp_cloud/1111111") -> requests.Response:
        body = json.dumps(told).encode()
        signed = "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        return self.server.call("POST", path, data=body, headers={"X-Hub-Signature-256": signed})

    def waiting(self) -> int:
        with self.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(heard_news)).scalar_one()

    def hear(self) -> None:
        hear_news(self.engine, self.desks)
        Round(self.station, self.line).run()

    def heard(self) -> tuple[str, str]:
        with self.station.read() as connection:
            row = connection.execute(select(message.c.status, message.c.heard)).one()
        return row.status, row.heard

    def agreed(self) -> frozenset[str]:
        with self.station.read() as connection:
            return read_recipients(connection, [self.person_id])[self.person_id].agreed


def status(kind: str, message_id: str = MESSAGE) -> dict[str, Any]:
    """What WhatsApp tells of a message."""
    told = {"id": "wamid.1", "status": kind, "timestamp": "1772449200", "recipient_id": PHONE[1:]}
    return {**told, "biz_opaque_callback_data": message_id}


def _send(store: Store) -> str:
    """One message that went out; the person."""
    with store.write(PROGRAM) as writing:
        person_id = writing.create(person, {**person_row(1), "phone": PHONE})
        said = {"channel": "whatsapp", "given": 1, "source": "desk", "text_version": "1"}
        writing.append(consent, {"person_id": person_id, **said})
        tried = {"number": 1, "channel": "whatsapp_cloud", "outcome": "accepted", "code": "200", "text": ""}
        whose = {"message_id": MESSAGE, "person_id": person_id, "provider_id": "wamid.1"}
        writing.append(message_attempt, {**whose, **tried, "started_at": writing.at})
        row = {
            **{"id": MESSAGE, "name": "m", "person_id": person_id, "template_version_id": "t", "variant": "A"},
            **{"channels": '["whatsapp_cloud"]', "due_at": writing.at, "until": writing.at, "priority": 1},
            **{"status": "sent", "next_at": writing.at, "channel": "whatsapp_cloud", "attempts": 1, "tried": 1},
            **{"heard": "nothing", "recorded_at": writing.at, "recorded_by": "program", "provider_id": "wamid.1"},
        }
        writing.connection.execute(message.insert().values(row))
    return person_id


@pytest.fixture
def hooked(engine: Engine, store: Store, tmp_path: Path, fake_clock: FakeClock) -> Iterator[Hooked]:
    """Served over TLS; the unit has set WhatsApp up at the server."""
    ids = SeededIds(fake_clock, seed=5)
    sender = Sender(HERE.station_id, HERE.unit)
    line = DeskLine(engine, Journal(engine, fake_clock), Reader(engine), Granting(engine, fake_clock), sender)
    person_id = _send(store)
    fake_clock.advance(1)
    Round(store, line).run()
    desks = Desks(engine, fake_clock, ids, tmp_path / "server")
    session = Session("c", "central", "central", Role.ADMINISTRATOR, Status.ACTIVE, "en", fake_clock.now())
    secrets = {"app_secret": SECRET, "verify_token": "word"}
    desks.make("1111111").reminders.channels.save(session, "whatsapp_cloud", {}, secrets, active=False)
    app = create_app(make_services(engine, fake_clock, ids))
    add_hooks(app, Hooks(engine, desks, fake_clock, ids))
    certificate = own(tmp_path / "server", fake_clock)
    with running(app, certificate) as one:
        server = PinnedServer(one.address, certificate.fingerprint)
        yield Hooked(server, desks, engine, store, line, person_id)
        server.close()
    desks.close()


def test_delivery_and_reading_reach_the_station_and_only_rise(hooked: Hooked) -> None:
    assert hooked.call(status("read")).json() == {"kept": 1}
    hooked.hear()
    assert hooked.heard() == ("sent", "read")
    hooked.call(status("delivered"))
    hooked.hear()
    assert hooked.heard() == ("sent", "read")
    assert hooked.waiting() == 0


def test_the_same_news_twice_is_one_row_everywhere(hooked: Hooked) -> None:
    hooked.call(status("delivered"))
    hooked.call(status("delivered"))
    hooked.hear()
    hooked.call(status("delivered"))
    hooked.hear()
    with hooked.station.read() as connection:
        rows = connection.execute(select(message_feedback)).mappings().all()
    assert [(row["kind"], row["message_id"], row["person_id"]) for row in rows] == [
        ("delivered", MESSAGE, hooked.person_id)
    ]


def test_a_reply_of_stop_withdraws_consent_at_the_station_by_reply(hooked: Hooked) -> None:
    assert hooked.agreed() == {"whatsapp"}
    hooked.call(texts=("Obrigada!",))
    hooked.hear()
    assert hooked.agreed() == {"whatsapp"}
    hooked.call(texts=("Sair",))
    hooked.hear()
    assert hooked.agreed() == frozenset()
    with hooked.station.read() as connection:
        sources = connection.execute(select(consent.c.source).where(consent.c.given == 0)).scalars().all()
        texts = connection.execute(select(message_feedback.c.text).order_by(message_feedback.c.text)).scalars().all()
    assert (sources, texts) == (["reply"], ["Obrigada!", "Sair"])


def test_news_that_came_before_what_was_tried_is_kept_for_the_message_it_names(hooked: Hooked) -> None:
    hooked.call(status("delivered", "11111111-0000-7000-8000-00000000000b"))
    hooked.hear()
    with hooked.station.read() as connection:
        row = connection.execute(select(message_feedback)).mappings().one()
    assert (row["message_id"], row["person_id"]) == (
        "11111111-0000-7000-8000-00000000000b",
        hooked.person_id,
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("path", "key", "expected"),
    [
        ("/hooks/whatsapp_cloud/1111111", "another key", 403),
        ("/hooks/whatsapp_cloud/2222222", SECRET, 404),
        ("/hooks/whatsapp_cloud/..%2F1111111", SECRET, 404),
        ("/hooks/sms_twilio/1111111", SECRET, 404),
        ("/hooks/email/1111111", SECRET, 404),
        ("/hooks/nothing/1111111", SECRET, 404),
    ],
)
def test_what_is_forged_or_unknown_leaves_nothing(hooked: Hooked, path: str, key: str, expected: int) -> None:
    before = _events(hooked.engine)
    told = {"object": "whatsapp_business_account", "entry": []}
    assert hooked.post(told, key, path).status_code == expected
    hooked.hear()
    assert (hooked.waiting(), _events(hooked.engine)) == (0, before)


def _events(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(event)).scalar_one()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_signed_body_that_is_no_call_is_refused(hooked: Hooked) -> None:
    assert hooked.post({"object": "page"}).status_code == 400
    assert hooked.post(["x"]).status_code == 400
    assert hooked.waiting() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_body_beyond_the_limit_is_refused(hooked: Hooked) -> None:
    assert hooked.post({"x": "y" * 900_000}).status_code == 400
    assert hooked.post({"x": "y" * 1_100_000}).status_code == 413


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("word", "expected"), [("word", (200, "1158201444")), ("guess", (403, ""))])
def test_the_trial_call_is_answered_to_whoever_knows_the_word(
    hooked: Hooked, word: str, expected: tuple[int, str]
) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": word, "hub.challenge": "1158201444"}
    answer = hooked.server.call("GET", "/hooks/whatsapp_cloud/1111111", params=asked)
    assert (answer.status_code, answer.text if answer.status_code == 200 else "") == expected
    assert hooked.server.call("GET", "/hooks/whatsapp_cloud/1111111").status_code == 400


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_address_that_calls_too_often_waits(hooked: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [hooked.call(key="x").status_code for _ in range(int(ADDRESSES.burst) + 1)]
    assert codes[-2:] == [403, 429]


def test_the_log_names_neither_telephone_nor_words_nor_secret(hooked: Hooked) -> None:
    stream = StringIO()
    handler = log_to(stream, FakeClock())
    try:
        hooked.call(texts=("Palavra-íntima",))
        hooked.call(texts=("Palavra-íntima",), key="forged")
        hooked.server.call("GET", "/hooks/whatsapp_cloud/1111111", params={"hub.mode": "subscribe", "x": PHONE})
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
    text = stream.getvalue()
    assert "/hooks/{channel}/{unit}" in text
    assert "channels.bad_signature" in text
    for private in (PHONE[1:], "íntima", "ntima", SECRET, "forged"):
        assert private not in text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_thread_beside_the_server_hears_what_was_told(hooked: Hooked) -> None:
    rounds = DeskRounds(hooked.engine, hooked.desks, seconds=0.05)
    hooked.call(status("delivered"))
    with rounds.running():
        rounds.wake()
        while hooked.waiting():
            pass
    Round(hooked.station, hooked.line).run()
    assert hooked.heard() == ("sent", "delivered")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_copy_is_encrypted_and_its_station_can_call_nobody(hooked: Hooked, tmp_path: Path) -> None:
    copy = tmp_path / "server" / "units" / "1111111.db"
    assert hooked.desks.units() == ["1111111"]
    assert not copy.read_bytes().startswith(b"SQLite format 3")
    assert (tmp_path / "server" / "units.key").stat().st_mode & 0o077 == 0
