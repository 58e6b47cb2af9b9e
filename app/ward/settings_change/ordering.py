"""The whole ward's changes of devices' limits: handed to the devices, followed, told to whoever looks at the bed.

The station's own limits need none of this: they are in force at once.
"""

import logging
import secrets
from collections.abc import Callable, Iterable

from app.kernel.errors import KnownError
from app.ward.alarms.limits import VitalLimits
from app.ward.alarms.model import Change
from app.ward.settings_change.changes import SettingChanges
from app.ward.settings_change.model import DeviceSetting, SettingState
from app.ward.signals import DeviceOrder, LimitsOrder, Numeric, SettingAnswer

_logger = logging.getLogger(__name__)

Tell = Callable[[str, DeviceOrder], bool]
Changed = Callable[[str, Iterable[Change], float], None]


def new_change() -> str:
    """What names an order; nobody guesses the next one."""
    return secrets.token_hex(8)


class SettingOrders:
    """`tell` hands an order to a device, False where there is no way to it; `changed` logs and tells what changed."""

    def __init__(self, tell: Tell, changed: Changed, name: Callable[[], str] = new_change) -> None:
        self._tell, self._changed, self._name = tell, changed, name
        self._beds: dict[str, SettingChanges] = {}

    def open(self, bed: str, logged: Iterable[Change]) -> None:
        """A bed from now on; `logged` goes on where it was."""
        own = self._beds[bed] = SettingChanges(bed)
        standing: dict[str, DeviceSetting] = {}
        for change in logged:
            if isinstance(change.after, DeviceSetting):
                standing[change.what] = change.after
            else:
                standing.pop(change.what, None)
        for one in standing.values():
            own.hold(one)

    def close(self, bed: str, who: str, at: float) -> tuple[Change, ...]:
        """The bed is no longer shown, or somebody else lies there."""
        own = self._beds.pop(bed, None)
        return () if own is None else own.clear(who, at)

    def devices_left(self, bed: str, devices: Iterable[str], who: str, at: float) -> None:
        """These were taken off."""
        self._changed(bed, self._beds[bed].forget(devices, who, at), at)

    def want(self, bed: str, device: str, vital: str, limits: VitalLimits, who: str, at: float) -> DeviceSetting:
        """Ask a device for other limits.

        KnownError ward_settings.under_way (with `who`), .cannot_be_set (with `device`).
        """
        own = self._beds[bed]
        own.check_free(device, vital)
        one = DeviceSetting(self._name(), device, vital, limits, who, at, SettingState.WANTED, at)
        if not self._tell(device, LimitsOrder(one.change, vital, limits.low, limits.high)):
            raise KnownError("ward_settings.cannot_be_set", device=device)
        self._changed(bed, own.want(one), at)
        return one

    def answered(self, bed: str, answer: SettingAnswer) -> None:
        """A device's word; one to what was never asked is told to the technical log."""
        at = answer.received_at
        changes = self._beds[bed].answered(answer, at)
        if not changes:
            _logger.info("an answer of a device to no order that waits: %s", answer.step)
        self._changed(bed, changes, at)

    def observed(self, bed: str, device: str, numerics: Iterable[Numeric], at: float) -> None:
        """Numbers with the limits that the device has set itself."""
        changes = self._beds[bed].observed(device, numerics, at)
        if changes:
            self._changed(bed, changes, at)

    def seen(self, bed: str, who: str, at: float) -> None:
        """Somebody has seen what did not come to pass."""
        self._changed(bed, self._beds[bed].seen(who, at), at)

    def tick(self, at: float) -> None:
        """Time alone."""
        for bed, own in self._beds.items():
            changes = own.tick(at)
            if changes:
                self._changed(bed, changes, at)

    def of(self, bed: str) -> tuple[DeviceSetting, ...]:
        """What is shown at a bed, the newest first."""
        own = self._beds.get(bed)
        return () if own is None else own.standing()
