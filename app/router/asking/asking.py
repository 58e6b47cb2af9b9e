"""The requests of receivers, answered one by one: nothing is believed but what tables and rights allow to whoever has
signed in there. Everything belongs to the loop's thread; what takes time goes to workers and comes back by `post`.
"""

import logging
from collections.abc import Callable
from functools import partial

from app.kernel.errors import KnownError
from app.router.asking.accounts import Known as SignedInAs
from app.router.asking.accounts import ReceiverAccounts
from app.router.asking.agreeing import accepted, still_to_accept
from app.router.asking.classes import class_of, rights_of
from app.router.asking.elsewhere import PASSED_ON, Elsewhere
from app.router.asking.working import Answer, Asks, Workers, refusal
from app.router.delivery.model import Entry
from app.router.node.ports import Admitted, Known, MakeAsking, Person, Post, Router
from app.router.node.steps_told import told_steps
from app.router.requests import (
    Agree,
    Agreement,
    Alive,
    AskBeds,
    AskHistory,
    AtBedside,
    Beds,
    Capable,
    Done,
    Reply,
    Request,
    SetLimits,
    SignedIn,
    SignIn,
    SignOut,
    Unlock,
    Want,
    read_request,
)
from app.router.tables.model import ALARM_CLASSES
from app.router.words import Capability, DataClass
from app.security.roles import Action
from app.ward.alarms.limits import VitalLimits

_logger = logging.getLogger(__name__)

SetWardLimits = Callable[[str, str, str, VitalLimits], None]
"""Name of whoever wants it, bed, vital sign, limits: the ward's own command, from a worker; raises its KnownErrors."""
OldSteps = Callable[[str, str], tuple[Entry, ...]]
"""Bed and alarm: the steps of its last run in the store, by the wall clock; from a worker."""


