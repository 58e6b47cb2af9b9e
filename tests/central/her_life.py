"""A woman of whom every table of the server holds something, and another of whom it must lose nothing."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Engine, MetaData, insert, select

from app.central.holdings import HELD
from app.central.journal import Journal
from app.central.public.record import PublicRecord
from app.central.shelf import put
from app.central.tables import event, heard_news, referral_desk, rejected, sending_grant
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.privacy.steps import confirmation_id
from app.reminders.request_content import RequestContent
from tests.central.writer import HERE, Writer, push

SHE: Final = "0198a000-0000-7000-8000-000000000001"
OTHER: Final = "0198a000-0000-7000-8000-000000000002"
MESSAGE, OTHERS_MESSAGE = "0198a000-0000-7000-8000-0000000000a1", "0198a000-0000-7000-8000-0000000000a2"
CPF: Final = "52998224725"
PHONE, OTHERS_PHONE, EMAIL = "+5584999912345", "+5584988880000", "joana.inventada@example.org"
ASKED_WITH, SAID = "+5584977776666", "texto-de-mensagem-que-nao-fica"
REACH: Final = ("99991", "77776666", EMAIL, "7777-6666", SAID)
"""What may stand nowhere after the erasure."""
AT: Final = "2026-01-01T00:00:00.000000Z"
_AUTHOR: Final[dict[str, Any]] = {"recorded_at": AT, "recorded_by": "n"}


@dataclass
class HerLife:
    """Everything written through the journal's own ways."""

    engine: Engine
    journal: Journal
    clock: FakeClock
    here: Writer = field(default_factory=lambda: Writer(HERE))

    def push(self, *events: Any) -> None:
        assert set(push(self.journal, HERE, *events)) == {"accepted"}

    def begin(self) -> None:
        """She asks on the web, is registered, written to and answers; somebody else too."""
        here = self.here
        ids = SeededIds(self.clock, seed=9)
        asked = RequestContent(phone=ASKED_WITH, full_name="Joana Inventada", agreed=("sms",))
        PublicRecord(self.engine, self.clock, ids).ask_registration("1111111", "form-1", asked)
        with self.engine.connect() as connection:
            wanted = select(event.c.entity_id).where(event.c.entity == "public_request")
            request = connection.execute(wanted).scalar_one()
        decision: dict[str, Any] = {"request_id": request, "decision": "accepted", "person_id": SHE, "reason": ""}
        joana: dict[str, Any] = {"full_name": "Joana Inventada", "cpf": CPF, "phone": PHONE, "email": EMAIL, **_AUTHOR}
        rita: dict[str, Any] = {"full_name": "Rita Inventada", "cpf": "11144477735", "phone": OTHERS_PHONE, **_AUTHOR}
        note: dict[str, Any] = {"person_id": SHE, "code": "note", "value": '"ligar (84) 99991-2345"', "observed_at": AT}
        self.push(
            here.event("person", OTHER, "create", **rita),
            here.event("person", SHE, "create", **joana),
            here.event("request_decision", "decision-1", "append", **decision, **_AUTHOR),
            here.event("observation", "obs-1", "append", **note, **_AUTHOR),
            self._attempt(SHE, MESSAGE, "wamid.1"),
            self._attempt(OTHER, OTHERS_MESSAGE, "wamid.2"),
            self._feedback("f-1", None, MESSAGE, SAID),
            self._feedback("f-2", SHE, None, SAID),
        )

    def wait(self) -> None:
        """What lies at the server and has not gone on: refused, handed over, told by a provider."""
        with self.engine.begin() as connection:
            row = {"event_id": "refused-1", "station_id": HERE.station_id, "code": "x.y", "received_at": AT}
            told = json.dumps({"payload": json.dumps({"person_id": SHE, "phone": PHONE})})
            connection.execute(insert(rejected).values(**row, raw=told))
            connection.execute(insert(sending_grant).values(unit="1111111", holder=None, since=""))
            put(
                connection,
                "1111111",
                [_outbox(SHE, MESSAGE, SAID), _outbox(OTHER, OTHERS_MESSAGE, "outro")],
                HERE.station_id,
            )
            calls = [
                [_news("delivered", MESSAGE), _news("delivered", OTHERS_MESSAGE)],
                [_news("reply", None, PHONE, SAID)],
                [_news("opt_out", None, PHONE)],
            ]
            for number, call in enumerate(calls):
                row = {"id": f"news-{number}", "unit": "1111111", "channel": "whatsapp_cloud", "received_at": AT}
                connection.execute(insert(heard_news).values(**row, news=json.dumps(call)))
            desk = {"from_unit": "1111111", "to_unit": "2222222", "place": 1, "asked_id": "r", "escalated": 0}
            connection.execute(insert(referral_desk).values(referral_id="r", person_id=SHE, **desk))

    def confirm(self, ground: str = "asked_by_person", number: int = 1) -> None:
        """One asks, another agrees."""
        about: dict[str, Any] = {"person_id": SHE, "case_id": f"c{number}", "kind": "erasure", "ground": ground}
        about |= {"reason": "", "until": None, "recorded_at": AT}
        name = confirmation_id(SHE) if number == 1 else f"again-{number}"
        self.push(
            self.here.event("privacy_step", f"a{number}", "append", **about, number=1, step="asked", recorded_by="a"),
            self.here.event("privacy_step", name, "append", **about, number=2, step="confirmed", recorded_by="b"),
        )

    def _attempt(self, person_id: str, message: str, provider_id: str) -> Any:
        row: dict[str, Any] = {"message_id": message, "person_id": person_id, "number": 1, "channel": "whatsapp_cloud"}
        row |= {"outcome": "accepted", "code": "200", "text": "", "provider_id": provider_id, "started_at": AT}
        return self.here.event("message_attempt", f"try-{message}", "append", **row, **_AUTHOR)

    def _feedback(self, name: str, person_id: str | None, message: str | None, text: str) -> Any:
        row: dict[str, Any] = {"person_id": person_id, "message_id": message, "channel": "whatsapp_cloud"}
        row |= {"kind": "reply", "key": name, "heard_at": AT, "address": PHONE, "text": text}
        return self.here.event("message_feedback", name, "append", **row, **_AUTHOR)


def _news(kind: str, message: str | None, address: str = "", text: str = "") -> dict[str, Any]:
    told: dict[str, Any] = {"kind": kind, "at": None, "message_id": message, "provider_id": None, "address": address}
    return told | {"code": "", "text": text, "reference": ""}


def _outbox(person_id: str, message: str, text: str) -> dict[str, Any]:
    return {"id": message, "status": "scheduled", "person_id": person_id, "text": text}


def everything(engine: Engine) -> dict[str, list[str]]:
    """Table → its rows as text, of all tables that the database has, whatever the program calls its own."""
    found = MetaData()
    found.reflect(engine)
    told: dict[str, list[str]] = {}
    with engine.connect() as connection:
        for name, table in found.tables.items():
            rows = connection.execute(select(table)).mappings()
            told[name] = [json.dumps(dict(row), ensure_ascii=False, default=str) for row in rows]
    return told


def tables_with(engine: Engine, *values: str) -> list[str]:
    """Which tables hold any of this."""
    found = everything(engine)
    return sorted(name for name, rows in found.items() if any(value in row for row in rows for value in values))


HELD_NAMES: Final = frozenset(one.table.name for one in HELD)
