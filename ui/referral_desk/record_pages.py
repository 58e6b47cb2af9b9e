"""The record as it was sent, page by page: exams, charts, visits, history. Read only."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clinic.danger_signs.readings import SIDES
from app.clinic.dating import gestational_age
from app.clinic.prenatal.exam_catalogue import exam
from app.clinic.prenatal.history_questions import groups
from app.clinic.prenatal.planner import VisitStatus
from app.clinic.prenatal.vaccine_calendar import vaccines
from app.clinic.prenatal.visits_service import Measured, Oedema, Visit
from app.clinic.referral.case_record import CaseRecord
from ui.allergies.words import sent_words
from ui.pregnancy.charts.chart_view import ChartView
from ui.pregnancy.exams.exam_table import ExamTable
from ui.pregnancy.exams.reading import ExamsView
from ui.pregnancy.exams.words import exam_words, gravest_reading, reading_words, reference_lines, result_words
from ui.pregnancy.visits.lines import VisitLine, measured_words
from ui.pregnancy.words import gestational_words
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date
from ui.widgets.buttons import QuietButton
from ui.widgets.cards import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, hairline, row


class ExamsPage(QStackedWidget):
    """The table of exams; Enter shows one with its references and every result."""

    def __init__(self, record: CaseRecord) -> None:
        super().__init__()
        self._record = record
        self._view = ExamsView(record.requests, record.results)
        self.table = ExamTable()
        if self.table.show_view(self._view):
            self.addWidget(self.table)
        else:
            self.addWidget(EmptyState("file-text", tr("referral_desk.no_exams"), tr("referral_desk.no_exams_next")))
        self.table.opened.connect(lambda code: self.open_exam(str(code)))

    def open_exam(self, code: str) -> None:
        """One exam instead of the table."""
        self.close_exam()
        page = _exam_page(code, self._view, self._record, self.close_exam)
        self.addWidget(page)
        self.setCurrentWidget(page)
        back = page.findChild(QuietButton)
        if back is not None:
            back.setFocus()

    def close_exam(self) -> bool:
        """Back to the table; False where it is shown already."""
        page = self.widget(1)
        if page is None:
            return False
        self.setCurrentIndex(0)
        self.removeWidget(page)
        page.hide()
        page.deleteLater()
        self.table.setFocus()
        return True


def _exam_page(code: str, view: ExamsView, record: CaseRecord, leave: Callable[[], object]) -> QWidget:
    content = QWidget()
    body = column(content, gap=4, margin=5)
    back = QuietButton(tr("exams.back"), icon_name="arrow-left", on_press=leave)
    head = row(gap=0)
    head.addWidget(back)
    head.addStretch(1)
    body.addLayout(head)
    body.addWidget(Text(exam_words(code), "title", wrap=True))
    found = view.of(code)
    week = found[0].age.weeks if found and found[0].age else (record.age.weeks if record.age else None)
    references = reference_lines(exam(code), week)
    if references:
        part = column(gap=0)
        part.addWidget(Text(tr("referral_desk.references"), "label"))
        for words in references:
            part.addWidget(Text(words, wrap=True))
        body.addLayout(part)
    body.addWidget(hairline())
    for one in found:
        line = column(gap=0)
        line.addWidget(Text(result_words(one), "strong", wrap=True))
        reading = gravest_reading(one.readings)
        if reading is not None:
            line.addWidget(Text(reading_words(reading), "small", wrap=True))
        body.addLayout(line)
    for request in (one for one in view.waiting if one.code == code):
        body.addWidget(Text(tr("exams.asked_on", date=show_date(request.requested_on)), "muted", wrap=True))
    body.addStretch(1)
    page = QWidget()
    column(page, gap=0).addWidget(Scroll(content, width=None))
    return page


class LatePage(QWidget):
    """A scrolled page that is filled when it is looked at for the first time: a case opens at once, whatever it holds.

    Filled only inside the window, so that nothing is drawn twice.
    """

    def __init__(self, record: CaseRecord) -> None:
        super().__init__()
        self._record = record
        self._filled = False
        content = QWidget()
        self.body = column(content, gap=4, margin=4, sides=5)
        column(self, gap=0).addWidget(Scroll(content, width=None))

    def fill(self, record: CaseRecord) -> None:
        """Add everything to `body`."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._filled:
            self._filled = True
            self.fill(self._record)
            self.body.addStretch(1)


