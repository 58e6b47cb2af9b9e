"""A store with people who agreed to be written to, channels that answer as they are told, and an outbox."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.reminders.channels.interface import Attempted, Description, Feedback, Outcome, Outgoing
from app.reminders.composing import Composing, Unit
from app.reminders.outbox.model import Planned, Priority
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.planning import plan
from app.reminders.outbox.ways import Way, Ways
from app.reminders.pace import Bucket
from app.store.store import Store
from app.store.tables import consent, person, template_version
from tests.store.rows import person_row

BOTH = ("station", "server")
"""Where a store may lie: a station's encrypted file, or a schema of the central server's PostgreSQL."""
VERSION = "version-1"
CONTENT = '{"variants":[{"texts":{"pt_BR":{"body":"Olá, {{first_name}}.","subject":""}},"weight":1}]}'
CODES = ("email", "sms")
Answers = Callable[[Outgoing], Attempted]


@pytest.fixture
def store(request: pytest.FixtureRequest, store: Store) -> Store:
    """The empty store; at the server too where a test is parametrised by `BOTH`."""
    if getattr(request, "param", BOTH[0]) == BOTH[0]:
        return store
    at_server: Store = request.getfixturevalue("server_store")
    return at_server


class ToldSender:
    """A channel that answers as it is told, and keeps what it was given."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.answer: Answers = lambda _message: Attempted(Outcome.ACCEPTED, "250", "taken", "provider-1")
        self._lock = threading.Lock()

    def send(self, message: Outgoing) -> Attempted:
        with self._lock:
            self.sent.append(message)
        return self.answer(message)

    def listen(self) -> Sequence[Feedback]:
        return ()

    def test(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Nothing to close."""


def make_ways() -> Ways:
    """E-mail and SMS, as fast as anybody likes."""
    addresses = {"email": "email", "sms": "phone"}
    described = {
        code: Description(code, address, code, (), 1e6, has_subject=code == "email")
        for code, address in addresses.items()
    }
    return Ways({code: Way(one, Bucket.full(1e6, 0.0)) for code, one in described.items()})


@pytest.fixture
def ways() -> Ways:
    """See `make_ways`."""
    return make_ways()


def make_outbox(store: Store, holder: str = "test") -> Outbox:
    """The outbox of the store; what is drawn is always the same."""
    composing = Composing(lambda: Unit("UBS Fictícia"), lambda: "America/Fortaleza")
    return Outbox(store, holder, composing, lambda: 0.0)


@pytest.fixture
def outbox(store: Store) -> Outbox:
    """See `make_outbox`."""
    return make_outbox(store)


def make_people(store: Store) -> tuple[str, ...]:
    """Three synthetic people with both addresses, who agreed to both channels."""
    with store.write(PROGRAM) as writing:
        version = {"id": VERSION, "template_id": "t", "number": 1, "name": "Oi", "content": CONTENT, "retired": 0}
        writing.append(template_version, version)
        ids = []
        for number in range(3):
            row = {**person_row(number), "phone": f"+55869999900{number:02d}", "email": f"p{number}@example.org"}
            ids.append(writing.create(person, row))
            for code in CODES:
                agree(writing.append, ids[-1], code)
    return tuple(ids)


@pytest.fixture
def people(store: Store) -> tuple[str, ...]:
    """See `make_people`."""
    return make_people(store)


def agree(append: Callable[..., str], person_id: str, channel: str, given: int = 1) -> None:
    """One answer about a channel."""
    said = {"channel": channel, "given": given, "source": "desk", "text_version": "1"}
    append(consent, {"person_id": person_id, **said})


@pytest.fixture
def planned(store: Store, fake_clock: FakeClock) -> Callable[..., int]:
    """Plans messages due now for these people; names are given by their place."""

    def make(
        person_ids: Sequence[str], *, hours: float = 2, priority: Priority = Priority.SINGLE, name: str = "m"
    ) -> int:
        now = fake_clock.now()
        rows = [
            Planned(f"{name}/{place}", one, VERSION, "A", CODES, CODES[0], now, now + timedelta(hours=hours), priority)
            for place, one in enumerate(person_ids)
        ]
        with store.write(PROGRAM) as writing:
            return plan(writing, rows)

    return make
