"""What the doctor finds, the gravest first, each with what to do."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.support.doctor.finding import Finding, Grade
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.support.words import finding_words, next_words, topic_words
from ui.texts import tr, tr_count
from ui.widgets.buttons import QuietButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, hairline, row
from ui.widgets.turning import Turning

_ORDER: Final = (Grade.BAD, Grade.ATTENTION, Grade.UNKNOWN, Grade.GOOD)
_SIGNS: Final = {
    Grade.BAD: ("alert-circle", "error"),
    Grade.ATTENTION: ("alert-triangle", "warn"),
    Grade.UNKNOWN: ("help-circle", "text_muted"),
    Grade.GOOD: ("check-circle", "success"),
}


class FindingsPart(QWidget):
    """`refresh` asks everything again, the network's server included."""

    def __init__(self, page: SectionPage) -> None:
        super().__init__()
        self._page = page
        self.findings: tuple[Finding, ...] = ()
        self.summary = Text("", "strong", wrap=True)
        self.again = QuietButton(tr("support.look_again"), icon_name="refresh", on_press=self.refresh)
        self.sound = QuietButton(tr("support.try_sound"), icon_name="bell", on_press=self.try_sound)
        self.states = States(lines=8)
        content = QWidget()
        self._lines = column(content, gap=2)
        head = Turning(gap=2)
        head.line.addWidget(self.summary, 1)
        head.line.addWidget(self.sound)
        head.line.addWidget(self.again)
        layout = column(self, gap=3, margin=3, sides=0)
        layout.addWidget(head)
        self.states.full.addWidget(Scroll(content), 1)
        layout.addWidget(self.states, 1)

    def refresh(self) -> None:
        """Look at everything again."""
        self.summary.setText(tr("support.looking"))
        context = self._page.context
        self._page.loads(self.states, lambda: context.station.support.findings(context.session), self._show)

    def try_sound(self) -> None:
        """A tone; what came of it stands first, where whoever listens looks."""
        context = self._page.context
        self.sound.setEnabled(False)
        self.sound.setText(tr("support.trying_sound"))
        self._page.does(lambda: context.station.support.try_sound(context.session), self._heard, self._not_tried)

    def _heard(self, told: Finding) -> None:
        self._may_try_again()
        self._show((told, *(one for one in self.findings if one.topic != told.topic)), first=told)

    def _not_tried(self, error: Exception) -> None:
        self._may_try_again()
        self._page.show_error(error)

    def _may_try_again(self) -> None:
        self.sound.setText(tr("support.try_sound"))
        self.sound.setEnabled(True)

    def _show(self, found: Sequence[Finding], first: Finding | None = None) -> None:
        self.findings = tuple(sorted(found, key=lambda one: (one is not first, _ORDER.index(one.grade))))
        clear(self._lines)
        for number, one in enumerate(self.findings):
            if number:
                self._lines.addWidget(hairline())
            self._lines.addWidget(_line(one))
        self._lines.addStretch(1)
        bad = sum(one.grade is Grade.BAD for one in found)
        attention = sum(one.grade is Grade.ATTENTION for one in found)
        self.summary.setText(
            tr_count("support.bad", bad)
            if bad
            else tr_count("support.attention", attention)
            if attention
            else tr("support.all_good")
        )
        self.states.show_full()


def _line(one: Finding) -> QWidget:
    line, icon = QWidget(), IconLabel(*_SIGNS[one.grade])
    icon.setAccessibleName(tr(f"doctor.grade_{one.grade.value}"))
    layout = row(line, gap=3)
    layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    words = column(gap=0)
    grade = tr(f"doctor.grade_{one.grade.value}")
    words.addWidget(Text(f"{topic_words(one).capitalize()} · {grade}", "strong"))
    words.addWidget(Text(finding_words(one), wrap=True))
    if step := next_words(one):
        words.addWidget(Text(step, "muted", wrap=True))
    layout.addLayout(words, 1)
    return line
