"""The tab of exams and vaccines: what waits, what stands out, one exam with its trend, asking and writing down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clinic.corrections import Moved
from app.clinic.pregnancies.model import PregnancyStatus
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.prenatal.exam_sets import exam_sets, set_at
from app.clinic.prenatal.exams_service import Result
from app.security.roles import Action
from ui.administration.states import States
from ui.bridge import Latest
from ui.errors import words_of
from ui.pregnancy.exams.exam_detail import ExamDetail
from ui.pregnancy.exams.exam_table import ExamTable
from ui.pregnancy.exams.reading import ExamsView
from ui.pregnancy.exams.request_form import RequestForm
from ui.pregnancy.exams.result_form import ResultForm, stored_words
from ui.pregnancy.section import RecordHost, RecordSection
from ui.pregnancy.vaccines.panel import VaccinePanel
from ui.texts import chosen_language, tr, tr_count
from ui.widgets.buttons import SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.layouts import column, row
from ui.widgets.turning import Turning

EXAMS, VACCINES, RECORD = "exams", "vaccines", "record"


@dataclass(frozen=True)
class _Read:
    """What one reading brings."""

    view: ExamsView
    moved: Mapping[str, Moved]


class ExamsSection(RecordSection):
    """One stack: the two lists (exams, vaccines), and over them one form or one exam; Esc goes back to the list."""

    def __init__(self, host: RecordHost) -> None:
        super().__init__(host)
        self._latest = Latest(self)
        self._read = _Read(ExamsView((), ()), {})
        self._pending_detail = ""
        self.switch = ChoiceChips(
            [(EXAMS, tr("exams.view_exams")), (VACCINES, tr("exams.view_vaccines"))],
            name=tr("exams.view"),
            optional=False,
        )
        self.switch.set_value(EXAMS)
        self.states = States()
        self.table = ExamTable()
        self.vaccines = VaccinePanel(host)
        self.ask_button = SecondaryButton(tr("exams.request"), icon_name="plus", on_press=self.open_request)
        self.record_button = SecondaryButton(tr("exams.record"), icon_name="pencil", on_press=self.open_results)
        self.lists = QStackedWidget()
        self.pages = QStackedWidget()
        self._build()
        self.switch.changed.connect(self._choose_view)
        self.table.opened.connect(self.open_exam)

    # what the record asks

    def refresh(self) -> None:
        context, pregnancy_id = self.context, self.host.view.pregnancy.id

        def read() -> _Read:
            services, session = context.station.exams, context.session
            view = ExamsView(services.requests(session, pregnancy_id), services.results(session, pregnancy_id))
            return _Read(view, context.station.corrections.moved_away(session, pregnancy_id))

        if not self._read.view.results and not self._read.view.requests:
            self.states.show_loading()
        self._latest.ask(read, self._show, lambda e: self.states.show_wrong(words_of(e).together, self.refresh))
        if self.switch.value() == VACCINES:
            self.vaccines.refresh()

    def open_detail(self, detail: str) -> None:
        if detail == VACCINES:
            self.switch.set_value(VACCINES)
            self._choose_view(VACCINES)
        elif detail == RECORD and self._may():
            self.open_results()
        elif detail in exams():
            self._pending_detail = detail
            if self.states.state != "loading":
                self._open_pending()

    def leave(self) -> None:
        form = self._form()
        if isinstance(form, ResultForm):
            form.keeper.flush()

    def step_back(self) -> bool:
        if self.pages.currentIndex():
            self.leave()
            self.close_page()
            return True
        return self.switch.value() == VACCINES and self.vaccines.step_back()

    def first_focus(self) -> QWidget | None:
        form = self._form()
        if isinstance(form, RequestForm | ResultForm | ExamDetail):
            return form.first_focus()
        return self.switch

    def unsaved(self) -> bool:
        form = self._form()
        return isinstance(form, ResultForm) and form.unsaved()

    # the pages

    def open_request(self) -> None:
        """Ask for exams."""
        self._open(RequestForm(self.host, self._read.view, self._asked, self.close_page))

    def open_results(self, code: str = "") -> None:
        """Write results down: everything that waits, or one exam alone."""
        self._open(ResultForm(self.host, self._read.view.waiting, self._stored, self.step_back, only=code))

    def open_exam(self, code: object) -> None:
        """One exam with its trend and its history."""
        self._open(
            ExamDetail(
                self.host,
                str(code),
                self._read.view,
                self._read.moved,
                changed=self._changed,
                record=self.open_results,
                leave=self.close_page,
            )
        )

    def close_page(self) -> None:
        """Back to the lists."""
        page = self._form()
        self.pages.setCurrentIndex(0)
        if page is not None:
            self.pages.removeWidget(page)
            page.hide()
            page.deleteLater()
        (self.table if self.states.state == "full" else self.switch).setFocus()

    def _form(self) -> QWidget | None:
        return self.pages.widget(1) if self.pages.count() > 1 else None

    def _open(self, page: Any) -> None:
        if self._form() is not None:
            self.close_page()
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        page.first_focus().setFocus()

    # what was done

    def _asked(self, count: int) -> None:
        self.close_page()
        self.context.message("success", tr_count("exams.asked_done", count))
        self._changed()

    def _stored(self, found: tuple[Result, ...], estimated: bool) -> None:
        self.close_page()
        self.context.message("success", stored_words(found, estimated=estimated))
        self._changed()

    def _changed(self) -> None:
        """Facts changed: the record reads everything that shows them again, this part among them."""
        self.host.stored()

    def _show(self, read: _Read) -> None:
        self._read = read
        if self.table.show_view(read.view):
            self.states.show_full()
        else:
            self._show_empty()
        page = self._form()
        if isinstance(page, ExamDetail):
            self.open_exam(page.exam.code)
        self._open_pending()

    def _open_pending(self) -> None:
        if self._pending_detail:
            code, self._pending_detail = self._pending_detail, ""
            self.open_exam(code)

    def _show_empty(self) -> None:
        button = None
        if self._may():
            age = self.host.view.pregnancy.gestational_age
            now = set_at(age.weeks if age else None, exam_sets().values())
            words = now.label.in_language(chosen_language()) if now else ""
            said = tr("exams.request_set", set=words) if now else tr("exams.request")
            button = SecondaryButton(said, icon_name="plus", on_press=self.open_request)
        self.states.show_empty("file-text", tr("exams.none"), tr("exams.none_next"), button)

    # building

    def _may(self) -> bool:
        current = self.host.view.pregnancy.status is PregnancyStatus.CURRENT
        return current and not self.host.view.locked and self.context.may(Action.RECORD_OBSERVATION)

    def _choose_view(self, value: object) -> None:
        vaccines = value == VACCINES
        self.lists.setCurrentIndex(int(vaccines))
        for button in (self.ask_button, self.record_button):
            button.setVisible(self._may() and not vaccines)
        if vaccines:
            self.vaccines.refresh()

    def _build(self) -> None:
        main = QWidget()
        layout = column(main, gap=3)
        above = row(gap=0, margin=3, sides=5)
        top = Turning(gap=3)
        top.line.addWidget(self.switch, 1)
        tools = row(gap=2)
        for button in (self.record_button, self.ask_button):
            tools.addWidget(button)
            if not self._may():
                button.hide()
        tools.addStretch(1)
        top.line.addLayout(tools)
        above.addWidget(top)
        layout.addLayout(above)
        self.states.full.addWidget(self.table, 1)
        self.lists.addWidget(self.states)
        self.lists.addWidget(self.vaccines)
        layout.addWidget(self.lists, 1)
        self.pages.addWidget(main)
        self.body.addWidget(self.pages, 1)
