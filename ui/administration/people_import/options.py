"""What holds for every row of a table, and what may pass."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clinic.people.model import Sex
from app.interop.csv_people.checking import ImportOptions
from app.interop.csv_people.columns import Mapped
from app.settings import StationProfile
from ui.texts import tr
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.text_fields import TextField
from ui.widgets.toggles import CheckBox


class OptionsForm(QWidget):
    """`changed` after every change."""

    changed = Signal()

    def __init__(self, profile: StationProfile) -> None:
        super().__init__()
        self._profile = profile
        body = column(self, gap=3)
        body.addWidget(Text(tr("import.options"), "strong"))
        sexes: list[tuple[object, str]] = [(None, tr("import.no_default"))]
        self.sex = Dropdown([*sexes, *((one, tr(f"people.sex_{one.value}")) for one in Sex)])
        self.no_document = TextField(width="field_long")
        self.unit = TextField(width="field_short")
        self.unit_field = Field(tr("import.unit"), self.unit, hint=tr("import.unit_hint"))
        self.municipality = CheckBox(tr("import.own_municipality", name=profile.municipality_name), checked=True)
        self.unlikely = CheckBox(tr("import.accept_unlikely"))
        self.similar = CheckBox(tr("import.accept_similar"))
        body.addWidget(Field(tr("import.default_sex"), self.sex))
        body.addWidget(Field(tr("import.default_no_document"), self.no_document))
        body.addWidget(self.unit_field)
        for box in (self.municipality, self.unlikely, self.similar):
            body.addWidget(box)
        for control in (self.sex, self.no_document, self.unit, self.municipality, self.unlikely, self.similar):
            control.changed.connect(lambda _value: self.changed.emit())

    def value(self, columns: Mapped) -> ImportOptions:
        """What was chosen, for a table with these columns."""
        defaults: dict[str, str] = {}
        sex = self.sex.value()
        if isinstance(sex, Sex):
            defaults["sex"] = sex.value
        if self.no_document.value():
            defaults["no_document_reason"] = self.no_document.value()
        if self.municipality.isChecked() and "municipality_name" in columns:
            # A code for every row would stand above the name that a row has.
            defaults["municipality_name"] = self._profile.municipality_name
        elif self.municipality.isChecked():
            defaults["municipality_code"] = self._profile.municipality_code
        return ImportOptions(
            defaults=defaults,
            unit=self.unit.value(),
            synthetic=self._profile.demo,
            accept_unlikely=self.unlikely.isChecked(),
            accept_similar=self.similar.isChecked(),
        )

    def clear_errors(self) -> None:
        """Take earlier errors away."""
        self.unit_field.set_error(None)
