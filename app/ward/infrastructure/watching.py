"""Follows the building's equipment by the rules of table 13: asked every hour, alarms when no answer comes or it fails.

Pure: no clock, no thread, no socket.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from app.router.life import SignsOfLife
from app.router.tables.model import Silent, Tables
from app.router.tables.reading import default_tables
from app.ward.alarms.device_alerts import meaning
from app.ward.alarms.words import Priority
from app.ward.beds.model import DeviceClass
from app.ward.infrastructure.model import InfrastructureDevice
from app.ward.signals import DeviceAlert, DeviceMessage, DeviceOrder, DeviceReport, LifeQuestion, SignOfLife

ANSWER_SECONDS: Final = 30.0
"""Our choice: after so long without an answer it counts as gone."""
FIRST_ASKED_AFTER: Final = 60.0
"""Equipment that was set up, or a ward that begins anew: devices connect again within 15 s."""
QUESTION_PRIORITY: Final = 7
"""Table 18: maintenance status."""
FAILED, GONE = "infrastructure_failed", "infrastructure_gone"
_NO_PRIORITY: Final = "PN"
_STATUS: Final = "infrastructure_status"

Tell = Callable[[str, DeviceOrder], bool]


class Technical(Protocol):
    """Where alarms of the station go, as `BedAlarms.technical`."""

    def __call__(
        self,
        code: str,
        subject: str,
        present: bool,
        at: float,
        text: str = "",
        priority: Priority | None = None,
        who: str = "",
    ) -> None:
        """It is there, or no longer."""
        ...


@dataclass(frozen=True)
class InfrastructureLife:
    """How one stands: `asked`: it was asked for a sign and has not answered yet; `left`: it announced its
    switch-off; `gone`: it did not answer; `failed`: in its own words, "" while it says of nothing that it fails."""

    heard_at: float | None
    asked: bool
    left: bool
    gone: bool
    failed: str


class _State:
    __slots__ = ("asked", "gone", "heard_at", "left", "told", "words")

    def __init__(self) -> None:
        self.heard_at: float | None = None
        self.asked = self.left = self.gone = False
        self.words: dict[str, str] = {}
        """What says that it fails ("status", or the identifier of an alarm) → in which words."""
        self.told = ""


class Infrastructure:
    """`arrange` says which there are; `take` what one said; `tick` what time alone does."""

    def __init__(self, tell: Tell, technical: Technical, tables: Tables | None = None) -> None:
        self._tell, self._technical = tell, technical
        self._tables = tables or default_tables()
        self._life = SignsOfLife(self._tables, ANSWER_SECONDS)
        self._devices: dict[str, InfrastructureDevice] = {}
        self._states: dict[str, _State] = {}

    def use(self, tables: Tables, at: float) -> None:
        """Go on with table 13 as it is now; what is gone already alarms by it too."""
        if tables.equipment == self._tables.equipment:
            return
        self._tables = tables
        self._life.use(tables)
        for device, state in self._states.items():
            if state.gone:
                self._say_gone(device, at)

    def arrange(self, devices: Sequence[InfrastructureDevice], at: float, who: str) -> None:
        """These from now on. What alarmed of one that was removed ends in the name of whoever did that."""
        now = {one.device: one for one in devices}
        for device in [device for device in self._devices if device not in now]:
            self._life.leaves(device)
            del self._states[device]
            for code in (FAILED, GONE):
                self._technical(code, device, False, at, who=who)
        before, self._devices = self._devices, now
        for device, one in now.items():
            if device not in self._states:
                self._states[device] = _State()
                self._life.heard(device, DeviceClass.C, at - self._silent_after() + FIRST_ASKED_AFTER)
            elif before[device] != one:
                self._states[device].told = ""
                self._say(device, at)

    def follows(self, device: str) -> bool:
        """Whether it is one of these."""
        return device in self._devices

    def take(self, message: DeviceMessage) -> None:
        """What one of these said; anything is a sign of life."""
        device, at = message.source.device, message.received_at
        state = self._states[device]
        state.heard_at = at
        if isinstance(message, SignOfLife) and message.leaving:
            self._life.leaves(device)
            state.left, state.asked, state.gone = True, False, False
            self._technical(GONE, device, False, at)
            return
        self._life.heard(device, DeviceClass.C, at)
        state.left = state.asked = False
        if state.gone:
            state.gone = False
            self._technical(GONE, device, False, at)
        if isinstance(message, DeviceAlert):
            failing = meaning(message).present and message.priority != _NO_PRIORITY
            self._note(state, message.alert, message.text or message.event, failing=failing)
        elif isinstance(message, DeviceReport) and message.topic == _STATUS:
            self._note(state, "status", "", failing=message.values.get("state") == "failed")
        self._say(device, at)

    def tick(self, at: float) -> None:
        """Ask whoever has been silent for its time; tell who did not answer."""
        for silence in self._life.silent(at):
            device = silence.equipment
            state = self._states[device]
            if silence.then is not Silent.LOST:
                state.asked = True
                # Where it cannot be asked, its own word is waited for as long as an answer would be.
                self._tell(device, LifeQuestion(QUESTION_PRIORITY))
                continue
            state.asked, state.gone = False, True
            self._say_gone(device, at)

    def lives(self) -> dict[str, InfrastructureLife]:
        """By device."""
        return {
            device: InfrastructureLife(one.heard_at, one.asked, one.left, one.gone, self._words(one, device))
            for device, one in self._states.items()
        }

    @staticmethod
    def _note(state: _State, source: str, words: str, *, failing: bool) -> None:
        if failing:
            state.words[source] = words
        else:
            state.words.pop(source, None)

    def _words(self, state: _State, device: str) -> str:
        if not state.words:
            return ""
        said = next((one for one in state.words.values() if one), "").lstrip("* ")
        label = self._devices[device].label
        return f"{label}: {said}" if said else label

    def _say(self, device: str, at: float) -> None:
        """Tell the station when what it says of its failure has changed, and again what stands with another risk."""
        state, one = self._states[device], self._devices[device]
        words = self._words(state, device)
        if words != state.told:
            state.told = words
            self._technical(FAILED, device, bool(words), at, words, one.risk)
        if state.gone:
            self._say_gone(device, at)

    def _say_gone(self, device: str, at: float) -> None:
        """By the risk that was set for it, and no more urgent than table 13 has it; there may be none at all."""
        one, most = self._devices[device], self._tables.equipment[DeviceClass.C].exit_priority
        priority = None if most is None else Priority(max(one.risk, most))
        self._technical(GONE, device, priority is not None, at, one.label, priority)

    def _silent_after(self) -> float:
        return self._tables.equipment[DeviceClass.C].silent_after or 0.0
