"""Equipment of the building beside the list of beds: what is watched, its last sign of life, and setting one up."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from app.ward.alarms.words import Priority
from app.ward.infrastructure.model import InfrastructureDevice, InfrastructureKind
from app.ward.service import InfrastructureSign
from ui.administration.tab_order import in_reading_order
from ui.texts import tr
from ui.ward.beds.form import BedForm, widgets_of
from ui.ward.beds.host import BedsHost
from ui.ward.beds.words import LOST, sign_words, state_of
from ui.ward.numbers import age_text
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.cards import Section
from ui.widgets.choices import ChoiceChips
from ui.widgets.confirm_sheet import ask
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row
from ui.widgets.text_fields import TextField

_RISKS: Final = (Priority.HIGH, Priority.MEDIUM, Priority.LOW)
_Acts = Sequence[tuple[str, Callable[[], object]]]


class InfrastructurePart(QWidget):
    """What is watched, and below it devices that speak and belong nowhere yet."""

    def __init__(self, host: BedsHost) -> None:
        super().__init__()
        self._host = host
        self.devices: Sequence[InfrastructureDevice] = ()
        self._signs: dict[str, Text] = {}
        self._offered: list[str] | None = None
        layout = column(self, gap=4)
        layout.addWidget(Text(tr("ward_infrastructure.about"), "muted", wrap=True))
        self._watched = column(gap=3)
        layout.addLayout(self._watched)
        speaking = Section(tr("ward_infrastructure.speaking"), ruled=True)
        self._speaking = column(gap=3)
        speaking.body.addLayout(self._speaking)
        self.other = QuietButton(tr("ward_beds.other_device"), on_press=partial(self._set_up, None, ""))
        speaking.body.addWidget(self.other)
        layout.addWidget(speaking)
        layout.addStretch(1)
        self.setFocusProxy(self.other)
        self.show_signs()
        context = host.context
        host.does(partial(context.station.beds.infrastructure.devices, context.session), self._show)

    def _show(self, devices: Sequence[InfrastructureDevice]) -> None:
        self.devices, self._signs = devices, {}
        clear(self._watched)
        if not devices:
            self._watched.addWidget(Text(tr("ward_infrastructure.none"), "body", wrap=True))
        for one in devices:
            self._signs[one.device] = sign = Text("", wrap=True)
            acts = (("change", partial(self._set_up, one, one.device)), ("remove", partial(self._remove, one)))
            self._watched.addWidget(_line(one.label, [Text(what_words(one), "small", wrap=True), sign], acts))
        self.show_signs()

    def show_signs(self) -> None:
        """What each said last, and who speaks."""
        for device, label in self._signs.items():
            words, wrong = plant_words(device, self._host.plant)
            label.set_role("error" if wrong else "body")
            label.setText(f"▲ {words}" if wrong else words)
        offered = [one.device for one in self._host.unplaced]
        if offered != self._offered:
            self._offered = offered
            clear(self._speaking)
            if not offered:
                self._speaking.addWidget(Text(tr("ward_beds.nobody_speaks"), "muted", wrap=True))
            for device in offered:
                acts = (("set_up", partial(self._set_up, None, device)),)
                self._speaking.addWidget(_line(device, [], acts))
        in_reading_order([*widgets_of(self._watched), *widgets_of(self._speaking), self.other])

    def _set_up(self, known: InfrastructureDevice | None, device: str) -> None:
        form = InfrastructureForm(self._host, known, device)
        title = "change_title" if known is not None else "set_up_title"
        self._host.open_part(tr(f"ward_infrastructure.{title}"), form, "")

    def _remove(self, one: InfrastructureDevice) -> None:
        context = self._host.context
        call = partial(context.station.beds.infrastructure.remove, context.session, one.device)
        done = tr("ward_infrastructure.removed", label=one.label)
        ask(
            self,
            tr("ward_infrastructure.remove_title", label=one.label),
            tr("ward_infrastructure.do_remove"),
            lambda: self._host.does(call, lambda _none: self._host.infrastructure_settled(done)),
            explanation=tr("ward_infrastructure.remove_means"),
            danger=True,
        )


class InfrastructureForm(BedForm):
    """One piece of equipment: its identifier, its name, what it is, and how grave its failure is."""

    def __init__(self, host: BedsHost, known: InfrastructureDevice | None, device: str) -> None:
        where = {"ward.device": "device", "ward.infrastructure_label": "label", "ward.bed_text": "label"}
        verb = "keep_verb" if known is not None else "set_up_verb"
        super().__init__(
            tr(f"ward_infrastructure.{verb}"), self._submit, on_cancel=host.open_infrastructure, where=where
        )
        self._host, self._known = host, known
        self.device = TextField(device, name=tr("ward_beds.device"))
        self.device.setReadOnly(known is not None)
        self.add("device", Field(tr("ward_beds.device"), self.device, hint=tr("ward_beds.device_hint")))
        self.label = TextField(known.label if known is not None else "", name=tr("ward_infrastructure.label"))
        self.add("label", Field(tr("ward_infrastructure.label"), self.label, hint=tr("ward_infrastructure.label_hint")))
        kinds = [(one, tr(f"ward_infrastructure.kind_{one.value}")) for one in InfrastructureKind]
        self.kind = ChoiceChips(kinds, optional=False)
        self.kind.set_value(known.kind if known is not None else InfrastructureKind.GENERATOR)
        self.add("kind", Field(tr("ward_infrastructure.kind"), self.kind))
        self.risk = ChoiceChips([(one, risk_words(one)) for one in _RISKS], optional=False)
        self.risk.set_value(known.risk if known is not None else Priority.HIGH)
        self.add("risk", Field(tr("ward_infrastructure.risk"), self.risk, hint=tr("ward_infrastructure.risk_hint")))
        self.setFocusProxy(self.label if device else self.device)

    def _submit(self) -> None:
        if not self.require_filled("device", "label"):
            return
        kind, risk = self.kind.value(), self.risk.value()
        chosen = InfrastructureDevice(
            self.device.value(),
            self.label.value(),
            kind if isinstance(kind, InfrastructureKind) else InfrastructureKind.OTHER,
            risk if isinstance(risk, Priority) else Priority.HIGH,
        )
        context = self._host.context
        self.wait()
        call = partial(context.station.beds.infrastructure.keep, context.session, chosen)
        said = tr("ward_infrastructure.kept", label=chosen.label)
        self._host.does(call, lambda _none: self._host.infrastructure_settled(said), self.fail)


def what_words(one: InfrastructureDevice) -> str:
    """ "Gerador · risco alto · gen-1"."""
    return f"{tr(f'ward_infrastructure.kind_{one.kind.value}')} · {risk_words(one.risk)} · {one.device}"


def risk_words(risk: Priority) -> str:
    """How grave, with the priority of its alarms."""
    return tr(f"ward_infrastructure.risk_{risk.name.lower()}")


def plant_words(device: str, signs: dict[str, InfrastructureSign] | None) -> tuple[str, bool]:
    """How one stands, and whether something is wrong with it."""
    one = (signs or {}).get(device)
    if one is None:
        return sign_words(device, signs), False
    if one.failed:
        return tr("ward_infrastructure.fails", words=one.failed), True
    if one.asked:
        heard = "" if one.heard_before is None else age_text(one.heard_before)
        key = "asked_ago" if heard else "asked"
        return tr(f"ward_infrastructure.{key}", age=heard), False
    lost = state_of(device, signs) == LOST
    return (tr("ward_infrastructure.gone") if lost else sign_words(device, signs)), lost


def _line(title: str, words: Sequence[QWidget], acts: _Acts) -> QWidget:
    holder = QWidget()
    line, said = row(holder, gap=2), column(gap=0)
    said.addWidget(Text(title, "strong", wrap=True))
    for one in words:
        said.addWidget(one)
    line.addLayout(said, 1)
    for key, press in acts:
        button = (SecondaryButton if key == "set_up" else QuietButton)(
            tr(f"ward_infrastructure.do_{key}"), on_press=press
        )
        button.setAccessibleName(f"{tr(f'ward_infrastructure.do_{key}')}: {title}")
        line.addWidget(button)
    return holder
