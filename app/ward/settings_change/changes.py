"""All changes of devices' limits at one bed: each moves by what its device says and by time alone. Pure."""

import math
from collections.abc import Iterable

from app.kernel.errors import KnownError
from app.ward.alarms.model import Change, Why
from app.ward.settings_change.model import SHOWN_SECONDS, DeviceSetting, SettingState, state_of
from app.ward.signals import Numeric, SettingAnswer

WHAT = "setting:"
"""Begins the name of a change in the log."""
_TOLERANCE = 1e-3
"""Devices round what they write."""


class SettingChanges:
    """Every method returns what changed, to be logged; the newest change of a vital sign replaces the former."""

    def __init__(self, bed: str) -> None:
        self.bed = bed
        self._standing: dict[str, DeviceSetting] = {}

    def want(self, one: DeviceSetting) -> tuple[Change, ...]:
        """It was handed to the device's connection. KnownError ward_settings.under_way while another is not decided."""
        self.check_free(one.device, one.vital)
        return self._put(one, Why.SET, one.who, one.wanted_at)

    def check_free(self, device: str, vital: str) -> None:
        """KnownError ward_settings.under_way where a change of this device's vital sign waits for its answer."""
        before = self._standing.get(f"{device}/{vital}")
        if before is not None and before.state.is_open:
            raise KnownError("ward_settings.under_way", who=before.who)

    def answered(self, answer: SettingAnswer, at: float) -> tuple[Change, ...]:
        """What the device says; an answer to what nobody knows (any more) changes nothing."""
        for one in self._standing.values():
            if one.change == answer.change and one.device == answer.source.device:
                return self._move(one, state_of(answer.step), Why.DEVICE, at, answer.reason)
        return ()

    def observed(self, device: str, numerics: Iterable[Numeric], at: float) -> tuple[Change, ...]:
        """Numbers that a device sent with its own limits: where these are the wanted ones, they are in force."""
        if not self._standing:
            return ()
        changes: tuple[Change, ...] = ()
        for numeric in numerics:
            one = self._standing.get(f"{device}/{numeric.vital}")
            if one is not None and one.state is not SettingState.REFUSED and _shows(numeric, one):
                changes += self._move(one, SettingState.IN_FORCE, Why.DEVICE, at)
        return changes

    def tick(self, at: float) -> tuple[Change, ...]:
        """Time alone: an answer that did not come, each at its own moment, and what was shown for long enough."""
        changes: tuple[Change, ...] = ()
        for key, one in list(self._standing.items()):
            due = one.due()
            if due is not None and due <= at:
                changes += self._move(one, SettingState.UNANSWERED, Why.EXPIRED, due)
            elif one.state is SettingState.IN_FORCE and one.since + SHOWN_SECONDS <= at:
                del self._standing[key]
        return changes

    def seen(self, who: str, at: float) -> tuple[Change, ...]:
        """Somebody has seen what failed: it is no longer shown."""
        return self._end([one for one in self._standing.values() if one.state.failed], Why.SEEN, who, at)

    def forget(self, devices: Iterable[str], who: str, at: float) -> tuple[Change, ...]:
        """Devices that are no longer here: nothing of theirs is waited for."""
        gone = frozenset(devices)
        return self._end([one for one in self._standing.values() if one.device in gone], Why.DETACHED, who, at)

    def clear(self, who: str, at: float) -> tuple[Change, ...]:
        """The patient has left."""
        return self._end(list(self._standing.values()), Why.DISCHARGED, who, at)

    def hold(self, one: DeviceSetting) -> None:
        """Taken over from before a restart: it goes on waiting, or being shown, for as long as it would have."""
        self._standing[one.key] = one

    def standing(self) -> tuple[DeviceSetting, ...]:
        """What is shown, the newest first."""
        return tuple(sorted(self._standing.values(), key=lambda one: (-one.wanted_at, one.key)))

    def _move(
        self, one: DeviceSetting, state: SettingState, why: Why, at: float, reason: str = ""
    ) -> tuple[Change, ...]:
        after = one.moved(state, at, reason)
        return () if after is None else self._put(after, why, "", at)

    def _put(self, one: DeviceSetting, why: Why, who: str, at: float) -> tuple[Change, ...]:
        before = self._standing.get(one.key)
        self._standing[one.key] = one
        was = before.state.value if before is not None and before.change == one.change else "none"
        return (Change(at, self.bed, f"{WHAT}{one.key}", was, one.state.value, why, who, one),)

    def _end(self, ended: list[DeviceSetting], why: Why, who: str, at: float) -> tuple[Change, ...]:
        for one in ended:
            del self._standing[one.key]
        return tuple(Change(at, self.bed, f"{WHAT}{one.key}", one.state.value, "none", why, who) for one in ended)


def _shows(numeric: Numeric, one: DeviceSetting) -> bool:
    low, high = numeric.limits
    wanted = (one.limits.low, one.limits.high)
    return (low, high) != (None, None) and all(map(_same, (low, high), wanted))


def _same(said: float | None, wanted: float | None) -> bool:
    if said is None or wanted is None:
        return said is wanted
    return math.isclose(said, wanted, abs_tol=_TOLERANCE)
