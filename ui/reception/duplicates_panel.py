"""Who is already registered and may be the person being typed, with the evidence in words, beside the form."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clinic.people.model import LikelyDuplicate, Strength
from ui.reception.hits import identity_line, origin_line
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, hairline


class DuplicatesPanel(QWidget):
    """`same` carries the id of "this is the person", `other` of "this is somebody else"."""

    same = Signal(str)
    other = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._likely: tuple[LikelyDuplicate, ...] = ()
        self._others: set[str] = set()
        self.heading = Text("", "heading", wrap=True)
        self._explanation = Text("", "muted", wrap=True)
        content = QWidget()
        self._lines = column(content, gap=4)
        layout = column(self, gap=2, margin=5)
        layout.addWidget(self.heading)
        layout.addWidget(self._explanation)
        layout.addSpacing(current_theme().gap(2))
        layout.addWidget(Scroll(content, width=None), 1)
        self.show_likely(())

    def show_likely(self, likely: tuple[LikelyDuplicate, ...]) -> None:
        """Show them, those that were already said to be somebody else at the end and small."""
        self._likely = likely
        self._build()

    def seen(self) -> frozenset[str]:
        """Whom the nurse has said to be somebody else."""
        return frozenset(self._others)

    def undecided(self) -> tuple[LikelyDuplicate, ...]:
        """Strong likenesses about which nothing was said yet."""
        strong = (Strength.STRONG, Strength.SAME)
        return tuple(one for one in self._likely if one.strength in strong and one.person.person_id not in self._others)

    def _build(self) -> None:
        clear(self._lines)
        open_ones = [one for one in self._likely if one.person.person_id not in self._others]
        self.heading.setText(tr("reception.duplicates" if open_ones else "reception.duplicates_none"))
        self._explanation.setText(tr("reception.duplicates_why" if open_ones else "reception.duplicates_none_why"))
        for one in open_ones:
            self._lines.addWidget(self._line(one))
        for one in self._likely:
            if one.person.person_id in self._others:
                self._lines.addWidget(Text(tr("reception.other_said", name=one.person.shown_name), "small", wrap=True))
        self._lines.addStretch(1)

    def _line(self, one: LikelyDuplicate) -> QWidget:
        person = one.person
        line = QWidget()
        body = column(line, gap=1)
        body.addWidget(Text(person.shown_name, "strong", wrap=True))
        body.addWidget(Text(identity_line(person), "small", wrap=True))
        body.addWidget(Text(origin_line(person), "small", wrap=True))
        evidence = ", ".join(tr(f"people.evidence_{code}") for code in one.evidence)
        body.addWidget(Text(evidence[:1].upper() + evidence[1:], "accent", wrap=True))
        buttons = FlowLayout(gap=2)
        same = SecondaryButton(tr("reception.is_this"), on_press=partial(self.same.emit, person.person_id))
        same.setObjectName(f"same_{person.person_id}")
        same.setAccessibleName(f"{tr('reception.is_this')}: {person.shown_name}")
        buttons.addWidget(same)
        if one.strength is not Strength.SAME:
            other = QuietButton(tr("reception.is_other"), on_press=partial(self._say_other, person.person_id))
            other.setObjectName(f"other_{person.person_id}")
            other.setAccessibleName(f"{tr('reception.is_other')}: {person.shown_name}")
            buttons.addWidget(other)
        body.addSpacing(current_theme().gap(1))
        body.addLayout(buttons)
        body.addSpacing(current_theme().gap(2))
        body.addWidget(hairline())
        return line

    def _say_other(self, person_id: str) -> None:
        self._others.add(person_id)
        self._build()
        self.other.emit(person_id)
