"""The outbox under everything that may happen to it, step by step at random, beside a model of what really went out.

Two processes claim, finish late or never, and die; people change their minds; clocks jump; somebody decides what is in
doubt. What the model holds to is said in `Machine.claim` and in the invariants.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import RowMapping, select

from app.clinic.people.model import Channel
from app.clinic.people.service import PeopleService
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.channels.interface import Attempted, Feedback, FeedbackKind, Outcome
from app.reminders.hearing import Hearing
from app.reminders.messages import MessageService
from app.reminders.outbox.model import Done, Planned, Priority, Ready, Status
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.planning import plan
from app.reminders.outbox.ways import Ways
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import message, message_attempt
from tests.clinic.conftest import session_of
from tests.reminders.conftest import CODES, VERSION, make_outbox

NURSE: Final = session_of(Role.NURSE)
FINAL: Final = frozenset({"sent", "failed", "unknown", "cancelled", "expired", "refused"})
DECISIONS: Final = ("cancel", "send_again", "take_as_sent", "give_up", "put_back")
OUT: Final = (Outcome.ACCEPTED, Outcome.UNKNOWN)
"""After these she may have got it."""


@dataclass
class World:
    """A store with people, made anew for every run."""

    store: Store
    clock: FakeClock
    ways: Ways
    people: tuple[str, ...]


@dataclass
class Process:
    """One that sends: what it holds is on its way."""

    outbox: Outbox
    hands: list[Ready] = field(default_factory=list)

    @property
    def under_way(self) -> set[str]:
        """The messages in its hands."""
        return {one.due.id for one in self.hands}


class Machine(RuleBasedStateMachine):
    """One run. `world` is set by the test that runs it; `handed_out`: a queue says what may be claimed, all of it twice
    over, as where several workers have the same chunk."""

    world: Callable[[], World]
    handed_out = False

    def __init__(self) -> None:
        super().__init__()
        self.at = type(self).world()
        self.people = PeopleService(self.at.store)
        self.messages = MessageService(self.at.store, lambda: self.at.ways)
        self.made = 0
        self.processes = [self._process(), self._process()]
        self.may_be_out: set[str] = set()
        self.released: set[str] = set()
        self.under_release: set[int] = set()
        """Claims that a person's word allowed."""
        self.tried: Counter[str] = Counter()
        self.lost = 0
        self.answers = {(one, code): True for one in self.at.people for code in CODES}
        """The last that was said, whatever the clock showed then."""

    def _process(self) -> Process:
        self.made += 1
        return Process(make_outbox(self.at.store, f"process {self.made}"))

    # what happens

    @rule(who=st.integers(0, 2), hours=st.sampled_from([0.5, 2, 30]), delay=st.sampled_from([0, 60, 7200]))
    def plan(self, who: int, hours: float, delay: int) -> None:
        self.made += 1
        due = self.at.clock.now() + timedelta(seconds=delay)
        until = due + timedelta(hours=hours)
        row = Planned(f"m/{self.made}", self.at.people[who], VERSION, "A", CODES, CODES[0], due, until, Priority.SINGLE)
        with self.at.store.write(PROGRAM) as writing:
            assert plan(writing, [row]) == 1
            assert plan(writing, [row]) == 0

    @rule(which=st.integers(0, 1), most=st.integers(1, 4))
    def claim(self, which: int, most: int) -> None:
        """Nobody is sent to who has not agreed now; nothing goes out again that may be out, unless a person said so."""
        process = self.processes[which]
        only = None
        if self.handed_out:
            self.lost += process.outbox.turn([], self.at.ways, 0, process.under_way).unknown
            only = {str(row["id"]) for row in self._rows()}
        claimed = process.outbox.turn([], self.at.ways, most, process.under_way, only)
        self.lost += claimed.unknown
        for one in claimed.ready:
            assert self.answers[one.due.person_id, one.channel], "sent without consent"
            again = one.due.id in self.may_be_out | self._on_their_way()
            assert not again or one.due.id in self.released, "sent twice though nobody said so"
            if one.due.id in self.released:
                self.released.discard(one.due.id)
                self.under_release.add(id(one))
        process.hands += claimed.ready

    @precondition(lambda self: any(one.hands for one in self.processes))
    @rule(
        which=st.integers(0, 1),
        outcome=st.sampled_from(list(Outcome)),
        wait=st.sampled_from([None, 5.0, 900.0]),
        place=st.integers(0, 3),
    )
    def finish(self, which: int, outcome: Outcome, wait: float | None, place: int) -> None:
        process = self.processes[which] if self.processes[which].hands else self.processes[1 - which]
        one = process.hands.pop(place % len(process.hands))
        done = Done(one, Attempted(outcome, "42", "said", f"p{one.due.id}", wait), self.at.clock.now())
        if outcome is Outcome.OPT_OUT:
            self.answers[one.due.person_id, one.channel] = False
        self.lost += process.outbox.turn([done], self.at.ways, 0, process.under_way).unknown
        self.tried[one.due.id] += 1
        if outcome in OUT:
            self.may_be_out.add(one.due.id)
        elif id(one) in self.under_release:
            # What the person wanted has not happened yet.
            self.released.add(one.due.id)
        self.under_release.discard(id(one))

    @rule(which=st.integers(0, 1))
    def die(self, which: int) -> None:
        """Nobody knows how far it got with what it held."""
        self.may_be_out |= self.processes[which].under_way
        self.under_release -= {id(one) for one in self.processes[which].hands}
        self.processes[which] = self._process()

    @rule(seconds=st.sampled_from([1, 20, 121, 1000, 8000, 100_000]))
    def wait(self, seconds: int) -> None:
        self.at.clock.advance(seconds)

    @rule(seconds=st.sampled_from([-4000, -130, 130, 4000]))
    def set_the_clock(self, seconds: int) -> None:
        self.at.clock.set_wall(self.at.clock.now() + timedelta(seconds=seconds))

    @rule(who=st.integers(0, 2), code=st.sampled_from(CODES), given=st.integers(0, 1))
    def change_her_mind(self, who: int, code: str, given: int) -> None:
        self.people.set_consent(NURSE, self.at.people[who], Channel(code), bool(given))
        self.answers[self.at.people[who], code] = bool(given)

    @rule(place=st.integers(0, 20), decision=st.sampled_from(DECISIONS))
    def decide(self, place: int, decision: str) -> None:
        rows = self._rows()
        if not rows:
            return
        message_id = rows[place % len(rows)]["id"]
        try:
            getattr(self.messages, decision)(NURSE, message_id)
        except KnownError as refused:
            assert refused.code in ("messages.not_waiting", "messages.not_for_a_person")
            return
        if decision == "send_again":
            self.released.add(message_id)

    @rule(place=st.integers(0, 20), kind=st.sampled_from([FeedbackKind.DELIVERED, FeedbackKind.BOUNCED_HARD]))
    def hear(self, place: int, kind: FeedbackKind) -> None:
        """News only of what may be out."""
        known = sorted(self.may_be_out)
        if known:
            news = Feedback(kind, None, message_id=known[place % len(known)])
            Hearing(self.at.store).hear(self.at.ways.by_code["email"].description, [news])

    # what always holds

    @invariant()
    def every_attempt_is_written_down(self) -> None:
        with self.at.store.read() as connection:
            order = select(message_attempt).order_by(message_attempt.c.message_id, message_attempt.c.number)
            attempts = connection.execute(order).mappings().all()
        numbers: dict[str, list[int]] = {}
        for one in attempts:
            numbers.setdefault(one["message_id"], []).append(one["number"])
        for row in self._rows():
            assert numbers.get(row["id"], []) == list(range(1, row["tried"] + 1))
        assert len(attempts) == self.tried.total() + self.lost

    @invariant()
    def nothing_is_lost(self) -> None:
        """Each is settled, waits for its time, or is held by somebody until a time that will come."""
        for row in self._rows():
            held = row["holder"] is not None and row["held_until"] is not None
            assert held == (row["status"] == Status.SENDING.value)
            assert row["status"] in FINAL or held or row["next_at"]

    def teardown(self) -> None:
        """Let time pass with a process that sends all it can: everything ends."""
        self.may_be_out |= self._on_their_way()
        self.processes = [self._process(), self._process()]
        for _ in range(60):
            self.at.clock.advance(4000)
            self.claim(0, 4)
            while self.processes[0].hands:
                self.finish(0, Outcome.ACCEPTED, None, 0)
        assert {row["status"] for row in self._rows()} <= FINAL
        self.every_attempt_is_written_down()
        self.at.store.close()

    # the model

    def _on_their_way(self) -> set[str]:
        return {one.due.id for process in self.processes for one in process.hands}

    def _rows(self) -> list[RowMapping]:
        with self.at.store.read() as connection:
            return list(connection.execute(select(message).order_by(message.c.name)).mappings())
