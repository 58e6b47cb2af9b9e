"""Why a file was not taken as rules: every problem with its line, so that all are repaired at once."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.clinic.risk.yaml_nodes import RuleBaseProblem
from app.kernel.errors import KnownError
from ui.administration.rules.words import problem_words
from ui.texts import tr, tr_count
from ui.texts.formats import show_number
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.table import Column, Table, TableModel, no_more


class ProblemsPage(QWidget):
    """`error` is risk.rule_base_refused; nothing of the file was kept."""

    def __init__(self, file: str, error: KnownError, back: Callable[[], object], again: Callable[[], object]) -> None:
        super().__init__()
        found, count = error.values["problems"], error.values["count"]
        assert isinstance(found, tuple) and isinstance(count, int)
        layout = column(self, gap=3)
        head = row(gap=2)
        head.addWidget(QuietButton(tr("rule_admin.back"), icon_name="arrow-left", on_press=back))
        head.addStretch(1)
        head.addWidget(SecondaryButton(tr("rule_admin.load_again"), icon_name="upload", on_press=again))
        layout.addLayout(head)
        banner = Banner()
        layout.addWidget(banner)
        title = tr_count("rule_admin.refused", count, file=file)
        banner.show_message("error", title, tr("rule_admin.refused_next"), closable=False)
        self.model: TableModel[RuleBaseProblem] = TableModel(_columns(), no_more)
        self.table = Table(self.model, name=tr("rule_admin.problems"))
        self.table.setWordWrap(True)
        self.model.show_ids([str(number) for number in range(len(found))], list(found))
        layout.addWidget(self.table, 1)
        if count > len(found):
            words = tr("rule_admin.first_problems", shown=show_number(len(found)), count=show_number(count))
            layout.addWidget(Text(words, "small"))


def _columns() -> tuple[Column[RuleBaseProblem], ...]:
    return (
        Column(tr("rule_admin.column_line"), lambda one: show_number(one.line), figures=True),
        Column(tr("rule_admin.column_problem"), lambda one: problem_words(one.code, one.values), stretch=True),
    )
