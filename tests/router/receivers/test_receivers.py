"""Receivers as people see and change them, and how new ones come in: by a code that counts once."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.router.duty.model import Post
from app.router.links.admitted import AdmittedKeys, fresh_pair
from app.router.links.client import NodeAddress
from app.router.links.pairing import CODE_LENGTH, VALID_SECONDS, WRONG_TRIES, pair
from app.router.receivers.acts import receiver_acts
from app.router.receivers.admission import Admission, shown_address
from app.router.receivers.model import USUAL, Kind, StoredReceiver
from app.router.receivers.service import ReceiverService
from app.router.settings import RouterSettings
from app.router.words import Capability
from app.security.roles import Role
from app.security.secrets import Secrets
from app.store.store import Store
from app.store.tables import audit, change_log, router_receiver, sealed_secret
from app.ward.node.commands import Command
from tests.clinic.conftest import session_of
from tests.conftest import ExpectedLogs
from tests.store_fixtures import TEST_KEY
from ui.texts import error_text

ADMIN = session_of(Role.ADMINISTRATOR, "adm")
NODE = fresh_pair()
GRANT = NodeAddress("127.0.0.1", 7410, 7411, NODE.public)
TEXT = frozenset({Capability.TEXT})


class Desk:
    """A router's admission beside the service of a window, over one store."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store, self.clock, self.keys, self.reread = store, clock, AdmittedKeys(), list[int]()
        self.service = ReceiverService(store, TEST_KEY)
        self.admission = Admission(
            store,
            TEST_KEY,
            self.keys,
            GRANT,
            RouterSettings(phones=True, pairing_port=0, phones_port=8444, address="posto-1"),
            lambda: self.reread.append(1),
        )
        self.acts = receiver_acts(self.admission)

    def ask(self, act: str, /, **values: object) -> dict[str, object]:
        """One command of a window or of the gateway."""
        return dict(self.acts[act](Command(act, "adm", values={"name": "Adm. Fictícia", **values})) or {})

    def phone_code(self, label: str = "Celular 1") -> str:
        return str(self.ask("pairing_code", kind="phone", label=label, capabilities=["text", "sound"])["code"])

    def window_code(self, label: str = "Posto") -> tuple[str, int]:
        told = self.ask("pairing_code", kind="window", label=label, capabilities=["text"])
        return str(told["code"]), int(str(told["address"]).rpartition(":")[2])

    def known(self) -> tuple[StoredReceiver, ...]:
        return self.service.receivers(ADMIN)


@pytest.fixture
def desk(store: Store, fake_clock: FakeClock) -> Iterator[Desk]:
    made = Desk(store, fake_clock)
    yield made
    made.admission.close()


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as refused:
        call()
    assert error_text(refused.value.code, refused.value.values)
    return refused.value.code


def wait(reached: Callable[[], bool]) -> None:
    until = time.monotonic() + 20.0
    while not reached():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_window_comes_in_by_its_code_and_stays_in_the_store(desk: Desk) -> None:
    code, port = desk.window_code()
    own = fresh_pair()
    paired = pair("127.0.0.1", port, code, own)
    assert paired is not None
    assert paired.node == NodeAddress("127.0.0.1", 7410, 7411, NODE.public)
    wait(lambda: bool(desk.reread))
    (one,) = desk.known()
    assert (one.receiver, one.kind, one.name, one.capabilities) == (paired.receiver, Kind.WINDOW, "Posto", TEXT)
    assert (one.public_key, one.admitted_by, one.revoked) == (own.public, "adm", False)
    assert desk.keys.receiver(own.public) == paired.receiver
    assert pair("127.0.0.1", port, code, fresh_pair(), wait_seconds=0.3) is None
    with desk.store.read() as connection:
        actions = list(connection.execute(select(audit.c.action).order_by(audit.c.number)).scalars())
        assert connection.execute(select(change_log)).first() is None, "receivers stay on this station"
    assert actions == ["receiver_code", "receiver_admitted"]


