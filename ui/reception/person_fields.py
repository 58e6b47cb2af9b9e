"""The questions about a person, in the order in which they are asked at the desk."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.clinic.people.model import NewPerson, PersonRecord, Sex
from ui.papers.identity import cpf_words, phone_words
from ui.reception.municipality_field import MunicipalityField
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.choices import ChoiceChips
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.layouts import column, row
from ui.widgets.text_fields import TextField
from ui.widgets.toggles import CheckBox

_WORDS = ("full_name", "social_name", "mother_name", "no_mother_reason", "cpf", "cns", "no_document_reason", "phone")


class PersonFields(QWidget):
    """`changed` after every keystroke, `left` with the name of a field that was just left."""

    changed = Signal()
    left = Signal(str)

    def __init__(self, today: date) -> None:
        super().__init__()
        self.lines: dict[str, TextField] = {name: TextField() for name in (*_WORDS, "email")}
        self.birth = DateField(today=today, latest=today)
        self.sex = ChoiceChips([(one.value, tr(f"person.sex_{one.value}")) for one in Sex], optional=False)
        self.municipality = MunicipalityField()
        self.no_document = CheckBox(tr("person.no_document_box"))
        self.no_mother = CheckBox(tr("person.no_mother_box"))
        self.fields: dict[str, Field] = {}
        self._make_fields()
        self._build()
        self._listen()
        self._show_reasons()

    def person(self, *, synthetic: bool = False) -> NewPerson:
        """What is typed; a justification counts only while its box is ticked."""
        words = {name: line.value() for name, line in self.lines.items()}
        if self.no_document.isChecked():
            words["cpf"] = words["cns"] = ""
        else:
            words["no_document_reason"] = ""
        words["mother_name" if self.no_mother.isChecked() else "no_mother_reason"] = ""
        code, name = self.municipality.chosen()
        sex = self.sex.value()
        return NewPerson(
            **words,
            birth_date=self.birth.day(),
            sex=Sex(str(sex)) if sex else None,
            municipality_code=code,
            municipality_name=name,
            synthetic=synthetic,
        )

    def show_person(self, person: NewPerson | PersonRecord) -> None:
        """Put a person in."""
        for name, line in self.lines.items():
            line.setText(getattr(person, name) or "")
        self.lines["cpf"].setText(cpf_words(person.cpf or ""))
        self.lines["phone"].setText(phone_words(person.phone))
        self.birth.set_day(person.birth_date)
        self.sex.set_value(person.sex.value if person.sex else None)
        if person.municipality_code:
            self.municipality.show_code(person.municipality_code, person.municipality_name)
        self.no_document.setChecked(bool(person.no_document_reason))
        self.no_mother.setChecked(bool(person.no_mother_reason))
        self._show_reasons()

    def to_draft(self) -> dict[str, Any]:
        """Everything as typed, half-typed dates too."""
        return {
            **{name: line.text() for name, line in self.lines.items()},
            "birth_date": self.birth.text(),
            "sex": self.sex.value(),
            "municipality": self.municipality.text(),
            "no_document": self.no_document.isChecked(),
            "no_mother": self.no_mother.isChecked(),
        }

    def take_draft(self, content: dict[str, Any]) -> None:
        """Put a kept draft back."""
        for name, line in self.lines.items():
            line.setText(str(content.get(name, "")))
        self.birth.setText(str(content.get("birth_date", "")))
        self.sex.set_value(content.get("sex"))
        self.municipality.setText(str(content.get("municipality", "")))
        self.no_document.setChecked(bool(content.get("no_document")))
        self.no_mother.setChecked(bool(content.get("no_mother")))
        self._show_reasons()

    def field_of(self, name: str) -> Field:
        """Where a problem of `name` is said."""
        if name in ("cpf", "cns") and self.no_document.isChecked():
            return self.fields["no_document_reason"]
        if name == "mother_name" and self.no_mother.isChecked():
            return self.fields["no_mother_reason"]
        return self.fields["municipality_code" if name == "municipality_name" else name]

    def _make_fields(self) -> None:
        controls: dict[str, QWidget] = {**self.lines, "birth_date": self.birth, "sex": self.sex}
        controls["municipality_code"] = self.municipality
        required = {"full_name", "birth_date", "sex", "municipality_code"}
        hints = {"social_name": tr("person.social_name_why"), "birth_date": tr("person.birth_date_how")}
        for name, control in controls.items():
            control.setObjectName(f"person_{name}")
            label = tr(f"person.{name}")
            self.fields[name] = Field(label, control, hint=hints.get(name, ""), required=name in required)
        self.sex.setAccessibleName(tr("person.sex"))

    def _build(self) -> None:
        layout = column(self, gap=4)
        layout.addWidget(self.fields["full_name"])
        layout.addWidget(self.fields["social_name"])
        layout.addLayout(self._pair("birth_date", "sex", share=4))
        layout.addWidget(self.fields["mother_name"])
        layout.addWidget(self.fields["no_mother_reason"])
        layout.addWidget(self.no_mother)
        layout.addLayout(self._pair("cpf", "cns"))
        layout.addWidget(self.fields["no_document_reason"])
        layout.addWidget(self.no_document)
        layout.addWidget(self.fields["municipality_code"])
        layout.addLayout(self._pair("phone", "email"))

    def _pair(self, left: str, right: str, share: int = 2) -> QHBoxLayout:
        both = row(gap=4)
        both.addWidget(self.fields[left], 2, Qt.AlignmentFlag.AlignTop)
        both.addWidget(self.fields[right], share, Qt.AlignmentFlag.AlignTop)
        return both

    def _listen(self) -> None:
        for name, line in self._all_lines():
            line.textEdited.connect(lambda _text: self.changed.emit())
            line.editingFinished.connect(lambda name=name: self.left.emit(name))
        self.sex.changed.connect(lambda _value: self.changed.emit())
        self.sex.changed.connect(lambda _value: self.left.emit("sex"))
        for box, name in ((self.no_document, "no_document_reason"), (self.no_mother, "no_mother_reason")):
            box.changed.connect(lambda on, name=name: self._tick(name, on=bool(on)))

    def _all_lines(self) -> Iterator[tuple[str, TextField]]:
        yield from self.lines.items()
        yield "birth_date", self.birth
        yield "municipality_code", self.municipality

    def _tick(self, name: str, *, on: bool) -> None:
        self._show_reasons()
        if on:
            self.lines[name].setFocus()
        self.changed.emit()

    def _show_reasons(self) -> None:
        without, motherless = self.no_document.isChecked(), self.no_mother.isChecked()
        for name in ("cpf", "cns"):
            self.fields[name].setVisible(not without)
        self.fields["no_document_reason"].setVisible(without)
        self.fields["mother_name"].setVisible(not motherless)
        self.fields["no_mother_reason"].setVisible(motherless)


def shown_value(name: str, value: str | None) -> str:
    """A stored value of a field's history in words."""
    if not value:
        return tr("person.empty_value")
    if name == "birth_date":
        return show_date(date.fromisoformat(value))
    if name == "sex":
        return tr(f"person.sex_{value}")
    if name == "cpf":
        return cpf_words(value)
    return phone_words(value) if name == "phone" else value
