"""The tab of the visits: what comes next, the table of all of them, and recording one, danger signs first."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clinic.prenatal.visits_service import Visit
from app.security.roles import Action
from ui.administration.beside import Beside
from ui.administration.states import States
from ui.bridge import Latest, Op
from ui.errors import words_of
from ui.papers.pregnancy_data import PregnancyData, read_pregnancy_data
from ui.papers.preview import PaperPreview
from ui.papers.visit_summary import visit_offer
from ui.pregnancy.danger import RecordDanger, judge_today
from ui.pregnancy.section import RecordHost, RecordSection
from ui.pregnancy.visits.detail import VisitDetail
from ui.pregnancy.visits.form import VisitForm
from ui.pregnancy.visits.lines import VisitLine, lines_of
from ui.pregnancy.visits.next_visit import NextVisit
from ui.pregnancy.visits.reading import Visits, read_visits
from ui.pregnancy.visits.schedule_sheet import ScheduleSheet
from ui.pregnancy.visits.table import VisitTable
from ui.texts import tr
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.widgets.layouts import Scroll, column

_ROOMY_STEPS: Final = 230
NEW: Final = "new"
"""The detail that opens the form: `host.go_to("visits", NEW)`."""


class VisitsSection(RecordSection):
    """A list with a form over it; Esc goes from the form to the list, then out of the detail beside it."""

    def __init__(self, host: RecordHost) -> None:
        super().__init__(host)
        self._latest = Latest(self)
        self._read: Visits | None = None
        self._lines: dict[str, VisitLine] = {}
        self._wanted = ""
        self.form: VisitForm | None = None
        self.danger: RecordDanger | None = None
        self.next = NextVisit(self.open_form, self.choose_schedule)
        self.table = VisitTable()
        self.states = States(lines=8)
        self.pages = QStackedWidget()
        self._build()

    @property
    def lines(self) -> tuple[VisitLine, ...]:
        """What the table shows, the latest first."""
        return tuple(self._lines.values())

    def refresh(self) -> None:
        if self._read is None:
            self.states.show_loading()
        read = read_visits(self.context, self.host.view.pregnancy.id)
        self._latest.ask(read, self._show, lambda error: self.states.show_wrong(words_of(error).together, self.refresh))

    def _takes(self) -> bool:
        return self.host.view.takes_visits and not self.host.view.locked

    def open_detail(self, detail: str) -> None:
        self._wanted = detail
        self._open_wanted()

    def leave(self) -> None:
        if self.form is not None:
            self.form.keeper.flush()

    def unsaved(self) -> bool:
        return self.form is not None and self.form.unsaved()

    def step_back(self) -> bool:
        if self.form is not None:
            if self.danger is None or not self.danger.step_back():
                self._close_form()
            return True
        if not self.beside.panel.isHidden():
            self.beside.panel.close_panel()
            return True
        return False

    def first_focus(self) -> QWidget | None:
        if self.form is not None:
            return self.form.first_focus()
        return self.next.button if self.next.button.isVisibleTo(self) else self.table

    def print_current(self) -> bool:
        chosen = self._lines.get(str(self.table.lines.id_at(self.table.currentIndex().row()) or ""))
        if chosen is None or chosen.visit is None or chosen.struck or not self.context.may(Action.PRINT_RECORD):
            return False
        self._print(chosen.visit)
        return True

    def choose_schedule(self) -> None:
        """Which schedule the unit follows."""
        if self._read is not None:
            ScheduleSheet(self, self.context, self._read.schedule, self._stored)

    def open_form(self, wrong: Visit | None = None) -> None:
        """Record a visit, or correct one."""
        if self._read is None:
            self._wanted = NEW
            return
        if not self.context.may(Action.RECORD_OBSERVATION) or not self._takes():
            return
        self._drop_form()
        self.form = VisitForm(self.host, self._read.schedule, wrong)
        page = QWidget()
        layout = column(page, gap=4, margin=4, sides=5)
        if wrong is None:
            self.danger = RecordDanger(self.host)
            layout.addWidget(self.danger)
            self.form.needs_asking = self._needs_asking
        layout.addWidget(self.form, 1)
        self._form_page = Scroll(page)
        self.pages.addWidget(self._form_page)
        self.pages.setCurrentWidget(self._form_page)
        self.form.saved.connect(self._on_saved)
        self.form.left.connect(self._close_form)
        self.form.first_focus().setFocus()

    # building

    def _build(self) -> None:
        self._list = QWidget()
        layout = column(self._list, gap=3, margin=4, sides=5)
        layout.addWidget(self.next)
        layout.addWidget(self.table, 1)
        self.beside = Beside(self._list, self._on_panel_closed)
        self.states.full.addWidget(self.beside)
        self.pages.addWidget(self.states)
        self.body.addWidget(self.pages, 1)
        self.table.opened.connect(lambda row_id: self._open(str(row_id or "")))

    # the list

    def _show(self, read: Visits) -> None:
        self._read = read
        view = self.host.view
        lines = lines_of(read.plan, read.visits, read.measured, view.pregnancy.lmp, view.today)
        self._lines = {one.id: one for one in lines}
        self.table.show_lines(lines)
        may = self.context.may(Action.RECORD_OBSERVATION) and self._takes()
        self.next.show_visits(
            read, view.today, may_record=may, may_choose=self.context.may(Action.MANAGE_RULES), goes_on=view.goes_on
        )
        self.beside.shut()
        self.next.show()
        self.states.show_full()
        self._open_wanted()

    def _open_wanted(self) -> None:
        wanted = self._wanted
        if not wanted or self._read is None:
            return
        self._wanted = ""
        if wanted == NEW:
            self.open_form()
        else:
            self._open(wanted)

    def _open(self, row_id: str) -> None:
        line = self._lines.get(row_id)
        if line is None or self._read is None:
            return
        visit = line.visit
        title = tr("visits.of_day" if visit else "visits.planned_for", date=show_date(line.day))
        detail = VisitDetail(
            self.host,
            line,
            self._read,
            correct=partial(self.open_form, visit),
            print_out=partial(self._print, visit) if visit else lambda: None,
            done=self._stored,
        )
        self.beside.open(title, detail)
        self.next.setVisible(self._is_roomy())

    def _is_roomy(self) -> bool:
        """Whether the next visit and an opened one have room side by side."""
        return self.width() >= current_theme().gap(_ROOMY_STEPS)

    def _on_panel_closed(self) -> None:
        self.next.show()
        self.table.setFocus()

    def _print(self, visit: Visit) -> None:
        def show(data: PregnancyData) -> None:
            self.host.cover(PaperPreview(self.context, visit_offer(data, visit), on_close=self.host.uncover))

        Op(self, read_pregnancy_data(self.context, self.host.view)).on_success(show).on_failure(self.show_error).start()

    # the form

    def _needs_asking(self) -> bool:
        """Whether a visit of today must wait for the danger signs; then the question has the focus."""
        if self.danger is None or self.danger.may_go_on:
            return False
        focus = self.danger.first_focus()
        if focus is not None:
            focus.setFocus()
        return True

    def _on_saved(self) -> None:
        self.context.message("success", tr("visits.saved"))
        was_of_today = self.form is not None and self.form.is_of_today()
        self._close_form()
        self._stored()
        if was_of_today:
            judge_today(self.host, self, lambda: None)

    def _stored(self) -> None:
        self.host.stored()
        self.refresh()

    def _close_form(self) -> None:
        self.leave()
        self._drop_form()
        self.pages.setCurrentWidget(self.states)
        focus = self.first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_form(self) -> None:
        if self.form is not None:
            self.pages.removeWidget(self._form_page)
            self._form_page.deleteLater()
        self.form = self.danger = None
