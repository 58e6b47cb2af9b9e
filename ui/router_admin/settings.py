"""How this station sends alarms to receivers: at which ports, to which network, telephones, room for records."""

from dataclasses import fields
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.router.settings import LEAST_BOX, MOST_BITS, MOST_BOX, PORTS, RouterSettings
from app.ward.node.settings import HOSTS, THIS_MACHINE
from ui.administration.frame import SectionPage
from ui.administration.inline_form import InlineForm
from ui.administration.states import States
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
_MEGABIT: Final = 1_000_000
_ORDER: Final = (
    *("wanted", "host", "address", "link_bits", "alarms_port", "bulk_port", "pairing_port"),
    *("phones", "phones_port", "certificate", "certificate_key", "black_box"),
    *("node", "node_alarms_port", "node_bulk_port"),
)
_WHERE: Final = {
    **{f"router_settings.{one.name}": one.name for one in fields(RouterSettings)},
    "router_settings.ports_equal": "alarms_port",
    "router_settings.certificate_missing": "certificate",
    "ward.certificate_unreadable": "certificate",
    "router_links.name": "node",
    "router_links.no_name": "node",
    "router_links.named_as_another": "node",
}


class RouterSection(SectionPage):
    """One form; the processes that run take a change up by themselves."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("router_settings_page.title"), tr("router_settings_page.about"))
        self.form = RouterForm(self)
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
        """Read them again."""
        call = partial(self.context.station.router_settings.settings, self.context.session)
        self.loads(self.states, call, self._show)

    def _show(self, settings: RouterSettings) -> None:
        self.form.show_settings(settings)
        self.states.show_full()


class RouterForm(InlineForm):
    """The fields of `RouterSettings`; the link's rate is typed in megabits. Other stations have a section."""

    def __init__(self, section: RouterSection) -> None:
        super().__init__(tr("router_settings_page.save"), self._save, where=_WHERE)
        self._section = section
        yes_no = [(True, tr("common.yes")), (False, tr("common.no"))]
        hosts = [
            (one, tr(f"ward_inputs.{'this_machine' if one == THIS_MACHINE else 'whole_network'}")) for one in HOSTS
        ]
        controls: dict[str, QWidget] = {
            "wanted": Dropdown(yes_no),
            "host": Dropdown(hosts),
            "address": TextField(),
            "link_bits": NumberField(unit="Mbit/s", minimum=0.001, maximum=MOST_BITS / _MEGABIT, decimals=3),
            **{name: NumberField(minimum=1, maximum=_LAST_PORT) for name in PORTS},
            "phones": Dropdown(yes_no),
            "certificate": TextField(),
            "certificate_key": TextField(),
            "black_box": NumberField(unit="MiB", minimum=LEAST_BOX, maximum=MOST_BOX),
            "node": TextField(),
        }
        grid = QGridLayout()
        theme = current_theme()
        grid.setHorizontalSpacing(theme.gap(6))
        grid.setVerticalSpacing(theme.gap(4))
        for number, name in enumerate(_ORDER):
            hint = tr(f"router_settings_page.{name}_hint")
            self.fields[name] = Field(tr(f"router_settings_page.{name}"), controls[name], hint=hint)
            line, at = divmod(number, 1 if theme.is_large else 2)
            grid.addWidget(self.fields[name], line, at, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(at, 1)
        self.body.addLayout(grid)

    def show_settings(self, settings: RouterSettings) -> None:
        """Put them into the fields."""
        for name in _ORDER:
            value = getattr(settings, name)
            control = self.fields[name].control
            if name == "link_bits" and value is not None:
                value = value / _MEGABIT
            assert isinstance(control, Dropdown | NumberField | TextField)
            control.set_value(value)

    def _number(self, name: str, *, may_lack: bool = False) -> float | None:
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
        return None if value is None else float(value)

    def _word(self, name: str) -> str:
        control = self.fields[name].control
        assert isinstance(control, TextField | Dropdown)
        return str(control.value() or "")

    def _flag(self, name: str) -> bool:
        control = self.fields[name].control
        assert isinstance(control, Dropdown)
        return bool(control.value())

    def _save(self) -> None:
        numbers = {name: self._number(name) for name in (*PORTS, "black_box")}
        link = self._number("link_bits", may_lack=True)
        wrong = [field for field in self.fields.values() if field.error]
        whole = {name: int(value) for name, value in numbers.items() if value is not None}
        if wrong:
            wrong[0].setFocus()
            return
        settings = RouterSettings(
            wanted=self._flag("wanted"),
            host=self._word("host"),
            address=self._word("address"),
            alarms_port=whole["alarms_port"],
            bulk_port=whole["bulk_port"],
            pairing_port=whole["pairing_port"],
            phones=self._flag("phones"),
            phones_port=whole["phones_port"],
            certificate=self._word("certificate"),
            certificate_key=self._word("certificate_key"),
            black_box=whole["black_box"],
            link_bits=link * _MEGABIT if link is not None else None,
            node=self._word("node"),
            node_alarms_port=whole["node_alarms_port"],
            node_bulk_port=whole["node_bulk_port"],
        )
        self.wait()
        context = self._section.context
        call = partial(context.station.router_settings.change, context.session, settings)
        self._section.does(call, lambda _none: self._saved(), self.fail)

    def _saved(self) -> None:
        self.settle()
        self._section.show_done(tr("router_settings_page.saved"), tr("router_settings_page.saved_when"))