class ChartsPage(LatePage):
    """Every chart that has a value, one below the other."""

    def fill(self, record: CaseRecord) -> None:
        shown = [one for one in record.charts.charts if one.count]
        for one in shown:
            self.body.addWidget(ChartView(one, record.charts.weeks_today, small=True))
        if not shown:
            self.body.addWidget(EmptyState("activity", tr("charts.empty"), tr("referral_desk.no_exams_next")))


class VisitsPage(LatePage):
    """The visits, the latest first, each with what was measured that day."""

    def fill(self, record: CaseRecord) -> None:
        for visit in record.visits:
            self.body.addWidget(_visit(visit, record))
        if not record.visits:
            nothing = EmptyState("calendar", tr("referral_desk.no_visits"), tr("referral_desk.no_exams_next"))
            self.body.addWidget(nothing)


def _visit(visit: Visit, record: CaseRecord) -> QWidget:
    card = Card(margin=4, gap=1)
    age = gestational_age(record.lmp, visit.day) if record.lmp else None
    parts = [show_date(visit.day)]
    if age is not None:
        parts.append(gestational_words(age))
    if visit.professional is not None:
        parts.append(tr(f"prenatal.professional_{visit.professional.value}"))
    card.body.addWidget(Text(" · ".join(parts), "strong", wrap=True))
    measured = record.measured.get(visit.day, ())
    if measured:
        card.body.addWidget(Text(" · ".join(_measures(visit, measured)), wrap=True))
    if visit.oedema is not None:
        words = tr(f"prenatal.oedema_{visit.oedema.value}")
        has_none = visit.oedema is Oedema.NONE
        card.body.addWidget(Text(words if has_none else tr("referral_desk.oedema", value=words), wrap=True))
    for words in (visit.complaints, visit.note):
        if words:
            card.body.addWidget(Text(words, wrap=True))
    return card


def _measures(visit: Visit, measured: tuple[Measured, ...]) -> list[str]:
    """The pressure as one reads it, then the rest."""
    line = VisitLine(visit.id, visit.day, None, VisitStatus.DONE, visit.professional, visit, measured=measured)
    words = [tr("referral_desk.visit_pressure", value=line.pressure)] if line.pressure else []
    return words + [measured_words(one) for one in measured if one.code not in SIDES]


class HistoryPage(LatePage):
    """Allergies as they were sent; every answer of the history: yes first, then what she does not know, then no; and
    the vaccines."""

    def fill(self, record: CaseRecord) -> None:
        language, body = chosen_language(), self.body
        body.addWidget(_list(tr("referral_desk.allergies_sent"), sent_words(record.allergies), strong=True))
        body.addWidget(hairline())
        labels = {one.code: one.label.in_language(language) for group in groups() for one in group.questions}
        for value in ("yes", "unknown", "no"):
            found = [words for code, words in labels.items() if record.history.get(code) == value]
            if found:
                body.addWidget(_list(tr(f"prenatal.answer_{value}"), found, strong=value == "yes"))
        missing = sum(code not in record.history for code in labels)
        if missing:
            body.addWidget(Text(tr("referral_desk.history_missing", count=missing), "muted", wrap=True))
        body.addWidget(hairline())
        given = [_dose(one.code, one.content or {}) for one in record.vaccines]
        body.addWidget(_list(tr("referral_desk.vaccines"), given or [tr("referral_desk.no_vaccines")], strong=False))


def _list(label: str, lines: list[str], *, strong: bool) -> QWidget:
    part = QWidget()
    layout = column(part, gap=1)
    layout.addWidget(Text(label, "label"))
    for words in lines:
        layout.addWidget(Text(words, "strong" if strong else "body", wrap=True))
    return part


def _dose(code: str, told: Mapping[str, Any]) -> str:
    known = vaccines().get(code)
    name = known.label.in_language(chosen_language()) if known else code
    if told.get("not_for_her") is not None:
        return f"{name} · {tr('vaccines.not_for_her', why=told['not_for_her'])}"
    day = show_date(date.fromisoformat(str(told["given_on"]))) if told.get("given_on") else tr("vaccines.long_ago")
    return f"{name} · {day}"
