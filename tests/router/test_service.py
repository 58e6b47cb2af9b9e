"""A window that follows the router: a process that speaks as the router does, over real sockets of this machine."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zmq

from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.phones.started import Started, remember_started
from app.router.node.items import Board, Network, Paths, RouterItem, to_frame
from app.router.receivers.model import Kind
from app.router.receivers.service import ReceiverService
from app.router.requests import HistoryStep
from app.router.service import RouterService
from app.router.words import Capability, Response
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.store import Store
from app.ward.node.commands import Answer, Command
from app.ward.node.keys import NODE_FILE, ROUTER_FILE, NodeLink, read_link, write_link
from app.ward.node.serving import authenticator
from tests.store_fixtures import TEST_KEY

CLOCK = SystemClock()
ANSWERS: dict[str, dict[str, Any]] = {
    "pairing_code": {"code": "0123-4567-89AB", "seconds": 300.0, "address": "192.0.2.7:7410"},
    "history": {"steps": [{"ago": 4.0, "step": "generated", "level": 0}, {"ago": 3.5, "step": "shown", "level": 0}]},
}


def wait(reached: Callable[[], bool]) -> None:
    """Until it is so; a test that waits in vain fails."""
    until = time.monotonic() + 20.0
    while not reached():
        assert time.monotonic() < until
        time.sleep(0.01)


def signed_in(role: Role = Role.ADMINISTRATOR) -> Session:
    return Session("account-1", "Enf. Teste", "teste", role, Status.ACTIVE, "pt_BR", CLOCK.now())


class SpokenRouter:
    """Publishes what it is given and answers each command, and writes down which came."""

    def __init__(self, home: Path) -> None:
        self.came, self._items = list[Command](), list[RouterItem]()
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        link = NodeLink.fresh()
        self._door = authenticator(self._context, link)
        sockets = [self._context.socket(kind) for kind in (zmq.PUB, zmq.REP)]
        for one in sockets:
            one.set(zmq.CURVE_SERVER, True)
            one.set(zmq.CURVE_SECRETKEY, link.node.secret.encode())
        ports = [one.bind_to_random_port("tcp://127.0.0.1") for one in sockets]
        self._feed, self._commands = sockets
        write_link(home, NodeLink(ports[0], ports[1], link.node, link.window), ROUTER_FILE)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def tell(self, item: RouterItem) -> None:
        self._items.append(item)

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._door.stop()
        self._context.destroy(linger=0)

    def _work(self) -> None:
        while not self._stopping.is_set():
            for item in self._items:
                self._feed.send(to_frame(item))
            if self._commands.poll(20):
                command = msgspec.msgpack.decode(self._commands.recv(), type=Command)
                self.came.append(command)
                refusal = "router_receivers.unknown" if command.name == "revoke" else ""
                self._commands.send(msgspec.msgpack.encode(Answer(refusal, ANSWERS.get(command.name, {}))))


@pytest.fixture
def router(tmp_path: Path) -> Iterator[SpokenRouter]:
    made = SpokenRouter(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def service(store: Store) -> Iterator[RouterService]:
    home = StationFolders(store.path.parent)
    made = RouterService(home, CLOCK, ReceiverService(store, TEST_KEY))
    yield made
    made.stop()


def asked(router: SpokenRouter, name: str) -> Command:
    return next(one for one in router.came if one.name == name)


def test_nobody_is_followed_before_somebody_looks_and_then_the_silence_is_told(service: RouterService) -> None:
    assert service.is_silent()
    assert service.problem() is None
    service.follow()
    problem = service.problem()
    assert problem is not None
    assert problem.code == "router.silent"
    assert (service.board(), service.paths(), service.network(), service.version()) == (None, None, None, 0)
    assert service.age(Board) is None


def test_a_router_that_has_not_told_all_yet_is_not_heard_however_much_else_it_says(
    router: SpokenRouter, service: RouterService
) -> None:
    router.tell(Paths((), (), (), ward_heard=True, recording=True))
    service.follow()
    wait(lambda: service.paths() is not None)
    assert service.board() is None and service.is_silent(), "no alarm is known of, which is not the same as none"
    router.tell(Board(()))
    wait(lambda: not service.is_silent())
    assert service.board() == Board(())


def test_the_newest_item_of_each_kind_is_kept_with_its_age(router: SpokenRouter, service: RouterService) -> None:
    paths = Paths((), (), (), ward_heard=True, recording=True)
    network = Network("n1", (), (), (), 0.0, 0.0, None, "enough", 0, 0, 1.0, 7.0)
    for item in (Board(()), paths, network):
        router.tell(item)
    service.follow()
    wait(lambda: service.network() is not None)
    assert (service.board(), service.paths(), service.network()) == (Board(()), paths, network)
    assert (service.is_silent(), service.problem()) == (False, None)
    version, age = service.version(), service.age(Paths)
    assert age is not None
    assert 0.0 <= age < 20.0
    wait(lambda: service.version() > version)


def test_an_answer_of_a_window_goes_to_the_router_under_the_account_that_gave_it(
    router: SpokenRouter, service: RouterService
) -> None:
    service.answer(signed_in(Role.NURSE), "b1", "spo2_low", Response.ACCEPTED)
    service.at_bedside(signed_in(Role.NURSE), "b1")
    answer = asked(router, "answer")
    assert (answer.who, answer.bed) == ("account-1", "b1")
    assert answer.values == {"name": "Enf. Teste", "alarm": "spo2_low", "response": "accepted"}
    assert asked(router, "at_bedside").bed == "b1"


def test_the_code_of_a_new_receiver_is_valid_as_long_as_the_router_says(
    router: SpokenRouter, service: RouterService
) -> None:
    before = CLOCK.now()
    code = service.pairing_code(signed_in(), "Posto", "window", {Capability.TEXT, Capability.SOUND})
    assert (code.code, code.address) == ("0123-4567-89AB", "192.0.2.7:7410")
    assert before + timedelta(seconds=300) <= code.until <= CLOCK.now() + timedelta(seconds=300)
    assert asked(router, "pairing_code").values["capabilities"] == ["sound", "text"]


def test_the_code_of_a_telephone_comes_with_the_fingerprint_of_its_page(
    router: SpokenRouter, service: RouterService
) -> None:
    assert service.pairing_code(signed_in(), "Celular", "phone", {Capability.TEXT}).fingerprint == ""
    remember_started(service._folders.home, Started("https://posto:8444", "ab" * 32))
    assert service.pairing_code(signed_in(), "Celular", "phone", {Capability.TEXT}).fingerprint == "ab" * 32
    assert service.pairing_code(signed_in(), "Posto", "window", {Capability.TEXT}).fingerprint == ""


def test_the_steps_of_an_alarm_come_in_their_order(router: SpokenRouter, service: RouterService) -> None:
    found = service.history(signed_in(Role.NURSE), "b1", "spo2_low")
    assert found.steps == (HistoryStep(4.0, "generated", 0), HistoryStep(3.5, "shown", 0))
    assert asked(router, "history").values["alarm"] == "spo2_low"


def test_what_the_router_refuses_is_raised(router: SpokenRouter, service: RouterService) -> None:
    with pytest.raises(KnownError) as refused:
        service.revoke(signed_in(), "r1")
    assert refused.value.code == "router_receivers.unknown"
    assert asked(router, "revoke").values["receiver"] == "r1"


def test_a_router_that_is_not_there_is_said_at_once(service: RouterService) -> None:
    with pytest.raises(KnownError) as silent:
        service.at_bedside(signed_in(Role.NURSE), "b1")
    assert silent.value.code == "router.silent"


def test_a_lost_receiver_is_revoked_though_the_router_does_not_run(service: RouterService, store: Store) -> None:
    receivers = ReceiverService(store, TEST_KEY)
    machine = receivers.add_machine(signed_in(), "Luz", Kind.RELAY, "", {"address": "192.0.2.9:502"}, {})
    service.revoke(signed_in(), machine.receiver)
    assert receivers.receivers(signed_in()) == ()
    with pytest.raises(KnownError) as unknown:
        service.revoke(signed_in(), machine.receiver)
    assert unknown.value.code == "router_receivers.unknown"


def test_whoever_may_not_does_not_reach_the_router(router: SpokenRouter, service: RouterService) -> None:
    for refused in (
        lambda: service.answer(signed_in(Role.STUDENT), "b1", "a", Response.ACCEPTED),
        lambda: service.at_bedside(signed_in(Role.ADMINISTRATOR), "b1"),
        lambda: service.pairing_code(signed_in(Role.NURSE), "x", "window", ()),
        lambda: service.revoke(signed_in(Role.COORDINATOR), "r1"),
    ):
        with pytest.raises(KnownError) as error:
            refused()
        assert error.value.code == "access.not_allowed"
    with pytest.raises(KnownError):
        service.history(signed_in(Role.ADMINISTRATOR), "b1", "a")
    assert router.came == []


def test_the_links_of_node_and_router_lie_beside_each_other(router: SpokenRouter, tmp_path: Path) -> None:
    assert read_link(tmp_path, ROUTER_FILE) is not None
    assert read_link(tmp_path, NODE_FILE) is None
