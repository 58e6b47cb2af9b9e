"""What every step of the wizard is, and the first three: language, role, unit."""

import re
from typing import Any

from PySide6.QtWidgets import QWidget

from ui.bridge import Op
from ui.start.ports import StartPorts
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

    def complain(self) -> QWidget | None:
        """Show inline what is missing; the first field that complains, None where the step is complete."""
        return None

    def answers(self) -> dict[str, Any]:
        """What was answered, by the names of `FirstStart`."""
        return {}


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
        if self.municipality.value() is None:
            self.fields["municipality"].set_error(tr("wizard.municipality_needed"))
        return next((field for field in self.fields.values() if field.error), None)

    def answers(self) -> dict[str, Any]:
        return {
            "unit_name": self.name.value(),
            "cnes": self._cnes(),
            "municipality_code": str(self.municipality.value()),
            "municipality_name": self.municipality.words(),
        }

    def _cnes(self) -> str:
        return re.sub(r"\D", "", self.cnes.value())
