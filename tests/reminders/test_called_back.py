"""Links that were called back carry an older number than those of later messages, whatever was merged meanwhile."""

import pytest

from app.clinic.people.merges import DuplicateService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.attribute_service import AttributeService
from app.reminders.called_back import LONGEST_REASON, generation
from app.reminders.links import LAST_GENERATION, LinkKey, Links, Network, unseal
from app.reminders.recipients import read_recipients
from app.security.roles import Role
from app.store.store import Store
from tests.clinic.conftest import session_of
from tests.security.questions import audited

COORDINATOR, NURSE = session_of(Role.COORDINATOR), session_of(Role.NURSE)
KEY = LinkKey.of(bytes(range(68)))
People = tuple[str, ...]


@pytest.fixture
def service(store: Store) -> AttributeService:
    return AttributeService(store)


def number(store: Store, person_id: str) -> int:
    with store.read() as connection:
        return read_recipients(connection, [person_id])[person_id].links


def test_each_call_back_is_told_with_who_when_and_why(
    store: Store, service: AttributeService, people: People, fake_clock: FakeClock
) -> None:
    assert service.link_calls(NURSE, people[0]).calls == ()
    service.call_back_links(NURSE, people[0], " Celular perdido ")
    fake_clock.advance(60)
    told = service.call_back_links(NURSE, people[0], "Outra pessoa abriu a página")
    assert [one.reason for one in told.calls] == ["Outra pessoa abriu a página", "Celular perdido"]
    assert told.calls[0].at > told.calls[1].at
    assert audited(store)[-1] == "links_called_back"
    assert (number(store, people[0]), number(store, people[1])) == (2, 0)
    assert all(one.value is None for one in service.of_person(NURSE, people[0]))


@pytest.mark.parametrize(("reason", "code"), [(" ", "reason_missing"), ("x" * (LONGEST_REASON + 1), "reason_too_long")])
def test_without_a_reason_that_can_be_kept_nothing_is_called_back(
    store: Store, service: AttributeService, people: People, reason: str, code: str
) -> None:
    with pytest.raises(KnownError, match=rf"attributes\.{code}"):
        service.call_back_links(NURSE, people[0], reason)
    assert number(store, people[0]) == 0


def test_of_two_records_that_were_merged_the_higher_number_counts(
    store: Store, service: AttributeService, people: People, fake_clock: FakeClock
) -> None:
    for reason in ("Uma vez", "Duas vezes"):
        service.call_back_links(NURSE, people[0], reason)
        fake_clock.advance(60)
    service.call_back_links(NURSE, people[1], "Depois")
    DuplicateService(store).merge(COORDINATOR, people[0], people[1], "Cadastro repetido")
    assert number(store, people[1]) == 2
    fake_clock.advance(60)
    service.call_back_links(NURSE, people[1], "De novo")
    assert number(store, people[1]) == 3


def test_a_link_holds_the_number_and_those_of_before_had_none(fake_clock: FakeClock) -> None:
    links, she = Links(lambda: Network("https://x.example", KEY), fake_clock), "0198a000-0000-7000-8000-000000000001"
    for wanted in (0, 1, LAST_GENERATION):
        token = links.preferences(she, "email", wanted).rpartition("/")[2]
        meaning = unseal(KEY, token)
        assert meaning is not None
        assert (meaning.generation, meaning.person_id) == (wanted, she)


def test_what_cannot_be_read_counts_as_nothing() -> None:
    assert generation(['"x"', None, '"7 motivo"', '"999 motivo"']) == LAST_GENERATION
    assert generation([]) == 0
