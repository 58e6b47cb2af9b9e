"""The form of a text: its name, one or two variants in both languages, the template that WhatsApp approved."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.reminders.template_model import LANGUAGES, LONGEST_NAME, VARIANTS
from ui.reminders.templates.approved import ApprovedFields
from ui.reminders.templates.content import HUNDRED, Raw, share_of_first, variant_raw
from ui.reminders.templates.text_pad import TextPad
from ui.texts import tr
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.layouts import column, hairline
from ui.widgets.number_field import NumberField
from ui.widgets.tabs import Tabs
from ui.widgets.text_fields import TextField
from ui.widgets.toggles import Switch

_HALF: Final = 50


class TemplateForm(QWidget):
    """`changed` at every change, `turned` when another wording is looked at, `asked` when a value is wanted."""

    changed = Signal()
    turned = Signal()
    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = TextField()
        self.name.setMaxLength(LONGEST_NAME)
        self.name_field = Field(tr("templates_page.name"), self.name, required=True)
        self.compare = Switch(tr("templates_page.compare"))
        self.share = NumberField(minimum=1, maximum=HUNDRED - 1)
        self.share_field = Field(tr("templates_page.share"), self.share)
        chips: list[tuple[object, str]] = [(code, code) for code in VARIANTS]
        self.which = ChoiceChips(chips, name=tr("templates_page.compare"), optional=False)
        self.tabs = Tabs()
        self.pads = {code: {language: TextPad(language) for language in LANGUAGES} for code in VARIANTS}
        self.approved = {code: ApprovedFields() for code in VARIANTS}
        self._stacks: list[QStackedWidget] = []
        self._build()
        self._listen()
        self._arrange()

    def _build(self) -> None:
        layout = column(self, gap=4)
        layout.addWidget(self.name_field)
        layout.addWidget(self.which)
        for language in LANGUAGES:
            self.tabs.add(
                tr(f"templates_page.tab_{language}"), self._stack([self.pads[one][language] for one in VARIANTS])
            )
        layout.addWidget(self.tabs)
        layout.addWidget(hairline())
        layout.addWidget(self.compare)
        layout.addWidget(self.share_field)
        layout.addWidget(self._stack([self.approved[one] for one in VARIANTS]))
        layout.addStretch(1)
        self.which.set_value(VARIANTS[0])
        self.share.set_value(_HALF)

    def _stack(self, pages: Sequence[QWidget]) -> QStackedWidget:
        stack = QStackedWidget()
        for page in pages:
            stack.addWidget(page)
        self._stacks.append(stack)
        return stack

    def _listen(self) -> None:
        self.name.changed.connect(lambda _words: self.changed.emit())
        self.compare.changed.connect(self._compare)
        self.share.changed.connect(lambda _number: self._shared())
        self.which.changed.connect(lambda _code: self._arrange())
        self.tabs.changed.connect(lambda _number: self.turned.emit())
        for code in VARIANTS:
            self.approved[code].changed.connect(self.changed.emit)
            for pad in self.pads[code].values():
                pad.changed.connect(self.changed.emit)
                pad.asked.connect(self.asked.emit)

    @property
    def codes(self) -> tuple[str, ...]:
        """The variants that there are now."""
        return VARIANTS if self.compare.isChecked() else VARIANTS[:1]

    @property
    def shown_code(self) -> str:
        """The variant on show."""
        return str(self.which.value()) if self.compare.isChecked() else VARIANTS[0]

    @property
    def pad(self) -> TextPad:
        """The wording on show."""
        return self.pads[self.shown_code][LANGUAGES[self.tabs.current()]]

    def raw(self) -> Raw:
        """What stands in the form, as the service takes it."""
        share = self.share.value()
        first = int(share) if share is not None else _HALF
        weights = (first, HUNDRED - first) if self.compare.isChecked() else (1,)
        variants = []
        for code, weight in zip(self.codes, weights, strict=True):
            texts = {language: pad.texts() for language, pad in self.pads[code].items()}
            variants.append(variant_raw(texts, weight, self.approved[code].value()))
        return {"variants": variants}

    def set_raw(self, name: str, raw: Raw) -> None:
        """Put a content in."""
        self.name.set_value(name)
        variants = raw["variants"]
        self.compare.setChecked(len(variants) > 1)
        if len(variants) > 1:
            self.share.set_value(share_of_first(variants))
        for code, variant in zip(VARIANTS, variants, strict=False):
            for language, pad in self.pads[code].items():
                texts = variant["texts"].get(language, {})
                pad.set_texts(texts.get("subject", ""), texts.get("body", ""))
            approved = variant.get("approved")
            self.approved[code].set_value((approved["name"], approved["values"]) if approved else None)
        self._arrange()

    def in_order(self) -> list[QWidget]:
        """Its parts as the eye reads them; lines come and go."""
        approved = [part for code in VARIANTS for part in self.approved[code].in_order()]
        return [self.name_field, self.which, self.tabs, self.compare, self.share_field, *approved]

    def check_shown(self) -> bool:
        """Say what is wrong in the wording on show; whether something is."""
        wrong = self.pad.check() is not None
        self._name_tabs()
        return wrong

    def check(self) -> bool:
        """Whether all of it can be saved; the first thing that is wrong is shown, with the caret on it."""
        if not self.name.value():
            self.name_field.set_error(tr("common.expected_text"))
            self.name.setFocus()
            return False
        self.name_field.set_error(None)
        return self._check_share() and self._check_pads() and self._check_approved()

    def show_wording(self, code: str, language: str) -> TextPad:
        """Turn to one wording."""
        self.which.set_value(code)
        self.tabs.choose(LANGUAGES.index(language))
        self._arrange()
        return self.pads[code][language]

    def _check_share(self) -> bool:
        wrong = self.compare.isChecked() and (self.share.is_empty() or self.share.problem() is not None)
        self.share_field.set_error(tr("templates_page.share_expected") if wrong else None)
        if wrong:
            self.share.setFocus()
        return not wrong

    def _check_pads(self) -> bool:
        for code in self.codes:
            for language in LANGUAGES:
                pad = self.pads[code][language]
                if pad.check(also_empty=language == LANGUAGES[0]) is not None:
                    self.show_wording(code, language)
                    pad.go_to_problem()
                    return False
        return True

    def _check_approved(self) -> bool:
        for code in self.codes:
            if not self.approved[code].check():
                self.show_wording(code, LANGUAGES[self.tabs.current()])
                self.approved[code].name.setFocus()
                return False
        return True

    def _compare(self, on: object) -> None:
        """The second text begins as the first one."""
        if on and all(pad.is_empty() for pad in self.pads[VARIANTS[1]].values()):
            for language in LANGUAGES:
                self.pads[VARIANTS[1]][language].set_texts(*self.pads[VARIANTS[0]][language].texts())
            self.approved[VARIANTS[1]].set_value(self.approved[VARIANTS[0]].value())
        self.which.set_value(VARIANTS[1] if on else VARIANTS[0])
        self._arrange()
        self.changed.emit()

    def _shared(self) -> None:
        share = self.share.value()
        fine = share is not None and self.share.problem() is None
        self.share_field.set_hint(tr("templates_page.share_rest", count=HUNDRED - int(share)) if share and fine else "")
        self.share_field.set_error(None if fine else tr("templates_page.share_expected"))
        self.changed.emit()

    def _arrange(self) -> None:
        """Show what belongs to the variant that is looked at."""
        both = self.compare.isChecked()
        for stack in self._stacks:
            stack.setCurrentIndex(VARIANTS.index(self.shown_code))
        self.share_field.setVisible(both)
        self.which.setVisible(both)
        for code in VARIANTS:
            self.which.set_words(code, tr("templates_page.text_of", variant=code))
            words = tr("templates_page.approved_for", variant=code) if both else tr("templates_page.approved")
            self.approved[code].set_words(words)
        self._name_tabs()
        self.turned.emit()

    def _name_tabs(self) -> None:
        code = self.shown_code
        for number, language in enumerate(LANGUAGES):
            pad, words = self.pads[code][language], tr(f"templates_page.tab_{language}")
            if pad.is_empty() and number:
                words = tr("templates_page.tab_empty", words=words)
            elif not pad.is_empty() and pad.problem() is not None:
                words = tr("templates_page.tab_wrong", words=words)
            self.tabs.set_words(number, words)
