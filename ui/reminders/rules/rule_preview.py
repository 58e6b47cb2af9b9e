"""Who would get a reminder next, who not and why, before anything is saved."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.reminders.rule_service import MOST_LINES, NewRule, PreviewLine, RulePreview
from ui.bridge import Latest
from ui.errors import words_of
from ui.reminders.parts.words import moved_words, reason_words
from ui.reminders.rules.words import rule_words
from ui.texts import tr, tr_count
from ui.texts.formats import show_date, show_instant, show_number
from ui.widgets.buttons import QuietButton
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column
from ui.widgets.progress_line import ProgressLine

_SLOW_MS = 300
"""An answer that comes sooner needs no word that it is being looked for."""
_SHOWN = 12
"""Names in the column: enough to recognise the right people; the rest is counted."""


class RulePreviewPanel(QWidget):
    """`ask` shows what a rule would do, `wait` that it is not complete yet; what takes long can be stopped."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._latest = Latest(self)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(self._tell_slow)
        self._again: Callable[[], object] | None = None
        self.sentence = Text("", "strong", wrap=True)
        self.count = Text("", "display")
        self.below = Text("", "muted", wrap=True)
        self.progress = ProgressLine(on_cancel=self.stop, cancel_words=tr("rules_page.preview_stop"))
        self.again_button = QuietButton(tr("rules_page.preview_again"), icon_name="refresh", on_press=self._ask_again)
        self._lines = column(gap=2)
        layout = column(self, gap=2)
        layout.addWidget(Text(tr("rules_page.preview"), "heading"))
        for part in (self.sentence, self.count, self.below, self.progress, self.again_button):
            layout.addWidget(part)
        layout.addLayout(self._lines)
        layout.addStretch(1)
        self.wait()

    def wait(self) -> None:
        """Nothing to look for yet."""
        self._latest.drop()
        self._say(tr("rules_page.preview_unfinished"))
        self.sentence.setText("")

    def ask(self, rule: NewRule, look: Callable[[NewRule], RulePreview]) -> None:
        """`look` asks the service; the answer to the last question is shown."""
        self.sentence.setText(rule_words(rule))
        self._again = partial(self.ask, rule, look)
        self._slow.start()
        self._latest.ask(lambda: look(rule), self.show_preview, lambda error: self._say(words_of(error).together))

    def stop(self) -> None:
        """Want no answer any more; what is filled in stays, and it can be asked again."""
        self._latest.drop()
        self._say(tr("rules_page.preview_stopped"))
        self.again_button.show()
        self.again_button.setFocus()

    def _ask_again(self) -> None:
        if self._again is not None:
            self._again()

    def _tell_slow(self) -> None:
        self._say("")
        self.progress.begin(tr("rules_page.preview_loading"))

    def show_preview(self, shown: RulePreview) -> None:
        """The number first, then the next names, then who is left out."""
        self._rest()
        self.count.setText(show_number(shown.count))
        self.count.setHidden(False)
        self.below.setText(tr("rules_page.preview_until", day=show_date(shown.until)))
        self.count.setAccessibleName(f"{shown.count} {self.below.text()}")
        if not shown.count and not shown.left_out:
            self._lines.addWidget(Text(tr("rules_page.preview_nobody"), "muted", wrap=True))
        for line in shown.lines[:_SHOWN]:
            self._lines.addWidget(self._line(line))
        if shown.count > min(_SHOWN, MOST_LINES):
            self._lines.addWidget(Text(f"+ {show_number(shown.count - _SHOWN)}", "muted"))
        out = sum(shown.left_out.values())
        if out:
            self._lines.addWidget(Text(tr_count("rules_page.left_out", out), "strong", wrap=True))
        for reason, count in sorted(shown.left_out.items(), key=lambda one: -one[1]):
            words = tr("rules_page.left_out_why", count=show_number(count), reason=reason_words(reason))
            self._lines.addWidget(Text(words, "small", wrap=True))

    def _line(self, line: PreviewLine) -> QWidget:
        holder = QWidget()
        layout = column(holder, gap=0)
        layout.addWidget(Text(line.shown_name, wrap=True))
        moved = f" · {moved_words(line.moved)}" if line.moved else ""
        layout.addWidget(Text(f"{show_instant(line.due_at, self._zone)}{moved}", "small", wrap=True))
        return holder

    def _rest(self) -> None:
        """Nothing is being looked for, and nothing of before is shown."""
        self._slow.stop()
        self.progress.end()
        self.again_button.hide()
        clear(self._lines)

    def _say(self, words: str) -> None:
        self._rest()
        self.count.setText("")
        self.count.hide()
        self.below.setText(words)
