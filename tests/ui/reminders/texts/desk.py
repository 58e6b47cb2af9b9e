"""A unit whose coordinator writes texts and makes reminders: channels, synthetic people, one page at a time."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any, cast

from app.kernel.actor import PROGRAM
from app.reminders.rule_service import NewRule, ReminderRule
from app.reminders.template_service import TemplateVersion
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from app.store.store import Store
from app.store.tables import person
from tests.reminders.conftest import agree
from tests.store.rows import person_row
from ui.reminders.page import RemindersPage
from ui.reminders.rules.page import RulesPage
from ui.reminders.templates.page import TemplatesPage

OpenPlace = Callable[..., RemindersPage]
SignIn = Callable[[Role], Session]
BODY = "Olá, {{first_name}}. Venha à {{unit_name}}."
SURGERY = date(2026, 3, 10)


class Desk:
    """What the pages of the texts and of the reminders need."""

    def __init__(self, station: Station, sign_in: SignIn) -> None:
        self.station, self.sign_in = station, sign_in
        self.store: Store = station.reminders.messages._store  # no service gives it out; only a test may ask

    @property
    def coordinator(self) -> Session:
        return self.sign_in(Role.COORDINATOR)

    def set_up_mail(self) -> None:
        mail = {"host": "localhost", "sender": "ubs@example.org"}
        self.station.reminders.channels.save(self.sign_in(Role.ADMINISTRATOR), "email", mail, {}, active=True)

    def add_people(self, count: int, agreed: int) -> list[str]:
        """Synthetic people with a mailbox; the first of them have agreed, and all have a surgery ahead."""
        with self.store.write(PROGRAM) as writing:
            ids = []
            for number in range(count):
                row = {**person_row(number), "email": f"p{number}@example.org", "synthetic": 1}
                ids.append(writing.create(person, row))
                if number < agreed:
                    agree(writing.append, ids[-1], "email")
        for one in ids:
            self.station.reminders.attributes.set(self.coordinator, one, {"surgery_date": SURGERY})
        return ids

    def text(self, name: str = "Convite", body: str = BODY, **more: Any) -> TemplateVersion:
        """One text, saved."""
        content = {"variants": [{"texts": {"pt_BR": {"body": body, "subject": "Da sua unidade"}}, "weight": 1}]}
        return self.station.reminders.templates.save(self.coordinator, name, content, **more)

    def rule(self, template: TemplateVersion, name: str = "Antes da cirurgia") -> ReminderRule:
        """One reminder, saved: a week before the surgery, by e-mail."""
        week = timedelta(days=7)
        new = NewRule(name, "surgery_date", 0, time(9), -week, timedelta(days=1), template.template_id, ("email",))
        return self.station.reminders.rules.save(self.coordinator, new)

    def rules(self) -> tuple[ReminderRule, ...]:
        return self.station.reminders.rules.list(self.coordinator)

    def texts(self, *, with_retired: bool = False) -> tuple[TemplateVersion, ...]:
        return self.station.reminders.templates.list(self.coordinator, with_retired=with_retired)


def texts_page(place: RemindersPage) -> TemplatesPage:
    return cast(TemplatesPage, place.page)


def rules_page(place: RemindersPage) -> RulesPage:
    return cast(RulesPage, place.page)
