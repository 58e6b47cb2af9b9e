"""Whose case it is, how far she is, and how much time is left: the largest figure of the page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.clinic.allergies.model import ListState
from app.clinic.referral.case import Case
from app.clinic.referral.model import ANSWERABLE, Priority
from app.kernel.clock import local_date
from ui.allergies.words import head_words
from ui.papers.identity import document_words
from ui.pregnancy.age_words import AgeWords
from ui.reception.hits import years_words
from ui.referral_desk.inbox_rows import SOON_SECONDS
from ui.referrals.words import is_late, left_words, span_words
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.badges import Badge
from ui.widgets.buttons import IconButton
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import column, row
from ui.widgets.synthetic_mark import SyntheticMark, beside_name


class CaseHead(QWidget):
    """`back` leaves the case, `to_print` wants the sheet of the answer, else that of the referral."""

    back = Signal()
    to_print = Signal()

    def __init__(self, case: Case, zone: str) -> None:
        super().__init__()
        line = row(self, gap=3, margin=3, sides=5)
        back = IconButton("arrow-left", tr("referral_desk.back"), on_press=self.back.emit)
        back.setObjectName("back_to_inbox")
        line.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        woman = case.woman
        name = ElidedText(woman.shown_name, "heading")
        name.setObjectName("case_name")
        mark = SyntheticMark() if woman.synthetic else None
        years = years_words(woman.birth_date, local_date(case.at, zone))
        unit = case.record.unit_name or tr("referring.cnes", cnes=case.course.referral.from_unit)
        about = ElidedText(" · ".join((years, document_words(woman.cpf, woman.cns), unit)), "small")
        for one in (name, about):
            policy = one.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
            one.setSizePolicy(policy)
        who = column(gap=0)
        who.addLayout(beside_name(name, mark))
        who.addWidget(about)
        # As the record stands now: what was sent may be a day old, and stands in the record below.
        quiet = case.allergies.state is ListState.NONE_KNOWN and not case.allergies.disputed
        self.allergies = Text(head_words(case.allergies), "muted" if quiet else "strong", wrap=True)
        self.allergies.setObjectName("case_allergies")
        who.addWidget(self.allergies)
        line.addLayout(who, 1)
        line.addWidget(AgeWords(case.record.age), 0, Qt.AlignmentFlag.AlignVCenter)
        self.time = Text("", "title")
        self.pressing = Badge("", "error", "triangle", large=True)
        self.until = Text("", "small")
        times = column(gap=0)
        for one_time in (self.time, self.pressing, self.until):
            times.addWidget(one_time, 0, Qt.AlignmentFlag.AlignRight)
            one_time.hide()
        line.addLayout(times)
        sheet = tr("paper_referral.print" if case.course.answer is None else "paper_referral.print_answer")
        self.print_button = IconButton("printer", sheet, on_press=self.to_print.emit)
        self.print_button.setObjectName("print_case")
        line.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignTop)
        self.show_time(case, zone)

    def show_time(self, case: Case, zone: str) -> None:
        """How much is left; after the answer, nothing."""
        course = case.course
        if course.state not in ANSWERABLE:
            for text in (self.time, self.pressing, self.until):
                text.hide()
            return
        left = (course.due_at - case.at).total_seconds() if course.due_at else None
        words = tr("referral_desk.no_stamp") if left is None else left_words(left)
        emergency = course.referral.priority is Priority.EMERGENCY
        if emergency:
            self.pressing.show_class(tr("referrals.priority_emergency"), "error", "octagon")
        elif is_late(course, case.at):
            self.pressing.show_class(words, "error", "triangle")
        elif left is not None and left < SOON_SECONDS:
            self.pressing.show_class(words, "warn", "diamond")
        plain = not self.pressing.words
        self.time.setText(words)
        self.time.setVisible(plain)
        self.pressing.setVisible(not plain)
        until = tr("referral_desk.until", at=show_instant(course.due_at, zone)) if course.due_at else ""
        if emergency and course.received_at is not None:
            since = span_words(max((case.at - course.received_at).total_seconds(), 0))
            until = tr("referral_desk.came", time=since)
        self.until.setText(until)
        self.until.setVisible(bool(until))
