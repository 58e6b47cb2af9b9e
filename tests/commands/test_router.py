"""`main.py router` over a station's own store: a real process, a receiver that signs in by password, and a kill."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import requests
import websocket
from argon2 import PasswordHasher

from app import bootstrap
from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.phones.started import read_started
from app.router.blackbox.segments import read_mark
from app.router.delivery.model import Standing
from app.router.duty.model import Post
from app.router.duty.service import DutyService
from app.router.links.admitted import fresh_pair
from app.router.links.client import NodeAddress
from app.router.node.items import Board, RouterItem, from_frame
from app.router.node.own_keys import own_keys
from app.router.receivers.model import Kind, ReceiverStep, StoredReceiver
from app.router.receivers.rows import write_step
from app.router.requests import SignedIn, SignIn, read_answer, to_bytes
from app.router.words import Capability, Response
from app.security.account_model import NewAccount
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from app.security.roles import Role
from app.settings import StationProfile, StationRole
from app.store.opening import open_store
from app.store.settings import write_setting
from app.store.store import Store
from app.store.tables import account
from app.ward.node.commands import Command
from app.ward.node.following import LinkFollower, Spoken
from app.ward.node.keys import ROUTER_FILE, forget_link, read_link, write_link
from app.ward.recording.sealed import RecordingKey
from tests.clinic.conftest import session_of
from tests.conftest import ExpectedLogs
from tests.house.tree import ROOT
from tests.phones.conftest import PlainPhone
from tests.router.node.centre import Centre
from tests.router.node.played import ASYSTOLE, Played, PlayedWard, wait

CLOCK = SystemClock()
PORTS = bootstrap.Ports(
    passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
    passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
    background=False,
)
PASSWORD = "sete barcos verdes"
OWN = fresh_pair()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A station with a key file, closed; who made it is a nurse of the duty too."""
    folder = tmp_path / "station"
    first = bootstrap.FirstStart(
        profile=StationProfile(StationRole.HOSPITAL, "Hospital Sintético", "0000000", "2408102", "Natal", demo=True),
        administrator=NewAccount("ana", "Ana Sintética", Role.ADMINISTRATOR, PASSWORD),
        key_file=folder / "station.key",
    )
    bootstrap.create_station(StationFolders(folder), first, PORTS).station.close()
    return folder


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    folders = StationFolders(home)
    opened = open_store(folders.store, bootstrap.ask_for_key(folders, PORTS), CLOCK, PORTS.made_ids())
    yield opened
    opened.close()


@pytest.fixture
def ward(home: Path) -> Iterator[PlayedWard]:
    played = PlayedWard()
    played.start()
    assert played.link is not None
    write_link(home, played.link)
    yield played
    played.stop()


