"""The classification as it was sent: class large, then what earned its points. Nothing here can be changed."""

from PySide6.QtWidgets import QWidget

from app.clinic.referral.case import Case
from app.clinic.referral.service import class_of
from app.clinic.risk.evaluator import explain_unknown
from ui.pregnancy.card_reading import read_card
from ui.pregnancy.class_sign import ClassSign
from ui.pregnancy.factor_line import FactorLine
from ui.texts import tr, tr_count
from ui.widgets.badges import RiskBadge
from ui.widgets.labels import Text
from ui.widgets.layouts import column


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
            layout.addWidget(FactorLine(factor, sent.rules))
        if unknown:
            words = tr_count("referral_desk.not_asked", len(unknown))
            layout.addWidget(Text(" ".join((words, *reading.warnings[:1])), "small", wrap=True))
