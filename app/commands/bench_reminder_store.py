"""What the benches of the reminders share: a store with made-up people who agreed to be written to, and a template."""

from datetime import date, time
from pathlib import Path
from typing import Final

from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock, usual_zone
from app.kernel.ids import TimeOrderedIds
from app.reminders.attributes import stored_value
from app.reminders.channel_service import ChannelService
from app.reminders.composing import Composing, Unit
from app.reminders.moments import Manners
from app.security.roles import Role
from app.security.secrets import Secrets
from app.security.session import Session, Status
from app.store.opening import create_store, open_store
from app.store.store import Store
from app.store.tables import consent, person, person_attribute, template_version

KEY: Final = bytes(range(32))
"""Of throw-away stores only."""
VERSION: Final = "bench-version"
TEMPLATE: Final = "bench-template"
GATEWAY: Final = "http_gateway"
_CONTENT: Final = (
    '{"variants":[{"texts":{"pt_BR":{"body":"Olá, {{first_name}}. Aviso da {{unit_name}}.","subject":"Aviso"}}}]}'
)
AT_ANY_TIME: Final = Manners(
    quiet_from=time(0),
    quiet_until=time(0),
    most_a_day=1_000_000,
    free_weekdays=frozenset(),
    is_holiday=lambda _day: False,
)
"""A bench writes to nobody, and runs at night as well."""


def new_store(path: Path) -> Store:
    """An empty encrypted store with one template."""
    clock = SystemClock()
    store = create_store(path, KEY, clock, TimeOrderedIds(clock))
    add_template(store)
    return store


def add_template(store: Store) -> None:
    """One version, by the name `VERSION`."""
    row = {"id": VERSION, "template_id": TEMPLATE, "number": 1, "name": "Bench", "content": _CONTENT, "retired": 0}
    with store.write(PROGRAM) as writing:
        writing.append(template_version, row)


def same_store(path: Path) -> Store:
    """Opened again, by whichever process."""
    clock = SystemClock()
    return open_store(path, KEY, clock, TimeOrderedIds(clock))


def add_people(store: Store, count: int, surgery: date | None = None) -> list[str]:
    """Made-up people with both addresses, who agreed to both channels; with a `surgery`, all on that day."""
    place = {"municipality_code": "2408102", "municipality_name": "Natal", "synthetic": 1}
    who = {"birth_date": "1996-02-03", "sex": "female", "no_document_reason": "synthetic", **place}
    said = {"given": 1, "source": "desk", "text_version": "1"}
    with store.write(PROGRAM) as writing:
        rows = [{**who, **_named(number)} for number in range(count)]
        ids = writing.create_many(person, rows)
        agreed = [{"person_id": one, "channel": channel, **said} for one in ids for channel in ("email", "sms")]
        writing.append_many(consent, agreed)
        if surgery is not None:
            value = stored_value("surgery_date", surgery)
            rows = [{"person_id": one, "code": "surgery_date", "value": value} for one in ids]
            writing.append_many(person_attribute, rows)
    return ids


def _named(number: int) -> dict[str, object]:
    names = {"full_name": f"Maria Sintética {number}", "name_key": f"maria sintetica {number}"}
    return {**names, "phone": f"+558699{number:07d}", "email": f"p{number}@example.org"}


def session_of(role: Role) -> Session:
    """Somebody who may."""
    return Session("bench", "Bench Sintética", "bench", role, Status.ACTIVE, "pt_BR", SystemClock().now())


def channels_of(store: Store) -> ChannelService:
    """The channels of this store."""
    return ChannelService(store, Secrets(KEY))


def set_up_gateway(store: Store, address: str) -> None:
    """An HTTP provider, as fast as the settings allow."""
    values = {"address": address, "per_second": "1000"}
    channels_of(store).save(session_of(Role.ADMINISTRATOR), GATEWAY, values, {}, active=True)


def composing() -> Composing:
    """What renders."""
    return Composing(lambda: Unit("UBS Sintética"), usual_zone)
