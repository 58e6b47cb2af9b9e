"""Messages of synthetic people in whatever state a page must show, made by the outbox itself."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import func, select

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.reminders.channels.interface import Attempted, Description, Feedback, FeedbackKind, Outcome
from app.reminders.composing import Composing, Unit
from app.reminders.hearing import Hearing
from app.reminders.outbox.model import Done, Planned, Priority, Status
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.planning import plan
from app.reminders.outbox.ways import Way, Ways
from app.reminders.pace import Bucket
from app.station import Station
from app.store.store import Store
from app.store.tables import message, person, template_version
from tests.reminders.conftest import agree
from tests.store.rows import person_row
from ui.reminders.page import RemindersPage

VERSION, TEMPLATE = "version-1", "template-1"
CONTENT = (
    '{"variants":[{"texts":{"pt_BR":{"body":"Olá, {{first_name}}.","subject":""}},"weight":1},'
    '{"texts":{"pt_BR":{"body":"{{first_name}}, venha.","subject":""}},"weight":1}]}'
)
MAIL = Description("email", "email", "email", (), 1e6)
OpenPage = Callable[..., RemindersPage]


def store_of(station: Station) -> Store:
    """What no service gives out, and only a test may ask for."""
    return station.reminders.messages._store


class Outgoing:
    """Writes, sends and hears as the program would, without a network."""

    def __init__(self, station: Station, clock: FakeClock) -> None:
        self.store, self.clock = store_of(station), clock
        self.ways = Ways({"email": Way(MAIL, Bucket.full(1e6, 0.0))})
        composing = Composing(lambda: Unit("UBS Sintética"), lambda: "America/Fortaleza")
        self.outbox = Outbox(self.store, "test", composing, lambda: 0.0)
        self.people: list[str] = []
        with self.store.write(PROGRAM) as writing:
            version = {"id": VERSION, "template_id": TEMPLATE, "number": 1, "name": "Aviso de consulta"}
            writing.append(template_version, {**version, "content": CONTENT, "retired": 0})

    def person(self) -> str:
        """One more synthetic person with a mailbox, who agreed to e-mail."""
        number = len(self.people)
        with self.store.write(PROGRAM) as writing:
            row = {**person_row(number), "email": f"p{number}@example.org"}
            self.people.append(writing.create(person, row))
            agree(writing.append, self.people[-1], "email")
        return self.people[-1]

    def wait(self, count: int = 1, *, hours: float = 0.0, variants: str = "A") -> None:
        """Messages that are due in so many hours."""
        due = self.clock.now() + timedelta(hours=hours)
        until = due + timedelta(hours=12)
        first = len(self.people)
        with_people = [(number, self.person()) for number in range(first, first + count)]
        rows = [
            Planned(f"m/{number}", one, VERSION, variants[number % len(variants)], ("email",), "email", due, until,
                    Priority.SINGLE)
            for number, one in with_people
        ]  # fmt: skip
        with self.store.write(PROGRAM) as writing:
            plan(writing, rows)

    def tried(
        self, outcome: Outcome, count: int = 1, *, code: str = "550", text: str = "no such box", variants: str = "A"
    ) -> list[str]:
        """Messages whose only attempt came to this; their ids."""
        self.wait(count, variants=variants)
        ready = self.outbox.turn([], self.ways, count).ready
        done = [Done(one, Attempted(outcome, code, text, f"p-{one.due.id}"), self.clock.now()) for one in ready]
        self.outbox.turn(done, self.ways, 0)
        return [one.due.id for one in ready]

    def counts(self) -> dict[Status, int]:
        """How many stand where."""
        with self.store.read() as connection:
            rows = connection.execute(select(message.c.status, func.count()).group_by(message.c.status))
            return {Status(row[0]): row[1] for row in rows}

    def heard(self, kind: FeedbackKind, message_ids: Sequence[str], text: str = "") -> None:
        """News of these messages."""
        now = self.clock.now()
        news = [Feedback(kind, now, message_id=one, text=text, reference=f"{kind}/{one}/{text}") for one in message_ids]
        Hearing(self.store).hear(MAIL, news)
