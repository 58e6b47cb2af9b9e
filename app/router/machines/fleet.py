"""All machines of a station, each running as its settings now are."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.router.links.client import NodeAddress, ReceiverLink
from app.router.machines.alarm_manager import AlarmManager
from app.router.machines.memory import Memory
from app.router.machines.outlet import Outlet
from app.router.machines.replies import RepliesIn
from app.router.machines.running import RunningMachine
from app.router.machines.stored import Machine
from app.ward.beds.journal import AlarmJournal

_logger = logging.getLogger(__name__)


@dataclass
class _Running:
    machine: Machine
    node: NodeAddress
    running: RunningMachine
    memory: Memory
    replies: RepliesIn | None

    def stop(self) -> None:
        if self.replies is not None:
            self.replies.stop()
        self.running.stop()


class Fleet:
    """`arrange` as often as something may have changed, then `stop`; of one thread. `journal`: of the receiver's name,
    where what it was told outlives this process."""

    def __init__(
        self, make: Callable[[Machine], Outlet], clock: Clock, journal: Callable[[str], AlarmJournal] | None = None
    ) -> None:
        self._make, self._clock, self._journal = make, clock, journal
        self._running: dict[str, _Running] = {}

    def arrange(self, machines: Sequence[Machine], node: NodeAddress) -> None:
        """Run exactly these; what changed is ended and begun anew, everything else goes on."""
        wanted = {one.receiver: one for one in machines}
        for receiver, one in list(self._running.items()):
            if wanted.get(receiver) != one.machine or one.node != node:
                del self._running[receiver]
                one.stop()
                if receiver not in wanted or wanted[receiver].settings != one.machine.settings:
                    # Something else stands there now, which was told nothing.
                    one.memory.forget()
        for receiver, machine in wanted.items():
            if receiver not in self._running:
                self._running[receiver] = self._begin(machine, node)

    def failures(self) -> dict[str, str]:
        """Receiver → why it cannot act, of those that cannot."""
        return {
            receiver: failure.why
            for receiver, one in self._running.items()
            if (failure := one.running.failure) is not None
        }

    def stop(self) -> None:
        """End all."""
        for one in self._running.values():
            one.stop()
        self._running.clear()

    def _begin(self, machine: Machine, node: NodeAddress) -> _Running:
        outlet = self._make(machine)

        def open_link() -> ReceiverLink:
            return ReceiverLink(node, machine.own, self._clock)

        journal = self._journal(machine.receiver) if self._journal is not None else None
        memory = Memory(self._clock, journal)
        running = RunningMachine(machine.name, outlet, open_link, self._clock, memory=memory)
        replies = self._replies(machine, outlet)
        running.start()
        return _Running(machine, node, running, memory, replies)

    def _replies(self, machine: Machine, outlet: Outlet) -> RepliesIn | None:
        if not isinstance(outlet, AlarmManager) or not machine.settings.replies_port:
            return None
        found = RepliesIn(machine.settings, outlet.take, self._clock)
        try:
            found.start()
        except KnownError as problem:
            # Reports go out all the same; answers on the same connection still come in.
            _logger.error("replies to the machine %s cannot come in: %s", Word(machine.name), problem.code)
            return None
        return found
