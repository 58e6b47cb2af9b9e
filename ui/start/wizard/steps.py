"""What every step of the wizard is, and the first three: language, role, unit."""

import re
from typing import Any

from PySide6.QtWidgets import QWidget

from app.policy.model import Policy
from ui.bridge import Op
from ui.start.ports import StartPorts
from ui.start.wizard.decided import SetByAdministration
from ui.texts import LANGUAGES, chosen_language, tr
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.layouts import column
from ui.widgets.picker import Picker
from ui.widgets.text_fields import TextField

ROLES = ("ubs", "hospital", "ward", "receiver")


class Step(QWidget):
    """One question. `key` names its texts: `wizard.<key>_title`, `wizard.<key>_explanation`, `wizard.<key>_step`."""

    key = ""

    def __init__(self) -> None:
        super().__init__()
        outer = column(self, gap=0)
        self.body = column(gap=4)
        outer.addLayout(self.body)
        outer.addStretch(1)
        self._said: QWidget | None = None
        self.fixed: dict[str, Any] = {}
        """Answers that the machine's administration has given, by the names of `FirstStart`."""

    def complain(self) -> QWidget | None:
        """Show inline what is missing; the first field that complains, None where the step is complete."""
        return None

    def answers(self) -> dict[str, Any]:
        """What was answered, by the names of `FirstStart`; what is `fixed` goes before it."""
        return {}

    def follow(self, policy: Policy) -> None:
        """Take as answered, and lock, what the machine's administration has decided."""

    def lock(self, *controls: QWidget) -> None:
        """Nobody changes these here; who did is said once, above them."""
        for control in controls:
            control.setEnabled(False)
            field = control.parentWidget()
            if isinstance(field, Field):
                # It told how to answer.
                field.set_hint("")
        if self._said is None:
            self._said = SetByAdministration()
            self.body.insertWidget(0, self._said)


class LanguageStep(Step):
    """In which language to go on; each by its own name."""

    key = "language"

    def __init__(self) -> None:
        super().__init__()
        self.choice = ChoiceChips(list(LANGUAGES.items()), name=tr("start.language"), optional=False)
        self.choice.set_value(chosen_language())
        self.body.addWidget(self.choice)
        self.setFocusProxy(self.choice)

    def answers(self) -> dict[str, Any]:
        return {"language": str(self.choice.value())}

    def follow(self, policy: Policy) -> None:
        if policy.language is not None:
            self.choice.set_value(policy.language)
            self.choice.offer({policy.language})
            self.lock(self.choice)


class RoleStep(Step):
    """What this station is for."""

    key = "role"

    def __init__(self) -> None:
        super().__init__()
        options = [(role, tr(f"wizard.role_{role}")) for role in ROLES]
        self.choice = ChoiceChips(options, name=tr("wizard.role_title"), optional=False)
        self.choice.set_value(ROLES[0])
        self._field = Field(tr("wizard.role_label"), self.choice)
        self.body.addWidget(self._field)
        self.choice.changed.connect(lambda _role: self._explain())
        self._explain()
        self.setFocusProxy(self.choice)

    def answers(self) -> dict[str, Any]:
        return {"role": str(self.choice.value())}

    def follow(self, policy: Policy) -> None:
        self.choice.set_value(policy.settings["role"])
        self.choice.offer({policy.settings["role"]})
        self.lock(self.choice)
        self._explain()

    def _explain(self) -> None:
        self._field.set_hint(tr(f"wizard.role_{self.choice.value()}_hint"))


class UnitStep(Step):
    """Which unit: name, CNES, municipality."""

    key = "unit"

    def __init__(self, ports: StartPorts) -> None:
        super().__init__()
        self.name = TextField()
        self.cnes = TextField(width="field_medium")
        self.cnes.setMaxLength(9)
        self.municipality = Picker()
        self.fields = {
            "name": Field(tr("wizard.unit_name"), self.name, hint=tr("wizard.unit_name_hint")),
            "cnes": Field(tr("wizard.cnes"), self.cnes, hint=tr("wizard.cnes_hint")),
            "municipality": Field(tr("wizard.municipality"), self.municipality, hint=tr("wizard.municipality_hint")),
        }
        for field in self.fields.values():
            self.body.addWidget(field)
        self.setFocusProxy(self.name)
        Op(self, ports.municipalities).on_success(self.municipality.set_options).start()

    def complain(self) -> QWidget | None:
        for field in self.fields.values():
            field.set_error(None)
        if not self.name.value():
            self.fields["name"].set_error(tr("wizard.unit_name_needed"))
        if not re.fullmatch(r"[0-9]{7}", self._cnes()):
            self.fields["cnes"].set_error(tr("wizard.cnes_needed", count=len(self._cnes())))
        if self.municipality.value() is None and not self.fixed:
            self.fields["municipality"].set_error(tr("wizard.municipality_needed"))
        return next((field for field in self.fields.values() if field.error), None)

    def answers(self) -> dict[str, Any]:
        return {
            "unit_name": self.name.value(),
            "cnes": self._cnes(),
            "municipality_code": str(self.municipality.value()),
            "municipality_name": self.municipality.words(),
        }

    def follow(self, policy: Policy) -> None:
        names = ("unit_name", "cnes", "municipality_code", "municipality_name")
        self.fixed = {name: str(policy.settings[name]) for name in names}
        self.name.set_value(self.fixed["unit_name"])
        self.cnes.set_value(self.fixed["cnes"])
        self.municipality.setText(self.fixed["municipality_name"])
        self.lock(self.name, self.cnes, self.municipality)

    def _cnes(self) -> str:
        return re.sub(r"\D", "", self.cnes.value())
