"""The rules in force: what earns how many points, which totals make which class, and where each figure comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.risk.rules import RuleBase
from app.clinic.text_keys import fold
from ui.administration.beside import Beside
from ui.administration.grouped_table import GroupedTable
from ui.administration.rules.rule_panels import RuleDetails, Sources, Summary
from ui.administration.rules.rule_rows import RuleRow, points_words, rule_rows
from ui.administration.states import States
from ui.texts import chosen_language, tr, tr_count
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.table import Column
from ui.widgets.text_fields import SearchField


class InForceList(QWidget):
    """Nothing here can be changed: other rules come as a version of their own."""

    def __init__(self, rules: RuleBase) -> None:
        super().__init__()
        self.rules = rules
        self._rows = rule_rows(rules)
        self.sources_button = SecondaryButton(tr("administration.rules_sources"), on_press=self._show_sources)
        self.search = SearchField(placeholder=tr("administration.rules_search"), name=tr("administration.rules_search"))
        self.count = Text("", "muted")
        self.states = States()
        self.table: GroupedTable[ShownRule] = GroupedTable(_columns(), name=tr("administration.rules_table"))
        list_side = QWidget()
        self.beside = Beside(list_side, self.table.setFocus)
        self._build(list_side)
        self.search.searched.connect(self._filter)
        self.table.opened.connect(self._show_rule)
        self._filter("")

    def _build(self, list_side: QWidget) -> None:
        whole = column(self, gap=3, margin=3, sides=0)
        head = row(gap=3)
        head.addWidget(Summary(self.rules), 1)
        head.addWidget(self.sources_button, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(head)
        left = column(list_side, gap=3)
        line = row(gap=3)
        line.addWidget(self.search, 1)
        line.addWidget(self.count)
        left.addLayout(line)
        self.states.full.addWidget(self.table)
        left.addWidget(self.states, 1)
        self.beside.hide_beside(self.table, (3, 4))
        whole.addWidget(self.beside, 1)

    def _filter(self, text: str) -> None:
        words = tuple(fold(text).split())
        found = [one for one in self._rows if one.matches(words)]
        groups = [
            (
                section.label.in_language(chosen_language()),
                _shown([one for one in found if one.section == section.code]),
            )
            for section in self.rules.sections
        ]
        self.count.setText(tr_count("administration.rules_count", len(found)))
        if self.table.show_groups(groups):
            self.states.show_full()
        else:
            self.states.show_empty(
                "search", tr("administration.rules_none", text=text), tr("administration.rules_none_step")
            )

    def open_line(self, line: int) -> None:
        """Show the rule in this line of the list beside it."""
        self.table.selectRow(line)
        self._show_rule(str(line))

    def _show_rule(self, line: str) -> None:
        rule = self.table.model_of_groups.row_at(int(line))
        if isinstance(rule, ShownRule):
            self.beside.open(rule.rule.factor.in_language(chosen_language()), RuleDetails(rule.rule))

    def _show_sources(self) -> None:
        self.beside.open(tr("administration.rules_sources"), Sources(self.rules))


@dataclass(frozen=True)
class ShownRule:
    """A rule in the list; the factor is named in the first of its lines alone, so that the eye finds the groups."""

    rule: RuleRow
    first: bool

    def factor(self, language: str) -> str:
        """The factor's name where it is to stand."""
        return self.rule.factor.in_language(language) if self.first else ""


def _shown(rules: Sequence[RuleRow]) -> list[ShownRule]:
    before: list[RuleRow | None] = [None, *rules[:-1]]
    pairs = zip(before, rules, strict=True) if rules else ()
    return [ShownRule(rule, last is None or last.factor != rule.factor) for last, rule in pairs]


def _columns() -> tuple[Column[ShownRule], ...]:
    mine = chosen_language()
    other = "en" if mine == "pt_BR" else "pt_BR"
    return (
        Column(tr("administration.rules_factor"), lambda one: one.factor(mine), stretch=True),
        Column(tr("administration.rules_answer"), lambda one: one.rule.answer.in_language(mine)),
        Column(tr("administration.rules_points"), lambda one: points_words(one.rule.points), figures=True),
        Column(tr("administration.rules_other"), lambda one: one.factor(other), width="field_medium"),
        Column(
            tr("administration.rules_source"), lambda one: one.rule.source.place.partition(":")[0], width="field_medium"
        ),
    )
