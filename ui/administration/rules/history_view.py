"""What happened to a version, the newest first: loaded, approved, in force, gone back to, by whom and why."""

from PySide6.QtWidgets import QWidget

from app.clinic.rule_admin.service import RuleStep, RuleVersion
from ui.administration.rules.words import step_words, who
from ui.administration.states import States
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.layouts import column
from ui.widgets.table import Column, Table, TableModel, no_more


class HistoryView(QWidget):
    """Every step is at hand."""

    def __init__(self, version: RuleVersion, zone: str) -> None:
        super().__init__()
        self.model: TableModel[RuleStep] = TableModel(_columns(zone), no_more)
        self.table = Table(self.model, name=tr("rule_admin.tab_history"))
        states = States(lines=3)
        states.full.addWidget(self.table)
        column(self, gap=0, margin=3, sides=0).addWidget(states)
        steps = tuple(reversed(version.steps))
        self.model.show_ids([str(number) for number in range(len(steps))], steps)
        if steps:
            states.show_full()
        else:
            states.show_empty("history", tr("rule_admin.no_steps"), tr("rule_admin.no_steps_next"))


def _columns(zone: str) -> tuple[Column[RuleStep], ...]:
    return (
        Column(tr("rule_admin.column_when"), lambda one: show_instant(one.at, zone)),
        Column(tr("rule_admin.column_what"), step_words, width="field_medium"),
        Column(tr("rule_admin.column_who"), who, width="field_medium"),
        Column(tr("rule_admin.column_why"), lambda one: one.reason or "", stretch=True),
    )
