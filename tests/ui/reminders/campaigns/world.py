"""A unit that can write to people: two channels, two texts, some synthetic people who agreed and some who did not."""

from collections.abc import Callable
from datetime import date

from app.clinic.people.model import Channel, NewPerson, Sex
from app.kernel.actor import PROGRAM
from app.reminders.template_service import TemplateVersion
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from app.store.store import Store
from app.store.tables import person
from tests.reminders.conftest import agree
from tests.store.rows import person_row
from ui.reminders.page import RemindersPage

OpenPage = Callable[..., RemindersPage]
SignIn = Callable[[Role], Session]
BODY = "Olá, {{first_name}}. Venha à {{unit_name}}."


class World:
    """What the pages of campaigns and of planned messages need."""

    def __init__(self, station: Station, sign_in: SignIn) -> None:
        self.station, self.sign_in = station, sign_in
        self.store: Store = station.reminders.messages._store  # no service gives it out; only a test may ask
        self.people: list[str] = []
        self.template: TemplateVersion | None = None

    def be_ready(self, people: int = 4) -> "World":
        """Two channels, two texts, people: every fourth has not agreed."""
        administrator, reminders = self.sign_in(Role.ADMINISTRATOR), self.station.reminders
        mail = {"host": "localhost", "sender": "ubs@example.org"}
        reminders.channels.save(administrator, "email", mail, {}, active=True)
        sms = {"address": "https://localhost:9/send"}
        reminders.channels.save(administrator, "http_gateway", sms, {}, active=True)
        self.template = self.text("Convite")
        self.text("Lembrete de consulta")
        self.add_people(people)
        return self

    def text(self, name: str, body: str = BODY) -> TemplateVersion:
        """One more text."""
        content = {"variants": [{"texts": {"pt_BR": {"body": body, "subject": "Da sua unidade"}}, "weight": 1}]}
        return self.station.reminders.templates.save(self.sign_in(Role.COORDINATOR), name, content)

    def register(self, name: str) -> str:
        """Somebody registered at the desk, who can be found by name, with a mailbox and her consent; her id."""
        woman = NewPerson(
            full_name=name,
            birth_date=date(1990, 1, 2),
            sex=Sex.FEMALE,
            mother_name="Mãe Sintética",
            no_document_reason="Dados sintéticos",
            municipality_code="2408102",
            municipality_name="Natal",
            email="ana@example.org",
            synthetic=True,
        )
        nurse = self.sign_in(Role.NURSE)
        made = self.station.people.register(nurse, woman)
        return self.station.people.set_consent(nurse, made.id, Channel.EMAIL, True).id

    def add_people(self, count: int) -> None:
        """Synthetic people with a mailbox."""
        with self.store.write(PROGRAM) as writing:
            for number in range(len(self.people), len(self.people) + count):
                row = {**person_row(number), "email": f"p{number}@example.org"}
                self.people.append(writing.create(person, row))
                if number % 4 != 3:
                    agree(writing.append, self.people[-1], "email")
