"""Many messages that are alike go to the database in another way than single ones; what stands there is the same."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.reminders.outbox import planning
from app.reminders.outbox.model import Planned, Priority
from app.store.store import Store
from app.store.tables import message
from tests.reminders.conftest import BOTH, VERSION

ALIKE = 7
QUOTED = "visit/it's ? :half %s \\ \u00e7"


class TakeBackError(Exception):
    """Ends a transaction without leaving anything."""


@pytest.fixture
def mixed(people: tuple[str, ...], fake_clock: FakeClock) -> tuple[Planned, ...]:
    """Some of one campaign, whose shared text must be quoted, and single ones."""

    def one(number: int, event: str | None, campaign: str | None) -> Planned:
        return Planned(
            name=f"cause {number}",
            person_id=people[number % len(people)],
            template_version_id=VERSION,
            variant="AB"[number % 2],
            channels=("email", "sms"),
            channel=("email", "sms")[number % 2],
            due_at=fake_clock.now() + timedelta(minutes=0 if campaign else number),
            until=fake_clock.now() + timedelta(days=1),
            priority=Priority.CAMPAIGN if campaign else Priority.RULE,
            event=event,
            campaign_id=campaign,
        )

    together = [one(number, QUOTED, "c'1") for number in range(ALIKE)]
    return (*together, *(one(number, "visit/2026-03-09" if number % 2 else None, None) for number in range(7, 12)))


def _planned(store: Store, planned: Sequence[Planned]) -> tuple[int, list[tuple[object, ...]]]:
    """(how many were new, the rows without their ids); nothing of it stays."""
    made, rows = 0, list[tuple[object, ...]]()
    columns = [column for column in message.columns if column.name != "id"]
    with suppress(TakeBackError), store.write(PROGRAM) as writing:
        made = planning.plan(writing, planned)
        found = writing.connection.execute(select(*columns).order_by(message.c.name))
        rows = [tuple(row) for row in found]
        raise TakeBackError
    return made, rows


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_messages_that_are_alike_are_stored_as_single_ones_are(
    store: Store, mixed: tuple[Planned, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    singly = _planned(store, mixed)
    monkeypatch.setattr(planning, "_MANY", ALIKE)
    together = _planned(store, mixed)
    assert singly == together
    assert together[0] == len(mixed)
    assert {row[message.c.keys().index("event") - 1] for row in together[1]} >= {QUOTED, None}


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_of_many_that_are_alike_only_those_are_made_whose_name_is_not_known(
    store: Store, mixed: tuple[Planned, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "_MANY", ALIKE)
    with store.write(PROGRAM) as writing:
        assert planning.plan(writing, mixed[:2]) == 2
    assert _planned(store, mixed)[0] == len(mixed) - 2
