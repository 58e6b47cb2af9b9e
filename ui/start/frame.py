"""The frame of every page before the shell: who we are at the left, the one question at the right."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row

if TYPE_CHECKING:
    from ui.help.panel import HelpPanel

_BRAND_LARGE: Final = 55
"""In steps of the grid: the width of the name's column where text is very large."""


class StartFrame(QWidget):
    """Put the page's parts into `body`; `side` is the column at the left below the name. F1 opens the help beside."""

    HELP = "sign-in"
    """The topic of the help."""

    def __init__(self, *, tagline: str = "") -> None:
        super().__init__()
        theme = current_theme()
        self._across = row(self, gap=0)
        brand = self._brand = QFrame()
        brand.setProperty("look", "brand")
        # What is asked needs the room: with very large text the name gets less than a third of the window.
        brand.setFixedWidth(theme.gap(_BRAND_LARGE) if theme.is_large else theme.px("brand"))
        left = column(brand, gap=3, margin=4) if theme.is_large else column(brand, gap=3, margin=10, sides=8)
        left.addWidget(IconLabel("plantao", "accent", "icon_empty"))
        left.addWidget(Text(tr("start.name"), "title"))
        left.addWidget(Text(tagline or tr("start.tagline"), "muted", wrap=True))
        left.addSpacing(theme.gap(5))
        self.side = column(gap=1)
        left.addLayout(self.side)
        left.addStretch(1)
        left.addWidget(Text(tr("start.not_a_device"), "small", wrap=True))
        self._across.addWidget(brand)
        content = QWidget()
        self._content = column(content, gap=5, margin=10, sides=8)
        self.body = column(gap=5)
        self._content.addLayout(self.body)
        self._content.addStretch(1)
        self.scroll_area = Scroll(content, width="start_column_outer")
        self.right = column(gap=0)
        self.right.addWidget(self.scroll_area, 1)
        self._across.addLayout(self.right, 1)
        self.help_beside: HelpPanel | None = None
        self._before_help: QWidget | None = None
        self._alone = True
        QShortcut(QKeySequence("F1"), self).activated.connect(self.turn_help)

    def without_brand(self) -> None:
        """Beside something else, which keeps the room that the name takes."""
        self._brand.hide()
        self._alone = False

    def turn_help(self) -> None:
        """Open the help at this page's topic, or close it."""
        if self.help_beside is None:
            from ui.help.panel import HelpPanel  # noqa: PLC0415 - the first window is painted without it

            self.help_beside = HelpPanel(lambda: self.HELP, self.turn_help)
            self.help_beside.setFixedWidth(min(current_theme().px("side_panel"), self.width() // 2))
            self.help_beside.hide()
            self._across.addWidget(self.help_beside)
        if self.help_beside.isHidden():
            self._before_help = self.window().focusWidget()
            # With very large text there is room for two columns, not for three.
            self._brand.setHidden(current_theme().is_large or not self._alone)
            self.help_beside.show()
            self.help_beside.show_here()
            self.help_beside.search.setFocus()
        else:
            self.help_beside.hide()
            self._brand.setVisible(self._alone)
            if self._before_help is not None:
                self._before_help.setFocus()

    def head(self, title: str, explanation: str = "") -> None:
        """The question of this page, and one sentence about it."""
        words = column(gap=2)
        words.addWidget(Text(title, "title", wrap=True))
        if explanation:
            words.addWidget(Text(explanation, "muted", wrap=True))
        self.body.addLayout(words)


class StepList(QWidget):
    """Where one is among the steps: done ones have a tick, the present one is strong."""

    def __init__(self, steps: Sequence[str]) -> None:
        super().__init__()
        self._layout = column(self, gap=1)
        self._signs: list[IconLabel] = []
        self._words: list[Text] = []
        for words in steps:
            line = row(gap=3)
            sign, text = IconLabel("circle", "text_faint", "icon_small"), Text(words, "muted")
            line.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
            line.addWidget(text, 1)
            self._layout.addLayout(line)
            self._signs.append(sign)
            self._words.append(text)

    def show_step(self, now: int) -> None:
        """Mark the present step."""
        for number, (sign, text) in enumerate(zip(self._signs, self._words, strict=True)):
            done, here = number < now, number == now
            sign.set_icon("check-circle" if done else "circle", "accent" if done or here else "text_faint")
            text.set_role("accent" if here else "body" if done else "muted")
            # With very large text there is room for the present one alone.
            for part in (sign, text):
                part.setHidden(current_theme().is_large and not here)
