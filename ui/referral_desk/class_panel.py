"""The classification as it was sent: class large, then what earned its points. Nothing here can be changed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.referral.case import Case
from app.clinic.referral.service import class_of
from app.clinic.risk.assessment import AssessedFactor
from app.clinic.risk.evaluator import explain_unknown
from app.clinic.risk.rules import RuleBase
from ui.pregnancy.card_reading import factor_words, read_card, source_words
from ui.pregnancy.class_sign import ClassSign
from ui.texts import tr, tr_count
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.badges import RiskBadge
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row


class ClassPanel(QWidget):
    """Where the rule base has not come here yet, the class alone is shown, and that its reasons are to come."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        layout = column(self, gap=3)
        layout.addWidget(Text(tr("referral_desk.class_sent"), "label"))
        sent = case.record.classified
        if sent is None:
            code = class_of(case.course.snapshot)[0]
            layout.addWidget(RiskBadge(code, large=True))
            layout.addWidget(
                Text(tr("referral_desk.reasons_come" if code else "referral_desk.not_classified"), wrap=True)
            )
            return
        unknown = explain_unknown(sent.form, sent.rules)
        reading = read_card(sent.assessment, unknown, sent.rules, empty=False, heading="")
        self.sign = ClassSign()
        self.sign.show_reading(reading)
        self.sign.shrink(small=True)
        self.sign.setAccessibleName(" ".join((reading.big, reading.small, reading.total)))
        layout.addWidget(self.sign)
        layout.addWidget(Text(tr("risk_card.fired" if reading.fired else "risk_card.fired_none"), "label"))
        for factor in reading.fired:
            layout.addWidget(_factor(factor, sent.rules))
        if unknown:
            words = tr_count("referral_desk.not_asked", len(unknown))
            layout.addWidget(Text(" ".join((words, *reading.warnings[:1])), "small", wrap=True))


def _factor(factor: AssessedFactor, rules: RuleBase) -> QWidget:
    line = QWidget()
    inside = row(line, gap=3)
    figure = Text(f"+{show_number(factor.points if factor.points % 1 else int(factor.points))}", "heading")
    figure.setFixedWidth(current_theme().gap(11))
    figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    words = column(gap=0)
    words.addWidget(Text(factor_words(factor), "strong", wrap=True))
    words.addWidget(Text(source_words(factor, rules), "small", wrap=True))
    inside.addWidget(figure, 0, Qt.AlignmentFlag.AlignTop)
    inside.addLayout(words, 1)
    return line