class ReceiverAsking:
    """The `Asking` of the router's loop.

    The same person may have signed in at several receivers (a window at the desk and a telephone): each is called, and
    an answer at one is the person's. At one receiver there is one person; who signs in there takes it over.
    """

    def __init__(
        self,
        router: Router,
        post: Post,
        accounts: ReceiverAccounts,
        set_limits: SetWardLimits,
        old_steps: OldSteps,
        wall: Callable[[], float],
    ) -> None:
        self._router, self._post, self._accounts = router, post, accounts
        self._set_limits, self._old_steps, self._wall = set_limits, old_steps, wall
        self._workers = Workers(post)
        self._elsewhere = Elsewhere(router)
        self._asks: dict[str, Asks] = {}
        self._known: Known | None = None

    def take(self, receiver: str, content: bytes, sequence: int, at: float) -> None:
        """One request, to be answered by `Router.reply`, whatever it holds."""
        asks = self._asks.setdefault(receiver, Asks())
        if not asks.quick.lets(at):
            self._refuse(receiver, sequence, KnownError("router_asking.too_many"))
            return
        try:
            request = read_request(content)
            reply = self._answer(receiver, request, sequence, asks, at)
        except KnownError as problem:
            self._refuse(receiver, sequence, problem)
            return
        if reply is not None:
            self._router.reply(receiver, sequence, reply)

    def left(self, receiver: str, at: float) -> None:  # noqa: ARG002 - the Asking of every loop is told when
        """It is connected no longer, or was revoked."""
        if (asks := self._asks.get(receiver)) is not None:
            asks.epoch += 1
        self._elsewhere.left(receiver)

    def replied(self, node: str, receiver: str, sequence: int, content: bytes) -> None:
        """Another node's answer to a request that was passed on to it."""
        self._elsewhere.replied(node, receiver, sequence, content)

    def tick(self, at: float) -> None:
        """Whoever is by now something else to table 14, or may answer no alarms, has to sign in again."""
        self._elsewhere.tick(at)
        known = self._router.known
        if known is self._known:
            return
        self._known = known
        names = {one.receiver for one in known.admitted}
        self._asks = {name: asks for name, asks in self._asks.items() if name in names or asks.waiting}
        for one in known.admitted:
            person = self._router.person(one.receiver)
            if person is not None and not _is_still(person, known):
                self._router.sign_out(one.receiver)

    def stop(self) -> None:
        """What was taken is worked on to its end; nobody hears of it any more."""
        self._workers.stop()

    # ---- one by one

    def _answer(self, receiver: str, request: Request, sequence: int, asks: Asks, at: float) -> Reply | None:
        """The answer; None where a worker, or another node, finds it."""
        if self._router.guest(receiver) is not None and not isinstance(request, PASSED_ON):
            raise KnownError("router_asking.not_granted")
        match request:
            case Capable(capabilities):
                self._router.can_show(receiver, frozenset(capabilities))
            case Alive(locked):
                self._router.alive(receiver, locked)
            case SignIn():
                self._sign_in(receiver, request, sequence, at)
                return None
            case SignOut():
                self._sign_out(receiver, asks)
            case Unlock(password):
                user = self._person(receiver).user
                self._work(
                    receiver, sequence, at, lambda: self._accounts.unlock(user, password),
                    lambda _nothing: self._unlocked(receiver),
                )  # fmt: skip
                return None
            case _:
                return self._of_person(receiver, request, sequence, asks, at)
        return Done()

    def _of_person(self, receiver: str, request: Request, sequence: int, asks: Asks, at: float) -> Reply | None:
        """What nobody may ask without having signed in."""
        person = self._person(receiver)
        is_guest = self._router.guest(receiver) is not None
        if not is_guest and self._elsewhere.passes(receiver, request, sequence, at):
            return None
        match request:
            case Want(bed, data, seconds):
                self._router.want(receiver, bed, data, seconds)
            case AtBedside(bed):
                if not any(self._router.may(receiver, bed, one) for one in ALARM_CLASSES):
                    raise KnownError("router_asking.not_granted")
                self._router.at_bedside(bed, person.user)
            case SetLimits():
                self._limits(receiver, person, request, sequence, at)
                return None
            case AskBeds():
                if not asks.beds.lets(at):
                    raise KnownError("router_asking.too_many")
                topics = dict(self._router.known.tables.topics)
                beds, settings = self._router.beds(receiver), self._router.settings(receiver)
                own = Beds(beds, settings, topics, self._router.station(receiver))
                return None if not is_guest and self._elsewhere.gathers(receiver, own, sequence, at) else own
            case AskHistory(bed, alarm):
                return self._history(receiver, bed, alarm, sequence, at)
            case Agree():
                keep = partial(accepted, self._accounts, person.user, request, self._admitted(receiver))
                self._work(receiver, sequence, at, keep, lambda reply: reply)
                return None
        return Done()

    def _sign_in(self, receiver: str, request: SignIn, sequence: int, at: float) -> None:
        kind, tables = self._admitted(receiver).kind, self._router.known.tables

        def checked() -> tuple[SignedInAs, str, float, Agreement | None]:
            found = self._accounts.sign_in(request.login, request.password, receiver)
            user_class, lock = class_of(found.role, tables), self._accounts.lock_seconds(kind)
            return found, user_class, lock, still_to_accept(self._accounts, found.user)

        def welcomed(found: tuple[SignedInAs, str, float, Agreement | None]) -> Reply:
            account, user_class, lock, agreement = found
            label = dict(tables.classes[user_class].label)
            # Whoever was there before stays until now: a stranger who only tries ends nobody's watch.
            self._note_gone(receiver, account.user)
            self._router.sign_in(receiver, Person(account.user, account.name, user_class))
            return SignedIn(account.name, user_class, label, rights_of(account.role), lock, agreement)

        self._work(receiver, sequence, at, checked, welcomed)

    def _sign_out(self, receiver: str, asks: Asks) -> None:
        asks.epoch += 1
        self._note_gone(receiver)
        self._router.sign_out(receiver)

    def _note_gone(self, receiver: str, for_whom: str = "") -> None:
        person = self._router.person(receiver)
        if person is not None and person.user != for_whom:
            self._workers.submit(lambda: self._note_left(person.user, receiver))

    def _note_left(self, user: str, receiver: str) -> None:
        try:
            self._accounts.leave(user, receiver)
        except KnownError as problem:
            # The black box has it; the trail of the station misses one row.
            _logger.error("that a person left a receiver was not written down: %s", problem.code)

    def _unlocked(self, receiver: str) -> Reply:
        self._router.alive(receiver, locked=False)
        return Done()

    def _limits(self, receiver: str, person: Person, request: SetLimits, sequence: int, at: float) -> None:
        shown = self._admitted(receiver).capabilities
        if Capability.SETTINGS not in shown or not self._router.may(receiver, request.bed, DataClass.BIOMEDICAL):
            self._router.note("limits_refused", receiver=receiver, user=person.user, bed=request.bed)
            raise KnownError("router_asking.not_granted")
        if request.stay != self._router.stay(request.bed):
            raise KnownError("router_asking.other_patient")

        def done() -> None:
            actor = self._accounts.may(person.user, Action.SET_LIMITS)
            self._set_limits(actor.name, request.bed, request.vital, request.limits)

        def noted(_nothing: None) -> Reply:
            self._router.note(
                "limits_wanted", receiver=receiver, user=person.user, bed=request.bed, vital=request.vital
            )
            return Done()

        self._work(receiver, sequence, at, done, noted)

    def _history(self, receiver: str, bed: str, alarm: str, sequence: int, at: float) -> Reply | None:
        if not self._router.may(receiver, bed, DataClass.HISTORY):
            raise KnownError("router_asking.not_granted")
        found = self._router.history(bed, alarm)
        if found.steps:
            return found
        known = self._router.known
        self._work(
            receiver, sequence, at, lambda: self._old_steps(bed, alarm),
            lambda kept: told_steps(kept, known, self._wall()),
        )  # fmt: skip
        return None

    # ---- within

    def _work(
        self,
        receiver: str,
        sequence: int,
        at: float,
        slow: Callable[[], Answer],
        then: Callable[[Answer], Reply],
    ) -> None:
        """Have a worker do it, and answer by what it found."""

        def answered(answer: Callable[[], Reply]) -> None:
            try:
                self._router.reply(receiver, sequence, answer())
            except KnownError as problem:
                self._refuse(receiver, sequence, problem)

        self._workers.work(self._asks[receiver], at, slow, then, answered)

    def _refuse(self, receiver: str, sequence: int, problem: KnownError) -> None:
        self._router.reply(receiver, sequence, refusal(problem))

    def _person(self, receiver: str) -> Person:
        person = self._router.person(receiver)
        if person is None:
            raise KnownError("router.nobody_signed_in")
        return person

    def _admitted(self, receiver: str) -> Admitted:
        found = self._router.guest(receiver)
        if found is None:
            found = next((one for one in self._router.known.admitted if one.receiver == receiver), None)
        if found is None or found.machine or found.person is not None:
            raise KnownError("router_asking.no_person_here")
        return found


def asking_of(
    accounts: ReceiverAccounts, set_limits: SetWardLimits, old_steps: OldSteps, wall: Callable[[], float]
) -> MakeAsking:
    """How the router's loop gets its asking."""
    return lambda router, post: ReceiverAsking(router, post, accounts, set_limits, old_steps, wall)


def _is_still(person: Person, known: Known) -> bool:
    """Whether the account's role is what it signed in as."""
    role = known.roles.get(person.user)
    try:
        return role is None or class_of(role, known.tables) == person.user_class
    except KnownError:
        return False
