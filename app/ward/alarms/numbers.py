"""All vital signs of one bed against their limits, and what it means when one of them is no longer measured."""

import math
from collections.abc import Mapping

from app.ward.alarms.conditions import conditions
from app.ward.alarms.limits import VitalLimits, vital_rules
from app.ward.alarms.model import Change, SetBy, Why
from app.ward.alarms.register import Claim, Register
from app.ward.alarms.watch import Edge, VitalWatch

GONE = "value_gone"
_HERE = "technical:"


class Numbers:
    """`watches` is read by the engine's fast path; everything else goes through the methods."""

    def __init__(self, register: Register, limits: Mapping[str, VitalLimits]) -> None:
        self.register = register
        self.limits = dict(limits)
        self.set_by: dict[str, SetBy] = {}
        self.watches: dict[str, VitalWatch] = {}
        self.reset()

    def reset(self) -> None:
        """Nothing has been measured yet."""
        own = vital_rules()
        self.watches = {code: VitalWatch(own[code], one) for code, one in self.limits.items()}

    def due(self) -> float:
        """When the next validation delay is over, or a value counts as gone."""
        return min((one.due() for one in self.watches.values()), default=math.inf)

    def run(self, at: float) -> None:
        """What is due until this moment."""
        for watch in self.watches.values():
            if watch.due() <= at:
                self._due(watch, at)

    def take(self, watch: VitalWatch, value: float, at: float) -> None:
        """A value that is not simply quiet: the first, the first after a gap, or one beyond a limit."""
        if watch.gone or not watch.seen:
            watch.gone, watch.seen = False, True
            self.register.unsay(f"{GONE}:{watch.rules.vital}", _HERE, Why.VALUE_BACK, at)
        if watch.doubted:
            watch.doubted = False
            for code in sorted(watch.active_codes()):
                self.register.doubt(code, f"limit:{watch.rules.vital}", False, Why.VALUE_BACK, at)
        if edges := watch.observe(value, at):
            self._edges(watch, edges, at)

    def forget(self, vital: str, why: Why, who: str, at: float) -> None:
        """A person took the sensor off."""
        watch = self.watches.get(vital)
        if watch is None:
            return
        for code in sorted(watch.active_codes()):
            self.register.unsay(code, f"limit:{vital}", why, at, who)
        self.register.unsay(f"{GONE}:{vital}", _HERE, why, at, who)
        self.watches[vital] = VitalWatch(watch.rules, self.limits[vital])

    def set_limits(self, vital: str, limits: VitalLimits, who: str, at: float) -> None:
        """Other limits; the last value is judged by them at once."""
        before, self.limits[vital] = self.limits.get(vital), limits
        watch = self.watches.get(vital)
        if watch is None:
            watch = self.watches[vital] = VitalWatch(vital_rules()[vital], limits)
        gone = watch.set_limits(limits)
        if before != limits:
            self.set_by[vital] = SetBy(who, at)
            was, becomes = limits_words(before), limits_words(limits)
            self.register.note(Change(at, self.register.bed, f"limits:{vital}", was, becomes, Why.SET, who, limits))
        for code in sorted(gone):
            self.register.unsay(code, f"limit:{vital}", Why.NOT_WATCHED, at, who)
        if watch.seen and not watch.gone:
            self._edges(watch, watch.observe(watch.value, at), at)

    def left(self, device: str, at: float) -> None:
        """The device announced its switch-off: its values are not waited for, what they alarmed is no longer known."""
        for watch in self.watches.values():
            if watch.device == device and watch.seen:
                watch.seen = watch.gone = False
                self.register.unsay(f"{GONE}:{watch.rules.vital}", _HERE, Why.LEFT, at)
                self._doubt(watch, Why.LEFT, at)

    def of_device(self, device: str) -> list[str]:
        """The vital signs whose last value came from it."""
        return [code for code, one in self.watches.items() if one.device == device]

    def release(self, vital: str, code: str) -> None:
        """A person has seen an alarm of which nobody knew any more whether it still is so."""
        if vital in self.watches:
            self.watches[vital].release(code)

    def hold(self, vital: str, code: str, waited_for: bool, at: float) -> None:
        """Taken over from before a restart; `waited_for`: a value is due from now on."""
        watch = self.watches.get(vital)
        if watch is None:
            return
        if waited_for:
            watch.seen, watch.last_at = True, at
        if code == GONE:
            watch.gone = True
        else:
            watch.hold(code)
            watch.doubted = True

    def _due(self, watch: VitalWatch, at: float) -> None:
        self._edges(watch, watch.confirm(at), at)
        if watch.seen and not watch.gone and watch.last_at + watch.patience <= at:
            watch.gone = True
            condition = conditions()[GONE]
            claim = Claim(GONE, watch.rules.vital, condition.priority, condition.lethal)
            self.register.say(_HERE, claim, Why.NO_VALUE, at)
        if watch.gone or not watch.seen:
            self._doubt(watch, Why.NO_VALUE, at)

    def _doubt(self, watch: VitalWatch, why: Why, at: float) -> None:
        watch.doubted = True
        for code in sorted(watch.active_codes()):
            self.register.doubt(code, f"limit:{watch.rules.vital}", True, why, at)

    def _edges(self, watch: VitalWatch, edges: list[Edge], at: float) -> None:
        source = f"limit:{watch.rules.vital}"
        for one in edges:
            if one.on:
                claim = Claim(one.code, "", one.priority, conditions()[one.code].lethal, deviation=one.deviation)
                self.register.say(source, claim, Why.LIMIT, at, watch.rules.worsening)
            else:
                self.register.unsay(one.code, source, Why.BACK, at)


def limits_words(limits: VitalLimits | None) -> str:
    """Limits as they stand in the log: extreme low, low, high, extreme high, and the delays in seconds."""
    if limits is None:
        return "none"
    four = (limits.extreme_low, limits.low, limits.high, limits.extreme_high)
    shown = " ".join("-" if one is None else f"{one:g}" for one in four)
    return f"{shown} {limits.delay_low:g}/{limits.delay_high:g} s"
