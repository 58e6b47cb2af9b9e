"""The demo hospital's ward with people who are called: nurses on duty, their beds, receivers that answer by themselves.

Nobody is real; what they do is drawn: most accept within half a minute and come, some decline, some do not hear.
"""

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.bootstrap import Ports, unlock_silently
from app.demo.routed_days import Staff, keep_days
from app.demo.unit import ADMINISTRATOR_LOGIN, DEMO_LOGINS, DEMO_PASSWORD, Member
from app.kernel.clock import Clock
from app.kernel.errors import BugError, KnownError
from app.kernel.folders import StationFolders
from app.router.duty.model import Group, Post
from app.router.duty.service import DutyService
from app.router.links.admitted import fresh_pair
from app.router.links.client import NodeAddress, ReceiverLink
from app.router.node.own_keys import own_keys
from app.router.receiver.linked import LinkedReceiver
from app.router.receiver.model import Row
from app.router.receiver.state import ReceiverState
from app.router.receivers.model import USUAL, Kind, ReceiverStep, StoredReceiver
from app.router.receivers.rows import write_step
from app.router.requests import SignIn
from app.router.settings import RouterSettings, RouterSettingsService, read_router_settings
from app.router.words import Response
from app.security import account_rows
from app.security.account_model import NewAccount
from app.security.accounts import AccountService
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.opening import open_store
from app.store.store import Store
from app.ward.beds.service import BedService
from app.ward.node.keys import KeyPair

_NURSES: Final = (
    (Member("plantao1", "Enf. Bruna Arrecife (demo)", Role.NURSE, "COREN-RN 000021"), Post.NURSE, Group.A),
    (Member("plantao2", "Enf. Tiago Salina (demo)", Role.NURSE, "COREN-RN 000022"), Post.NURSE, Group.B),
    (Member("plantao3", "Enf. Lia Coqueiral (demo)", Role.NURSE, "COREN-RN 000023"), Post.LOCAL_POST, None),
    (Member("plantao4", "Enf. Zeca Barreira (demo)", Role.NURSE, "COREN-RN 000024"), Post.EXECUTIVE_NURSE, None),
)
_DUTY: Final = timedelta(hours=12)
_EARLIER, _BEFORE = timedelta(days=3), timedelta(hours=1)
"""So many days of former alarms, up to an hour before the demo begins."""
BEDS_TO_PRACTISE: Final = 8
"""Of 49: enough for a call within a minute or two, few enough to answer them all."""
_TURN_SECONDS: Final = 0.05
_SIGN_IN_SECONDS: Final = 5.0
_SEEN_SECONDS, _ANSWER_SECONDS, _WALK_SECONDS = (0.3, 1.5), (3.0, 25.0), (15.0, 45.0)
_ACCEPTS, _DECLINES = 0.75, 0.1
"""Of all calls; the rest is not heard, and goes to the next."""


@dataclass(frozen=True)
class PlayedReceiver:
    """A receiver that is let in, and who signs in at it."""

    receiver: str
    login: str
    own: KeyPair
    node: NodeAddress


def fill_router(folders: StationFolders, ports: Ports) -> list[PlayedReceiver]:
    """Nurses with accounts on duty, each bed somebody's, a receiver for each of them; after `fill_ward`.

    KnownError keys.no_slot_left where no key file opens the station.
    """
    with _opened(folders, ports) as store:
        _own_ports(store, ports.clock)
        people = _people(store, ports)
        _on_duty(store, people, ports.clock)
        receivers = [_receiver(store, one, Kind.PHONE, "Telefone") for one in people]
        _earlier(store, people, receivers, ports.clock)
        return receivers


def one_to_practise(folders: StationFolders, ports: Ports) -> PlayedReceiver:
    """A receiver for whoever practises, who sits at it: the demo's nurse goes on duty, and `BEDS_TO_PRACTISE` beds are
    handed over to her by who has them; after `fill_router`, of which nobody plays hers.

    KnownError keys.no_slot_left where no key file opens the station.
    """
    with _opened(folders, ports) as store:
        duty, clock = DutyService(store), ports.clock
        nurse = _session(store, DEMO_LOGINS[Role.NURSE], clock)
        giver = _session(store, _NURSES[0][0].login, clock)
        begins = clock.now() - _BEFORE
        duty.put(giver, nurse.account_id, Post.NURSE, begins, begins + _DUTY, Group.A)
        roster = duty.roster(giver)
        held = [(one.bed, roster.holder(one.bed)) for one in BedService(store).beds(giver)]
        hers = [bed for bed, holder in held if holder is not None and holder.user == giver.account_id]
        for bed in hers[:BEDS_TO_PRACTISE]:
            duty.offer(giver, bed, nurse.account_id)
            duty.confirm(nurse, bed)
        return _receiver(store, nurse, Kind.WINDOW, "Receptor")


