"""The visit to come, in large: when, how late, whose turn, how many have been made."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.planner import VisitStatus
from ui.pregnancy.visits.lines import late_words
from ui.pregnancy.visits.reading import Visits
from ui.pregnancy.visits.schedule_sheet import schedule_words
from ui.pregnancy.words import gestational_words
from ui.texts import tr, tr_count
from ui.texts.formats import show_date
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import column
from ui.widgets.turning import Turning


class NextVisit(QWidget):
    """`record()` opens the form, `choose()` the choice of the schedule."""

    def __init__(self, record: Callable[[], object], choose: Callable[[], object]) -> None:
        super().__init__()
        layout = column(self, gap=0)
        turning = Turning()
        words = column(gap=0)
        self.label = Text("", "label")
        self.when = ElidedText("", "title")
        self.more = ElidedText("", "small")
        for one in (self.label, self.when, self.more):
            words.addWidget(one)
        turning.line.addLayout(words, 1)
        self.schedule = QuietButton("", icon_name="calendar", on_press=choose)
        self.schedule.setObjectName("visit_schedule")
        self.button = PrimaryButton(tr("visits.record"), icon_name="plus", on_press=record)
        self.button.setObjectName("record_visit")
        turning.line.addWidget(self.schedule, 0, Qt.AlignmentFlag.AlignVCenter)
        turning.line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(turning)

    def show_visits(self, read: Visits, today: date, *, may_record: bool, may_choose: bool, goes_on: bool) -> None:
        """Show what comes next."""
        plan = read.plan
        coming = plan.next
        made = sum(one.status is VisitStatus.DONE for one in plan.visits)
        counts = [tr_count("visits.made", made)]
        if plan.missed:
            counts.append(tr_count("visits.missed", plan.missed))
        if coming is not None:
            late = coming.status is VisitStatus.OVERDUE
            self.label.setText(tr("visits.next_late" if late else "visits.next"))
            self.when.setText(f"{show_date(coming.day)} · {late_words(coming, today)}")
            if coming.age is not None:
                counts.insert(0, tr("visits.with_age", age=gestational_words(coming.age)))
            if coming.professional is not None:
                counts.insert(0, tr(f"prenatal.professional_{coming.professional.value}"))
        else:
            self.label.setText(tr("visits.next"))
            key = "visits.none_planned" if plan.is_dated else "visits.not_dated"
            self.when.setText(tr(key if goes_on else "visits.after_birth"))
        self.more.setText(" · ".join(counts))
        self.schedule.set_text(schedule_words(read.schedule))
        self.schedule.setVisible(may_choose)
        if not may_choose and goes_on:
            self.more.setText(f"{self.more.text()} · {schedule_words(read.schedule)}")
        self.button.setVisible(may_record)
