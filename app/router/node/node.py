"""The router put together: loop, ward's feed, journal, black box, what the store says, and the windows' two sockets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import zmq

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.router.backbone.nodes import Plan
from app.router.backbone.wide import WideHub
from app.router.delivery.model import Trouble
from app.router.links.admitted import AdmittedKeys
from app.router.links.client import NodeAddress
from app.router.links.hub import Hub, HubAddress
from app.router.node.box_sender import BoxLine, BoxSender
from app.router.node.box_thread import BoxPlace, BoxThread
from app.router.node.commands import ACTS, Desk, MakeActs, SlowAct
from app.router.node.core import RouterCore
from app.router.node.items import RouterItem, to_frame
from app.router.node.loop import RouterLoop
from app.router.node.neighbours import Neighbours
from app.router.node.ports import Known, MakeAsking, Steps
from app.router.node.reader import Knows, Reader
from app.router.node.seeking import Seeking
from app.router.node.showing import BoxTold
from app.router.node.sinks import Sinks
from app.router.node.step_log import StepLog
from app.router.node.ward_link import WardLink
from app.ward.beds.journal import AlarmJournal
from app.ward.node.commands import Answer, Command, Values, carried_out
from app.ward.node.keys import KeyPair, NodeLink
from app.ward.node.serving import ANSWER_SECONDS, CommandsIn, FeedOut, authenticator


def _no_acts(_desk: Desk) -> Mapping[str, SlowAct]:
    return {}


def no_line() -> BoxLine:
    """Of a station that no record centre is known to. KnownError `sync.not_enrolled`."""
    raise KnownError("sync.not_enrolled")


@dataclass(frozen=True)
class RouterParts:
    """What a router is made of. `find_ward` finds the ward's node of this machine; `address`: where receivers connect.

    Without `make_asking` requests stay unanswered; `make_acts`: commands of windows besides those of `commands.ACTS`.
    """

    knows: Knows
    steps: Steps
    journal: AlarmJournal
    box: BoxPlace
    own: KeyPair
    find_ward: Callable[[], NodeLink | None]
    address: HubAddress
    make_asking: MakeAsking | None = None
    make_acts: MakeActs = _no_acts
    backbone: Plan | None = None
    nodes: Mapping[str, str] = field(default_factory=dict)
    """Public keys of other nodes that may come in, by their names."""
    open_line: Callable[[], BoxLine] = no_line
    """The line to the record centre. KnownError `sync.not_enrolled` where the station has none."""


class RouterNode:
    """`start`, then `stop`. KnownErrors of `start` leave nothing running."""

    def __init__(self, parts: RouterParts, clock: Clock) -> None:
        self._parts, self._clock = parts, clock
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._closing: list[Callable[[], Any]] = []
        self.keys = AdmittedKeys()
        self.link = NodeLink.fresh()
        self.address = NodeAddress(parts.address.host, 0, 0, parts.own.public)
        self._loop: RouterLoop | None = None
        self._early: list[Callable[[RouterCore, float], None]] = []

    def start(self) -> NodeLink:
        """Begin; how a window reaches it. KnownError `router.port_busy`, and those of a store that cannot be read."""
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End in the reverse order of the beginning; what is to be written is written."""
        while self._closing:
            self._closing.pop()()
        self._context.destroy(linger=0)

    @property
    def loop(self) -> RouterLoop:
        """Once it was started."""
        assert self._loop is not None, "started"
        return self._loop

    def _start(self) -> NodeLink:
        known = self._parts.knows.read()
        self._closing.append(authenticator(self._context, self.link).stop)
        feed: FeedOut[RouterItem] = FeedOut(self._context, self.link, to_frame)
        self._closing.append(feed.close)
        commands = CommandsIn(self._context, self.link, busy="router.busy")
        self._closing.append(commands.stop)
        loop = self._loop = self._assembled(known, feed)
        reader = Reader(self._parts.knows, self._use, partial(self._trouble, Trouble.STORE_FAILED))
        loop.start()
        self._closing.append(loop.stop)
        for call in self._early:
            loop.post(call)
        if self._asking is not None:
            self._closing.append(self._asking.stop)
        self._ward.start()
        self._closing.append(self._ward.stop)
        reader.start()
        self._closing.append(reader.stop)
        acts = self._parts.make_acts(Desk(loop.ask, self.keys, self.address, reader.reread, self._closing.append))
        commands.start(partial(self._answered, _with_reread(acts, reader.reread)))
        # Before the loop: a command that is taken while it has ended would wait for its answer in vain.
        self._closing.append(commands.stop)
        self.link = NodeLink(feed.port, commands.port, self.link.node, self.link.window)
        return self.link

    def _assembled(self, known: Known, feed: "FeedOut[RouterItem]") -> RouterLoop:
        """The loop with its threads of writing; begun, but for the loop itself."""
        parts, clock = self._parts, self._clock
        log = StepLog(parts.journal, parts.steps, clock, self._log_told, self._wake)
        left = log.left()
        box = BoxThread(parts.box, known.tables.discards, clock, self._box_told)
        for one in known.admitted:
            if one.public:
                self.keys.admit(one.public, one.receiver)

        def numbers(count: int) -> int:
            return core.packer.reserve(count)

        hub = _hub(parts, self.keys, clock, numbers)
        self._closing.append(hub.close)
        self.address = NodeAddress(hub.address.host, hub.address.alarms_port, hub.address.bulk_port, parts.own.public)
        self._ward = WardLink(parts.find_ward, self._found_ward, self._lacks_ward, clock)
        sinks = Sinks(log.put, lambda: log.through, box.put, self._ward.say, box.use)
        core = RouterCore(hub, known, clock, sinks, self.keys)
        sender = BoxSender(box, parts.open_line, clock)
        loop = RouterLoop(core, feed.publish, BoxTold(lambda: box.recording, sender.told))
        self._asking = parts.make_asking(core, loop.post) if parts.make_asking is not None else None
        core.asking = self._asking
        if isinstance(hub, WideHub):
            seeking = Seeking(hub, core.troubles, self._ward.ask, lambda call: loop.post(lambda _core, at: call(at)))
            core.neighbours = Neighbours(hub, core.people, core.troubles, seeking, clock.monotonic())
            self._closing.append(seeking.stop)
        log.start()
        self._closing.append(log.stop)
        box.start()
        self._closing.append(box.stop)
        sender.start()
        self._closing.append(sender.stop)
        if core.restore(left, clock.monotonic()):
            loop.note_failure()
        # From here on the loop's to close.
        self._closing.remove(hub.close)
        return loop

    def _answered(self, acts: Mapping[str, SlowAct], command: Command) -> Answer:
        slow = acts.get(command.name)
        if slow is not None:
            return carried_out({command.name: _slowly(slow)}, None, command, 0.0)
        if command.name == "tell_all":
            self.loop.post(lambda _core, _at: self.loop.tell_all())
            return Answer()
        return self.loop.ask(lambda core, at: carried_out(ACTS, core, command, at)).result(ANSWER_SECONDS)

    # ---- from other threads

    def _use(self, known: Known) -> None:
        self.loop.post(lambda core, at: core.use(known, at))

    def _post(self, call: Callable[[RouterCore, float], None]) -> None:
        """To the loop; what fails before there is one is told to it as soon as it begins."""
        if self._loop is not None:
            self._loop.post(call)
        else:
            self._early.append(call)

    def _trouble(self, trouble: Trouble, present: bool) -> None:
        self._post(lambda core, at: core.troubles.own(trouble, present, at))

    def _log_told(self, what: str, failed: bool) -> None:
        if what == "steps":
            self._trouble(Trouble.STEPS_FAILED, failed)
        else:
            self._post(lambda core, _at: core.ledger.refused(failed))

    def _box_told(self, why: str) -> None:
        self._trouble(Trouble.BOX_FAILED, bool(why))

    def _wake(self) -> None:
        if self._loop is not None:
            self._loop.wake()

    def _found_ward(self, link: NodeLink) -> None:
        self.loop.post(lambda _core, _at: self.loop.ears.connect(link))

    def _lacks_ward(self) -> bool:
        return not self.loop.ears.laid_out


def _hub(parts: RouterParts, keys: AdmittedKeys, clock: Clock, numbers: Callable[[int], int]) -> Hub:
    plan = parts.backbone
    try:
        if plan is None:
            return Hub(parts.own, keys, clock, parts.address)
        nodes = AdmittedKeys({public: name for name, public in parts.nodes.items()})
        return WideHub(parts.own, keys, clock, plan, nodes, numbers, parts.address)
    except zmq.ZMQError as problem:
        if problem.errno != zmq.EADDRINUSE:
            raise
        used = [parts.address] if plan is None else [parts.address, plan.listens]
        ports = ", ".join(f"{one.alarms_port}, {one.bulk_port}" for one in used)
        raise KnownError("router.port_busy", ports=ports) from problem


def _with_reread(acts: Mapping[str, SlowAct], reread: Callable[[], None]) -> dict[str, SlowAct]:
    def act(_command: Command) -> None:
        reread()

    return {"reread": act, **acts}


def _slowly(act: SlowAct) -> Callable[[None, Command, float], Values | None]:
    return lambda _nothing, command, _at: act(command)
