"""One exam of a pregnancy: the latest value large, its reference, the trend, and every result with its history."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.clinic.corrections import Moved
from app.clinic.pregnancies.model import PregnancyStatus
from app.clinic.prenatal.exam_catalogue import Exam, exam
from app.clinic.prenatal.exams_service import Request, Result
from app.clinic.prenatal.series import Measured, exam_chart
from app.security.roles import Action
from ui.corrections.actions import EntryActions
from ui.corrections.entries import Chain, chains, entry
from ui.corrections.entry_history import EntryHistory
from ui.corrections.move import Movable, Moving
from ui.corrections.strike_out import StrikeOutForm
from ui.pregnancy.exams.correct_sheet import CorrectResult
from ui.pregnancy.exams.reading import ExamsView
from ui.pregnancy.exams.words import (
    LEVEL_LOOKS,
    gravest_reading,
    reading_words,
    reference_lines,
    result_words,
    value_words,
    when_words,
)
from ui.pregnancy.section import RecordHost
from ui.texts import chosen_language, tr, tr_count
from ui.texts.formats import show_date
from ui.widgets.badges import Badge
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, hairline, row
from ui.widgets.turning import Turning

_SHOWN = 8
"""So many results are built at once; the older ones when somebody asks for them."""


class ExamDetail(QWidget):
    """`changed()` after something was corrected, `record(code)` asks for the form, `leave()` goes back."""

    def __init__(
        self,
        host: RecordHost,
        code: str,
        view: ExamsView,
        moved: Mapping[str, Moved],
        *,
        changed: Callable[[], object],
        record: Callable[[str], object],
        leave: Callable[[], object],
    ) -> None:
        super().__init__()
        self._host = host
        self._moved = moved
        self._changed = changed
        self.exam: Exam = exam(code)
        self._name = self.exam.label.in_language(chosen_language())
        self._results = view.of(code)
        self.chains = chains([entry(one, result_words(one)) for one in self._results])
        self._by_id = {one.id: one for one in self._results}
        current = [one for one in self._results if one.is_current]
        content = QWidget()
        body = column(content, gap=4, margin=5)
        self.back = QuietButton(tr("exams.back"), icon_name="arrow-left", on_press=leave)
        head = row(gap=2)
        head.addWidget(self.back)
        head.addStretch(1)
        body.addLayout(head)
        body.addWidget(Text(self._name, "title", wrap=True))
        if current:
            body.addWidget(self._latest(current[0]))
        body.addWidget(self._reference())
        for request in (one for one in view.waiting if one.code == code):
            body.addWidget(self._request(request, partial(record, code)))
        if self._may() and not any(one.code == code for one in view.waiting):
            body.addLayout(_at_left(SecondaryButton(tr("exams.record_this"), on_press=partial(record, code))))
        if self.exam.type == "number" and len(current) > 1:
            body.addWidget(self._trend(current))
        body.addWidget(hairline())
        body.addWidget(Text(tr_count("exams.results", len(current)), "heading"))
        self._lines = column(gap=3)
        body.addLayout(self._lines)
        self.more = QuietButton("", icon_name="chevron-down", on_press=self._show_all)
        body.addLayout(_at_left(self.more))
        body.addStretch(1)
        column(self, gap=0).addWidget(Scroll(content))
        self._add(self.chains[:_SHOWN])
        left = len(self.chains) - _SHOWN
        self.more.set_text(tr_count("exams.older", left))
        if left <= 0:
            self.more.hide()

    def first_focus(self) -> QWidget:
        """The way back."""
        return self.back

    def _may(self) -> bool:
        current = self._host.view.pregnancy.status is PregnancyStatus.CURRENT
        return current and not self._host.view.locked and self._host.context.may(Action.RECORD_OBSERVATION)

    def _latest(self, one: Result) -> QWidget:
        part = QWidget()
        body = column(part, gap=1)
        big = Turning(gap=4)
        role = "heading" if self.exam.type == "text" else "display"
        big.line.addWidget(Text(value_words(self.exam, one.value), role, wrap=self.exam.type == "text"))
        reading = gravest_reading(one.readings)
        if reading is not None:
            words = reading.label.in_language(chosen_language())
            big.line.addWidget(Badge(words, *LEVEL_LOOKS[reading.level]), 0, Qt.AlignmentFlag.AlignVCenter)
        big.line.addStretch(1)
        body.addWidget(big)
        body.addWidget(Text(when_words(one), "muted", wrap=True))
        for said in one.readings:
            body.addWidget(Text(reading_words(said), "small", wrap=True))
        return part

    def _reference(self) -> QWidget:
        part = QWidget()
        body = column(part, gap=1)
        age = self._host.view.pregnancy.gestational_age
        lines = reference_lines(self.exam, age.weeks if age else None)
        body.addWidget(Text(tr("exams.reference_now"), "label"))
        for line in lines or [tr("exams.reference_none")]:
            body.addWidget(Text(line, wrap=True))
        return part

    def _request(self, asked: Request, record: Callable[[], object]) -> QWidget:
        part = QWidget()
        body = column(part, gap=1)
        due = tr("exams.due", date=show_date(asked.due_on)) if asked.due_on else ""
        said = [tr("exams.asked_by", date=show_date(asked.requested_on), name=asked.by), due]
        body.addWidget(Text(" · ".join(one for one in said if one), "strong", wrap=True))
        if self._may():
            buttons = Turning(gap=2)
            buttons.line.addWidget(SecondaryButton(tr("exams.record_this"), on_press=record))
            withdraw = QuietButton(tr("exams.withdraw"), icon_name="x", on_press=lambda: self._withdraw(asked))
            buttons.line.addWidget(withdraw)
            buttons.line.addStretch(1)
            body.addWidget(buttons)
        return part

    def _withdraw(self, asked: Request) -> None:
        exams, session = self._host.context.station.exams, self._host.context.session
        words = tr("exams.request_words", exam=self._name, date=show_date(asked.requested_on))
        StrikeOutForm(self, words, lambda reason: exams.withdraw(session, asked.id, reason), self._changed)

    def _trend(self, current: Sequence[Result]) -> QWidget:
        from ui.pregnancy.charts.chart_view import ChartView  # noqa: PLC0415 - drawing is loaded when first wanted

        measured = [
            Measured(one.id, one.code, one.taken_on, one.recorded_at, float(one.value), is_exam=True)
            for one in current
            if isinstance(one.value, int | float)
        ]
        return ChartView(exam_chart(self.exam.code, measured, self._host.view.pregnancy.lmp), small=True)

    def _show_all(self) -> None:
        self.more.hide()
        self._add(self.chains[_SHOWN:])

    def _add(self, some: Sequence[Chain]) -> None:
        for chain in some:
            self._lines.addWidget(self._entry(chain))

    def _entry(self, chain: Chain) -> QWidget:
        part = QWidget()
        body = column(part, gap=1)
        newest = self._by_id[chain[0].id]
        reading = gravest_reading(newest.readings)
        if reading is not None and newest.is_current:
            words = reading.label.in_language(chosen_language())
            body.addLayout(_at_left(Badge(words, *LEVEL_LOOKS[reading.level])))
        body.addWidget(EntryHistory(chain, self._host.view.profile.time_zone, self._moved))
        if newest.is_current and self._may():
            body.addWidget(self._actions(newest))
        body.addWidget(hairline())
        return part

    def _actions(self, one: Result) -> QWidget:
        context, words = self._host.context, f"{self._name}: {result_words(one)}"
        part = Turning(gap=1)
        fix = QuietButton(tr("exams.correct"), icon_name="pencil", on_press=lambda: self._correct(one))
        fix.setAccessibleName(f"{tr('exams.correct')}: {result_words(one)}")
        fix.setObjectName(f"correct_{one.id}")
        part.line.addWidget(fix)
        name, pregnancy_id = self._host.view.person.shown_name, self._host.view.pregnancy.id
        strike = lambda reason: context.station.exams.correct(context.session, one.id, None, reason)  # noqa: E731 - one call
        moving = Moving(Movable.FACT, one.id, words, name, pregnancy_id)
        part.line.addWidget(EntryActions(context, words, strike, moving, self._changed), 1)
        return part

    def _correct(self, one: Result) -> None:
        CorrectResult(self, self._host, self.exam, one, self._changed)


def _at_left(widget: QWidget) -> QHBoxLayout:
    line = row(gap=2)
    line.addWidget(widget)
    line.addStretch(1)
    return line
