"""The phone's page in a real browser: its code, who signs in, the list, what was answered, the lock, what was lost."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import zmq

from app.central.certificate import own
from app.demo.playing_node import ANA, RIGHT, PlayingNode, asked_to_agree
from app.kernel.clock import SystemClock
from app.phones.cookie import NAME, Pass, to_header
from app.phones.serving import phones_running
from app.router.contents import AlarmNote, Holds, StandingNote
from app.router.delivery.model import Occasion, Standing
from app.router.requests import Bed, Beds
from app.router.words import DataClass
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import Deviation
from app.ward.alarms.words import Bound
from app.ward.node.commands import Answer, Command
from app.ward.node.keys import ROUTER_FILE, NodeLink, write_link
from app.ward.node.serving import CommandsIn, authenticator
from ui.commands.screenshots.phone_browser import lacks, phone_browser, picture_of
from ui.commands.screenshots.stage import Stage

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

_CALLED: Final = (
    ("bed-08", "asystole", 0, 4.0, None),
    ("bed-07", "spo2_low", 1, 41.0, Deviation("spo2", 84.0, 90.0, Bound.LOW)),
)


def phone(stage: Stage) -> None:
    """From its code to its removal; left out with a word where there is no browser for it."""
    missing = lacks()
    if missing or not stage.takes_pictures:
        if missing:
            print(f"no pictures of the phone's page: this machine has no {missing}", file=sys.stderr)
        return
    with (
        TemporaryDirectory() as folder,
        _gateway(Path(folder)) as (address, node),
        phone_browser(Path(folder) / "browser", stage.flow.preferences.language) as browser,
    ):
        _Walk(stage, browser, address, node).play()


class _Walk:
    """One page, moved through its states."""

    def __init__(self, stage: Stage, browser: "Chrome", address: str, node: PlayingNode) -> None:
        self._stage, self._browser, self._address, self._node = stage, browser, address, node

    def play(self) -> None:
        """Each state, the decisive ones in both themes."""
        self._browser.get(self._address)
        self._see("#code")
        self._shoot("phone-code")
        value = to_header(Pass("ana", self._node.paired.own.secret)).partition(";")[0].partition("=")[2]
        cookie = {"name": NAME, "value": value, "path": "/", "secure": True, "httpOnly": True, "sameSite": "Strict"}
        self._browser.execute_cdp_cmd("Network.setCookie", {"url": self._address, **cookie})
        self._browser.get(self._address)
        self._see("#login")
        self._shoot("phone-sign-in")
        self._find("#login").send_keys("ana")
        self._find("#password").send_keys(RIGHT)
        self._find("#view-enter .primary").click()
        self._see("#view-agreement .primary")
        self._shoot("phone-agreement", both=True)
        self._press("#view-agreement .plain")
        self._see("#agreement-notice")
        self._shoot("phone-agreement-waits", both=True)
        self._press("#agreement-notice")
        self._see("#view-agreement .primary")
        self._press("#view-agreement .primary")
        self._see("#no-alarms")
        self._shoot("phone-calm")
        for note in _alarms():
            self._node.tell(note)
        self._see(".alarm .primary:enabled")
        self._shoot("phone-list", both=True)
        self._node.tell(StandingNote("bed-08", "asystole", Standing.ACCEPTED, (Holds(ANA.name, 1.0),)))
        self._see(".alarm.held")
        self._shoot("phone-answered", both=True)
        self._find("#tab-beds").click()
        self._see(".bed-card")
        self._shoot("phone-beds")
        self._find("#to-lock").click()
        self._see("#view-locked .primary")
        self._shoot("phone-locked")
        self._node.stop()
        self._stage.until(lambda: self._covered() == "no_router", "the loss of the router")
        self._shoot("phone-alarms-down")
        self._node.keys.revoke("ana")
        self._node.start()
        self._stage.until(lambda: self._covered() == "revoked", "the phone's removal")
        self._shoot("phone-removed")

    def _shoot(self, name: str, *, both: bool = False) -> None:
        for dark in (False, True) if both else (False,):
            self._stage.keep(f"{name}-dark" if dark else name, picture_of(self._browser, dark=dark))

    def _press(self, selector: str) -> None:
        """Wherever it is: a finger scrolls first."""
        self._browser.execute_script("arguments[0].scrollIntoView({ block: 'center' })", self._find(selector))
        self._find(selector).click()

    def _see(self, selector: str) -> None:
        self._stage.until(lambda: self._is_seen(selector), f"{selector} on the phone's page")

    def _is_seen(self, selector: str) -> bool:
        found = self._browser.find_elements("css selector", selector)
        return bool(found) and found[0].is_displayed() and not self._find("#cover").is_displayed()

    def _covered(self) -> str:
        cover = self._find("#cover")
        return str(cover.get_attribute("class")) if cover.is_displayed() else ""

    def _find(self, selector: str) -> "WebElement":
        return self._browser.find_element("css selector", selector)


def _alarms() -> Iterator[AlarmNote]:
    for bed, code, priority, began, deviation in _CALLED:
        yield AlarmNote(
            *(bed, f"Leito {bed[-2:]}", code, code, "", priority, priority == 0, Occasion.BEGAN, True),
            *(Standing.CALLING, 1, began, True),
            deviation=deviation,
            person="M. S.",
        )


@contextmanager
def _gateway(home: Path) -> Iterator[tuple[str, PlayingNode]]:
    """The gateway before a node that says what the scene wants; its address."""
    node = PlayingNode()
    limits = {vital: one for vital, one in defaults(AgeClass.ADULT).items() if vital in ("heart_rate", "spo2")}
    rules = {DataClass.BIOMEDICAL: "broadcast", DataClass.HISTORY: "on_request"}
    node.signed_in = asked_to_agree()
    node.beds = Beds(tuple(Bed(f"bed-{at:02}", f"Leito {at:02}", rules, limits, holder=ANA.name) for at in (7, 8)))
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    link, clock = NodeLink.fresh(), SystemClock()
    door, commands = authenticator(context, link), CommandsIn(context, link)

    def answer(command: Command) -> Answer:
        where = node.paired.node
        if command.name == "hub":
            ports = {"alarms_port": where.alarms_port, "bulk_port": where.bulk_port}
            return Answer(values={"host": where.host, "public": where.public, **ports})
        return Answer(values={"admitted": node.keys.receiver(str(command.values["public"])) is not None})

    commands.start(answer)
    write_link(home, NodeLink(0, commands.port, link.node, link.window), ROUTER_FILE)
    try:
        with phones_running(home, clock, own(home / "phones", clock)) as (address, _):
            yield address.replace("127.0.0.1", "localhost"), node
    finally:
        commands.stop()
        door.stop()
        node.stop()
        context.destroy(linger=0)


SCENES: Final = (("phone", phone),)