@contextmanager
def played_receivers(
    receivers: list[PlayedReceiver], clock: Clock, seed: int = 1, pace: float = 1.0
) -> Iterator[None]:  # fmt: skip
    """They answer for as long as the block runs; `pace` 2: in half the time."""
    stop = threading.Event()
    players = [_Player(one, clock, random.Random(seed + place), pace) for place, one in enumerate(receivers)]

    def work() -> None:
        while not stop.wait(_TURN_SECONDS):
            for one in players:
                one.turn()
        for one in players:
            one.close()

    thread = threading.Thread(target=work, name="played receivers", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class _Player:
    """Somebody with a receiver: looks at it, accepts most calls, comes to the bed."""

    def __init__(self, who: PlayedReceiver, clock: Clock, chance: random.Random, pace: float) -> None:
        self._who, self._clock, self._chance, self._pace = who, clock, chance, pace
        self._state = ReceiverState(sorted(USUAL[Kind.PHONE]))
        self._receiver = LinkedReceiver(ReceiverLink(who.node, who.own, clock), self._state, clock)
        self._sign_in_at = 0.0
        self._plans: dict[tuple[str, str, int], tuple[float, Response | None]] = {}

    def turn(self) -> None:
        """A twentieth of a second of their duty."""
        self._receiver.turn()
        now = self._clock.monotonic()
        self._state.touched(now)
        if not self._state.connected:
            return
        if self._state.signed is None:
            if now >= self._sign_in_at:
                self._sign_in_at = now + _SIGN_IN_SECONDS
                self._try(lambda: self._receiver.ask(SignIn(self._who.login, DEMO_PASSWORD)))
            return
        rows = self._state.rows.all()
        seen_since = self._chance.uniform(*_SEEN_SECONDS)
        self._receiver.painted([(row.key, row.version) for row in rows if now - row.received_at > seen_since])
        for row in rows:
            self._attend(row, now)

    def close(self) -> None:
        """The duty is over."""
        self._receiver.close()

    def _attend(self, row: Row, now: float) -> None:
        if not row.shown or not (row.asks or row.mine):
            return
        step = 1 if row.mine else 0
        plan = self._plans.setdefault((*row.key, step), self._plan(row, now))
        if plan[1] is None and now >= plan[0] and row.asks:
            del self._plans[(*row.key, step)]
        elif plan[1] is not None and now >= plan[0] and plan[1] in self._state.answers(row):
            self._plans[(*row.key, step)] = (now + _WALK_SECONDS[1] * 4, plan[1])
            response = plan[1]
            self._try(lambda: self._receiver.answer(row.key, response))

    def _plan(self, row: Row, now: float) -> tuple[float, Response | None]:
        """When they do what about it; None: they have not heard it, and look again later."""
        if row.mine:
            return now + self._chance.uniform(*_WALK_SECONDS) / self._pace, Response.PRESENT
        drawn, at = self._chance.random(), now + self._chance.uniform(*_ANSWER_SECONDS) / self._pace
        if drawn < _ACCEPTS:
            return at, Response.ACCEPTED
        return at + _ANSWER_SECONDS[1] / self._pace, Response.REJECTED if drawn < _ACCEPTS + _DECLINES else None

    @staticmethod
    def _try(act: Callable[[], object]) -> None:
        try:
            act()
        except KnownError:
            # The link has just gone, or the alarm ended meanwhile: the next turn sees it.
            return


@contextmanager
def _opened(folders: StationFolders, ports: Ports) -> Iterator[Store]:
    key = unlock_silently(folders, ports).key
    if key is None:
        raise KnownError("keys.no_slot_left")
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    try:
        yield store
    finally:
        store.close()


def _own_ports(store: Store, clock: Clock) -> None:
    """With ports of its own: a station may run on the same machine."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(4)]
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    settings = RouterSettings(alarms_port=ports[0], bulk_port=ports[1], pairing_port=ports[2], phones_port=ports[3])
    RouterSettingsService(store).change(_session(store, ADMINISTRATOR_LOGIN, clock), settings)


def _people(store: Store, ports: Ports) -> list[Session]:
    accounts, now = AccountService(store, ports.passwords), ports.clock
    coordinator = _session(store, DEMO_LOGINS[Role.COORDINATOR], now)
    for member, _post, _group in _NURSES:
        asked = NewAccount(member.login, member.display_name, member.role, DEMO_PASSWORD, member.professional_register)
        accounts.authorise(coordinator, accounts.ask_for_account(asked).id)
    return [_session(store, member.login, now) for member, _post, _group in _NURSES]


def _on_duty(store: Store, people: list[Session], clock: Clock) -> None:
    duty, begins = DutyService(store), clock.now() - timedelta(minutes=30)
    for session, (_member, post, group) in zip(people, _NURSES, strict=True):
        duty.put(people[0], session.account_id, post, begins, begins + _DUTY, group)
    beds = [one.bed for one in BedService(store).beds(people[0])]
    for place, bed in enumerate(beds):
        half = place * 2 >= len(beds)
        duty.group_of(people[0], bed, Group.B if half else Group.A)
        duty.take_free(people[1 if half else 0], bed)


def _earlier(store: Store, people: list[Session], receivers: list[PlayedReceiver], clock: Clock) -> None:
    """What became of the alarms of the days before."""
    staff = [Staff(one.account_id, one.name, its.receiver) for one, its in zip(people, receivers, strict=True)]
    beds, until = [one.bed for one in BedService(store).beds(people[0])], clock.now() - _BEFORE
    keep_days(store, beds, staff, until - _EARLIER, until)


def _receiver(store: Store, session: Session, kind: Kind, what: str) -> PlayedReceiver:
    own = fresh_pair()
    with store.read() as connection:
        settings = read_router_settings(connection)
    node = NodeAddress(settings.host, settings.alarms_port, settings.bulk_port, own_keys(store).public)
    with store.write(session.actor) as writing:
        name = f"{what} de {session.name.removesuffix(' (demo)')}"
        one = StoredReceiver(writing.new_id(), kind, name, USUAL[kind], public_key=own.public)
        write_step(writing, ReceiverStep.ADMITTED, one)
    return PlayedReceiver(one.receiver, session.login, own, node)


def _session(store: Store, login: str, clock: Clock) -> Session:
    with store.read() as connection:
        found = account_rows.by_login(connection, login)
    if found is None:
        raise BugError(f"the demo has no {login}")
    return Session(found.id, found.display_name, found.login, found.role, Status.ACTIVE, found.language, clock.now())
