"""One node put together: ward, inputs, feed and commands."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import zmq

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.ward.alarms.engine import STATION
from app.ward.alarms.signs import Burst
from app.ward.beds.directory import BedDirectory
from app.ward.core import History, Log, WardCore
from app.ward.feed.items import Alarms, FeedItem, Layout
from app.ward.feed.wire import to_frame
from app.ward.inputs import AnswersWhenKept, DeviceInput, Kept, OrdersDevices
from app.ward.node.commands import Act, Command, carry_out
from app.ward.node.keys import NodeLink
from app.ward.node.router_watch import RouterWatch
from app.ward.node.seeking import Seeking
from app.ward.node.serving import ANSWER_SECONDS, CommandsIn, FeedOut, authenticator
from app.ward.running import RunningWard
from app.ward.signals import DeviceOrder
from app.ward.sound.sounding import Sounding
from app.ward.sound.speaker import Speaker

_ARRANGE_SECONDS: Final = 30.0
"""How long the ward's thread may take for the beds; longer, and it hangs, which its windows are told by its silence."""


class WardNode:
    """A ward that runs, and is reachable by a window of this machine over `link`."""

    def __init__(
        self,
        directory: BedDirectory,
        inputs: Sequence[DeviceInput],
        log: Log,
        clock: Clock,
        *,
        history: History = lambda _bed: (),
        keep: Callable[[FeedItem], None] = lambda _item: None,
        speaker: Speaker | None = None,
        kept: Kept = lambda call: call(),
    ) -> None:
        self._kept = kept
        self._directory, self._inputs, self._clock = directory, inputs, clock
        self._log, self._history, self._keep = log, history, keep
        self._speaker = speaker
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._closing: list[Callable[[], Any]] = []
        self._ward: RunningWard | None = None
        self._router = RouterWatch()
        self.link = NodeLink.fresh()

    def waiting(self) -> int:
        """Messages of devices that came in and were not worked through yet."""
        return self._ward.waiting() if self._ward is not None else 0

    def arrange(self, who: str) -> None:
        """Take the beds as they stand now. KnownError where the directory cannot tell, TimeoutError where the
        ward's thread does not answer; they stay as they were then.
        """
        if self._ward is not None:
            self._ward.ask(lambda core, at: core.arrange(at, who)).result(_ARRANGE_SECONDS)

    def technical(self, code: str, subject: str, present: bool) -> None:
        """Something of the station itself has failed, or goes again. From any thread; never waits."""
        if self._ward is not None:
            self._ward.ask(lambda core, at: core.technical(code, subject, present, at))

    def want_router(self, wanted: bool) -> None:
        """Whether a router belongs to this ward, so that none is an alarm; again and again, any thread."""
        if self._ward is not None:
            self._ward.ask(lambda core, at: self._router.want(core, wanted, at))

    def start(self) -> NodeLink:
        """Begin; how a window reaches it. KnownError `ward.input_busy` leaves nothing running."""
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> NodeLink:
        doorkeeper = authenticator(self._context, self.link)
        self._closing.append(doorkeeper.stop)
        feed: FeedOut[FeedItem] = FeedOut(self._context, self.link, to_frame)
        self._closing.append(feed.close)
        acts: dict[str, Act] = {}
        commands = CommandsIn(self._context, self.link)
        self._closing.append(commands.stop)

        core, on_tick = self._core(feed, acts)

        seeking = Seeking(feed.publish, self._tell)
        acts["hear_devices"], acts["heard_elsewhere"] = seeking.hear, seeking.elsewhere

        def tick(at: float) -> None:
            on_tick(at)
            self._router.tick(core, at)
            seeking.tick(core, at)

        ward = RunningWard(core, self._inputs, self._clock, tick)
        for each in self._inputs:
            if isinstance(each, AnswersWhenKept):
                # Through the ward's queue: behind what the device has said before.
                each.answer_when(partial(_behind, ward, self._kept))
        ward.start()
        self._ward = ward
        self._closing.append(ward.stop)
        commands.start(
            lambda command: ward.ask(lambda core, at: carry_out(core, command, at, acts)).result(ANSWER_SECONDS)
        )
        # Before the ward: a command that is taken while the ward has ended would wait for its answer in vain.
        self._closing.append(commands.stop)
        self.link = NodeLink(feed.port, commands.port, self.link.node, self.link.window)
        return self.link

    def _core(self, feed: FeedOut[FeedItem], acts: dict[str, Act]) -> tuple[WardCore, Callable[[float], None]]:
        """The ward with everybody who hears of it, and what is to be done at each tick; more commands into `acts`."""
        hearers: list[Callable[[FeedItem], None]] = [self._keep, feed.publish]

        def publish(item: FeedItem) -> None:
            for hear in hearers:
                hear(item)

        core = WardCore(self._directory, publish, self._log, self._history, self._clock.monotonic(), self._tell)
        acts["technical"] = self._router.take
        if self._speaker is None:
            acts["sound_test"] = _sound_test(None)
            return core, lambda _at: None
        clock = self._clock
        sounding = Sounding(
            self._speaker, lambda missing: core.technical("sound_missing", "", missing, clock.monotonic())
        )
        hearers.append(lambda item: _sound(sounding, item, clock.monotonic()))
        acts["sound_test"] = _sound_test(sounding)
        core.tell_all(clock.monotonic())
        self._closing.append(sounding.close)
        return core, sounding.tick

    def _tell(self, device: str, order: DeviceOrder) -> bool:
        """Over whichever connection the device has; False: none that carries orders."""
        return any(one.tell(device, order) for one in self._inputs if isinstance(one, OrdersDevices))

    def stop(self) -> None:
        """End in the reverse order of the beginning."""
        while self._closing:
            self._closing.pop()()
        self._context.destroy(linger=0)


def _behind(ward: RunningWard, kept: Kept, call: Callable[[], None]) -> None:
    """Once the ward has worked through what came in before, and that is kept."""
    ward.ask(lambda _core, _at: kept(call))


def _sound_test(sounding: Sounding | None) -> Act:
    """Has one burst played; KnownError ward.sound_elsewhere where this node leaves the sound to another."""

    def act(_core: WardCore, command: Command, _at: float) -> dict[str, float]:
        kind = Burst(command.values["burst"])
        if sounding is None:
            raise KnownError("ward.sound_elsewhere")
        return {"seconds": sounding.function_test(kind)}

    return act


def _sound(sounding: Sounding, item: FeedItem, at: float) -> None:
    match item:
        case Alarms():
            sounding.take(item.state, at)
        case Layout():
            sounding.keep({STATION, *(line.bed for line in item.beds)})
