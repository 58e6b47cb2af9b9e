"""Rules are checked before they are kept, tried without keeping anything, and the outbox follows them at once."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.attributes import stored_value
from app.reminders.criteria import Condition
from app.reminders.following import Following
from app.reminders.moments import Manners
from app.reminders.outbox.ways import Ways
from app.reminders.rule_service import NewRule, RuleService
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import message, person_attribute, template_version
from tests.clinic.conftest import session_of
from tests.reminders.conftest import CONTENT
from tests.security.questions import audited, row_counts

COORDINATOR, NURSE = session_of(Role.COORDINATOR), session_of(Role.NURSE)
SURGERY = date(2026, 3, 10)
WEEK_BEFORE = NewRule(
    name="Uma semana antes",
    anchor="surgery_date",
    week=0,
    hour=time(8),
    offset=timedelta(days=-7),
    window=timedelta(days=2),
    template_id="t",
    channels=("email",),
)
People = tuple[str, ...]


@pytest.fixture
def rules(store: Store, ways: Ways) -> RuleService:
    return RuleService(store, Following(store, lambda: ways, lambda _connection, _least, _most: ()))


@pytest.fixture
def operated(store: Store, people: People) -> People:
    """Two of the three people have a surgery ahead."""
    for one in people[:2]:
        set_surgery(store, one, SURGERY)
    return people


def set_surgery(store: Store, person_id: str, day: date | None) -> None:
    with store.write(PROGRAM) as writing:
        row = {"person_id": person_id, "code": "surgery_date", "value": stored_value("surgery_date", day)}
        writing.append(person_attribute, row)


def due(store: Store) -> list[tuple[str, str]]:
    with store.read() as connection:
        rows = connection.execute(select(message.c.status, message.c.due_at).order_by(message.c.name))
        return [(row.status, row.due_at[:16]) for row in rows]


def test_a_saved_rule_has_its_messages_in_the_outbox_at_once(
    store: Store, rules: RuleService, operated: People
) -> None:
    saved = rules.save(COORDINATOR, WEEK_BEFORE)
    assert (saved.rule, saved.active, saved.template_name, saved.waiting) == (WEEK_BEFORE, True, "Oi", 2)
    assert rules.list(NURSE) == (saved,)
    assert due(store) == [("scheduled", "2026-03-03T11:00")] * 2
    assert audited(store)[-1] == "reminder_rule_saved"
    assert len(operated) == 3


@pytest.mark.usefixtures("operated")
def test_a_changed_rule_moves_what_waits_and_leaves_what_was_sent(store: Store, rules: RuleService) -> None:
    saved = rules.save(COORDINATOR, WEEK_BEFORE)
    with store.write(PROGRAM) as writing:
        first = select(func.min(message.c.name)).scalar_subquery()
        writing.connection.execute(message.update().where(message.c.name == first).values(status="sent"))
    changed = rules.save(COORDINATOR, replace(WEEK_BEFORE, offset=timedelta(days=-6), hour=time(9)), saved.id)
    assert changed.waiting == 1
    assert due(store) == [("sent", "2026-03-03T11:00"), ("scheduled", "2026-03-04T12:00")]


@pytest.mark.usefixtures("operated")
def test_a_rule_with_another_template_sends_that_one(store: Store, rules: RuleService) -> None:
    saved = rules.save(COORDINATOR, WEEK_BEFORE)
    other = {"template_id": "u", "number": 1, "name": "Tchau", "content": CONTENT, "retired": 0}
    with store.write(PROGRAM) as writing:
        version = writing.append(template_version, other)
    assert rules.save(COORDINATOR, replace(WEEK_BEFORE, template_id="u"), saved.id).template_name == "Tchau"
    with store.read() as connection:
        assert set(connection.execute(select(message.c.template_version_id)).scalars()) == {version}


@pytest.mark.usefixtures("operated")
def test_a_rule_that_is_switched_off_calls_back_and_on_again_makes_anew(store: Store, rules: RuleService) -> None:
    saved = rules.save(COORDINATOR, WEEK_BEFORE)
    assert rules.switch(COORDINATOR, saved.id, active=False).waiting == 0
    assert {status for status, _ in due(store)} == {"cancelled"}
    assert rules.switch(COORDINATOR, saved.id, active=True).waiting == 2
    rules.switch(COORDINATOR, saved.id, active=True)
    assert audited(store).count("reminder_rule_switched") == 2


def test_a_preview_says_who_when_and_why_not_and_stores_nothing(
    store: Store, rules: RuleService, operated: People, fake_clock: FakeClock
) -> None:
    fake_clock.advance(1)
    set_surgery(store, operated[2], SURGERY + timedelta(days=1))
    before = row_counts(store)
    shown = rules.preview(NURSE, replace(WEEK_BEFORE, channels=("telegram",)))
    assert (shown.lines, shown.count, shown.left_out) == ((), 0, {"no_channel": 3})
    shown = rules.preview(NURSE, WEEK_BEFORE)
    assert [(one.shown_name, one.due_at.isoformat()[:16], one.moved) for one in shown.lines] == [
        ("Maria Sintética 0", "2026-03-03T11:00", None),
        ("Maria Sintética 1", "2026-03-03T11:00", None),
        ("Maria Sintética 2", "2026-03-04T11:00", None),
    ]
    assert (shown.count, shown.left_out, shown.until) == (3, {}, date(2026, 3, 16))
    assert row_counts(store) == before


def test_a_preview_of_a_change_does_not_count_the_rules_own_messages_against_the_day(
    store: Store, ways: Ways, operated: People
) -> None:
    following = Following(store, lambda: ways, lambda _connection, _least, _most: (), lambda: Manners(most_a_day=1))
    rules = RuleService(store, following)
    saved = rules.save(COORDINATOR, WEEK_BEFORE)
    later = replace(WEEK_BEFORE, hour=time(10))
    assert [one.moved for one in rules.preview(NURSE, later, saved.id).lines] == [None, None]
    assert [one.moved for one in rules.preview(NURSE, later).lines] == ["daily_limit"] * 2
    assert len(operated) == 3


def test_conditions_choose_among_those_who_have_the_date(store: Store, rules: RuleService, operated: People) -> None:
    conditions = (Condition("interested_in_surgery", yes=True),)
    assert rules.preview(NURSE, replace(WEEK_BEFORE, conditions=conditions)).count == 0
    with store.write(PROGRAM) as writing:
        row = {"person_id": operated[0], "code": "interested_in_surgery", "value": "true"}
        writing.append(person_attribute, row)
    assert rules.save(COORDINATOR, replace(WEEK_BEFORE, conditions=conditions)).waiting == 1


def test_a_message_whose_date_is_gone_is_called_back_though_its_template_was_retired(
    store: Store, rules: RuleService, operated: People, fake_clock: FakeClock
) -> None:
    saved = rules.save(COORDINATOR, WEEK_BEFORE)
    with store.write(PROGRAM) as writing:
        last = {"template_id": "t", "number": 2, "name": "Oi", "content": CONTENT, "retired": 1}
        writing.append(template_version, {**last, "supersedes": "version-1", "reason": "changed"})
    fake_clock.advance(1)
    set_surgery(store, operated[0], None)
    assert rules.switch(COORDINATOR, saved.id, active=True).waiting == 1


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "name_missing"),
        ({"name": "x" * 81}, "name_too_long"),
        ({"anchor": "birthday"}, "bad_anchor"),
        ({"week": 45}, "bad_week"),
        ({"hour": time(8, 0, 1)}, "bad_hour"),
        ({"offset": timedelta(days=-301)}, "bad_offset"),
        ({"window": timedelta(minutes=59)}, "bad_window"),
        ({"window": timedelta(days=8)}, "bad_window"),
        ({"channels": ()}, "no_channel"),
        ({"channels": ("pigeon",)}, "no_such_channel"),
        ({"template_id": "none"}, "no_such_template"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_kept(
    store: Store, rules: RuleService, change: dict[str, Any], code: str
) -> None:
    before = row_counts(store)
    for call in (rules.save, rules.preview):
        with pytest.raises(KnownError, match=rf"reminder_rules\.{code}"):
            call(COORDINATOR, replace(WEEK_BEFORE, **change))
    assert row_counts(store) == before


@pytest.mark.usefixtures("people")
def test_a_rule_that_is_not_there_cannot_be_changed(rules: RuleService) -> None:
    with pytest.raises(KnownError, match=r"reminder_rules\.not_found"):
        rules.save(COORDINATOR, WEEK_BEFORE, "nothing")
    with pytest.raises(KnownError, match=r"reminder_rules\.not_found"):
        rules.switch(COORDINATOR, "nothing", active=False)