@contextmanager
def router(home: Path, *options: str) -> "Iterator[subprocess.Popen[str]]":
    """A router that has started; killed at the end if it still runs."""
    running = subprocess.Popen(
        [sys.executable, "main.py", "router", "--with-parent", *options],
        cwd=ROOT,
        env={**os.environ, "PLANTAO_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def wait_started(running: "subprocess.Popen[str]") -> None:
    assert running.stderr is not None
    told = []
    for line in running.stderr:
        told.append(line)
        if "started: " in line:
            return
    pytest.fail("".join(told))


def in_box(home: Path) -> int:
    """How many records of the black box are surely on the disk."""
    folders = StationFolders(home)
    mark = read_mark(folders.black_box, RecordingKey(bootstrap.ask_for_key(folders, PORTS)))
    return 0 if mark is None else mark.durable


def free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports


def set_up(store: Store) -> NodeAddress:
    """A receiver that was let in, a nurse on duty, ports of its own; where the receiver connects."""
    alarms, bulk, pairing = free_ports(3)
    with store.read() as connection:
        user = str(connection.execute(account.select()).mappings().one()["id"])
    with store.write(session_of(Role.ADMINISTRATOR).actor) as writing:
        # Whoever set the station up answers alarms here.
        writing.connection.execute(account.update().values(role=Role.NURSE.value))
        write_setting(writing, "router", {"alarms_port": alarms, "bulk_port": bulk, "pairing_port": pairing})
        text = frozenset({Capability.TEXT})
        write_step(
            writing,
            ReceiverStep.ADMITTED,
            StoredReceiver("r-ana", Kind.WINDOW, "Posto 1", text, public_key=OWN.public),
        )
    begins = CLOCK.now() - timedelta(minutes=1)
    duty, manager = DutyService(store), session_of(Role.NURSE)
    duty.put(manager, user, Post.NURSE, begins, begins + timedelta(hours=6))
    return NodeAddress("127.0.0.1", alarms, bulk, own_keys(store).public)


class Window:
    """What a window of this machine is shown."""

    def __init__(self, home: Path) -> None:
        self.items: list[RouterItem] = []
        spoken = Spoken(from_frame, lambda item: isinstance(item, Board), "router.silent")
        self.follower = LinkFollower(lambda: read_link(home, ROUTER_FILE), self.items.append, CLOCK, spoken)
        self.follower.start()

    def standing(self) -> tuple[Standing, bool] | None:
        """How the newest board's first line stands, and whether it is continuing."""
        board = next((one for one in reversed(self.items) if isinstance(one, Board)), None)
        if board is None or not board.entries:
            return None
        return board.entries[0].standing, board.entries[0].continuing


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """A record centre that the station does not know yet."""
    (tmp_path / "centre").mkdir()
    one = Centre(tmp_path / "centre")
    yield one
    one.close()


def test_a_killed_router_goes_on_with_alarm_holder_and_person_and_its_black_box_reaches_the_centre(
    home: Path, store: Store, ward: PlayedWard, centre: Centre
) -> None:
    ana = None
    address = set_up(store)
    window = Window(home)
    try:
        with router(home) as first:
            wait_started(first)
            ana = Played("r-ana", address, OWN)
            wait(lambda: ana.connected)
            ana.request(to_bytes(SignIn("ana", PASSWORD)))
            wait(lambda: bool(ana.replies))
            assert isinstance(read_answer(ana.replies[0].content), SignedIn)
            ward.device.asystole()
            wait(lambda: bool(ana.asked()))
            ana.answer(Response.ACCEPTED)
            wait(lambda: window.standing() == (Standing.ACCEPTED, False))
            wait(lambda: in_box(home) >= 3)
            # What the board shows is on the disk; nothing else is waited for.
            first.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
            first.wait(20)
        link = read_link(home)
        assert link is not None
        forget_link(home)
        window.items.clear()
        before = len(ana.alarms())
        centre.enrol(store)
        with router(home) as second:
            wait_started(second)
            wait(lambda: window.standing() == (Standing.ACCEPTED, True))
            wait(lambda: len(ana.alarms()) > before)
            # Nobody had to sign in again, and the steps of both runs are one history.
            told = window.follower.ask(Command("history", "ana", "b1", {"alarm": ASYSTOLE}))["steps"]
            assert [one["step"] for one in told][:1] == ["generated"] and "accepted" in [one["step"] for one in told]
            # What the killed one wrote down; the station was not enrolled then.
            wait(lambda: bool(centre.numbers()))
            assert centre.numbers()[:3] == [1, 2, 3] and centre.holes() == []
            write_link(home, link)
            wait(lambda: window.standing() == (Standing.ACCEPTED, False))
            second.send_signal(signal.SIGTERM)
            assert second.wait(30) == 0
        assert read_link(home, ROUTER_FILE) is None
    finally:
        window.follower.stop()
        if ana is not None:
            ana.close()


def test_a_second_router_of_one_station_is_refused_in_words(home: Path, store: Store) -> None:
    set_up(store)
    with router(home) as first:
        wait_started(first)
        with router(home, "--json") as second:
            told, _ = second.communicate(timeout=60)
            assert second.returncode != 0
            assert json.loads(told)["error"]["code"] == "router.runs"


def test_a_telephone_comes_in_by_its_code_and_its_person_answers_what_its_page_painted(
    home: Path, store: Store, ward: PlayedWard, expected_logs: ExpectedLogs
) -> None:
    # The gateway may end before the page's line does.
    expected_logs.allow("websocket", "close status: 1012")
    address, (port, pairing) = set_up(store), free_ports(2)
    ports = {"alarms_port": address.alarms_port, "bulk_port": address.bulk_port, "pairing_port": pairing}
    with store.write(session_of(Role.ADMINISTRATOR).actor) as writing:
        write_setting(writing, "router", {**ports, "phones": True, "phones_port": port})
    window, phone = Window(home), None
    try:
        with router(home) as running:
            wait_started(running)
            wanted = {"name": "Ana Sintética", "label": "Celular 1", "kind": "phone", "capabilities": ["text", "sound"]}
            code = window.follower.ask(Command("pairing_code", "ana", "", wanted))["code"]
            wait(lambda: read_started(home) is not None)
            page, trusts = read_started(home), home / "phones" / "phones.crt"
            assert page is not None
            told = requests.post(
                f"{page.address}/pair",
                json={"code": code},
                headers={"Origin": page.address},
                verify=str(trusts),
                timeout=20,
            )
            assert told.status_code == 200, told.text
            line = websocket.create_connection(
                page.address.replace("https", "wss") + "/link",
                cookie=told.headers["Set-Cookie"].partition(";")[0],
                origin=page.address,
                sslopt={"context": ssl.create_default_context(cafile=str(trusts))},
                timeout=20,
            )
            phone = PlainPhone(line)
            phone.say("hello", visible=True)
            phone.hear("state", link=True)
            phone.say("sign_in", login="ana", password=PASSWORD)
            phone.hear("reply", to="sign_in", ok=True)
            ward.device.asystole()
            row = phone.row(ASYSTOLE)
            assert (row["title"], row["asks"]) == ("Assistolia", True)
            phone.paint(row)
            while "accepted" not in phone.row(ASYSTOLE)["answers"]:
                phone.next()
            phone.say("answer", bed=row["bed"], alarm=ASYSTOLE, response="accepted")
            while not phone.row(ASYSTOLE)["mine"]:
                phone.next()
            wait(lambda: window.standing() == (Standing.ACCEPTED, False))
    finally:
        window.follower.stop()
        if phone is not None:
            phone.close()
