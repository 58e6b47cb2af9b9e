"""One allergy as a small form; a correction asks why as well."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.clinic.allergies.allergens import allergens
from app.clinic.allergies.model import (
    LONGEST_SUBSTANCE,
    OFF_THE_LIST,
    Allergy,
    AllergyKind,
    Certainty,
    NewAllergy,
    Severity,
    Source,
)
from app.kernel.errors import KnownError
from ui.errors import words_of
from ui.texts import in_chosen, tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.layouts import column, row
from ui.widgets.picker import Picker
from ui.widgets.reason_input import ReasonInput
from ui.widgets.text_fields import TextField

REASONS = ("test", "heard", "other_person")
_OF_SUBSTANCE = ("allergies.substance_missing", "allergies.already_listed")


class AllergyForm(QWidget):
    """`save(new, reason)` gets what was written; `reason` is empty for a first entry. `leave` gives it up."""

    def __init__(
        self, save: Callable[[NewAllergy, str], object], leave: Callable[[], object], wrong: Allergy | None = None
    ) -> None:
        super().__init__()
        self._save = save
        self._kind_chosen = wrong is not None
        self.banner = Banner()
        words = [(code, in_chosen(one.labels)) for code, one in allergens().items()]
        self.substance = Picker(words)
        self.substance.setObjectName("allergy_substance")
        self.substance.setMaxLength(LONGEST_SUBSTANCE)
        self.kind = ChoiceChips([(one, tr(f"allergies.kind_{one.value}")) for one in AllergyKind], optional=False)
        self.reaction = TextField(placeholder=tr("allergies.reaction_hint"))
        self.severity = ChoiceChips([(one, tr(f"allergies.severity_{one.value}")) for one in Severity])
        holding = [one for one in Certainty if one not in OFF_THE_LIST]
        self.certainty = ChoiceChips([(one, tr(f"allergies.certainty_{one.value}")) for one in holding], optional=False)
        self.since = TextField(placeholder=tr("allergies.since_hint"))
        self.source = ChoiceChips([(one, tr(f"allergies.source_{one.value}")) for one in Source], optional=False)
        self.reason = ReasonInput([tr(f"allergies.reason_{one}") for one in REASONS]) if wrong else None
        self._put(wrong.told if wrong else NewAllergy(AllergyKind.MEDICINE, ""))
        self._build(leave)
        self.kind.changed.connect(self._choose_kind)
        self.substance.editingFinished.connect(self._follow_list)
        self.substance.changed.connect(lambda _words: self.substance_field.set_error(None))

    def first_focus(self) -> QWidget:
        """Where the keyboard begins. No focus proxy: Tab would then pass over the whole form."""
        return self.substance

    def submit(self) -> None:
        """Hand in what is written, unless something is missing."""
        self.banner.hide()
        self._follow_list()
        reason = self.reason.value() if self.reason is not None else ""
        substance = self.substance.text().strip()
        self.substance_field.set_error(None if substance else tr("error_allergies.substance_missing"))
        if self.reason_field is not None:
            self.reason_field.set_error(None if reason else tr("allergies.reason_missing"))
        if not substance:
            self.substance.setFocus()
        elif self.reason is not None and not reason:
            self.reason.setFocus()
        else:
            self.save_button.setEnabled(False)
            self._save(self.told(), reason)

    def told(self) -> NewAllergy:
        """What is written now."""
        kind, severity = self.kind.value(), self.severity.value()
        certainty, source = self.certainty.value(), self.source.value()
        return NewAllergy(
            kind=kind if isinstance(kind, AllergyKind) else AllergyKind.OTHER,
            substance=self.substance.text().strip(),
            allergen=self._code(),
            reaction=self.reaction.value(),
            severity=severity if isinstance(severity, Severity) else None,
            certainty=certainty if isinstance(certainty, Certainty) else Certainty.REPORTED,
            since=self.since.value(),
            source=source if isinstance(source, Source) else Source.HERSELF,
        )

    def fail(self, error: Exception) -> None:
        """Say what is wrong where it is wrong; what is written stays."""
        self.save_button.setEnabled(True)
        if isinstance(error, KnownError) and error.code in _OF_SUBSTANCE:
            self.substance_field.set_error(words_of(error).together)
            self.substance.setFocus()
            return
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)

    def _put(self, told: NewAllergy) -> None:
        self.substance.setText(told.substance)
        self.kind.set_value(told.kind)
        self.reaction.set_value(told.reaction)
        self.severity.set_value(told.severity)
        self.certainty.set_value(told.certainty if told.certainty not in OFF_THE_LIST else Certainty.REPORTED)
        self.since.set_value(told.since)
        self.source.set_value(told.source)

    def _build(self, leave: Callable[[], object]) -> None:
        layout = column(self, gap=3)
        layout.addWidget(self.banner)
        hint = tr("allergies.substance_hint")
        self.substance_field = Field(tr("allergies.substance"), self.substance, hint=hint, required=True)
        layout.addWidget(self.substance_field)
        fields = [("kind", self.kind), ("severity", self.severity), ("reaction", self.reaction)]
        fields += [("certainty", self.certainty), ("since", self.since), ("source", self.source)]
        for name, control in fields:
            layout.addWidget(Field(tr(f"allergies.{name}"), control))
        self.reason_field: Field | None = None
        if self.reason is not None:
            self.reason_field = Field(tr("allergies.reason"), self.reason, required=True)
            layout.addWidget(self.reason_field)
        words = tr("allergies.save" if self.reason is None else "allergies.save_correction")
        self.save_button = SecondaryButton(words, icon_name="save", on_press=self.submit)
        self.save_button.setObjectName("save_allergy")
        buttons = row(gap=2)
        buttons.addWidget(self.save_button)
        buttons.addWidget(QuietButton(tr("common.cancel"), on_press=leave))
        buttons.addStretch(1)
        layout.addLayout(buttons)

    def _code(self) -> str | None:
        """The code of the list, where exactly its words stand there."""
        typed = self.substance.text().strip()
        return next((code for code, one in allergens().items() if in_chosen(one.labels) == typed), None)

    def _choose_kind(self, _value: object) -> None:
        self._kind_chosen = True

    def _follow_list(self) -> None:
        """What is on the list has its kind already, unless somebody chose another."""
        code = self._code()
        if code is not None and not self._kind_chosen:
            self.kind.set_value(allergens()[code].kind)


class OffForm(QWidget):
    """Take an entry off the list: ruled out, or written by mistake; and why."""

    def __init__(self, save: Callable[[Certainty, str], object], leave: Callable[[], object]) -> None:
        super().__init__()
        self._save = save
        self.banner = Banner()
        off = (Certainty.REFUTED, Certainty.MISTAKEN)
        self.certainty = ChoiceChips([(one, tr(f"allergies.certainty_{one.value}")) for one in off], optional=False)
        self.certainty.set_value(Certainty.REFUTED)
        self.reason = ReasonInput([tr(f"allergies.reason_{one}") for one in REASONS])
        self.field = Field(tr("allergies.reason"), self.reason, required=True)
        layout = column(self, gap=3)
        layout.addWidget(self.banner)
        layout.addWidget(Field(tr("allergies.why_off"), self.certainty))
        layout.addWidget(self.field)
        self.save_button = SecondaryButton(tr("allergies.take_off"), on_press=self.submit)
        buttons = row(gap=2)
        buttons.addWidget(self.save_button)
        buttons.addWidget(QuietButton(tr("common.cancel"), on_press=leave))
        buttons.addStretch(1)
        layout.addLayout(buttons)

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        return self.certainty

    def submit(self) -> None:
        """Hand it in, unless the reason is missing."""
        reason, certainty = self.reason.value(), self.certainty.value()
        self.banner.hide()
        self.field.set_error(None if reason else tr("allergies.reason_missing"))
        if not reason:
            self.reason.setFocus()
        elif isinstance(certainty, Certainty):
            self.save_button.setEnabled(False)
            self._save(certainty, reason)

    def fail(self, error: Exception) -> None:
        """Say why not; what is written stays."""
        self.save_button.setEnabled(True)
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)