def test_a_window_that_the_store_cannot_take_does_not_come_in(desk: Desk, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.router.links.pairing", "was not admitted")
    code, port = desk.window_code()
    desk.ask("pair_phone", code=desk.phone_code(), name="posto")
    assert pair("127.0.0.1", port, code, fresh_pair()) is None
    assert len(desk.known()) == len(desk.keys.all()) == 1


def test_a_telephone_gets_its_key_for_its_code_once(desk: Desk) -> None:
    code = desk.phone_code()
    told = desk.ask("pair_phone", code=code.lower().replace("-", " "), name="")
    (one,) = desk.known()
    assert (one.receiver, one.kind, one.name) == (told["receiver"], Kind.PHONE, "Celular 1")
    assert one.capabilities == {Capability.TEXT, Capability.SOUND}
    assert desk.keys.receiver(one.public_key) == one.receiver
    assert str(told["secret"]) not in str(desk.known()), "its secret is the telephone's alone"
    assert code_of(lambda: desk.ask("pair_phone", code=code, name="")) == "router_receivers.wrong_code"


def test_a_code_is_worth_nothing_after_five_minutes(desk: Desk) -> None:
    code = desk.phone_code()
    desk.clock.advance(VALID_SECONDS + 1)
    assert code_of(lambda: desk.ask("pair_phone", code=code, name="")) == "router_receivers.wrong_code"


def test_five_wrong_codes_end_those_that_wait(desk: Desk, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.router.receivers.admission", "given up after 5 wrong tries")
    code = desk.phone_code()
    for number in range(WRONG_TRIES):
        wrong = f"{number}" * CODE_LENGTH
        assert code_of(partial(desk.ask, "pair_phone", code=wrong, name="")) == "router_receivers.wrong_code"
    assert code_of(lambda: desk.ask("pair_phone", code=code, name="")) == "router_receivers.wrong_code"
    assert desk.ask("pair_phone", code=desk.phone_code(), name="")["receiver"]


def test_a_code_that_many_ask_with_at_the_same_moment_lets_one_in(desk: Desk) -> None:
    code, came, refused = desk.phone_code(), list[object](), list[str]()

    def one() -> None:
        try:
            came.append(desk.ask("pair_phone", code=code, name="")["receiver"])
        except KnownError as problem:
            refused.append(problem.code)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(came), refused) == (1, ["router_receivers.wrong_code"] * 3)
    assert len(desk.known()) == 1


def test_a_name_that_another_has_leaves_the_telephones_code_for_another_try(desk: Desk) -> None:
    desk.ask("pair_phone", code=desk.phone_code("Celular 1"), name="")
    code = desk.phone_code("Celular 2")
    assert code_of(lambda: desk.ask("pair_phone", code=code, name="celular  1")) == "router_receivers.name_taken"
    desk.ask("pair_phone", code=code, name="Celular da noite")
    assert [one.name for one in desk.known()] == ["Celular 1", "Celular da noite"]


def test_no_code_is_made_for_what_cannot_come_in_by_one(desk: Desk, store: Store) -> None:
    def code(**values: object) -> Callable[[], object]:
        return lambda: desk.ask("pairing_code", **{"kind": "window", "label": "X", "capabilities": ["text"], **values})

    assert code_of(code(kind="relay")) == "router_receivers.no_code"
    assert code_of(code(label="  ")) == "router_receivers.name"
    assert code_of(code(capabilities=["sound"])) == "router_receivers.text"
    for rubbish in ({"kind": "toaster"}, {"capabilities": 7}, {"capabilities": ["smell"]}):
        assert code_of(code(**rubbish)) == "router_receivers.not_understood"
    without = Admission(store, TEST_KEY, desk.keys, GRANT, RouterSettings())
    assert code_of(lambda: without.code(ADMIN.actor, "X", Kind.PHONE, TEXT)) == "router_receivers.no_phones"


def test_a_port_that_is_taken_is_said(desk: Desk, store: Store) -> None:
    _, port = desk.window_code()
    second = Admission(store, TEST_KEY, desk.keys, GRANT, RouterSettings(pairing_port=port))
    assert code_of(lambda: second.code(ADMIN.actor, "Outra", Kind.WINDOW, TEXT)) == "router_receivers.port_in_use"


def test_who_is_revoked_is_out_at_once_and_never_comes_back(desk: Desk) -> None:
    desk.ask("pair_phone", code=desk.phone_code(), name="")
    (one,) = desk.known()
    desk.ask("revoke", receiver=one.receiver)
    assert desk.keys.all() == {}
    assert desk.known() == ()
    (gone,) = desk.service.receivers(ADMIN, revoked=True)
    assert (gone.receiver, gone.revoked, gone.name) == (one.receiver, True, "Celular 1")
    assert code_of(lambda: desk.ask("revoke", receiver=one.receiver)) == "router_receivers.unknown"
    for change in (
        lambda: desk.service.rename(ADMIN, one.receiver, "Outro"),
        lambda: desk.service.revoke(ADMIN, one.receiver),
    ):
        assert code_of(change) == "router_receivers.unknown"
    assert desk.ask("pair_phone", code=desk.phone_code(), name="")["receiver"], "its name is free again"


def test_what_people_change_of_a_receiver_is_a_step_each(desk: Desk) -> None:
    desk.ask("pair_phone", code=desk.phone_code(), name="")
    (one,) = desk.known()
    desk.clock.advance(1)
    desk.service.rename(ADMIN, one.receiver, " Celular  da  chefia ")
    desk.service.allow(ADMIN, one.receiver, TEXT)
    desk.service.allow(ADMIN, one.receiver, TEXT)
    found = desk.service.place(ADMIN, one.receiver, Post.CENTRAL_POST)
    assert (found.name, found.capabilities, found.post) == ("Celular da chefia", TEXT, Post.CENTRAL_POST)
    assert found.changed_at is not None
    assert found.admitted_at is not None
    assert found.changed_at > found.admitted_at
    with desk.store.read() as connection:
        steps = list(connection.execute(select(router_receiver.c.step).order_by(router_receiver.c.number)).scalars())
    assert steps == ["admitted", "renamed", "allowed", "placed"]
    assert code_of(lambda: desk.service.allow(ADMIN, one.receiver, {Capability.SOUND})) == "router_receivers.text"


def test_a_machine_has_its_secrets_sealed_and_stands_at_no_post(desk: Desk) -> None:
    light = desk.service.add_machine(ADMIN, "Luz", Kind.RELAY, "K" * 40, {"coil": 3}, {"own": "secret-of-the-light"})
    assert (light.reached_by, light.capabilities) == ({"coil": 3}, USUAL[Kind.RELAY])
    with desk.store.read() as connection:
        rows = connection.execute(select(sealed_secret)).all()
        kept = Secrets(TEST_KEY).read(connection, "receiver.")[light.receiver]
    assert "secret-of-the-light" not in str(rows)
    assert json.loads(kept) == {"own": "secret-of-the-light"}
    assert desk.service.reach(ADMIN, light.receiver, {"coil": 4}).reached_by == {"coil": 4}
    assert code_of(lambda: desk.service.place(ADMIN, light.receiver, Post.LOCAL_POST)) == "router_receivers.machine"
    desk.service.revoke(ADMIN, light.receiver)
    with desk.store.read() as connection:
        assert connection.execute(select(sealed_secret)).all() == []
    assert (
        code_of(lambda: desk.service.add_machine(ADMIN, "X", Kind.PHONE, "", {}, {}))
        == "router_receivers.not_a_machine"
    )


def test_receivers_of_this_machine_are_told_where_to_connect(desk: Desk, store: Store) -> None:
    assert desk.ask("hub") == {"host": "127.0.0.1", "alarms_port": 7410, "bulk_port": 7411, "public": NODE.public}
    whole = Admission(store, TEST_KEY, desk.keys, replace(GRANT, host="0.0.0.0"), RouterSettings(host="0.0.0.0"))
    assert whole.hub().host == "127.0.0.1"
    assert shown_address(RouterSettings()) == "127.0.0.1"
    assert shown_address(RouterSettings(host="0.0.0.0", address="posto-1")) == "posto-1"
    assert shown_address(RouterSettings(host="0.0.0.0"))


_NAMES = st.sampled_from(("Posto", "posto ", "Corredor", "Sala"))
_STEPS = st.lists(
    st.tuples(st.sampled_from(("add", "rename", "revoke", "place")), st.integers(0, 3), _NAMES), max_size=14
)


@given(_STEPS)
@settings(max_examples=12)
def test_no_two_receivers_have_one_name_and_the_last_step_says_all(
    store: Store, steps: list[tuple[str, int, str]]
) -> None:
    with store.engine.begin() as connection:
        connection.execute(delete(router_receiver))
    service = ReceiverService(store, TEST_KEY)
    alive, revoked = dict[str, str](), set[str]()
    for step, number, name in steps:
        known = sorted(alive)
        target = known[number % len(known)] if known else "nobody"
        taken = {kept.casefold() for one, kept in alive.items() if step == "add" or one != target}
        try:
            if step == "add":
                alive[service.add_machine(ADMIN, name, Kind.HTTP, "", {}, {}).receiver] = name.strip()
            elif step == "rename":
                alive[target] = service.rename(ADMIN, target, name).name
            elif step == "revoke":
                service.revoke(ADMIN, target)
                revoked.add(target)
                del alive[target]
            else:
                service.place(ADMIN, target, None)
        except KnownError as problem:
            expected = "router_receivers.name_taken" if target in alive or step == "add" else "router_receivers.unknown"
            assert problem.code == expected
            assert expected.endswith("unknown") or name.strip().casefold() in taken
    assert {one.receiver: one.name for one in service.receivers(ADMIN)} == alive
    assert len({one.casefold() for one in alive.values()}) == len(alive)
    assert {one.receiver for one in service.receivers(ADMIN, revoked=True) if one.revoked} == revoked
