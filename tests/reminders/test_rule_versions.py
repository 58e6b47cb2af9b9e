"""Every change of a rule is told with who and when, and nobody goes over another's change without knowing of it."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.following import Following
from app.reminders.outbox.ways import Ways
from app.reminders.rule_service import NewRule, RuleService
from app.security.roles import Role
from app.store.store import Store
from tests.clinic.conftest import session_of

COORDINATOR, NURSE = session_of(Role.COORDINATOR), session_of(Role.NURSE)
DAY = timedelta(days=1)
FIRST = NewRule("Antes da cirurgia", "surgery_date", 0, time(8), -7 * DAY, 2 * DAY, "t", ("email",))


@pytest.fixture
def rules(store: Store, ways: Ways, people: tuple[str, ...], fake_clock: FakeClock) -> RuleService:
    return RuleService(store, Following(store, lambda: ways, lambda _connection, _least, _most: ()))


def test_the_versions_of_a_rule_are_told_latest_first(rules: RuleService, fake_clock: FakeClock) -> None:
    rule_id = rules.save(COORDINATOR, FIRST).id
    fake_clock.advance(60)
    second = replace(FIRST, hour=time(9), offset=-3 * DAY)
    rules.save(COORDINATOR, second, rule_id)
    fake_clock.advance(60)
    rules.switch(COORDINATOR, rule_id, active=False)
    told = [(one.number, one.rule, one.active) for one in rules.versions(NURSE, rule_id)]
    assert told == [(3, second, False), (2, second, True), (1, FIRST, True)]
    moments = [one.at for one in rules.versions(NURSE, rule_id)]
    assert moments == sorted(moments, reverse=True)
    assert len(set(moments)) == 3


def test_a_save_that_changes_nothing_is_no_version(rules: RuleService, fake_clock: FakeClock) -> None:
    rule_id = rules.save(COORDINATOR, FIRST).id
    fake_clock.advance(60)
    rules.save(COORDINATOR, FIRST, rule_id)
    assert [one.number for one in rules.versions(NURSE, rule_id)] == [1]


def test_who_was_overtaken_is_refused_and_changes_nothing_until_she_has_seen_it(
    rules: RuleService, fake_clock: FakeClock
) -> None:
    opened = rules.save(COORDINATOR, FIRST)
    fake_clock.advance(60)
    theirs = rules.save(COORDINATOR, replace(FIRST, hour=time(10)), opened.id, opened.mark)
    mine = replace(FIRST, offset=-DAY)
    with pytest.raises(KnownError, match=r"reminder_rules\.changed_meanwhile"):
        rules.save(COORDINATOR, mine, opened.id, opened.mark)
    assert [one.rule for one in rules.list(NURSE)] == [theirs.rule]
    fake_clock.advance(60)
    assert rules.save(COORDINATOR, mine, opened.id, theirs.mark).rule == mine
    assert [one.rule for one in rules.versions(NURSE, opened.id)] == [mine, theirs.rule, FIRST]


def test_switching_a_rule_off_and_on_overtakes_nobody(rules: RuleService, fake_clock: FakeClock) -> None:
    opened = rules.save(COORDINATOR, FIRST)
    rules.switch(COORDINATOR, opened.id, active=False)
    assert rules.save(COORDINATOR, replace(FIRST, hour=time(11)), opened.id, opened.mark).active is False


def test_a_rule_that_there_is_none_of_has_no_versions(rules: RuleService) -> None:
    with pytest.raises(KnownError, match=r"reminder_rules\.not_found"):
        rules.versions(NURSE, "0" * 36)
