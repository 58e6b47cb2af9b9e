"""The interface for treatments as its tests call it: served over TLS, a client of each role, a unit with people."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import Engine, func, select

from app.central.api import create_app
from app.central.certificate import own
from app.central.clients import Clients
from app.central.desks import Desk, Desks
from app.central.https import running
from app.central.server import make_services
from app.central.treatments import Treatments, add_treatments
from app.clinic.people.model import CONSENT_TEXT_VERSION
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.tables import consent, person, person_attribute
from app.sync.pinned import PinnedServer
from tests.store.rows import person_row

UNIT = "1111111"
GATEWAY = {"address": "http://127.0.0.1:9/sms"}
WHO = {
    **{"full_name": "Rosa Sintética", "birth_date": "1998-04-05", "phone": "(86) 99999-0001", "language": "en"},
    **{"agreed": ["whatsapp"], "consent_text": CONSENT_TEXT_VERSION, "key": "r1"},
}
"""Who shall be registered."""
CRITERIA = [{"field": "interested_in_surgery", "yes": True}]


@dataclass
class Interface:
    """A server with a copy of a unit, which sends there, and a client of each role."""

    server: PinnedServer
    desk: Desk
    engine: Engine
    clock: FakeClock
    clients: Clients
    tokens: dict[str, str]
    template: str = ""

    def get(self, path: str, role: str = "read", **params: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.tokens[role]}"}
        return self.server.call("GET", f"/api/treatments/{path}", headers=headers, params=params)

    def post(self, path: str, body: object, role: str = "schedule") -> requests.Response:
        headers = {"Authorization": f"Bearer {self.tokens[role]}"}
        return self.server.call("POST", f"/api/treatments/{path}", headers=headers, json=body)

    def bulk(self, role: str = "schedule", **changed: Any) -> requests.Response:
        at = (self.clock.now() + timedelta(hours=5)).isoformat()
        asked = {"name": "Cirurgia", "criteria": CRITERIA, "template": self.template, "channels": ["http_gateway"]}
        return self.post("bulk_schedule/", {**asked, "at": at, "key": "k1", **changed}, role)

    def count(self, table: Any) -> int:
        with self.desk.store.read() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _people(desk: Desk) -> None:
    """Four who are interested, of whom one has not agreed; one who is not."""
    with desk.store.write(PROGRAM) as writing:
        for number in range(5):
            row = {**person_row(number), "phone": f"+55869999900{number:02d}"}
            person_id = writing.create(person, row)
            if number != 3:
                said = {"channel": "sms", "given": 1, "source": "desk", "text_version": "1"}
                writing.append(consent, {"person_id": person_id, **said})
            value = json.dumps(number != 4)
            writing.append(person_attribute, {"person_id": person_id, "code": "interested_in_surgery", "value": value})


@contextmanager
def interface_of(engine: Engine, tmp_path: Path, fake_clock: FakeClock) -> Iterator[Interface]:
    """Served over TLS."""
    ids = SeededIds(fake_clock, seed=5)
    desks = Desks(engine, fake_clock, ids, tmp_path / "server")
    desk = desks.make(UNIT)
    session = Session("c", "central", "central", Role.ADMINISTRATOR, Status.ACTIVE, "en", fake_clock.now())
    desk.reminders.channels.save(session, "http_gateway", GATEWAY, {}, active=True)
    desk.reminders.grant.ask(session)
    _people(desk)
    desk.sync()
    clients = Clients(engine, fake_clock, ids)
    tokens = {role: clients.make(UNIT, role, role)[1] for role in ("read", "schedule", "manage")}
    app = create_app(make_services(engine, fake_clock, ids))
    add_treatments(app, Treatments(clients, desks, fake_clock))
    certificate = own(tmp_path / "server", fake_clock)
    with running(app, certificate) as one:
        server = PinnedServer(one.address, certificate.fingerprint)
        made = Interface(server, desk, engine, fake_clock, clients, tokens)
        content = {"variants": [{"weight": 1, "texts": {"pt_BR": {"subject": "", "body": "Olá, {{first_name}}."}}}]}
        answer = made.post("templates/", {"name": "Convite", "content": content}, "manage")
        assert answer.status_code == 200, answer.text
        made.template = answer.json()["id"]
        yield made
        server.close()
    desks.close()
