"""What happens to a device's message: it finds its bed, its alarms are decided, and every screen is told.

Knows no socket, no thread and no window; time comes in as an argument. `app/ward/running.py` gives it a thread.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from app.kernel.errors import KnownError
from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.device_alerts import meaning
from app.ward.alarms.devices import Devices, following_of
from app.ward.alarms.engine import STATION, AlarmEngine
from app.ward.alarms.limits import VitalLimits, check_limits
from app.ward.alarms.model import Change
from app.ward.alarms.words import Priority
from app.ward.beds.directory import BedDirectory, WardBed
from app.ward.device_lives import DeviceLife, Unplaced
from app.ward.feed.items import Alarms, BedLine, FeedItem, Layout, Numbers, Reported, Waves
from app.ward.infrastructure.watching import Infrastructure, Tell
from app.ward.settings_change.model import DeviceSetting
from app.ward.settings_change.ordering import SettingOrders
from app.ward.signals import (
    DeviceAlert,
    DeviceMessage,
    DeviceReport,
    LifeQuestion,
    Observation,
    Refusal,
    SettingAnswer,
    SignOfLife,
)
from app.ward.witness.attending import Attending

_REPEAT_SECONDS: Final = 2.0
"""Though nothing changed, the alarms of each bed are told this often: what was lost on the way is made good."""

Publish = Callable[[FeedItem], None]
Log = Callable[[Iterable[Change]], None]
History = Callable[[WardBed], Iterable[Change]]


class WardCore:
    """One ward. `publish` and `log` are called in the order of what happened; `log` first."""

    def __init__(
        self,
        directory: BedDirectory,
        publish: Publish,
        log: Log,
        history: History = lambda _bed: (),
        at: float = 0.0,
        tell: Tell | None = None,
    ) -> None:
        self._directory, self._publish, self._log, self._history = directory, publish, log, history
        self._engine = AlarmEngine(at)
        self._witness = Attending(self._engine)
        self._beds: dict[str, WardBed] = {}
        self._bed_of: dict[str, str] = {}
        self._told: dict[str, float] = {}
        self._heard: dict[str, float] = {}
        self._tell_device = tell
        self._settings = SettingOrders(tell or (lambda _device, _order: False), self._changed)
        self.infrastructure = Infrastructure(tell or (lambda _device, _order: False), self.technical)
        self.unplaced: dict[str, Unplaced] = {}
        self._log(self._engine.take_over_station(self._history(WardBed(STATION, "")), at))
        self.arrange(at, who="")

    def arrange(self, at: float, who: str) -> None:
        """Take the beds as they stand now: admitted, transferred, discharged, devices put on or taken off."""
        now = {bed.bed: bed for bed in self._directory.beds()}
        self._tables = self._directory.tables()
        for name in [name for name in self._beds if name not in now]:
            self._close(name, who, at)
        for name, bed in now.items():
            before = self._beds.get(name)
            if before is not None and before.stay != bed.stay:
                self._close(name, who, at)
                before = None
            self._follow(before, bed, who, at)
        self._beds = now
        self._bed_of = {device.device: bed.bed for bed in now.values() for device in bed.devices}
        self.infrastructure.use(self._tables, at)
        self.infrastructure.arrange(self._directory.infrastructure(), at, who)
        self.unplaced = {name: each for name, each in self.unplaced.items() if not self._is_known(name)}
        self._heard = {name: heard for name, heard in self._heard.items() if name in self._bed_of}
        self.tell_all(at)

    def _is_known(self, device: str) -> bool:
        return device in self._bed_of or self.infrastructure.follows(device)

    def tell_all(self, at: float) -> None:
        """The beds and the alarms of each, for a screen that has just come."""
        self._publish(Layout(tuple(_line(bed) for bed in self._beds.values())))
        for name in self._engine.beds():
            self._tell(name, at)

    def _follow(self, before: WardBed | None, bed: WardBed, who: str, at: float) -> None:
        """Open the bed where somebody has come to lie, and put its devices on and off."""
        if before is None:
            logged = tuple(self._history(bed))
            self._engine.open(bed.bed, bed.age, at, bed.limits, logged)
            self._settings.open(bed.bed, logged)
        alarms = self._engine.bed(bed.bed)
        alarms.devices.following = following_of(self._tables, can_ask=self._tell_device is not None)
        alarms.settle()
        # Asked of the engine: after a restart it holds devices that were not heard since, and attaching one would be
        # taken for a sign of its life.
        had = {name: one.life_support for name, one in alarms.devices.attached.items()}
        has = {device.device: device.life_support for device in bed.devices if device.waited_for}
        for name in [name for name in had if name not in has]:
            self._changed(bed.bed, alarms.detach(name, who, at), at)
        if before is not None:
            here = {one.device for one in bed.devices}
            left = [one.device for one in before.devices if one.device not in here]
            self._settings.devices_left(bed.bed, left, who, at)
        for name, life_support in has.items():
            if had.get(name) is not life_support:
                self._changed(bed.bed, alarms.attach(name, life_support, who, at), at)
        if before is not None:
            for vital, limits in bed.limits.items():
                if before.limits.get(vital) != limits:
                    self._changed(bed.bed, alarms.set_limits(vital, limits, bed.age, who, at), at)

    def _close(self, name: str, who: str, at: float) -> None:
        self._log(self._settings.close(name, who, at))
        self._log(self._engine.close(name, who, at))
        self._witness.forget(name)
        self._told.pop(name, None)

    def take(self, message: DeviceMessage) -> None:
        """What a device said; of one that stands at no bed it is remembered that it speaks, its alarm is told by the
        station, and nothing else is shown.
        """
        source, at = message.source, message.received_at
        name = self._bed_of.get(source.device)
        if name is not None:
            self._heard[source.device] = at
        if name is None and self.infrastructure.follows(source.device):
            self.infrastructure.take(message)
        if isinstance(message, DeviceReport):
            self._publish(Reported(name or "", message))
            if name is not None:
                self._changed(name, self._engine.bed(name).sign_of_life(source.device, at), at)
            return
        if name is None and self.infrastructure.follows(source.device):
            return
        if name is None:
            self.unplaced[source.device] = Unplaced(source, at)
            if isinstance(message, DeviceAlert) and meaning(message).present:
                self.happened("unplaced_alarm", source.device, at, source.bed or source.device)
            return
        alarms = self._engine.bed(name)
        match message:
            case Observation():
                self._observe(name, alarms, message)
            case DeviceAlert():
                self._changed(name, alarms.device_alert(message, at), at)
            case SettingAnswer():
                self._changed(name, alarms.sign_of_life(source.device, at), at)
                self._settings.answered(name, message)
            case SignOfLife():
                self._changed(name, alarms.sign_of_life(source.device, at, message.leaving), at)

    def _observe(self, name: str, alarms: BedAlarms, message: Observation) -> None:
        at, source = message.received_at, message.source
        if message.waves:
            self._witness.take(name, message.waves)
            self._publish(Waves(name, message.waves, source.simulated))
        if message.numerics:
            changes = alarms.observe(message.numerics, at, source.device)
            self._settings.observed(name, source.device, message.numerics, at)
            self._publish(Numbers(name, at, message.numerics, source.simulated))
        else:
            changes = alarms.sign_of_life(source.device, at)
        self._changed(name, changes, at)

    def tick(self, at: float) -> None:
        """Time alone; ten times a second is enough, a missed one is made good by the next."""
        self.infrastructure.tick(at)
        changed: dict[str, list[Change]] = {}
        for change in self._engine.tick(at):
            changed.setdefault(change.bed, []).append(change)
        for name, changes in changed.items():
            self._changed(name, changes, at)
        self._ask_for_signs(at)
        self._settings.tick(at)
        for name, found in self._witness.judge(at):
            self._changed(name, found, at)
        for name, told in list(self._told.items()):
            if at - told >= _REPEAT_SECONDS:
                self._tell(name, at)

    def act(self, bed: str, at: float, act: Callable[[BedAlarms], Iterable[Change]]) -> None:
        """What a person does to the alarms of a bed: acknowledge, pause, set limits. Its refusals are passed on.

        KeyError where the ward has no such bed.
        """
        self._changed(bed, act(self._engine.bed(bed)), at)

    def _ask_for_signs(self, at: float) -> None:
        """Ask the equipment of class A that fell silent; what cannot be asked alarms at once."""
        if self._tell_device is None:
            return
        for name in self._beds:
            alarms = self._engine.bed(name)
            questions, alarms.devices.questions = alarms.devices.questions, []
            for device in questions:
                if not self._tell_device(device, LifeQuestion()):
                    self._changed(name, alarms.of_devices(partial(Devices.cannot_be_asked, device=device), at), at)

    def want_setting(self, bed: str, vital: str, limits: VitalLimits, who: str, at: float) -> DeviceSetting:
        """Ask the device that measures a vital sign of this bed to take other limits; `low` and `high` are its own.

        KeyError where there is no such bed. KnownError as `check_limits`, ward_settings.nobody_measures,
        .cannot_be_set, .under_way.
        """
        check_limits(vital, limits, self._beds[bed].age)
        watch = self._engine.bed(bed).numbers.watches.get(vital)
        device = watch.device if watch is not None and watch.seen else ""
        if not device or self._bed_of.get(device) != bed:
            raise KnownError("ward_settings.nobody_measures", vital=vital)
        return self._settings.want(bed, device, vital, limits, who, at)

    def setting_seen(self, bed: str, who: str, at: float) -> None:
        """Somebody has seen what a device refused, or did not answer. KeyError where there is no such bed."""
        self._settings.seen(bed, who, at)

    def technical(
        self,
        code: str,
        subject: str,
        present: bool,
        at: float,
        text: str = "",
        priority: Priority | None = None,
        who: str = "",
    ) -> None:
        """Something of the station itself: its loudspeaker, its disk, the way to others, the building."""
        own = self._engine.bed(STATION)
        self._changed(STATION, own.technical(code, subject, present, at, text, priority, who), at)

    def happened(self, code: str, subject: str, at: float, text: str = "") -> None:
        """Something of the station itself that has no end of its own."""
        self._changed(STATION, self._engine.bed(STATION).happened(code, subject, at, text), at)

    def refused(self, refusal: Refusal) -> None:
        """What an input could not take may have been a device's alarm: its bed says so, or else the station."""
        source, at = refusal.source, refusal.received_at
        # Without its port, which is another one at every connection.
        sender = source.device if source is not None else refusal.peer.rpartition(":")[0] or refusal.peer
        name = self._bed_of.get(sender, STATION)
        text = source.bed if source is not None and name == STATION and source.bed else sender
        self._changed(name, self._engine.bed(name).happened("device_alarm_refused", sender, at, text), at)

    def devices(self) -> dict[str, DeviceLife]:
        """Every device that stands at a bed, and when it was last heard."""
        found = {}
        for device, bed in self._bed_of.items():
            held = self._engine.bed(bed).devices
            one = held.attached.get(device)
            left = one is not None and one.left
            found[device] = DeviceLife(
                self._heard.get(device), left, held.is_silent(device), device in held.missing(), one is not None
            )
        return found

    def beds(self) -> Mapping[str, WardBed]:
        """As they were arranged last."""
        return self._beds

    def _changed(self, name: str, changes: Iterable[Change], at: float) -> None:
        changes = tuple(changes)
        if changes:
            self._log(changes)
            self._tell(name, at)

    def _tell(self, name: str, at: float) -> None:
        self._told[name] = at
        state = self._engine.bed(name).state()
        settings = self._settings.of(name)
        self._publish(Alarms(replace(state, settings=settings) if settings else state))


def _line(bed: WardBed) -> BedLine:
    return BedLine(
        bed.bed,
        bed.label,
        bed.person,
        occupied=bool(bed.stay),
        device=bed.devices[0].device if bed.devices else "",
        stay=bed.stay,
        age=bed.age,
        corrects=bed.corrects,
    )
