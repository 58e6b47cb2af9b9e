"""What comes due, seen beforehand: how much goes by itself, what waits for two people, what stays and why."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.privacy.due import Due, DueList
from app.privacy.model import CaseKind
from app.privacy.old_records import DueRecord
from app.privacy.steps import NO_LONGER_IN_CARE
from ui.administration.privacy.due_paper import due_offer
from ui.administration.privacy.opening_form import OpeningForm
from ui.administration.privacy.period_words import due_details, due_words, label_of
from ui.papers.issue import issue_now
from ui.texts import tr
from ui.texts.formats import show_date, show_instant
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.names import initials

if TYPE_CHECKING:
    from ui.administration.privacy.section import PrivacySection


class DueCard(Card):
    """`records`: whose records have come due, for those alone who may ask that they be erased."""

    def __init__(self, section: "PrivacySection", due: DueList, records: tuple[DueRecord, ...]) -> None:
        super().__init__(margin=5, gap=3)
        self._section, self._due = section, due
        head = row(gap=3)
        head.addWidget(Text(tr("retention.due_title"), "heading"), 1)
        self.list_button = SecondaryButton(tr("retention.see_list"), icon_name="printer", on_press=self.show_list)
        head.addWidget(self.list_button)
        self.body.addLayout(head)
        self.body.addWidget(Text(self._when(), wrap=True))
        told = [one for one in due.kinds if one.count or one.kept or one.soon]
        if not any(one.count for one in told):
            self.body.addWidget(Text(tr("retention.due_nothing"), "muted", wrap=True))
        for one in told:
            self.body.addWidget(_kind(one))
        if records:
            self.body.addWidget(Text(tr("retention.who_title"), "strong"))
        for record in records:
            self.body.addWidget(self._record(record))

    def show_list(self) -> None:
        """All of it as a paper, over the section."""
        context = self._section.context
        self._section.cover(due_offer(issue_now(context, context.station.profile), self._due))

    def _when(self) -> str:
        station = self._section.context.station
        if self._due.at <= station.clock.now():
            return tr("retention.due_now")
        return tr("retention.due_at", at=show_instant(self._due.at, station.profile.time_zone))

    def _record(self, record: DueRecord) -> QWidget:
        part = QWidget()
        body = column(part, gap=2)
        line = row(gap=3)
        words = column(gap=0)
        born = f" · {record.born.year}" if record.born else ""
        words.addWidget(Text(f"{initials(record.name)}{born}", "strong"))
        told = tr("retention.who_last", day=show_date(record.last_entry), until=show_date(record.until))
        words.addWidget(Text(told, wrap=True))
        line.addLayout(words, 1)
        see = partial(self._section.context.navigate, "reception", record.person_id)
        line.addWidget(QuietButton(tr("retention.open_record"), icon_name="user", on_press=see))
        ask = QuietButton(tr("retention.ask_sealing"), icon_name="trash")
        line.addWidget(ask)
        body.addLayout(line)

        def begin() -> None:
            ask.hide()
            form = OpeningForm(self._section, record.person_id, CaseKind.ERASURE, NO_LONGER_IN_CARE)
            body.addWidget(form)
            form.setFocus()

        ask.clicked.connect(begin)
        return part


def _kind(due: Due) -> QWidget:
    part = QWidget()
    line = row(part, gap=4)
    words = column(gap=0)
    words.addWidget(Text(label_of(due.period), wrap=True))
    details = due_details(due)
    if details:
        words.addWidget(Text(details, "small", wrap=True))
    line.addLayout(words, 5)
    line.addWidget(Text(due_words(due), "strong" if due.count else "muted", wrap=True), 3, Qt.AlignmentFlag.AlignTop)
    return part
