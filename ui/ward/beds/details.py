"""One bed beside the list: who lies there, the devices, and what may be done."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ward.beds.model import BedView, Occupant
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.ward.beds.admit import AdmitForm
from ui.ward.beds.devices import PlacedDevices, PutOnForm, SpeakingDevices
from ui.ward.beds.host import BedsHost
from ui.ward.beds.moving import NameForm, TransferForm, ask_discharge, ask_retire, move
from ui.ward.beds.words import who_words
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.cards import Section
from ui.widgets.flow import FlowLayout
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column


class BedDetails(QWidget):
    """An occupied bed; the free ones show the form of admission instead."""

    def __init__(self, host: BedsHost, bed: BedView) -> None:
        super().__init__()
        self._host, self.bed = host, bed
        lies = bed.occupant
        assert lies is not None
        layout = column(self, gap=4)
        layout.addWidget(Text(who_words(lies), "title", wrap=True))
        layout.addWidget(KeyValues(self._facts(lies)))
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("transfer", self._transfer),
            ("discharge", lambda: ask_discharge(host, self, bed)),
            ("correct", self._correct),
        )
        self.acts = _buttons(acts)
        layout.addWidget(self.acts)
        placed = Section(tr("ward_beds.devices_here"), ruled=True)
        self.placed = PlacedDevices(host, bed)
        placed.body.addWidget(self.placed)
        layout.addWidget(placed)
        speaking = Section(tr("ward_beds.devices_speaking"), ruled=True)
        self.speaking = SpeakingDevices(host, bed, self._put_on)
        speaking.body.addWidget(self.speaking)
        speaking.body.addWidget(QuietButton(tr("ward_beds.other_device"), on_press=partial(self._put_on, "")))
        layout.addWidget(speaking)
        layout.addWidget(OfTheBed(host, bed))
        layout.addStretch(1)

    def begin(self) -> None:
        """The keyboard at what comes next: the device that says it stands here, else the first thing to do."""
        (self.speaking.first or self.acts.findChildren(SecondaryButton)[0]).setFocus()

    def show_signs(self) -> None:
        """What the devices said last, here and of those that stand nowhere."""
        self.placed.show_signs()
        self.speaking.show_devices()

    def _facts(self, lies: Occupant) -> list[tuple[str, str]]:
        zone = self._host.context.station.profile.time_zone
        facts = [
            (tr("ward_beds.identifier_short"), lies.identifier),
            (tr("ward_beds.age_class"), tr(f"ward_alarms.age_{lies.age.value}")),
            (tr("ward_beds.admitted_at"), f"{show_instant(lies.admitted_at, zone)} · {lies.admitted_by}"),
        ]
        if lies.in_bed_since != lies.admitted_at:
            facts.append((tr("ward_beds.column_since"), show_instant(lies.in_bed_since, zone)))
        return facts

    def _back(self) -> None:
        self._host.open_bed(self.bed.bed)

    def _transfer(self) -> None:
        form = TransferForm(self._host, self.bed, self._back)
        self._host.open_part(tr("ward_beds.transfer_title", bed=self.bed.label), form, self.bed.bed)

    def _put_on(self, device: str) -> None:
        form = PutOnForm(self._host, self.bed, device, self._back)
        self._host.open_part(tr("ward_beds.put_on_title", bed=self.bed.label), form, self.bed.bed)
        form.begin()

    def _correct(self) -> None:
        part = QWidget()
        layout = column(part, gap=5)
        form = AdmitForm(self._host, self.bed.bed, wrong=self.bed, on_cancel=self._back)
        layout.addWidget(form)
        undo = Section(tr("ward_beds.undo_title"), tr("ward_beds.undo_hint"), ruled=True)
        press = partial(ask_discharge, self._host, self, self.bed, by_mistake=True)
        undo.body.addWidget(SecondaryButton(tr("ward_beds.undo_verb"), on_press=press), 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(undo)
        part.setFocusProxy(form)
        self._host.open_part(tr("ward_beds.correct_title", bed=self.bed.label), part, self.bed.bed)


class OfTheBed(Section):
    """What may be done to the bed itself: its name, its place in the order, and taking it out of use."""

    def __init__(self, host: BedsHost, bed: BedView) -> None:
        super().__init__(tr("ward_beds.of_the_bed"), ruled=True)
        self._host, self._bed = host, bed
        acts: list[tuple[str, Callable[[], object]]] = [
            ("rename", self._rename),
            ("move_up", lambda: move(host, bed, -1)),
            ("move_down", lambda: move(host, bed, 1)),
        ]
        if bed.occupant is None:
            acts.append(("retire", lambda: ask_retire(host, self, bed)))
        self.body.addWidget(_buttons(tuple(acts), quiet=True))

    def _rename(self) -> None:
        form = NameForm(self._host, self._bed, lambda: self._host.open_bed(self._bed.bed))
        self._host.open_part(tr("ward_beds.rename_title", bed=self._bed.label), form, self._bed.bed)


def _buttons(acts: tuple[tuple[str, Callable[[], object]], ...], *, quiet: bool = False) -> QWidget:
    holder = QWidget()
    flow = FlowLayout(holder, gap=2)
    kind = QuietButton if quiet else SecondaryButton
    for key, press in acts:
        flow.addWidget(kind(tr(f"ward_beds.do_{key}"), on_press=press))
    return holder
