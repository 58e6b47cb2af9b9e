"""What the table would become, or became: how many, who for example, and every refused row with its reason."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.interop.csv_people.checking import Refusal
from app.interop.csv_people.service import ImportReport
from ui.administration.people_import.mapping import Choices
from ui.texts import tr, tr_count
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.table import Column, Table, TableModel

_NAMES = 5
_LEAST_LINES = 5
"""Of the refused rows at least so many stand in sight together; the page scrolls where room is scarce."""


class OutcomePage(QWidget):
    """`store_wanted`, `save_wanted`, `back` (to the columns, or to another file once it is stored)."""

    store_wanted = Signal()
    save_wanted = Signal()
    back = Signal()

    def __init__(self, choices: Choices, report: ImportReport, *, stored: bool) -> None:
        super().__init__()
        self.stored = stored
        self.report = report
        content = QWidget()
        layout = column(content, gap=3)
        outer = column(self, gap=3)
        outer.addWidget(Scroll(content, width=None), 1)
        self._add_figures(layout, _accepted_names(choices, report))
        if stored:
            layout.addWidget(Text(tr("import.stored_about"), "muted", wrap=True))
        elif report.accepted:
            layout.addWidget(Text(tr("import.all_or_nothing"), "muted", wrap=True))
        self.table: Table | None = None
        if report.refusals:
            layout.addWidget(Text(tr("import.refused_title"), "strong"))
            self.table = _table(report)
            self.table.setMinimumHeight(current_theme().px("row") * _LEAST_LINES)
            layout.addWidget(self.table, 1)
        else:
            banner = Banner()
            banner.show_message("success", tr("import.none_refused"), closable=False)
            layout.addWidget(banner)
            layout.addStretch(1)
        self._buttons = self._foot()
        foot = QWidget()
        flow = FlowLayout(foot)
        for one in self._buttons:
            flow.addWidget(one)
        outer.addWidget(foot)

    def first_focus(self) -> QWidget:
        """The way on."""
        return self._buttons[0]

    def _add_figures(self, layout: QBoxLayout, names: str) -> None:
        """The two numbers that decide."""
        line = row(gap=8)
        key = "import.were_stored" if self.stored else "import.would_be_stored"
        for figure, words in (
            (self.report.accepted, tr(key)),
            (self.report.refused, tr("import.were_refused" if self.stored else "import.would_be_refused")),
        ):
            pair = column(gap=0)
            pair.addWidget(Text(show_number(figure), "display"))
            pair.addWidget(Text(words, "label"))
            line.addLayout(pair)
        line.addStretch(1)
        layout.addLayout(line)
        if names:
            layout.addWidget(Text(names, "small", wrap=True))

    def _foot(self) -> list[Button]:
        buttons: list[Button] = []
        if self.stored:
            buttons.append(PrimaryButton(tr("import.another"), on_press=self.back.emit))
        elif self.report.accepted:
            words = tr_count("import.store", self.report.accepted)
            buttons.append(PrimaryButton(words, icon_name="save", on_press=self.store_wanted.emit))
        if self.report.refusals:
            words = tr("import.save_refusals")
            buttons.append(SecondaryButton(words, icon_name="download", on_press=self.save_wanted.emit))
        if not self.stored:
            buttons.append(SecondaryButton(tr("import.back_to_columns"), on_press=self.back.emit))
        return buttons


def _accepted_names(choices: Choices, report: ImportReport) -> str:
    """Some of those who are taken, so that a column in the wrong place is noticed."""
    refused = {one.line for one in report.refusals}
    place = choices.columns["full_name"]
    names = [one.cells[place].strip() for one in choices.table.rows if one.line not in refused and not one.problem]
    shown = ", ".join(names[:_NAMES])
    if len(names) > _NAMES:
        return tr_count("import.among_them", len(names) - _NAMES, names=shown)
    return shown


def _table(report: ImportReport) -> Table:
    columns: list[Column[Refusal]] = [
        Column(tr("people_import.column_line"), lambda one: show_number(one.line), figures=True),
        Column(tr("people_import.column_field"), _field_words),
        Column(tr("people_import.column_value"), lambda one: one.value, width="field_short"),
        Column(tr("people_import.column_reason"), reason_words, stretch=True),
    ]
    rows = report.refusals
    model: TableModel[Refusal] = TableModel(columns, lambda ids: [rows[int(one)] for one in ids])
    table = Table(model, name=tr("import.refused_title"))
    model.setParent(table)
    model.show_ids([str(number) for number in range(len(rows))])
    return table


def _field_words(one: Refusal) -> str:
    return tr(f"people.field_{one.field}") if one.field else tr("import.whole_row")


def reason_words(one: Refusal) -> str:
    """Why this row is not taken."""
    return tr(one.code, **one.values)
