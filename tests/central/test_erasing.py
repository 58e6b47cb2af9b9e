"""An erasure reaches the server's journal on either database: what came before, what comes after, what was refused."""

import json
from typing import Any

from sqlalchemy import Engine, insert, select

from app.central.journal import Journal
from app.central.tables import event, rejected
from app.privacy.steps import confirmation_id
from tests.central.writer import HERE, THERE, Writer, push

SHE, OTHER = "0198a000-0000-7000-8000-000000000001", "0198a000-0000-7000-8000-000000000002"
PHONE, EMAIL, WRITTEN = "+5584999912345", "joana.inventada@example.org", "(84) 99991-2345"
AUTHOR: dict[str, Any] = {"recorded_at": "2026-01-01T00:00:00.000000Z", "recorded_by": "n"}


def _confirmed(writer: Writer) -> Any:
    about: dict[str, Any] = {"person_id": SHE, "case_id": "c", "number": 2, "kind": "erasure", "step": "confirmed"}
    why: dict[str, Any] = {"ground": "asked_by_person", "reason": "", "until": None}
    return writer.event("privacy_step", confirmation_id(SHE), "append", **about, **why, **AUTHOR)


def _said(writer: Writer, number: int) -> list[Any]:
    consent: dict[str, Any] = {"person_id": SHE, "channel": "sms", "given": 1, "source": "desk", "text_version": "1"}
    note: dict[str, Any] = {"person_id": SHE, "code": "note", "value": json.dumps(f"ligar para {WRITTEN}")}
    return [
        writer.event("consent", f"consent-{number}", "append", **consent, **AUTHOR),
        writer.event("observation", f"observation-{number}", "append", **note, **AUTHOR),
    ]


def _told(engine: Engine) -> str:
    with engine.connect() as connection:
        events = connection.execute(select(event.c.payload)).scalars().all()
        refused = connection.execute(select(rejected.c.raw)).scalars().all()
    return "\n".join((*events, *refused))


def test_no_way_to_reach_her_is_left_in_the_journal_and_nobody_else_loses_one(engine: Engine, journal: Journal) -> None:
    here, there = Writer(HERE), Writer(THERE)
    other = here.event("person", OTHER, "create", full_name="Rita Inventada", phone="+5584988880000")
    hers = here.event("person", SHE, "create", full_name="Joana Inventada", phone=PHONE, email=EMAIL)
    assert set(push(journal, HERE, hers, other, *_said(here, 1))) == {"accepted"}
    with engine.begin() as connection:
        row = {"event_id": "refused-1", "station_id": HERE.station_id, "code": "central.x", "received_at": "2026"}
        connection.execute(insert(rejected).values(**row, raw=json.dumps({"person_id": SHE, "phone": PHONE})))
    assert PHONE in _told(engine)
    push(journal, HERE, _confirmed(here))
    before = _told(engine)
    assert not any(one in before for one in (PHONE, EMAIL, WRITTEN, '"channel"'))
    assert "Joana Inventada" in before, "the record stays, as the law keeps it"
    assert "+5584988880000" in before
    push(journal, THERE, *_said(there, 2), there.phone(SHE, PHONE))
    after = _told(engine)
    assert not any(one in after for one in (PHONE, '"channel"'))
    with engine.connect() as connection:
        numbers = connection.execute(select(event.c.number).order_by(event.c.number)).scalars().all()
        assert connection.execute(select(rejected)).all() == []
    assert list(numbers) == list(range(1, len(numbers) + 1)), "no number is missing to anybody"
