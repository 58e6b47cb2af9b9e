"""Where a queue hands out what is to be sent, nothing else is claimed, and a chunk ends when nothing of it is left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel.actor import PROGRAM, Actor
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.channels.interface import Attempted, Outcome
from app.reminders.messages import MessageService
from app.reminders.outbox.allotment import Allotment
from app.reminders.outbox.model import Done, Planned, Priority
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.planning import plan
from app.reminders.outbox.sending import Sending
from app.reminders.outbox.ways import Ways
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import message, message_attempt
from app.store.writing import Writing
from tests.clinic.conftest import session_of
from tests.reminders.conftest import BOTH, CODES, VERSION, ToldSender, make_outbox, make_people

NURSE = session_of(Role.NURSE)
TAKEN = Attempted(Outcome.ACCEPTED, "250", "taken", "p")
People = tuple[str, ...]
Plan = Callable[..., int]


def ids_by_name(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(message.c.id).order_by(message.c.name)).scalars())


def statuses(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(message.c.status).order_by(message.c.name)).scalars())


def sending(outbox: Outbox, ways: Ways, sender: ToldSender, clock: FakeClock, allotment: Allotment) -> Sending:
    return Sending(outbox, ways, dict.fromkeys(ways.by_code, sender), clock, 4, allotment=allotment)


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_only_what_was_handed_out_goes_out_and_then_the_chunk_has_ended(
    store: Store, outbox: Outbox, ways: Ways, fake_clock: FakeClock, people: People, planned: Plan
) -> None:
    planned(people)
    first, second, _ = ids_by_name(store)
    ended: list[str] = []
    allotment, sender = Allotment(), ToldSender()
    allotment.add([first, second], lambda: ended.append("ended"))
    sending(outbox, ways, sender, fake_clock, allotment).run_until_idle()
    assert sorted(one.message_id for one in sender.sent) == sorted([first, second])
    assert statuses(store) == ["sent", "sent", "scheduled"]
    assert (ended, allotment.ids()) == (["ended"], set())


def test_a_chunk_of_what_was_called_back_meanwhile_ends_and_nothing_goes_out(
    store: Store, outbox: Outbox, ways: Ways, fake_clock: FakeClock, people: People, planned: Plan
) -> None:
    planned(people[:1])
    (one,) = ids_by_name(store)
    ended: list[str] = []
    allotment, sender = Allotment(), ToldSender()
    allotment.add([one, "never-heard-of"], lambda: ended.append("ended"))
    MessageService(store, lambda: ways).cancel(NURSE, one)
    work = sending(outbox, ways, sender, fake_clock, allotment)
    work.run_until_idle()
    assert (sender.sent, ended, statuses(store)) == ([], ["ended"], ["cancelled"])


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_a_chunk_that_two_have_goes_out_once(store: Store, ways: Ways, people: People, planned: Plan) -> None:
    planned(people)
    only = set(ids_by_name(store))
    one, other = make_outbox(store, "one"), make_outbox(store, "other")
    mine = {ready.due.id for ready in one.turn((), ways, 2, (), only).ready}
    theirs = {ready.due.id for ready in other.turn((), ways, 4, (), only).ready}
    assert (len(mine), len(theirs), mine & theirs) == (2, 1, set())


def test_a_chunk_that_was_withdrawn_is_claimed_no_more(
    store: Store, outbox: Outbox, ways: Ways, fake_clock: FakeClock, people: People, planned: Plan
) -> None:
    planned(people[:1])
    allotment, sender = Allotment(), ToldSender()
    allotment.withdraw(allotment.add(ids_by_name(store), lambda: None))
    sending(outbox, ways, sender, fake_clock, allotment).run_until_idle()
    assert (sender.sent, statuses(store)) == ([], ["scheduled"])


def test_what_is_due_is_told_with_the_urgent_first_and_nothing_that_is_not(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan
) -> None:
    planned(people[:2])
    planned(people[2:], name="urgent", priority=Priority.URGENT)
    told = outbox.due(ways, 10)
    assert [priority for _, priority in told] == [0, 1, 1]
    outbox.turn((), ways, 1)
    assert outbox.due(ways, 10) == told[1:]
    assert outbox.due(Ways({}), 10) == []


def test_what_a_server_wrote_down_before_it_went_is_not_written_down_again(
    server_store: Store, ways: Ways, monkeypatch: pytest.MonkeyPatch, fake_clock: FakeClock
) -> None:
    store, outbox = server_store, make_outbox(server_store)
    _plan(store, make_people(store)[0], fake_clock)
    (ready,) = outbox.turn((), ways, 1, (), set(ids_by_name(store))).ready
    done = [Done(ready, TAKEN, fake_clock.now())]
    write_beside = store.write_beside

    @contextmanager
    def goes_before_it_says_so(actor: Actor) -> Iterator[Writing]:
        with write_beside(actor) as writing:
            yield writing
        raise KnownError("store.no_server", reason="gone")

    with monkeypatch.context() as gone:
        gone.setattr(store, "write_beside", goes_before_it_says_so)
        with pytest.raises(KnownError):
            outbox.turn(done, ways, 0, (), set())
    outbox.turn(done, ways, 0, (), set())
    with store.read() as connection:
        assert len(connection.execute(select(message_attempt.c.id)).all()) == 1
    assert statuses(store) == ["sent"]


def _plan(store: Store, person_id: str, clock: FakeClock) -> None:
    now = clock.now()
    until = now + timedelta(hours=1)
    row = Planned("m", person_id, VERSION, "A", CODES, CODES[0], now, until, Priority.SINGLE)
    with store.write(PROGRAM) as writing:
        plan(writing, [row])
