"""Whose pregnancy this is and how far: name, gestational age or days since birth, due date and what it stands on."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QSizePolicy, QWidget

from app.clinic.prenatal.outcomes import OutcomeKind
from ui.allergies.line import AllergyLine
from ui.conflicts.badge import ConflictBadge
from ui.papers.identity import document_words
from ui.pregnancy.age_words import AgeWords
from ui.pregnancy.dating.words import method_words
from ui.pregnancy.in_force import InForce
from ui.pregnancy.record_view import RecordView
from ui.reception.hits import years_words
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import centred, column, row
from ui.widgets.synthetic_mark import SyntheticMark, beside_name

_ROOM_FOR_ALL: Final = 130
"""In steps of the grid, as high."""
_LEAST_ABOUT: Final = 90
"""In steps of the grid, as wide, for what stands beside the date."""
_AS_WIDE = Qt.AlignmentFlag(0)
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RecordHead(QWidget):
    """`back` leaves the record, `dating` asks for the page of the dates, `others` for her other pregnancies,
    `allergies` for the page of her allergies."""

    back = Signal()
    dating = Signal()
    others = Signal()
    allergies = Signal()

    def __init__(self, context: UiContext, view: RecordView) -> None:
        super().__init__()
        self._context = context
        self._view = view
        self.age = AgeWords(view.pregnancy.gestational_age)
        self.after = Text("", "title")
        self.in_force = InForce(view.profile.time_zone)
        self._grid = QGridLayout()
        self._narrow = False
        layout = column(self, gap=2, margin=3, sides=5)
        layout.addLayout(self._lines())
        layout.addWidget(self.in_force)
        self.show_view(view)

    def show_view(self, view: RecordView) -> None:
        """The record was read again."""
        self._view = view
        self.age.show_age(view.pregnancy.gestational_age)
        self.conflicts.read()
        self.allergy_line.read()
        self.age.setVisible(view.goes_on)
        self.after.setText(after_words(view))
        self.after.setVisible(not view.goes_on)
        self._due_words.setText(due_words(view))
        self.change.setVisible(view.goes_on)
        count = len(view.pregnancies)
        self.more.set_text(tr_count("outcome.pregnancies", count))
        self.more.setVisible(count > 1)

    def _lines(self) -> QGridLayout:
        """Two lines: who and how far; then what else tells her apart, and when the child is due."""
        theme, person, lines = current_theme(), self._view.person, self._grid
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setHorizontalSpacing(theme.gap(3))
        lines.setVerticalSpacing(0)
        lines.setColumnStretch(1, 1)
        back = IconButton("arrow-left", tr("pregnancy.back"), on_press=self.back.emit)
        back.setObjectName("back_to_list")
        name = ElidedText(person.shown_name, "heading")
        name.setObjectName("record_name")
        words = f"{years_words(person.birth_date, self._view.today)} · {document_words(person.cpf, person.cns)}"
        self._about = Text(words, "small", wrap=True)
        for giving_way in (name, self._about):
            policy = giving_way.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
            giving_way.setSizePolicy(policy)
        lines.addWidget(back, 0, 0)
        self._mark = SyntheticMark()
        self._who = beside_name(name, self._mark)
        self.conflicts = ConflictBadge(self._context, person.id)
        lines.addWidget(self.conflicts, 3, 1, Qt.AlignmentFlag.AlignLeft)
        lines.addLayout(self._who, 0, 1)
        if not person.synthetic:
            self._mark.hide()
        figure = QWidget()
        beside = row(figure, gap=0)
        beside.addWidget(self.age)
        beside.addWidget(self.after)
        lines.addWidget(figure, 0, 2, _AT_RIGHT)
        self._when_due = self._due()
        # Rows of their own across both columns: a long date must not take the room of the name above it.
        self._second: QBoxLayout = row(gap=3)
        self._third: QBoxLayout = column(gap=0) if theme.is_enlarged else row(gap=3)
        self._second.addWidget(self._about, 1)
        self.brief = ElidedText("", "small")
        self.brief.setObjectName("brief_about")
        self._second.addWidget(self.brief, 1)
        self.brief.hide()
        self._second.addWidget(self._when_due, 0, _AT_RIGHT)
        lines.addLayout(self._second, 1, 1, 1, 2)
        lines.addLayout(self._third, 2, 1, 1, 2)
        # Made last: Tab reaches it after what stands above it.
        self.allergy_line = AllergyLine(self._context, person.id, self.allergies.emit)
        self.allergy_line.said.connect(self._tell_briefly)
        lines.addWidget(self.allergy_line, 4, 1, 1, 2)
        return lines

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme = current_theme()
        due = self._when_due.sizeHint().width() + theme.gap(_LEAST_ABOUT) if theme.is_enlarged else 0
        narrow = self.width() < max(theme.px("head_room"), due)
        if narrow != self._narrow:
            self._narrow = narrow
            # In short room the name needs the whole first line, and so does what tells her apart.
            if narrow:
                self._who.removeWidget(self._mark)
                self._third.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignLeft)
                self._second.removeWidget(self._when_due)
                if not theme.is_enlarged:
                    self._third.addStretch(1)
                self._third.addWidget(self._when_due, 0, _AT_RIGHT if not theme.is_enlarged else _AS_WIDE)
            else:
                for one in (self._mark, self._when_due):
                    self._third.removeWidget(one)
                # The stretch before the date, where there is one.
                self._third.takeAt(0)
                self._who.insertWidget(1, self._mark)
                self._second.addWidget(self._when_due, 0, _AT_RIGHT)

    def fit(self, height: int) -> None:
        """`height` of the record in pixels: where it is short, her allergies stand in the line below her name."""
        short = height < current_theme().gap(_ROOM_FOR_ALL)
        self.allergy_line.setVisible(not short)
        self._about.setVisible(not short)
        self.brief.setVisible(short)
        self.ask_allergies.setVisible(short)

    def _tell_briefly(self, allergies: str) -> None:
        self.brief.setText(f"{allergies} · {self._about.text()}")

    def _due(self) -> QWidget:
        part, theme = QWidget(), current_theme()
        line = FlowLayout(part, gap=1) if theme.is_enlarged else row(part, gap=1)
        self._due_words = Text("", "small")
        self.change = IconButton("pencil", tr("dating.open"), on_press=self.dating.emit)
        self.change.setObjectName("change_dating")
        self.more = QuietButton("", icon_name="pregnancy", on_press=self.others.emit)
        self.more.setObjectName("other_pregnancies")
        self.ask_allergies = IconButton("shield", tr("allergies.open"), on_press=self.allergies.emit)
        self.ask_allergies.setObjectName("open_allergies_briefly")
        words = centred(self._due_words, theme.px("target")) if theme.is_enlarged else self._due_words
        for one in (self.more, words, self.change, self.ask_allergies):
            line.addWidget(one)
        self.ask_allergies.hide()
        return part


def after_words(view: RecordView) -> str:
    """`Puérpera, 12 dias` after a birth; how it ended, and nothing while it goes on."""
    outcome = view.outcome
    if view.goes_on:
        return ""
    if outcome is None:
        return tr("outcome.closed")
    if outcome.kind is OutcomeKind.BIRTH and view.takes_visits:
        return tr_count("outcome.after_birth", (view.today - outcome.day).days)
    return tr(f"prenatal.outcome_{outcome.kind.value}")


def due_words(view: RecordView) -> str:
    """When the child is due and by which estimate; after the outcome its day, and until when she is seen."""
    outcome, in_use = view.outcome, view.dating.in_use
    if outcome is not None and not view.goes_on:
        day, until = show_date(outcome.day), view.follow_up_until
        if until is None or not view.takes_visits:
            return tr("outcome.on", date=day)
        return tr("outcome.on_until", date=day, until=show_date(until))
    due = view.pregnancy.due_date
    if due is None:
        return ""
    words = tr("pregnancy.due", date=show_date(due))
    return f"{words}, {method_words(in_use.estimate)}" if in_use else words
