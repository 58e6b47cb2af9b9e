"""The alarm engine of one bed: what devices, limits, the witness and people say, and what time alone does.

Pure: no clock, no file, no thread. Every call brings its time; what fell due before it happens first, at its own
moment, so that the state never depends on how often anybody asks. Times that run backwards count as now.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from app.kernel.errors import KnownError
from app.ward.alarms.conditions import Rules, conditions, rules
from app.ward.alarms.device_alerts import DeviceAlerts
from app.ward.alarms.devices import Devices
from app.ward.alarms.findings import Finding
from app.ward.alarms.happenings import Happenings
from app.ward.alarms.limits import AgeClass, VitalLimits, check_limits
from app.ward.alarms.model import BedState, Change, Silence, Why
from app.ward.alarms.numbers import Numbers
from app.ward.alarms.register import Claim, Register
from app.ward.alarms.standing import stand
from app.ward.alarms.verdicts import Verdicts
from app.ward.alarms.words import Priority
from app.ward.signals import DeviceAlert, Numeric

NOTHING: tuple[Change, ...] = ()


class BedAlarms:
    """One bed. Every method returns what changed, in its order, to be logged before anything else is done."""

    def __init__(self, bed: str, limits: Mapping[str, VitalLimits], at: float, times: Rules | None = None) -> None:
        self.bed = bed
        self.register = Register(bed, times or rules())
        self.numbers = Numbers(self.register, limits)
        self.devices = Devices(self.register)
        self.alerts = DeviceAlerts(self.register)
        self.verdicts = Verdicts(self.register)
        self.happenings = Happenings(self.register)
        self._now = at
        self._due = math.inf

    @property
    def due(self) -> float:
        """Nothing happens by itself before this moment."""
        return self._due

    def tick(self, at: float) -> tuple[Change, ...]:
        """Time alone. Costs a comparison where nothing is due."""
        if at < self._due:
            self._now = max(self._now, at)
            return NOTHING
        return self._done(self._advance(at))

    def observe(self, numerics: Iterable[Numeric], at: float, device: str = "") -> tuple[Change, ...]:
        """Numbers of a device; a value of None, or one that is not possible, counts as no value."""
        if at >= self._due:
            self._advance(at)
        self._now = at = max(at, self._now)
        if device:
            self.devices.hear(device, at)
        watches = self.numbers.watches
        for one in numerics:
            watch, value = watches.get(one.vital), one.value
            if watch is None or value is None or not watch.possible[0] <= value <= watch.possible[1]:
                continue
            sooner = watch.note(value, at, device)
            if sooner or watch.busy or watch.gone or not watch.seen or not watch.low <= value <= watch.high:
                self.numbers.take(watch, value, at)
                self._due = min(self._due, watch.due())
        return self._done(at) if at >= self._due or self.register.out else NOTHING

    def device_alert(self, alert: DeviceAlert, at: float) -> tuple[Change, ...]:
        """An alarm that the device raised itself, in any of its phases."""
        at = self._advance(at)
        self.devices.hear(alert.source.device, at)
        self.alerts.take(alert, at)
        return self._done(at)

    def witness(self, findings: Sequence[Finding], at: float) -> tuple[Change, ...]:
        """What the waveform shows; it adds, and where it sees otherwise it says so. It takes nothing away."""
        at = self._advance(at)
        for one in findings:
            self.verdicts.take(one, at)
        return self._done(at)

    def technical(
        self,
        code: str,
        subject: str,
        present: bool,
        at: float,
        text: str = "",
        priority: Priority | None = None,
        who: str = "",
    ) -> tuple[Change, ...]:
        """A technical condition that somebody else found, `priority` where not as usual; `who` ended it, where a person
        did. Raises KnownError ward_alarms.unknown_condition.
        """
        at = self._advance(at)
        self._known(code)
        condition = conditions()[code]
        if present:
            urgency = condition.priority if priority is None else priority
            claim = Claim(code, subject, urgency, condition.lethal, text)
            self.register.say("technical:", claim, Why.TECHNICAL, at)
        else:
            why = Why.DETACHED if who else Why.ENDED
            self.register.unsay(f"{code}:{subject}" if subject else code, "technical:", why, at, who)
        return self._done(at)

    def happened(self, code: str, subject: str, at: float, text: str = "") -> tuple[Change, ...]:
        """A technical condition that has no end of its own. Raises KnownError ward_alarms.unknown_condition."""
        at = self._advance(at)
        self._known(code)
        self.happenings.take(code, subject, text, at)
        return self._done(at)

    def attach(self, device: str, life_support: bool, who: str, at: float) -> tuple[Change, ...]:
        """A device of class A is at the bed from now on: its silence alarms."""
        at = self._advance(at)
        self.devices.attach(device, life_support, who, at)
        return self._done(at)

    def sign_of_life(self, device: str, at: float, leaving: bool = False) -> tuple[Change, ...]:
        """A watchdog; with `leaving` the announced switch-off."""
        at = self._advance(at)
        if not leaving:
            self.devices.hear(device, at)
        elif self.devices.leave(device, at):
            self.numbers.left(device, at)
            self.alerts.left(device, at)
        return self._done(at)

    def of_devices(self, learn: Callable[[Devices], object], at: float) -> tuple[Change, ...]:
        """What is learnt of its devices, but not from them: one cannot be asked, or another node hears it."""
        learn(self.devices)
        return self._done(at)

    def detach(self, device: str, who: str, at: float) -> tuple[Change, ...]:
        """A person took the device off: nothing of it is waited for, and what it said is over."""
        at = self._advance(at)
        for vital in self.numbers.of_device(device):
            self.numbers.forget(vital, Why.DETACHED, who, at)
        self.alerts.detach(device, who, at)
        self.devices.detach(device, who, at)
        return self._done(at)

    def stop_watching(self, vital: str, who: str, at: float) -> tuple[Change, ...]:
        """A person took the sensor off: what hung on it is over until a value comes again."""
        at = self._advance(at)
        self.numbers.forget(vital, Why.NOT_WATCHED, who, at)
        return self._done(at)

    def acknowledge(self, key: str, who: str, at: float) -> tuple[Change, ...]:
        """Seen by a person, and with it what it covers.

        Raises KnownError ward_alarms.not_there where no such alarm stands.
        """
        at = self._advance(at)
        if key not in self.register.alarms:
            raise KnownError("ward_alarms.not_there", alarm=key)
        covers = conditions()[self.register.alarms[key].code].covers
        for one in [key, *(other for other, alarm in self.register.alarms.items() if alarm.code in covers)]:
            self._see(one, who, at)
        return self._done(at)

    def acknowledge_all(self, who: str, at: float) -> tuple[Change, ...]:
        """A person has seen all that nobody had seen, and every reminder."""
        at = self._advance(at)
        for key in [one.key for one in self.register.alarms.values() if one.sounds]:
            self._see(key, who, at)
        return self._done(at)

    def _see(self, key: str, who: str, at: float) -> None:
        if key not in self.register.alarms:
            # What was seen just before took it along.
            return
        code = self.register.alarms[key].code
        for source in self.register.acknowledge(key, who, at):
            kind, _, name = source.partition(":")
            if kind == "limit":
                self.numbers.release(name, code)
            elif kind == "device":
                self.alerts.release(name, who, at)
            elif kind == "witness":
                self.verdicts.release(code, name)

    def pause_audio(self, who: str, at: float, seconds: float | None = None) -> tuple[Change, ...]:
        """No sound for a while; what is lethal, or more urgent than all that sounds now, is heard all the same.

        Raises KnownError ward_alarms.pause_length with `longest`.
        """
        at = self._advance(at)
        until = at + self._pause_seconds(seconds)
        sounding = [one.priority for one in self.register.alarms.values() if one.sounds]
        floor = min(sounding, default=Priority.MEDIUM)
        silence = replace(self.register.silence, audio_until=until, floor=floor, who=who)
        self.register.set_silence(silence, Why.PAUSED, who, at)
        return self._done(at)

    def audio_off(self, who: str, at: float) -> tuple[Change, ...]:
        """No sound until it is switched on again, except for what is lethal."""
        at = self._advance(at)
        self.register.set_silence(replace(self.register.silence, audio_off=True, who=who), Why.SWITCHED_OFF, who, at)
        return self._done(at)

    def pause_alarms(self, who: str, at: float, seconds: float | None = None) -> tuple[Change, ...]:
        """Neither sound nor flashing for a while, except for what is lethal; all conditions are watched on."""
        at = self._advance(at)
        silence = replace(self.register.silence, alarms_until=at + self._pause_seconds(seconds), who=who)
        self.register.set_silence(silence, Why.PAUSED, who, at)
        return self._done(at)

    def resume(self, who: str, at: float) -> tuple[Change, ...]:
        """End every pause, and the sound is on again."""
        at = self._advance(at)
        self.register.set_silence(Silence(off=self.register.silence.off), Why.RESUMED, who, at)
        return self._done(at)

    def alarm_off(self, code: str, who: str, at: float) -> tuple[Change, ...]:
        """One condition is not to alarm. Raises KnownError ward_alarms.unknown_condition, .stays_on."""
        at = self._advance(at)
        self._known(code)
        if conditions()[code].stays_on:
            raise KnownError("ward_alarms.stays_on", condition=code)
        if all(one.code != code for one in self.register.silence.off):
            self.register.switch_off(code, who, at)
        return self._done(at)

    def alarm_on(self, code: str, who: str, at: float) -> tuple[Change, ...]:
        """It alarms again, at once where the condition is there."""
        at = self._advance(at)
        self._known(code)
        self.register.switch_on(code, who, at)
        return self._done(at)

    def set_limits(self, vital: str, limits: VitalLimits, age: AgeClass, who: str, at: float) -> tuple[Change, ...]:
        """Other limits from now on; refused as `check_limits` says."""
        check_limits(vital, limits, age)
        at = self._advance(at)
        self.numbers.set_limits(vital, limits, who, at)
        return self._done(at)

    def discharge(self, who: str, at: float) -> tuple[Change, ...]:
        """The patient has left: alarms, pauses, devices and what was watched are cleared."""
        at = self._advance(at)
        for device in list(self.devices.attached):
            self.alerts.detach(device, who, at)
            self.devices.detach(device, who, at)
        self.register.clear(Why.DISCHARGED, who, at)
        self.alerts = DeviceAlerts(self.register)
        self.verdicts.clear()
        self.happenings.clear()
        self.numbers.reset()
        return self._done(at)

    def state(self) -> BedState:
        """How the bed stands, as of the last call."""
        return stand(self.register, self.numbers, self._now)

    def settle(self) -> None:
        """Find out when the next thing falls due; for whoever put the bed together from a log."""
        self._due = self._next()

    def _advance(self, at: float) -> float:
        """Do all that fell due until `at`, each at its own moment; returns the moment that now is."""
        at = max(at, self._now)
        while (moment := self._next()) <= at:
            self._now = max(self._now, moment)
            self._run(self._now)
        self._now = at
        return at

    def _done(self, at: float) -> tuple[Change, ...]:
        """Do what falls due at this very moment, find out when the next thing does, and hand over what changed."""
        self._advance(at)
        self._due = self._next()
        return self.register.take()

    def _next(self) -> float:
        parts = (self.register, self.numbers, self.devices, self.alerts, self.verdicts, self.happenings)
        return min(one.due() for one in parts)

    def _run(self, at: float) -> None:
        """What is due at this moment, always in the same order."""
        self.register.end_pauses(at)
        for part in (self.numbers, self.devices, self.alerts, self.verdicts, self.happenings, self.register):
            part.run(at)

    def _pause_seconds(self, seconds: float | None) -> float:
        longest = self.register.rules.longest_pause
        chosen = self.register.rules.pause if seconds is None else seconds
        if not (math.isfinite(chosen) and 0 < chosen <= longest):
            raise KnownError("ward_alarms.pause_length", seconds=chosen, longest=longest)
        return chosen

    def _known(self, code: str) -> None:
        if code not in conditions():
            raise KnownError("ward_alarms.unknown_condition", condition=code)
