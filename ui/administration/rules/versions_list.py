"""Every version of the rules that this station knows, the one in force first."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.clinic.rule_admin.service import RuleVersion
from ui.administration.rules.words import standing, step_words, who
from ui.administration.states import States
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.shapes import SIGNS
from ui.widgets.table import Column, Table, TableModel, no_more


class VersionsList(QWidget):
    """Enter opens a version."""

    def __init__(self, opened: Callable[[str], object], zone: str) -> None:
        super().__init__()
        self._zone = zone
        self.states = States(lines=4)
        self.model: TableModel[RuleVersion] = TableModel(self._columns(), no_more)
        self.table = Table(self.model, name=tr("rule_admin.tab_versions"))
        self.table.opened.connect(lambda sha256: opened(str(sha256)))
        layout = column(self, gap=3, margin=3, sides=0)
        layout.addWidget(Text(tr("rule_admin.versions_about"), "small", wrap=True))
        self.states.full.addWidget(self.table)
        layout.addWidget(self.states, 1)

    def show_versions(self, versions: Sequence[RuleVersion]) -> None:
        """Show these, and stay in the line where one was."""
        line = max(self.table.currentIndex().row(), 0)
        self.model.show_ids([one.sha256 for one in versions], list(versions))
        self.states.show_full()
        self.table.selectRow(line)

    def _columns(self) -> tuple[Column[RuleVersion], ...]:
        return (
            Column(tr("rule_admin.column_version"), lambda one: one.version),
            Column(tr("rule_admin.column_standing"), _standing_words),
            Column(tr("rule_admin.column_last"), _last_words, stretch=True),
            Column(tr("rule_admin.column_when"), self._when_words),
        )

    def _when_words(self, version: RuleVersion) -> str:
        return show_instant(version.steps[-1].at, self._zone) if version.steps else tr("rule_admin.since_start")


def _standing_words(version: RuleVersion) -> str:
    words, _, shape = standing(version)
    return f"{SIGNS[shape]} {words}"


def _last_words(version: RuleVersion) -> str:
    if not version.steps:
        return tr("rule_admin.came_with_program")
    last = version.steps[-1]
    return step_words(last) if last.by_program else f"{step_words(last)} · {who(last)}"
