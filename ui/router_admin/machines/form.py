"""How one machine is reached: only the fields that its kind has; tried before it is kept."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, cast

from app.kernel.errors import KnownError
from app.router.machines.model import (
    LAST_COIL,
    LEAST_COLUMNS,
    MOST_COLUMNS,
    USUAL_PORTS,
    MachineKind,
    MachineSettings,
)
from app.router.receivers.model import LONGEST_NAME, StoredReceiver
from ui.administration.frame import SectionPage
from ui.administration.inline_form import HasValue, InlineForm
from ui.errors import words_of
from ui.texts import tr
from ui.widgets.buttons import SecondaryButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.number_field import NumberField
from ui.widgets.text_fields import PasswordField, TextField

_NUMBERS: Final = {"coil": (0, LAST_COIL), "columns": (LEAST_COLUMNS, MOST_COLUMNS), "replies_port": (0, 65_535)}
_OF_KINDS: Final = {
    MachineKind.HTTP: ("secret", "authorities"),
    MachineKind.RELAY: ("coil",),
    MachineKind.PAPER: ("columns",),
    MachineKind.ALARM_MANAGER: ("replies_port",),
}
_WHERE: Final = {
    **{f"router_machines.{name}": name for name in ("address", "down_to", "coil", "columns", "replies_port")},
    "router_machines.url": "address",
    "router_receivers.name": "name",
    "router_receivers.name_taken": "name",
}


class MachineForm(InlineForm):
    """A new machine, or (`machine`) how one is reached from now on."""

    def __init__(
        self,
        section: SectionPage,
        machine: StoredReceiver | None,
        settings: MachineSettings,
        on_done: Callable[[StoredReceiver], object],
        on_cancel: Callable[[], object],
    ) -> None:
        verb = tr("router_machines.add_verb" if machine is None else "router_machines.save")
        super().__init__(verb, self._save, on_cancel=on_cancel, where=_WHERE)
        self._section, self._machine, self._on_done = section, machine, on_done
        self.kind = Dropdown([(one.value, tr(f"router_machines.kind_{one.value}")) for one in MachineKind])
        self._make_fields(settings)
        self.test_button = SecondaryButton(tr("router_machines.test"), on_press=self._test)
        self.buttons.insertWidget(1, self.test_button)
        self.kind.currentIndexChanged.connect(lambda _: self._show_kind())
        self._show_kind()

    def _make_fields(self, settings: MachineSettings) -> None:
        name = TextField(self._machine.name if self._machine is not None else "")
        name.setMaxLength(LONGEST_NAME)
        controls = {
            "name": name,
            "kind": self.kind,
            "address": TextField(settings.address),
            "down_to": Dropdown([(one, tr(f"router_machines.down_to_{one}")) for one in range(3)]),
            "secret": PasswordField(),
            "authorities": TextField(settings.authorities),
            **{field: NumberField(minimum=least, maximum=most) for field, (least, most) in _NUMBERS.items()},
        }
        for field, control in controls.items():
            self.add(field, Field(tr(f"router_machines.{field}"), control, hint=self._hint(field)))
            if isinstance(control, Dropdown | NumberField) and field != "kind":
                control.set_value(getattr(settings, field))
        self.kind.set_value(settings.kind.value)
        # A machine of another kind is another machine: its words in the tables would mean something else.
        self.kind.setEnabled(self._machine is None)
        self.fields["name"].setVisible(self._machine is None)

    def _hint(self, field: str) -> str:
        if field == "secret" and self._machine is not None:
            return tr("router_machines.secret_kept")
        return tr(f"router_machines.{field}_hint") if field not in ("name", "kind") else ""

    def _show_kind(self) -> None:
        kind = self._kind()
        shown = _OF_KINDS[kind]
        for field in {name for names in _OF_KINDS.values() for name in names}:
            self.fields[field].setVisible(field in shown)
        is_url = kind is MachineKind.HTTP
        words = (
            tr("router_machines.address_hint") if is_url else tr("router_machines.host_hint", port=USUAL_PORTS[kind])
        )
        self.fields["address"].set_hint(words)

    def _kind(self) -> MachineKind:
        return MachineKind(str(self.kind.value()))

    def _settings(self) -> MachineSettings | None:
        """What stands in the fields; None where a number is wrong, which is then said there."""
        kind = self._kind()
        values: dict[str, Any] = {"down_to": self._value("down_to"), "address": str(self._value("address")).strip()}
        for field in _OF_KINDS[kind]:
            control = self.fields[field].control
            if isinstance(control, NumberField):
                problem = control.problem()
                if problem is not None or control.is_empty():
                    self.fields[field].set_error(problem or tr("common.expected_text"))
                    self.fields[field].setFocus()
                    return None
                values[field] = int(control.value() or 0)
            else:
                values[field] = self._value(field)
        return MachineSettings(kind, **values)

    def _value(self, field: str) -> object:
        return cast(HasValue, self.fields[field].control).value()

    def _save(self) -> None:
        if self._machine is None and not self.require_filled("name"):
            return
        settings = self._settings()
        if settings is None:
            return
        machines, session = self._section.context.station.machines, self._section.context.session
        self.wait()
        if self._machine is None:
            call = partial(machines.add, session, str(self._value("name")), settings)
        else:
            call = partial(machines.change, session, self._machine.receiver, settings)
        self._section.does(call, self._done, self.fail)

    def _done(self, machine: StoredReceiver) -> None:
        self.settle()
        self._on_done(machine)

    def _test(self) -> None:
        settings = self._settings()
        if settings is None:
            return
        machines, session = self._section.context.station.machines, self._section.context.session
        receiver = self._machine.receiver if self._machine is not None else ""
        self.test_button.setEnabled(False)
        self.banner.show_message("info", tr("router_machines.testing"), closable=False)
        self._section.does(partial(machines.test, session, settings, receiver), self._tested, self._test_failed)

    def _tested(self, _: object) -> None:
        self.test_button.setEnabled(True)
        self.banner.show_message("success", tr("router_machines.tested"), tr("router_machines.tested_more"))

    def _test_failed(self, error: Exception) -> None:
        self.test_button.setEnabled(True)
        self.banner.hide()
        if isinstance(error, KnownError) and error.code == "router_machines.failed":
            why = tr(f"router_machines.failure_{error.values['why']}")
            detail = str(error.values["detail"])
            words = tr("router_machines.test_failed", why=why)
            self.banner.show_message("error", words, tr("router_machines.it_said", detail=detail) if detail else "")
            return
        self.fail(error)
        if not any(field.error for field in self.fields.values()):
            self.banner.show_message("error", words_of(error).together)
