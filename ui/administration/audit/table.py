"""The rows of the audit trail."""

from collections.abc import Sequence

from app.security.audit_service import AuditRow
from ui.administration.audit.words import action_words, subject_words
from ui.texts import tr
from ui.texts.formats import show_instant, show_number
from ui.widgets.table import Column, Table, TableModel


class AuditTable(Table):
    """Number, when, who, what, on what; Enter opens a row in full."""

    def __init__(self, zone: str) -> None:
        columns = (
            Column[AuditRow](tr("administration.audit_number"), lambda one: show_number(one.number), figures=True),
            Column[AuditRow](tr("administration.audit_at"), lambda one: show_instant(one.at, zone)),
            Column[AuditRow](tr("administration.audit_who"), lambda one: one.account_name),
            Column[AuditRow](tr("administration.audit_what"), lambda one: action_words(one.action), stretch=True),
            Column[AuditRow](tr("administration.audit_subject"), subject_words, stretch=True),
        )
        self._rows: TableModel[AuditRow] = TableModel(columns, lambda _ids: [])
        super().__init__(self._rows, name=tr("administration.audit_list"))

    def show_rows(self, rows: Sequence[AuditRow], *, keep_place: bool) -> None:
        """Show these rows; with `keep_place` older ones were added and the view stays where it is."""
        place, line = self.verticalScrollBar().value(), self.currentIndex().row()
        self._rows.show_ids([str(one.number) for one in rows], rows)
        if keep_place:
            self.selectRow(line)
            self.verticalScrollBar().setValue(place)
