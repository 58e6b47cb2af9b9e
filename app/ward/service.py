"""What the window asks of the ward: its picture, and what people do to alarms, each checked against the rights.

Signals, numbers and sockets are loaded when somebody looks at the ward: most stations never do.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.security.roles import Action
from app.security.session import Session, require

if TYPE_CHECKING:
    from app.ward.alarms.limits import VitalLimits
    from app.ward.node.following import NodeFollower
    from app.ward.node.keys import NodeLink
    from app.ward.node.tending import NodeTender
    from app.ward.picture.builder import PictureBuilder

_logger = logging.getLogger(__name__)

OVERDUE_SECONDS: Final = 20.0
"""A node that is wanted, on a slow machine too, has begun to speak within this; one that went is back by then."""


class Hearing(StrEnum):
    """How this window stands to its ward. `NO_BEDS`: none is put in, nothing is to be heard; `OVERDUE`: it has
    been waited for longer than it takes a node to begin."""

    HEARD = "heard"
    NO_BEDS = "no_beds"
    WAITING = "waiting"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class UnplacedDevice:
    """A device that speaks and stands at no bed; `bed` and `patient` are what it says of itself, and may be empty.
    `heard_before`: seconds since its last word.
    """

    device: str
    bed: str
    patient: str
    heard_before: float


@dataclass(frozen=True)
class DeviceSign:
    """The last sign of life of a device at a bed: `heard_before` seconds ago, None where it has not spoken since the
    ward was started. `left`: it announced its switch-off; `gone`: it fell silent without a word.
    """

    heard_before: float | None
    left: bool
    gone: bool


@dataclass(frozen=True)
class InfrastructureSign(DeviceSign):
    """The same of equipment of the building. `asked`: it was asked for a sign and has not answered yet; `failed`: what
    fails, in words, "" where it says of nothing that it does.
    """

    asked: bool
    failed: str


class WardService:
    """Follows the node of this station from the first time that somebody looks; commands wait for its answer, so they
    are called from a worker thread. Each raises what the node refuses, `ward.node_silent` where it does not answer.
    `beds_in`: whether any bed is put in; asked of the thread that follows, as long as the node is not heard.
    """

    def __init__(
        self,
        folders: StationFolders,
        clock: Clock,
        tender: "NodeTender | None" = None,
        beds_in: Callable[[], bool] = lambda: True,
    ) -> None:
        self._folders, self._clock, self._tender, self._beds_in = folders, clock, tender, beds_in
        self._waits_since: float | None = None
        self._wanted, self._seen = True, True
        self._follower: NodeFollower | None = None
        self._starting = threading.Lock()

    @cached_property
    def picture(self) -> "PictureBuilder":
        """What a wall shows; asked first by the window's own thread."""
        from app.ward.picture.builder import PictureBuilder  # noqa: PLC0415 - numpy is loaded with it

        return PictureBuilder(self._clock.monotonic)

    def follow(self) -> None:
        """Begin to follow, unless it has begun."""
        from app.ward.node.following import NodeFollower  # noqa: PLC0415 - most stations never look at a ward, and load no ZeroMQ

        picture = self.picture
        with self._starting:
            if self._follower is None:
                self._waits_since = self._clock.monotonic()
                self._follower = NodeFollower(self._find_link, picture.take, self._clock)
                self._follower.start()

    def stop(self) -> None:
        """End; the picture stays as it was seen last, and the node goes on."""
        if self._tender is not None:
            self._tender.stop()
        with self._starting:
            follower, self._follower = self._follower, None
        if follower is not None:
            follower.stop()

    def is_silent(self) -> bool:
        """Whether the node is not heard: what the wall shows is then no longer the present."""
        follower = self._follower
        return follower is None or follower.is_silent()

    def hearing(self) -> Hearing:
        """Whether the node is heard, and why not. As long as nobody could look for beds it is waited for: "no bed" is
        never a guess."""
        if not self.is_silent():
            return Hearing.HEARD
        if not self._wanted:
            return Hearing.NO_BEDS
        since = self._waits_since
        late = since is not None and self._clock.monotonic() - since > OVERDUE_SECONDS
        return Hearing.OVERDUE if late else Hearing.WAITING

    def node_problem(self) -> KnownError | None:
        """Why the node of this station cannot be started; None where it runs, is being started, or is not wanted."""
        return self._tender.problem if self._tender is not None else None

    def acknowledge(self, session: Session, bed: str, alarm: str) -> None:
        """Somebody has seen this alarm; it goes quiet, and is shown as long as it lasts."""
        self._ask(session, Action.ANSWER_ALARMS, "acknowledge", bed, alarm=alarm)

    def acknowledge_all(self, session: Session, bed: str) -> None:
        """Somebody has seen all that alarms at this bed."""
        self._ask(session, Action.ANSWER_ALARMS, "acknowledge_all", bed)

    def pause_audio(self, session: Session, bed: str) -> None:
        """No sound of this bed for two minutes; what is lethal or more urgent is heard all the same."""
        self._ask(session, Action.ANSWER_ALARMS, "pause_audio", bed)

    def pause_alarms(self, session: Session, bed: str) -> None:
        """Neither sound nor flashing of this bed for two minutes, but for what is lethal."""
        self._ask(session, Action.ANSWER_ALARMS, "pause_alarms", bed)

    def resume(self, session: Session, bed: str) -> None:
        """End every pause of this bed."""
        self._ask(session, Action.ANSWER_ALARMS, "resume", bed)

    def set_limits(self, session: Session, bed: str, vital: str, limits: "VitalLimits") -> None:
        """Other limits of one vital sign from now on, as long as the stay lasts. Raises as `check_limits`."""
        self._ask(session, Action.SET_LIMITS, "set_limits", bed, vital=vital, limits=limits)

    def set_device_limits(self, session: Session, bed: str, vital: str, limits: "VitalLimits") -> None:
        """Ask the device that measures a vital sign to take these limits as its own. What became of it stands in
        `BedState.settings`. Raises as `check_limits`, and ward_settings.nobody_measures, .cannot_be_set, .under_way.
        """
        self._ask(session, Action.SET_LIMITS, "set_device_limits", bed, vital=vital, limits=limits)

    def setting_seen(self, session: Session, bed: str) -> None:
        """Somebody has seen what a device refused, or did not answer: it is no longer shown."""
        self._ask(session, Action.ANSWER_ALARMS, "setting_seen", bed)

    def alarm_off(self, session: Session, bed: str, condition: str) -> None:
        """One condition does not alarm until somebody switches it on. KnownError ward_alarms.stays_on: it must."""
        self._ask(session, Action.SET_LIMITS, "alarm_off", bed, condition=condition)

    def alarm_on(self, session: Session, bed: str, condition: str) -> None:
        """It alarms again, at once where the condition is there."""
        self._ask(session, Action.SET_LIMITS, "alarm_on", bed, condition=condition)

    def unplaced(self, session: Session) -> tuple[UnplacedDevice, ...]:
        """Devices that speak and stand at no bed, whoever spoke last first."""
        told = self._ask(session, Action.VIEW_WARD, "unplaced", "")
        found = [
            UnplacedDevice(device, str(one["bed"]), str(one["patient"]), float(one["heard_before"]))
            for device, one in told.items()
        ]
        return tuple(sorted(found, key=lambda one: (one.heard_before, one.device)))

    def devices(self, session: Session) -> dict[str, DeviceSign]:
        """Device → its last sign of life, of every device that stands at a bed."""
        told = self._ask(session, Action.VIEW_WARD, "devices", "")
        return {
            device: DeviceSign(
                None if one["heard_before"] is None else float(one["heard_before"]),
                bool(one["left"]),
                bool(one["gone"]),
            )
            for device, one in told.items()
        }

    def infrastructure(self, session: Session) -> dict[str, InfrastructureSign]:
        """Device → its last sign of life, of the building's equipment that is watched."""
        told = self._ask(session, Action.VIEW_WARD, "infrastructure", "")
        return {
            device: InfrastructureSign(
                None if one["heard_before"] is None else float(one["heard_before"]),
                bool(one["left"]),
                bool(one["gone"]),
                bool(one["asked"]),
                str(one["failed"]),
            )
            for device, one in told.items()
        }

    def sound_test(self, session: Session, burst: str) -> float:
        """Have one burst ("high", "medium", "low") played by the node's loudspeaker; seconds that it lasts.

        KnownError ward.sound_in_use while an alarm is to be heard, .sound_missing, .sound_elsewhere.
        """
        return float(self._ask(session, Action.ANSWER_ALARMS, "sound_test", "", burst=burst)["seconds"])

    def _ask(self, session: Session, action: Action, name: str, bed: str, **values: object) -> dict[str, Any]:
        require(session, action)
        from app.ward.node.commands import Command  # noqa: PLC0415 - most stations never look at a ward, and load no ZeroMQ

        self.follow()
        follower = self._follower
        return follower.ask(Command(name, session.name, bed, values)) if follower is not None else {}

    def _find_link(self) -> "NodeLink | None":
        """Ports and keys of the node, looked for at the start and after each silence; whether it is wanted, with it."""
        from app.ward.node.keys import read_link  # noqa: PLC0415 - most stations never look at a ward, and load no ZeroMQ

        self._look_for_beds()
        return read_link(self._folders.home)

    def _look_for_beds(self) -> None:
        try:
            wanted, seen = self._beds_in(), True
        except Exception:
            # The store may be locked for a moment: the thread that follows the alarms ends of nothing that it meets.
            wanted, seen = True, False
            if self._seen:
                _logger.exception("whether there are beds could not be seen")
        if wanted and not self._wanted:
            self._waits_since = self._clock.monotonic()
        self._wanted, self._seen = wanted, seen
