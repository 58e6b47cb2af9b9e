"""How the devices of the ward reach this computer: from where, at which ports, encrypted with what, heard where."""

from dataclasses import fields
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.interop.protocols import protocols
from app.ward.node.settings import HOSTS, LEAST_BUDGET, MOST_BUDGET, THIS_MACHINE, NodeSettings
from ui.administration.frame import SectionPage
from ui.administration.inline_form import InlineForm
from ui.administration.states import States
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.cards import Card
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.layouts import Scroll, column
from ui.widgets.number_field import NumberField
from ui.widgets.text_fields import TextField

_LAST_PORT: Final = 65_535
_WHERE: Final = {
    **{f"ward_inputs.{one.name}": one.name for one in fields(NodeSettings)},
    "ward_inputs.ports_equal": "datagram_port",
    "ward_inputs.certificate_missing": "certificate",
    "ward.certificate_unreadable": "certificate",
}


class InputsSection(SectionPage):
    """One form; whatever runs takes a change up by itself."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("ward_inputs.title"), tr("ward_inputs.about"))
        self.form = InputsForm(self)
        card = Card()
        card.body.addWidget(self.form)
        content = QWidget()
        layout = column(content, gap=4)
        layout.addWidget(card)
        layout.addStretch(1)
        self.states = States()
        self.states.full.addWidget(Scroll(content))
        self.body.addWidget(self.states, 1)
        self.refresh()

    def refresh(self) -> None:
        """Read them again; where nothing watches the beds, why."""
        problem = self.context.station.ward.node_problem()
        self.banner.hide()
        if problem is not None:
            self.banner.show_message("error", tr("ward.node_not_started"), words_of(problem).together)
        self.loads(self.states, partial(self.context.station.ward_inputs.settings, self.context.session), self._show)

    def _show(self, settings: NodeSettings) -> None:
        self.form.show_settings(settings)
        self.states.show_full()


class InputsForm(InlineForm):
    """The fields of `NodeSettings`."""

    def __init__(self, section: InputsSection) -> None:
        super().__init__(tr("ward_inputs.save"), self._save, where=_WHERE)
        self._section = section
        self.host = Dropdown(
            [(one, tr(f"ward_inputs.{'this_machine' if one == THIS_MACHINE else 'whole_network'}")) for one in HOSTS]
        )
        self.silent = Dropdown([(False, tr("ward_inputs.sounds_here")), (True, tr("ward_inputs.sounds_elsewhere"))])
        self.hl7_port = NumberField(minimum=1, maximum=_LAST_PORT)
        self.datagram_port = NumberField(minimum=1, maximum=_LAST_PORT)
        self.certificate = TextField()
        self.certificate_key = TextField()
        self.device_authorities = TextField()
        self.further_ports = TextField()
        self.recording_budget = NumberField(unit="MiB", minimum=LEAST_BUDGET, maximum=MOST_BUDGET)
        grid = QGridLayout()
        theme = current_theme()
        grid.setHorizontalSpacing(theme.gap(6))
        grid.setVerticalSpacing(theme.gap(4))
        order = ("host", "silent", "hl7_port", "datagram_port", "certificate", "certificate_key")
        further = ("further_ports",) if protocols() else ()
        for number, name in enumerate((*order, "device_authorities", "recording_budget", *further)):
            hint = tr(f"ward_inputs.{name}_hint")
            self.fields[name] = Field(tr(f"ward_inputs.{name}"), getattr(self, name), hint=hint)
            line, at = divmod(number, 1 if theme.is_large else 2)
            grid.addWidget(self.fields[name], line, at, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(at, 1)
        self.body.addLayout(grid)

    def show_settings(self, settings: NodeSettings) -> None:
        """Put them into the fields."""
        for one in fields(NodeSettings):
            getattr(self, one.name).set_value(getattr(settings, one.name))

    def _number(self, name: str, *, may_lack: bool = False) -> int | None:
        """What stands in a field of numbers; what is wrong with it is said there."""
        control = self.fields[name].control
        assert isinstance(control, NumberField)
        problem = control.problem()
        if problem is None and control.is_empty() and not may_lack:
            problem = tr("ward_inputs.whole_number")
        if problem is not None:
            self.fields[name].set_error(problem)
            return None
        value = control.value()
        return None if value is None else int(value)

    def _save(self) -> None:
        hl7, budget = self._number("hl7_port"), self._number("recording_budget")
        datagrams = self._number("datagram_port", may_lack=True)
        wrong = [field for field in self.fields.values() if field.error]
        if wrong or hl7 is None or budget is None:
            wrong[0].setFocus()
            return
        settings = NodeSettings(
            host=str(self.host.value()),
            hl7_port=hl7,
            datagram_port=datagrams,
            certificate=self.certificate.value(),
            certificate_key=self.certificate_key.value(),
            device_authorities=self.device_authorities.value(),
            silent=bool(self.silent.value()),
            recording_budget=budget,
            further_ports=self.further_ports.value(),
        )
        self.wait()
        context = self._section.context
        call = partial(context.station.ward_inputs.change, context.session, settings)
        self._section.does(call, lambda _: self._saved(), self.fail)

    def _saved(self) -> None:
        self.settle()
        self._section.show_done(tr("ward_inputs.saved"), tr("ward_inputs.saved_when"))
