"""Another bed for whoever lies here, another name for the bed, and the questions before somebody leaves."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.ward.beds.model import BedView, PlacedDevice
from ui.texts import tr
from ui.ward.beds.form import BedForm
from ui.ward.beds.host import BedsHost
from ui.ward.beds.words import still_on, who_words
from ui.widgets.banner import Banner
from ui.widgets.confirm_sheet import ConfirmSheet, ask
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.text_fields import TextField
from ui.widgets.toggles import CheckBox


class TransferForm(BedForm):
    """To which bed, and which devices go along; what happens to alarms is said before."""

    def __init__(self, host: BedsHost, bed: BedView, on_cancel: Callable[[], object]) -> None:
        where = {"ward.bed_occupied": "bed", "ward.bed_not_found": "bed"}
        super().__init__(tr("ward_beds.transfer_verb"), self._submit, on_cancel=on_cancel, where=where)
        self._host, self._bed = host, bed
        self.to = Dropdown([(one.bed, one.label) for one in host.beds if one.occupant is None])
        self.add("bed", Field(tr("ward_beds.transfer_to"), self.to))
        lies = bed.occupant
        assert lies is not None
        self.along = {one.device: CheckBox(_along_words(one), checked=True) for one in lies.devices}
        if self.along:
            self.body.addWidget(Text(tr("ward_beds.transfer_along"), "label"))
            for box in self.along.values():
                self.body.addWidget(box)
            self.body.addWidget(Text(tr("ward_beds.transfer_along_hint"), "small", wrap=True))
        self.warning = Banner()
        self.body.addWidget(self.warning)
        self.warning.show_message(
            "warn", tr("ward_beds.transfer_alarms"), tr("ward_beds.transfer_alarms_next"), closable=False
        )
        self.setFocusProxy(self.to)

    def _submit(self) -> None:
        to = self.to.value()
        if not isinstance(to, str):
            self.fields["bed"].set_error(tr("ward_beds.no_free_bed"))
            return
        leave = [device for device, box in self.along.items() if not box.isChecked()]
        context = self._host.context
        self.wait()
        call = partial(context.station.beds.transfer, context.session, self._bed.bed, to, leave=leave)
        lies = self._bed.occupant
        said = tr("ward_beds.transferred", name=who_words(lies) if lies else "", bed=self.to.currentText())
        self._host.does(call, lambda _none: self._host.settled(said, to), self.fail)


def _along_words(device: PlacedDevice) -> str:
    return f"{device.device} · {tr('ward_beds.life_support')}" if device.life_support else device.device


class NameForm(BedForm):
    """The name of a bed: a new one where `bed` is None."""

    def __init__(self, host: BedsHost, bed: BedView | None, on_cancel: Callable[[], object]) -> None:
        verb = tr("ward_beds.add_verb") if bed is None else tr("ward_beds.rename_verb")
        where = {"ward.bed_label": "label", "ward.bed_text": "label"}
        super().__init__(verb, self._submit, on_cancel=on_cancel, where=where)
        self._host, self._bed = host, bed
        self.label = TextField(bed.label if bed is not None else "", name=tr("ward_beds.label"))
        self.add("label", Field(tr("ward_beds.label"), self.label, hint=tr("ward_beds.label_hint")))
        self.label.selectAll()
        self.setFocusProxy(self.label)

    def _submit(self) -> None:
        beds, session, label = self._host.context.station.beds, self._host.context.session, self.label.value()
        self.wait()
        if self._bed is None:
            said = tr("ward_beds.added", bed=label)
            self._host.does(
                partial(beds.add_bed, session, label), lambda made: self._host.settled(said, made.bed), self.fail
            )
            return
        bed = self._bed.bed
        said = tr("ward_beds.renamed", bed=label)
        rename = partial(beds.rename_bed, session, bed, label)
        self._host.does(rename, lambda _none: self._host.settled(said, bed), self.fail)


def ask_discharge(host: BedsHost, over: QWidget, bed: BedView, *, by_mistake: bool = False) -> ConfirmSheet:
    """Once; life support that is still on stands in the question itself."""
    lies = bed.occupant
    assert lies is not None
    on = still_on(lies.devices, host.signs)
    kind = "undo" if by_mistake else "discharge"
    name = who_words(lies)
    sheet = ask(
        over,
        tr(f"ward_beds.{kind}_question", name=name, bed=bed.label),
        tr(f"ward_beds.{kind}_verb"),
        partial(_discharge, host, bed, kind, name, by_mistake),
        explanation=tr(f"ward_beds.{kind}_about"),
        danger=True,
    )
    if on:
        loud = Banner()
        sheet.content.addWidget(loud)
        next_step = tr("ward_beds.life_support_on_next", devices=", ".join(on))
        loud.show_message("error", tr("ward_beds.life_support_on"), next_step, closable=False)
    return sheet


def _discharge(host: BedsHost, bed: BedView, kind: str, name: str, by_mistake: bool) -> None:
    context = host.context
    call = partial(context.station.beds.discharge, context.session, bed.bed, by_mistake=by_mistake)
    said = tr(f"ward_beds.{kind}_done", name=name, bed=bed.label)
    host.does(call, lambda _none: host.settled(said, bed.bed))


def ask_retire(host: BedsHost, over: QWidget, bed: BedView) -> ConfirmSheet:
    """Take a free bed out of use."""
    context = host.context
    call = partial(context.station.beds.remove_bed, context.session, bed.bed)
    said = tr("ward_beds.retired", bed=bed.label)
    return ask(
        over,
        tr("ward_beds.retire_question", bed=bed.label),
        tr("ward_beds.retire_verb"),
        lambda: host.does(call, lambda _none: host.settled(said)),
        explanation=tr("ward_beds.retire_about"),
        danger=True,
    )


def move(host: BedsHost, bed: BedView, by: int) -> None:
    """One place up (-1) or down (1) in the order of the screen."""
    order = [one.bed for one in host.beds]
    at = order.index(bed.bed)
    to = at + by
    if not 0 <= to < len(order):
        return
    order[at], order[to] = order[to], order[at]
    context = host.context
    call = partial(context.station.beds.order_beds, context.session, order)
    host.does(call, lambda _none: host.settled(tr("ward_beds.moved", bed=bed.label), bed.bed))
