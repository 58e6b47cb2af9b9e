"""What is written to refer: how urgent, why, hypothesis, justification, to which hospital."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.problems import Problem
from app.clinic.referral.compulsory import problems_of_text
from app.clinic.referral.directory import Hospital
from app.clinic.referral.model import NewReferral, Priority
from app.clinic.referral.parameters import parameters
from ui.referrals.words import hospital_words, priority_words, reason_words
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.choices import ChoiceChips
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.layouts import column
from ui.widgets.text_fields import LongTextField, TextField
from ui.widgets.turning import Turning

ANOTHER: Final = ""
_TOP: Final = Qt.AlignmentFlag.AlignTop


class ReferralFields(QWidget):
    """`changed` after every answer; `priority_changed` when what is compulsory may differ."""

    changed = Signal()
    priority_changed = Signal()

    def __init__(self, hospitals: Sequence[Hospital], own_unit: str, suggested: str | None) -> None:
        super().__init__()
        self._hospitals, self._own_unit = tuple(hospitals), own_unit
        self.priority = ChoiceChips([(one, priority_words(one)) for one in Priority], optional=False)
        self.priority.set_value(Priority.PRIORITY)
        self.reason = Dropdown([(code, reason_words(code)) for code in parameters().reasons])
        self.reason.setPlaceholderText(tr("compose.reason_choose"))
        self.reason.set_value(suggested)
        self.hypothesis = LongTextField(lines=2)
        self.justification = LongTextField(lines=3)
        known = [(one.cnes, hospital_words(one.cnes, self._hospitals)) for one in self._hospitals]
        self.hospital = Dropdown([*known, (ANOTHER, tr("compose.another_hospital"))])
        self.cnes, self.hospital_name = TextField(), TextField()
        self.cnes.setMaxLength(7)
        self.emergency = Banner()
        self.fields: dict[str, Field] = {}
        self._build()
        self._listen()
        self._show_hospital()
        self._show_emergency()

    def new_referral(self) -> NewReferral:
        """What was written."""
        reason, cnes = self.reason.value(), self.hospital.value()
        return NewReferral(
            to_unit=self.cnes.value() if cnes == ANOTHER else str(cnes),
            reason=str(reason or ""),
            hypothesis=self.hypothesis.value(),
            justification=self.justification.value(),
            priority=self.chosen_priority(),
        )

    def new_hospital(self) -> Hospital | None:
        """The hospital that was written for the first time."""
        another = self.hospital.value() == ANOTHER
        return Hospital(self.cnes.value(), self.hospital_name.value()) if another else None

    def chosen_priority(self) -> Priority:
        """How urgent."""
        return Priority(str(self.priority.value()))

    def complain(self, problems: Sequence[Problem]) -> bool:
        """Say at each field what is wrong; tells whether anything is, and goes to the first."""
        for field in self.fields.values():
            field.set_error(None)
        wrong: list[Field] = []
        for one in problems:
            name = "cnes" if one.field == "to_unit" and self.hospital.value() == ANOTHER else one.field
            if name in self.fields:
                self.fields[name].set_error(tr(one.code, **one.values))
                wrong.append(self.fields[name])
        if wrong:
            wrong[0].setFocus()
        return bool(wrong)

    def check(self) -> bool:
        """Whether all is written; complains where not."""
        problems = list(problems_of_text(self.new_referral(), self._own_unit, parameters()))
        named = self.new_hospital()
        if named is not None and not named.name:
            problems.append(Problem("hospital_name", "compose.hospital_name_missing"))
        return not self.complain(problems)

    def to_draft(self) -> dict[str, Any] | None:
        """What is kept; None while nothing was written."""
        new = self.new_referral()
        if not (new.hypothesis or new.justification):
            return None
        return {
            "priority": new.priority.value,
            "reason": new.reason,
            "hypothesis": new.hypothesis,
            "justification": new.justification,
            "hospital": self.hospital.value(),
            "cnes": self.cnes.value(),
            "hospital_name": self.hospital_name.value(),
        }

    def take_draft(self, kept: Mapping[str, Any]) -> None:
        """Put back what was kept."""
        if kept.get("priority") in list(Priority):
            self.priority.set_value(Priority(kept["priority"]))
        self.reason.set_value(kept.get("reason") or None)
        if any(one.cnes == kept.get("hospital") for one in self._hospitals) or kept.get("hospital") == ANOTHER:
            self.hospital.set_value(kept["hospital"])
        for name, words in (("hypothesis", self.hypothesis), ("justification", self.justification)):
            words.set_value(str(kept.get(name, "")))
        for name, line in (("cnes", self.cnes), ("hospital_name", self.hospital_name)):
            line.set_value(str(kept.get(name, "")))
        self._show_hospital()
        self._show_emergency()

    def _build(self) -> None:
        layout = column(self, gap=4)
        self._add(layout.addWidget, "priority", self.priority, required=True)
        layout.addWidget(self.emergency)
        pair = Turning(gap=4, gap_below=4)
        self._add(lambda field: pair.line.addWidget(field, 1, _TOP), "reason", self.reason, required=True)
        self._add(lambda field: pair.line.addWidget(field, 1, _TOP), "to_unit", self.hospital, required=True)
        layout.addWidget(pair)
        self._another = Turning(gap=4, gap_below=4)
        self._add(lambda field: self._another.line.addWidget(field, 1, _TOP), "cnes", self.cnes, required=True)
        beside = lambda field: self._another.line.addWidget(field, 2, _TOP)  # noqa: E731 - one place for one field
        self._add(beside, "hospital_name", self.hospital_name, required=True)
        layout.addWidget(self._another)
        self._add(layout.addWidget, "hypothesis", self.hypothesis, required=True)
        self._add(layout.addWidget, "justification", self.justification, required=True)

    def _add(self, place: Callable[[QWidget], object], name: str, control: QWidget, *, required: bool) -> None:
        control.setObjectName(f"referral_{name}")
        field = Field(tr(f"compose.{name}"), control, required=required)
        self.fields[name] = field
        place(field)

    def _listen(self) -> None:
        controls = (self.reason, self.hypothesis, self.justification, self.cnes, self.hospital_name)
        for control in controls:
            control.changed.connect(lambda _value: self.changed.emit())
        self.hospital.changed.connect(lambda _value: self._show_hospital())
        self.priority.changed.connect(lambda _value: self._priority_changed())

    def _priority_changed(self) -> None:
        self._show_emergency()
        self.changed.emit()
        self.priority_changed.emit()

    def _show_hospital(self) -> None:
        self._another.setVisible(self.hospital.value() == ANOTHER)
        self.changed.emit()

    def _show_emergency(self) -> None:
        if self.chosen_priority() is Priority.EMERGENCY:
            self.emergency.show_message("warn", tr("compose.emergency"), tr("compose.emergency_next"), closable=False)
        else:
            self.emergency.hide()
