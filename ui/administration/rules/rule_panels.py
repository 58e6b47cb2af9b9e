"""The classes with their totals above the rules, and what stands beside them: one rule in full, the sources."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.risk.rules import RuleBase
from ui.administration.rules.rule_rows import RuleRow, interval_words, points_words
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date
from ui.theme.tokens import RISK_CLASSES
from ui.widgets.badges import Badge
from ui.widgets.cards import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline


class Summary(Card):
    """Which totals make which class, and which version says so."""

    def __init__(self, rules: RuleBase) -> None:
        super().__init__(margin=4, gap=3)
        language = chosen_language()
        holder = QWidget()
        flow = FlowLayout(holder, gap=6)
        for one in rules.classes:
            token, shape = RISK_CLASSES[one.code]
            badge = Badge(one.label.in_language(language), token, shape)
            flow.addWidget(_block(badge, Text(interval_words(one.interval), "strong")))
        version = Text(f"{rules.version} · {show_date(rules.date)}", "strong")
        version.setToolTip(rules.sha256)
        flow.addWidget(_block(Text(tr("administration.rules_version"), "label"), version))
        self.body.addWidget(holder)


def _block(head: QWidget, below: QWidget) -> QWidget:
    block = QWidget()
    layout = column(block, gap=1)
    layout.addWidget(head)
    layout.addStretch(1)
    layout.addWidget(below)
    return block


class RuleDetails(QWidget):
    """One rule as both languages and its source say it."""

    def __init__(self, rule: RuleRow) -> None:
        super().__init__()
        layout = column(self, gap=4)
        language = chosen_language()
        points = points_words(rule.points)
        figure = column(gap=0)
        figure.addWidget(Text(tr("administration.rules_points_for"), "label"))
        figure.addWidget(Text(points, "display"))
        figure.addWidget(Text(rule.answer.in_language(language), "strong", wrap=True))
        layout.addLayout(figure)
        layout.addWidget(hairline())
        pairs = [
            ("Português", f"{rule.factor.pt_BR}: {rule.answer.pt_BR}"),
            ("English", f"{rule.factor.en}: {rule.answer.en}"),
            (tr("administration.rules_document"), rule.source.document),
            (tr("administration.rules_place"), rule.source.place),
        ]
        layout.addWidget(_stacked(pairs))
        if rule.once_with is not None:
            group = rule.once_with.in_language(language)
            layout.addWidget(Text(tr("administration.rules_once", group=group), "small", wrap=True))
        layout.addStretch(1)


class Sources(QWidget):
    """Version, fingerprint and every document in full."""

    def __init__(self, rules: RuleBase) -> None:
        super().__init__()
        layout = column(self, gap=4)
        language = chosen_language()
        pairs = [
            (tr("administration.rules_version"), f"{rules.version} · {show_date(rules.date)}"),
            (tr("administration.rules_hash"), " ".join(rules.sha256[at : at + 8] for at in range(0, 64, 8))),
        ]
        layout.addWidget(_stacked(pairs))
        for source in rules.sources.values():
            layout.addWidget(hairline())
            layout.addWidget(Text(source.label.in_language(language), "strong", wrap=True))
            layout.addWidget(Text(source.document, "small", wrap=True))
            layout.addWidget(Text(source.place, "small", wrap=True))
        layout.addStretch(1)


def _stacked(pairs: list[tuple[str, str]]) -> QWidget:
    """Names above their values: the panel is too narrow for two columns."""
    holder = QWidget()
    layout = column(holder, gap=3)
    for name, value in pairs:
        layout.addWidget(KeyValues([(name, value)], columns=2))
    layout.setAlignment(Qt.AlignmentFlag.AlignTop)
    return holder
