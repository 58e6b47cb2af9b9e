"""Who has signed in at which receiver, whether their screen lives, and what that is to distribution and delivery."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from app.router.delivery.delivery import Delivery
from app.router.distribution.distributing import Distribution
from app.router.duty.model import Post
from app.router.life import SignsOfLife
from app.router.messages import Receiver
from app.router.node.ports import Admitted, Person
from app.router.tables.model import Tables
from app.router.words import Capability
from app.ward.beds.model import DeviceClass

NOBODY: Final = Person("", "", "")
RETURN_SECONDS: Final = 5.0
"""How long after a start receivers are waited for whose people had signed in before it."""


class People:
    """Of one loop. `write`: a row for the journal, so that a restart knows who is where. `told`: a receiver that is
    connected takes no alarm (True), or takes them again, or is none any more."""

    def __init__(
        self,
        tables: Tables,
        distribution: Distribution,
        delivery: Delivery,
        write: Callable[[Mapping[str, Any]], None],
        told: Callable[[str, bool, float], None],
    ) -> None:
        self._distribution, self._delivery, self._write, self._told = distribution, delivery, write, told
        self._life = SignsOfLife(tables)
        self._admitted: dict[str, Admitted] = {}
        self._persons: dict[str, Person] = {}
        self._shows: dict[str, frozenset[Capability]] = {}
        self._guests: dict[str, Admitted] = {}
        self._connected: set[str] = set()
        self._expected: dict[str, float] = {}
        self.locked: set[str] = set()
        self.takes_nothing: set[str] = set()
        """Receivers that were found to take no alarm, and have not taken one since: nobody is reached there."""
        self.heard_at: dict[str, float] = {}

    def use(self, tables: Tables) -> None:
        """Table 13 was edited."""
        self._life.use(tables)

    def person(self, receiver: str) -> Person | None:
        """Who has signed in there; None: nobody."""
        return self._persons.get(receiver)

    def persons(self) -> Mapping[str, Person]:
        """Receiver → person."""
        return self._persons

    def admit(self, admitted: Mapping[str, Admitted], users: Mapping[str, str], at: float) -> tuple[str, ...]:
        """Who may come in, and who may sign in; returns the receivers that no longer may."""
        gone = tuple(name for name in self._admitted if name not in admitted)
        changed = [name for name, one in admitted.items() if self._admitted.get(name) not in (None, one)]
        self._admitted = dict(admitted)
        for name in gone:
            self.sign_out(name, at)
            self._distribution.leave(name)
            self._forgive(name, at)
        for name, person in tuple(self._persons.items()):
            if person.user not in users and name not in self._guests and not self._stands_in(name):
                self.sign_out(name, at)
        for name in changed:
            self._arrive(name)
        return gone

    def restore(self, receiver: str, person: Person, at: float) -> None:
        """Somebody had signed in before this start; the receiver is waited for a moment."""
        self._persons[receiver] = person
        self._expected[receiver] = at + RETURN_SECONDS
        self._life.heard(receiver, DeviceClass.B, at)
        self._arrive(receiver)

    def sign_in(self, receiver: str, person: Person, at: float) -> None:
        """Somebody takes a receiver that is connected."""
        if receiver in self._persons:
            self.sign_out(receiver, at)
        self._persons[receiver] = person
        self.locked.discard(receiver)
        self._write({"receiver": receiver, "user": person.user, "name": person.name, "class": person.user_class})
        self._life.heard(receiver, DeviceClass.B, at)
        self.heard_at[receiver] = at
        self._arrive(receiver)
        self._reach(receiver, at)

    def sign_out(self, receiver: str, at: float) -> None:
        """They leave in good order."""
        if self._persons.pop(receiver, None) is None:
            return
        self._write({"receiver": receiver, "user": "", "name": "", "class": ""})
        self._expected.pop(receiver, None)
        self._life.leaves(receiver)
        self._distribution.leave(receiver)
        self._delivery.signed_out(receiver, at)

    def can_show(self, receiver: str, capabilities: frozenset[Capability]) -> None:
        """What it says of itself."""
        self._shows[receiver] = capabilities
        self._arrive(receiver)

    def alive(self, receiver: str, locked: bool, at: float) -> None:
        """A sign of life of the person's screen."""
        self.heard_at[receiver] = at
        (self.locked.add if locked else self.locked.discard)(receiver)
        if receiver in self._persons and self._life.heard(receiver, DeviceClass.B, at):
            self._reach(receiver, at)

    def arrived(self, receiver: str, at: float) -> None:
        """It is connected."""
        self._connected.add(receiver)
        self.heard_at[receiver] = at
        self._expected.pop(receiver, None)
        stands_in = self._admitted[receiver].person if receiver in self._admitted else None
        if receiver in self._persons:
            self._life.heard(receiver, DeviceClass.B, at)
        elif stands_in is not None:
            self.sign_in(receiver, stands_in, at)
        elif not self._is_machine(receiver):
            return
        self._arrive(receiver)
        self._reach(receiver, at)

    def left(self, receiver: str, orderly: bool, at: float, takes_nothing: bool = False) -> None:
        """It is not connected any more; orderly, its person has left too. Where it took no alarm, nobody is there
        either: whoever thinks so sees none, and signs in anew once it takes them again."""
        self._connected.discard(receiver)
        self.locked.discard(receiver)
        if takes_nothing:
            self.takes_nothing.add(receiver)
            self._told(receiver, True, at)
        elif orderly:
            self._forgive(receiver, at)
        if (orderly or takes_nothing) and receiver in self._persons:
            self.sign_out(receiver, at)
        elif receiver in self._persons or self._is_machine(receiver):
            # A machine has no watch that ends: whoever ends it has to see that it is missing.
            self._delivery.unreachable(receiver, at)

    def takes(self, receiver: str, at: float) -> None:
        """It has taken something of 0 to 3."""
        self._forgive(receiver, at)
        if receiver in self._connected and (receiver in self._persons or self._is_machine(receiver)):
            self._delivery.reachable(receiver, at)

    def is_expected(self, receiver: str) -> bool:
        """It has not come back since this start, and is still waited for."""
        return receiver in self._expected

    def guest(self, one: Admitted, person: Person | None, locked: bool, at: float) -> None:
        """Somebody is, or is no longer, at a receiver of another node, which looks after it; nothing is written."""
        receiver, before = one.receiver, self._persons.get(one.receiver)
        self._guests[receiver] = one
        (self.locked.add if locked else self.locked.discard)(receiver)
        if before is not None and (person is None or person.user != before.user):
            del self._persons[receiver]
            self._distribution.leave(receiver)
            self._delivery.signed_out(receiver, at)
        if person is not None:
            self._persons[receiver] = person
        self._arrive(receiver)
        if person != before and person is not None:
            self._delivery.reachable(receiver, at)

    def guest_at(self, receiver: str) -> Admitted | None:
        """A receiver of another node, as that says; None where it is none, or is one of this station's own."""
        return None if receiver in self._admitted else self._guests.get(receiver)

    def is_own(self, receiver: str) -> bool:
        """Whether it is one that this station admitted."""
        return receiver in self._admitted

    def guest_left(self, receiver: str) -> None:
        """No node that can be reached has it any more; the delivery was told so (`left`)."""
        if self._guests.pop(receiver, None) is not None:
            self._persons.pop(receiver, None)
            self.locked.discard(receiver)
            self._distribution.leave(receiver)

    def tick(self, at: float) -> None:
        """What time alone does to signs of life, and to those who are waited for."""
        for receiver in [name for name, until in self._expected.items() if until <= at]:
            del self._expected[receiver]
            self._delivery.unreachable(receiver, at)
        for silence in self._life.silent(at):
            # Who answers for a machine has no screen that would give signs of life.
            if silence.equipment in self._persons and not self._stands_in(silence.equipment):
                self._delivery.unreachable(silence.equipment, at)

    def capabilities(self, receiver: str) -> frozenset[Capability]:
        """What it can show: what it says of itself, as far as its admission names it."""
        one = self._found(receiver)
        named = one.capabilities if one is not None else frozenset({Capability.TEXT})
        return named & self._shows.get(receiver, named)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Everybody who has signed in, for a journal that begins anew."""
        for receiver, one in self._persons.items():
            if receiver in self._guests:
                continue
            yield {"receiver": receiver, "user": one.user, "name": one.name, "class": one.user_class}

    def _reach(self, receiver: str, at: float) -> None:
        """It can be called, unless it takes nothing: until then others are."""
        if receiver not in self.takes_nothing:
            self._delivery.reachable(receiver, at)

    def _forgive(self, receiver: str, at: float) -> None:
        if receiver in self.takes_nothing:
            self.takes_nothing.discard(receiver)
            self._told(receiver, False, at)

    def _arrive(self, receiver: str) -> None:
        person, machine = self._persons.get(receiver), self._is_machine(receiver)
        if person is None and not (machine and receiver in self._connected):
            return
        user = person or NOBODY
        self._distribution.arrive(
            Receiver(receiver, user.user, user.user_class, self.capabilities(receiver), machine=machine)
        )

    def _stands_in(self, receiver: str) -> bool:
        one = self._admitted.get(receiver)
        return one is not None and one.person is not None

    def _is_machine(self, receiver: str) -> bool:
        one = self._found(receiver)
        return one is not None and one.machine

    def _found(self, receiver: str) -> Admitted | None:
        return self._admitted.get(receiver) or self._guests.get(receiver)


def posts_of(admitted: Iterable[Admitted]) -> dict[Post, tuple[str, ...]]:
    """The receivers that stand at each post."""
    found: dict[Post, tuple[str, ...]] = {}
    for one in admitted:
        if one.post is not None:
            found[one.post] = (*found.get(one.post, ()), one.receiver)
    return found
