"""A server with the pages for patients, a synthetic woman in its journal, and links to her pages."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from requests import Response
from sqlalchemy import Engine, insert, select

from app.central.database import open_database
from app.central.journal import Journal
from app.central.public.links import PublicLinks
from app.central.tables import event as event_table
from app.central.tables import station, unit
from app.kernel.clock import FakeClock
from app.reminders.links import LinkKey, Links, Meaning, Network, Purpose, seal
from app.sync.events import Event
from tests.central.serving import Served, served
from tests.central.writer import HERE, Writer, push

ADDRESS = "https://cuidar.example"
SHE = "0198a000-0000-7000-8000-000000000001"
PHONE, EMAIL = "+5586999990012", "maria@example.org"


class Browser:
    """Calls the pages; nothing is followed and nothing is remembered."""

    def __init__(self, served: Served) -> None:
        self._server = served.pinned()
        self.address = "203.0.113.7"
        """Whose the server is to take us for: a proxy on its own machine says so."""

    def get(self, path: str, **headers: str) -> Response:
        return self._server.call("GET", path, headers={**self._from(), **headers})

    def post(self, path: str, data: object = None, **headers: str) -> Response:
        return self._server.call("POST", path, data=data, headers={**self._from(), **headers})

    def close(self) -> None:
        self._server.close()

    def _from(self) -> dict[str, str]:
        return {"X-Forwarded-For": self.address, "Accept-Language": "pt-BR"}


@dataclass
class Site:
    """The pages, and what is behind them."""

    served: Served
    browser: Browser
    engine: Engine
    clock: FakeClock
    keys: PublicLinks
    writer: Writer
    links: Links

    def path(self, purpose: Purpose, channel: str = "email", person_id: str = SHE) -> str:
        """The path of a link that her unit's station makes."""
        made = {"out": self.links.way_out, "preferences": self.links.preferences, "confirm": self.links.confirm}
        return made[purpose.value](person_id, channel).removeprefix(ADDRESS)

    def sealed(self, person_id: str, purpose: Purpose, *, days: int = 30, cnes: str = "1111111") -> str:
        """A link's path with any meaning."""
        key, until = LinkKey.of(self.keys.raw_key(cnes)), self.clock.now() + timedelta(days=days)
        return f"/p/{purpose.value}/{seal(key, Meaning(person_id, purpose, 'email', until))}"

    def push(self, *events: Event) -> None:
        assert set(push(Journal(self.engine, self.clock), HERE, *events)) == {"accepted"}

    def rows(self, entity: str) -> list[dict[str, Any]]:
        """The events that the server itself has written, in their order."""
        wanted = select(event_table).where(event_table.c.entity == entity, event_table.c.origin == "central")
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(wanted.order_by(event_table.c.number)).mappings()]

    def contents(self, entity: str) -> list[dict[str, Any]]:
        """What stands in them."""
        return [json.loads(row["payload"]) for row in self.rows(entity)]


def fill(engine: Engine) -> None:
    """Two units, a hospital, one station."""
    with engine.begin() as connection:
        for cnes, name, kind in (
            ("1111111", "UBS Sintética Norte", "primary_care"),
            ("2222222", "UBS Sintética Sul", "primary_care"),
            ("3333333", "Hospital Sintético", "hospital"),
        ):
            connection.execute(insert(unit).values(cnes=cnes, name=name, kind=kind))
        row = {"id": HERE.station_id, "unit": HERE.unit, "name": "x", "public_key": "k", "status": "active"}
        connection.execute(insert(station).values(**row, enrolled_at="2026"))


def her_events(writer: Writer) -> list[Event]:
    """She, who agreed to e-mail at the desk."""
    told = {"no_document_reason": "sintética", "no_mother_reason": "sintética"}
    contact: dict[str, Any] = {"full_name": "Maria Sintética", "phone": PHONE, "email": EMAIL, **told}
    agreed: dict[str, Any] = {"person_id": SHE, "channel": "email", "given": 1, "source": "desk", "text_version": "1"}
    author: dict[str, Any] = {"recorded_at": "2026-01-01T00:00:00.000000Z", "recorded_by": "n"}
    return [
        writer.event("person", SHE, "create", **contact),
        writer.event("consent", "consent-1", "append", **agreed, **author),
    ]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database with units: SQLite; tests of the way out ask for PostgreSQL too."""
    made = open_database(f"sqlite:///{tmp_path / 'central.db'}")
    fill(made)
    yield made
    made.dispose()


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Iterator[Site]:
    """A server over TLS with the pages."""
    with served(engine, tmp_path / "server", ADDRESS) as one:
        keys = PublicLinks(engine, one.clock)
        links = Links(lambda: Network(ADDRESS, LinkKey.of(keys.raw_key("1111111"))), one.clock)
        made = Site(one, Browser(one), engine, one.clock, keys, Writer(HERE), links)
        made.push(*her_events(made.writer))
        yield made
        made.browser.close()
