"""One factor that earned points: how many, its words, and where the rule comes from."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.risk.assessment import AssessedFactor
from app.clinic.risk.rules import RuleBase
from ui.pregnancy.card_reading import factor_words, source_words
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row


class FactorLine(QWidget):
    """Beside the form, and at the hospital as it was sent."""

    def __init__(self, factor: AssessedFactor, rules: RuleBase) -> None:
        super().__init__()
        inside = row(self, gap=3)
        figure = Text(f"+{show_number(factor.points if factor.points % 1 else int(factor.points))}", "heading")
        figure.setFixedWidth(current_theme().gap(11))
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        words = column(gap=0)
        words.addWidget(Text(factor_words(factor), "strong", wrap=True))
        words.addWidget(Text(source_words(factor, rules), "small", wrap=True))
        inside.addWidget(figure, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(words, 1)
