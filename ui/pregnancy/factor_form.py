"""The form with every factor of the rule base: whatever the file asks appears here by itself, section by section."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.clinic.assessments.proposal import FROM_OBSERVATION
from app.clinic.danger_signs.readings import SIDES
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.rules import NumberFactor, RuleBase, Section
from ui.pregnancy.answers import NumberWriter, Standing, answers_of, choices_of, conditions_in, numbers_of
from ui.pregnancy.condition_row import ConditionRow
from ui.pregnancy.form_tools import FormTools
from ui.pregnancy.pressure import PressureBanner, PressureOnRecord, held_back_words
from ui.pregnancy.questions import ChoiceQuestion, KnownNumber, NumberQuestion
from ui.pregnancy.section_panel import SectionPanel
from ui.texts import chosen_language, tr
from ui.widgets.layouts import Scroll, column

FROM_BIRTH_DATE = "birth_date"


class FactorForm(QWidget):
    """`changed` after every answer; `answers` is what stands there now.

    `sources` says for each answer that was known beforehand where it comes from (`ProposedForm.sources`), `on_record`
    what the record knows of the blood pressure. `pressure` asks for what concerns the record (its signals).
    `correcting`: the answers are those of another day; `may_note`: a reading may be noted in today's visit from here.
    """

    changed = Signal()

    def __init__(
        self,
        rules: RuleBase,
        known: ReferralForm,
        sources: Mapping[str, str],
        on_record: PressureOnRecord | None = None,
    ) -> None:
        super().__init__()
        self._writer = NumberWriter("," if chosen_language() == "pt_BR" else ".")
        self.answers = answers_of(rules, known, self._writer)
        self._offered = answers_of(rules, known, self._writer)
        self._rules = rules
        self._sources = dict(sources)
        self._numbers: dict[str, NumberQuestion] = {}
        self._choices: dict[str, ChoiceQuestion] = {}
        self._rows: dict[str, ConditionRow] = {}
        self.panels: list[SectionPanel] = []
        self._tools = FormTools(self.panels)
        self.search, self.beside_search = self._tools.search, self._tools.beside
        self.pressure = PressureBanner()
        self.pressure.repeated.connect(self._repeat)
        self.on_record = on_record or PressureOnRecord()
        self.answers.high_on_record = self.on_record.is_confirmed_today
        self.correcting, self.may_note = False, True
        self._build()
        self._show_all()

    # what the record asks of the form

    def take_draft(self, content: Mapping[str, Any]) -> None:
        """Put a kept draft on the screen; what the record knows by itself stays."""
        fixed = {code: origin for code, origin in self._sources.items() if self._is_fixed(code)}
        self._take(partial(self.answers.take_draft, content), fixed)

    def take_form(self, form: ReferralForm) -> None:
        """Start from a stored form, to correct it; what the record knows by itself stays."""
        self._take(partial(self.answers.take_form, form, self._writer))

    def _take(self, fill: Callable[[], None], sources: Mapping[str, str] | None = None) -> None:
        fixed = {code: text for code, text in self.answers.numbers.items() if self._is_fixed(code)}
        fill()
        self.answers.numbers |= fixed
        self.answers.confirmed |= fixed
        if sources is not None:
            self._sources = dict(sources)
        self._show_all()
        self.changed.emit()

    def offer(self, known: ReferralForm, sources: Mapping[str, str], on_record: PressureOnRecord) -> bool:
        """The record knows more by now: show it wherever nobody answered otherwise; tells whether anything came.

        `changed` is not emitted: nobody answered here.
        """
        before, self._offered = self._offered, answers_of(self._rules, known, self._writer)
        origins, came = dict(self._sources), self.answers.follow(before, self._offered)
        for code in origins.keys() | sources.keys():
            if code in sources and not self.answers.differs(self._offered, code):
                self._sources[code] = sources[code]
            else:
                self._sources.pop(code, None)
        if not came and origins == self._sources and on_record == self.on_record:
            return False
        self.on_record = on_record
        self.answers.high_on_record = on_record.is_confirmed_today
        self._show_all()
        return came

    def reveal(self, code: str) -> None:
        """Scroll to the question and put the focus on it."""
        self.search.clear()
        self._tools.filter("")
        target: QWidget | None = self._numbers.get(code) or self._choices.get(code) or self._rows.get(code)
        if target is None:
            return
        self._scroll.ensureWidgetVisible(target, 0, self._scroll.height() // 3)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def answer(self, code: str, answer: bool | None) -> None:
        """Answer a condition as if by key."""
        self._rows[code].set_answer(answer)
        self._answer_condition(code, answer)

    def was_answered(self, code: str) -> bool:
        """Whether somebody has answered this, beyond what the record knows by itself."""
        return self.answers.is_answered(code) and not self._is_fixed(code)

    @property
    def has_recorded_pressure(self) -> bool:
        """Whether the pressure stands there as it was offered from the record."""
        return any(self._sources.get(code) == FROM_OBSERVATION for code in SIDES)

    def held_back(self) -> str:
        """What the card says about a pressure that does not count yet, or that is an emergency."""
        return held_back_words(self.answers, PressureOnRecord() if self.correcting else self.on_record)

    def reveal_first_doubt(self) -> bool:
        """Go to the first number that stands in the way of saving; tells whether there is one."""
        doubts = self.answers.doubts()
        for code in doubts:
            self._show_number(code, leaving=True)
        if doubts:
            self.reveal(doubts[0])
        return bool(doubts)

    # building

    def _build(self) -> None:
        content = QWidget()
        body = column(content, gap=5, margin=5)
        for section in self._rules.sections:
            panel = self._panel(section)
            if panel is not None:
                body.addWidget(panel)
        body.addStretch(1)
        body.insertWidget(0, self._tools.nothing)
        self._scroll = self._tools.area = Scroll(content, width="column")
        layout = column(self, gap=0)
        layout.addWidget(self._tools)
        layout.addWidget(self._scroll, 1)
        for keys in ("Ctrl+F", "/"):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._tools.focus)

    def _panel(self, section: Section) -> SectionPanel | None:
        conditions = conditions_in(self._rules, section.code)
        numbers = [one for one in numbers_of(self._rules) if one.section == section.code]
        choices = [one for one in choices_of(self._rules) if one.section == section.code]
        if not (conditions or numbers or choices):
            return None
        panel = SectionPanel(section, conditions)
        for number in numbers:
            panel.add_short(self._number(number))
        if any(number.less_than for number in numbers):
            panel.add_long(self.pressure)
        for choice in choices:
            question = ChoiceQuestion(choice)
            question.answered.connect(partial(self._answer_choice, choice.code))
            self._choices[choice.code] = question
            panel.add_long(question)
        for line in panel.rows:
            self._rows[line.code] = line
            line.answered.connect(partial(self._answer_condition, line.code))
            line.moved.connect(partial(self._tools.move_from, line))
        panel.none_here.connect(partial(self._none_in, panel))
        panel.finish()
        self.panels.append(panel)
        return panel

    def _number(self, factor: NumberFactor) -> QWidget:
        if self._is_fixed(factor.code):
            reading = self.answers.reading(factor.code)
            return KnownNumber(factor, reading.number or Decimal(0), tr("risk_form.source_birth_date"))
        question = NumberQuestion(factor)
        question.typed.connect(partial(self._type_number, factor.code))
        question.confirmed.connect(partial(self._confirm, factor.code))
        question.number.line.editingFinished.connect(partial(self._show_number, factor.code, leaving=True))
        self._numbers[factor.code] = question
        return question

    def _is_fixed(self, code: str) -> bool:
        return self._sources.get(code) == FROM_BIRTH_DATE and bool(self.answers.numbers.get(code))

    # answering

    def _type_number(self, code: str, text: str) -> None:
        self.answers.numbers[code] = text
        self._forget_source(code)
        self._show_number(code, leaving=False)
        self._after_answer()

    def _confirm(self, code: str) -> None:
        self.answers.confirm(code)
        self._show_number(code, leaving=True)
        self._numbers[code].setFocus()
        self._after_answer()

    def _repeat(self) -> None:
        self.answers.repeat()
        for code in SIDES:
            self._show_number(code, leaving=True)
        # The button is gone: the keyboard goes on where the pressure stands.
        self._numbers[SIDES[-1]].setFocus()
        self._after_answer()

    def _answer_choice(self, code: str, answer: str | None) -> None:
        if answer is None:
            self.answers.choices.pop(code, None)
        else:
            self.answers.choices[code] = answer
        self._forget_source(code)
        self._after_answer()

    def _answer_condition(self, code: str, answer: bool | None) -> None:
        if answer is None:
            self.answers.conditions.pop(code, None)
        else:
            self.answers.conditions[code] = answer
        self._after_answer()

    def _none_in(self, panel: SectionPanel) -> None:
        for code in self.answers.answer_rest([line.code for line in panel.rows], present=False):
            self._rows[code].set_answer(False)
        self._after_answer()
        panel.rows[-1].setFocus()

    def _forget_source(self, code: str) -> None:
        if self._sources.pop(code, None) is not None:
            question = self._numbers.get(code) or self._choices.get(code)
            if question is not None:
                question.show_hint("")

    def _after_answer(self) -> None:
        self._show_counts()
        self._show_pressure()
        self.changed.emit()

    # showing

    def _show_all(self) -> None:
        for code, number in self._numbers.items():
            number.show_text(self.answers.numbers.get(code, ""))
        for code in self._numbers:
            self._show_number(code, leaving=True)
        for code, choice in self._choices.items():
            choice.show_answer(self.answers.choices.get(code))
            choice.show_hint(self._origin(code))
        for code, line in self._rows.items():
            line.set_answer(self.answers.conditions.get(code))
        self._show_counts()
        self._show_pressure()

    def _origin(self, code: str) -> str:
        origin = self._sources.get(code)
        return tr(f"risk_form.source_{origin}") if origin else ""

    def _show_number(self, code: str, *, leaving: bool) -> None:
        partner = self.answers.partner(code)
        for one in (code, partner):
            if one in self._numbers:
                other = code if one == partner else partner
                label = self._rules.by_code[other].label.in_language(chosen_language()) if other else ""
                reading = self.answers.reading(one)
                self._numbers[one].show_reading(reading, leaving=leaving or one != code, partner=label)
                waits = reading.standing is Standing.WAITS
                self._numbers[one].show_hint(tr("risk_form.waits") if waits else self._origin(one))

    def _show_counts(self) -> None:
        for panel in self.panels:
            panel.show_count(sum(line.answer() is not None for line in panel.rows))

    def _show_pressure(self) -> None:
        old = self.correcting or (self.has_recorded_pressure and self.on_record.is_of_another_day)
        self.pressure.show_pressure(self.answers, self.on_record, now=not old, may_act=self.may_note)
