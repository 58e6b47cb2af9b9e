"""The audit trail as a list with filters, one row in full beside it, and the check of its chain."""

from functools import partial
from itertools import chain as joined

from app.kernel.clock import local_date
from app.security.account_model import AccountView
from app.security.audit_service import AuditFilter, AuditRow
from ui.administration.audit.chain import ChainCheck
from ui.administration.audit.details import AuditDetails, PersonPicker
from ui.administration.audit.filters import AuditFilters, PersonChoice
from ui.administration.audit.table import AuditTable
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.administration.tab_order import in_reading_order
from ui.exports.exporting import list_export
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

PAGE_ROWS = 100


class AuditSection(SectionPage):
    """Newest first; older pages follow on demand, so that a trail of a million rows opens as fast as one of ten."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("administration.audit_title"), tr("administration.audit_about"))
        self.zone = context.station.profile.time_zone
        self._question = 0
        self._rows: list[AuditRow] = []
        self.filters: AuditFilters | None = None
        self.chain = ChainCheck(self)
        self.exporting = list_export(context, "audit")
        self.states = States()
        self.table = AuditTable(self.zone)
        self.count = Text("", "muted")
        self.more_button = SecondaryButton(tr("administration.audit_more"), on_press=self._read_more)
        self.person_button = QuietButton("", icon_name="x", on_press=self._forget_person)
        self.find_button = QuietButton(tr("administration.audit_person"), icon_name="user", on_press=self._find_person)
        self.clear_button = QuietButton(tr("administration.audit_clear"), icon_name="undo", on_press=self._clear)
        self._filter_place = column(gap=2)
        self.beside = Beside(self.states, self.table.setFocus)
        self._build()
        self.table.opened.connect(self._open_row)
        accounts = partial(context.station.accounts.list, context.session)
        self.loads(self.states, accounts, self._show_filters)

    def _build(self) -> None:
        self.add_action(self.chain.button)
        self.add_action(self.exporting.button)
        self.body.addWidget(self.chain)
        self.body.addWidget(self.exporting)
        self.body.addLayout(self._filter_place)
        line = row(gap=2)
        line.addWidget(self.count)
        line.addStretch(1)
        line.addWidget(self.clear_button)
        line.addWidget(self.person_button)
        line.addWidget(self.find_button)
        self.person_button.hide()
        self.clear_button.hide()
        if not PersonPicker.may_be_used(self.context.session):
            self.find_button.hide()
        self.states.full.addWidget(self.table, 1)
        self.states.full.addWidget(self.more_button)
        self.beside.hide_beside(self.table, (0, 4))
        self.body.addLayout(line)
        self.body.addWidget(self.beside, 1)

    def _show_filters(self, accounts: list[AccountView]) -> None:
        today = local_date(self.context.station.clock.now(), self.zone)
        self.filters = AuditFilters(accounts, self.zone, today)
        self._filter_place.addWidget(self.filters)
        in_reading_order(
            [self.filters, self.clear_button, self.person_button, self.find_button, self.table, self.more_button]
        )
        self.filters.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the newest rows that the filters want."""
        if self.filters is None:
            return
        person = self.filters.person
        self.person_button.setVisible(person is not None)
        self.clear_button.setVisible(self.filters.is_narrowed())
        if person is not None:
            self.person_button.set_text(tr("administration.audit_about_person", name=person.name))
        self._read(None, anew=True)

    def _read(self, before: int | None, *, anew: bool) -> None:
        assert self.filters is not None
        self._question += 1
        wanted, question = self.filters.wanted(), self._question
        call = partial(self.context.station.audit.page, self.context.session, wanted, before, PAGE_ROWS)
        show = partial(self._show_rows, question, anew)
        if anew:
            self.loads(self.states, call, show)
        else:
            self.does(call, show)

    def _show_rows(self, question: int, anew: bool, rows: list[AuditRow]) -> None:
        """An answer to a question that has changed meanwhile is not shown."""
        if question != self._question:
            return
        self._rows = rows if anew else list(joined(self._rows, rows))
        self.more_button.setVisible(len(rows) == PAGE_ROWS)
        self.count.setText(tr_count("administration.audit_count", len(self._rows)))
        self.table.show_rows(self._rows, keep_place=not anew)
        if self._rows:
            self.states.show_full()
            return
        assert self.filters is not None
        step = tr("administration.audit_none_step") if self.filters.is_narrowed() else ""
        self.states.show_empty("history", tr("administration.audit_none"), step)

    def _read_more(self) -> None:
        self._read(self._rows[-1].number if self._rows else None, anew=False)

    def show_around(self, number: int) -> None:
        """Show the rows up to a little after `number`, whatever the filters said."""
        if self.filters is not None and self.filters.wanted() != AuditFilter():
            self.filters.clear()
        self._read(number + 3, anew=True)

    @property
    def rows(self) -> tuple[AuditRow, ...]:
        """What the list shows, newest first."""
        return tuple(self._rows)

    def open_line(self, line: int) -> None:
        """Show the row in this line of the list beside it."""
        self.table.selectRow(line)
        self._open_row(str(self._rows[line].number))

    def _open_row(self, row_id: str) -> None:
        found = next((one for one in self._rows if str(one.number) == row_id), None)
        if found is not None:
            self.beside.open(tr("administration.audit_row", number=found.number), AuditDetails(self, found))

    def only_account(self, account_id: str) -> None:
        """Only what this account did."""
        if self.filters is not None:
            self.filters.choose_account(account_id)

    def only_person(self, person: PersonChoice) -> None:
        """Only what concerns this person."""
        if self.filters is not None:
            self.beside.shut()
            self.filters.choose_person(person)

    def _clear(self) -> None:
        if self.filters is not None:
            self.filters.clear()

    def _forget_person(self) -> None:
        if self.filters is not None:
            self.filters.choose_person(None)

    def _find_person(self) -> None:
        picker = PersonPicker(self)
        self.beside.open(tr("administration.audit_person_title"), picker)
        picker.setFocus()
