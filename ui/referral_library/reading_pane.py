"""One past answer to read: what was asked, what was answered and on which grounds."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.referral.library import Lesson
from ui.pregnancy.exams.words import exam_words
from ui.referral_library.lesson_words import conduct_line, month_words
from ui.referrals.badges import VerdictBadge
from ui.referrals.words import cause_words, reason_words
from ui.texts import tr
from ui.widgets.badges import RiskBadge
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, hairline


class ReadingPane(Scroll):
    """Arrows and Page Down scroll; Tab comes here from the list."""

    spoken_role = "document"

    def __init__(self) -> None:
        self._page = QWidget()
        super().__init__(self._page, width=None)
        self.setProperty("look", "reading")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("library.reading"))
        self._layout = column(self._page, gap=3, margin=5)
        self.lesson: Lesson | None = None

    def show_lesson(self, lesson: Lesson) -> None:
        """Show another one, from its beginning."""
        self.lesson = lesson
        clear(self._layout)
        badges = QWidget()
        flow = FlowLayout(badges, gap=3)
        flow.addWidget(VerdictBadge(lesson.verdict, large=True))
        flow.addWidget(RiskBadge(lesson.risk_class))
        self._layout.addWidget(badges)
        self._layout.addWidget(Text(conduct_line(lesson), "heading", wrap=True))
        when = tr("library.answered_in", month=month_words(lesson), reason=reason_words(lesson.reason))
        self._layout.addWidget(Text(when, "muted", wrap=True))
        self._add(_asked(lesson))
        self._layout.addWidget(hairline())
        self._add(_answered(lesson))
        self._layout.addStretch(1)
        self._layout.addWidget(hairline())
        self._layout.addWidget(Text(tr("library.hidden"), "small", wrap=True))
        self.verticalScrollBar().setValue(0)
        self.setAccessibleDescription(f"{conduct_line(lesson)}. {when}")

    def _add(self, parts: Iterator[tuple[str, tuple[str, ...]]]) -> None:
        for label, lines in parts:
            # A widget and not a bare layout: what is shown next takes it away whole.
            part = QWidget()
            inside = column(part, gap=0)
            inside.addWidget(Text(label, "label"))
            for words in lines:
                line = Text(words, wrap=True)
                line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                inside.addWidget(line)
            self._layout.addWidget(part)


def _answered(lesson: Lesson) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Label and lines of whatever the answer says."""
    if lesson.causes:
        yield tr("library.causes"), tuple(cause_words(one) for one in lesson.causes)
    if lesson.requested_exams:
        yield tr("library.requested"), tuple(f"• {exam_words(one)}" for one in lesson.requested_exams)
    if lesson.guidance:
        yield tr("library.guidance"), (lesson.guidance,)
    yield tr("library.sources"), tuple(f"• {one}" for one in lesson.sources)


def _asked(lesson: Lesson) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield tr("library.hypothesis"), (lesson.hypothesis,)
    yield tr("library.justification"), (lesson.justification,)
