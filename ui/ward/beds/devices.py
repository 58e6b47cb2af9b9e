"""Devices of one bed: each with class and last sign of life, and those that speak and stand nowhere yet."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from app.ward.beds.model import BedView, DeviceClass
from app.ward.beds.suggesting import says_this_bed, suggested_first
from app.ward.service import UnplacedDevice
from ui.texts import tr
from ui.ward.beds.form import BedForm
from ui.ward.beds.host import BedsHost
from ui.ward.beds.words import LOST, class_words, sign_words, state_of
from ui.ward.numbers import age_text
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row
from ui.widgets.text_fields import TextField
from ui.widgets.toggles import CheckBox

_AT_A_BED: Final = (DeviceClass.A, DeviceClass.B, DeviceClass.D)
"""Infrastructure (C) belongs to the ward."""


class PlacedDevices(QWidget):
    """What is with whoever lies here; each may be taken off."""

    def __init__(self, host: BedsHost, bed: BedView) -> None:
        super().__init__()
        self._host = host
        self._signs: dict[str, Text] = {}
        layout = column(self, gap=3)
        lies = bed.occupant
        assert lies is not None
        if not lies.devices:
            layout.addWidget(Text(tr("ward_beds.no_device_about"), "muted", wrap=True))
        for one in lies.devices:
            line, words = row(gap=2), column(gap=0)
            words.addWidget(Text(one.device, "strong", wrap=True))
            words.addWidget(Text(class_words(one), "small", wrap=True))
            self._signs[one.device] = Text("", wrap=True)
            words.addWidget(self._signs[one.device])
            line.addLayout(words, 1)
            off = QuietButton(tr("ward_beds.take_off"), on_press=partial(self._take_off, bed, one.device))
            off.setAccessibleName(f"{tr('ward_beds.take_off')}: {one.device}")
            line.addWidget(off)
            layout.addLayout(line)
        self.show_signs()

    def show_signs(self) -> None:
        """What each said last."""
        for device, label in self._signs.items():
            lost = state_of(device, self._host.signs) == LOST
            words = sign_words(device, self._host.signs)
            label.set_role("error" if lost else "body")
            label.setText(f"▲ {words}" if lost else words)

    def _take_off(self, bed: BedView, device: str) -> None:
        context = self._host.context
        call = partial(context.station.beds.take_off, context.session, device)
        said = tr("ward_beds.taken_off", device=device, bed=bed.label)
        self._host.does(call, lambda _none: self._host.settled(said, bed.bed))


class SpeakingDevices(QWidget):
    """Devices that speak and stand at no bed, those that name this one first."""

    def __init__(self, host: BedsHost, bed: BedView, put_on: Callable[[str], object]) -> None:
        super().__init__()
        self._host, self._bed, self._put_on = host, bed, put_on
        self._shown: list[str] | None = None
        self._heard: dict[str, Text] = {}
        self.first: SecondaryButton | None = None
        self._list = column(self, gap=3)
        self.show_devices()

    def show_devices(self) -> None:
        """As they speak now; where the same ones do, only when they were heard is changed."""
        devices = suggested_first(self._host.unplaced, self._bed)
        known = [one.device for one in devices]
        if known != self._shown:
            kept = self._shown is not None and set(known) == set(self._shown)
            if not kept:
                self._shown = known
                self._build(devices)
        for one in devices:
            self._heard[one.device].setText(self._says(one))

    def _build(self, devices: Sequence[UnplacedDevice]) -> None:
        clear(self._list)
        self._heard, self.first = {}, None
        if not devices:
            self._list.addWidget(Text(tr("ward_beds.nobody_speaks"), "muted", wrap=True))
        for one in devices:
            holder = QWidget()
            line, words = row(holder, gap=2), column(gap=0)
            words.addWidget(Text(one.device, "strong", wrap=True))
            self._heard[one.device] = Text(self._says(one), wrap=True)
            words.addWidget(self._heard[one.device])
            line.addLayout(words, 1)
            button = SecondaryButton(tr("ward_beds.put_on"), on_press=partial(self._put_on, one.device))
            button.setAccessibleName(f"{tr('ward_beds.put_on')}: {one.device}")
            line.addWidget(button)
            if self.first is None and says_this_bed(one, self._bed):
                self.first = button
            self._list.addWidget(holder)

    def _says(self, one: UnplacedDevice) -> str:
        if says_this_bed(one, self._bed):
            said = tr("ward_beds.says_here")
        else:
            said = tr("ward_beds.says_bed", bed=one.bed) if one.bed else tr("ward_beds.says_none")
        return f"{said} · {tr('ward_beds.sign_heard_ago', age=age_text(one.heard_before))}"


class PutOnForm(BedForm):
    """One device with its class; `device` is what was chosen from those that speak, else it is typed."""

    def __init__(self, host: BedsHost, bed: BedView, device: str, on_cancel: Callable[[], object]) -> None:
        where = {"ward.device": "device", "ward.bed_text": "device"}
        super().__init__(tr("ward_beds.put_on_verb", bed=bed.label), self._submit, on_cancel=on_cancel, where=where)
        self._host, self._bed = host, bed
        self.device = TextField(device, name=tr("ward_beds.device"))
        self.add("device", Field(tr("ward_beds.device"), self.device, hint=tr("ward_beds.device_hint")))
        options = [(one, tr(f"ward_beds.class_{one.value.lower()}")) for one in _AT_A_BED]
        self.kind = ChoiceChips(options, optional=False)
        self.kind.set_value(DeviceClass.A)
        self.add("class", Field(tr("ward_beds.device_class"), self.kind, hint=tr("ward_beds.device_class_hint")))
        self.life_support = CheckBox(tr("ward_beds.is_life_support"))
        self.body.addWidget(self.life_support)
        self.setFocusProxy(self.device)

    def begin(self) -> None:
        """The keyboard where something is still to be said: the name, or else the verb."""
        (self.submit_button if self.device.value() else self.device).setFocus()

    def _submit(self) -> None:
        if not self.require_filled("device"):
            return
        chosen = self.kind.value()
        kind = chosen if isinstance(chosen, DeviceClass) else DeviceClass.A
        context, name = self._host.context, self.device.value()
        self.wait()
        call = partial(
            context.station.beds.put_on,
            context.session,
            self._bed.bed,
            name,
            kind,
            life_support=self.life_support.isChecked(),
        )
        said = tr("ward_beds.put_on_done", device=name, bed=self._bed.label)
        self._host.does(call, lambda _none: self._host.settled(said, self._bed.bed), self.fail)
