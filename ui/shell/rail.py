"""The left rail: icon and word of each place; folded, the icon alone with its word as tool tip."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from ui.shell.places import Place
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import Button
from ui.widgets.layouts import column


class RailButton(Button):
    """A place, with a figure at its right where something waits there."""

    spoken_role = "choice"
    count = 0
    pressing = False

    def show_count(self, count: int, spoken: str, *, pressing: bool = False) -> None:
        """Another figure; `pressing`: something of it is late."""
        self.count = count
        self.pressing = pressing
        self.setAccessibleName(spoken)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.count:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("text_small", "semibold"))
        words, height = str(self.count), painter.fontMetrics().height()
        width = max(height, painter.fontMetrics().horizontalAdvance(words) + theme.gap(2))
        # Folded there is the icon alone: the figure stands at its corner.
        top = theme.gap(0.5) if not self.text() else (self.height() - height) / 2
        box = QRectF(self.width() - width - theme.gap(1 if not self.text() else 0.5), top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("error" if self.pressing else "accent"))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(theme.color("on_error" if self.pressing else "on_accent"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


class Rail(QFrame):
    """Calls `go(key)`; `fold_changed(folded)` so that the window may remember it."""

    def __init__(
        self,
        places: Sequence[Place],
        go: Callable[[str], object],
        *,
        folded: bool,
        fold_changed: Callable[[bool], object],
    ) -> None:
        super().__init__()
        self.setProperty("look", "rail")
        self.setAccessibleName(tr("shell.rail"))
        self._fold_changed = fold_changed
        self._chosen = folded
        self._folded = folded
        self._short = False
        layout = column(self, gap=1, margin=3, sides=2)
        self.buttons: dict[str, RailButton] = {}
        for number, place in enumerate(places, start=1):
            button = RailButton(tr(f"places.{place.key}"), "place", icon_name=place.icon)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, key=place.key: go(key))
            button.setToolTip(f"{tr(f'places.{place.key}')}  (Alt+{number})")
            self.buttons[place.key] = button
            layout.addWidget(button)
        layout.addStretch(1)
        self._fold = Button("", "place", icon_name="menu", on_press=lambda: self.fold(not self._folded))
        layout.addWidget(self._fold)
        self._words = {key: button.text() for key, button in self.buttons.items()}
        self._show(folded)

    def show_count(self, key: str, count: int, words: str, pressing: bool = False) -> None:
        """Show at a place how many things wait there; `words` say so to a screen reader. 0 takes the figure away."""
        button = self.buttons.get(key)
        if button is not None:
            spoken = f"{self._words[key]}: {words}" if count else self._words[key]
            button.show_count(count, spoken, pressing=pressing)

    def mark(self, key: str) -> None:
        """Show where one is."""
        for other, button in self.buttons.items():
            button.setChecked(other == key)

    def fold(self, folded: bool) -> None:
        """Icons alone, or icons with words: somebody's own choice."""
        self._chosen = folded
        self._show(folded or self._short)
        self._fold_changed(folded)

    def fit(self, width: int) -> None:
        """Give way in a window of this width where the words would cost a screen its room; the choice comes back."""
        short = width < current_theme().px("rail_room")
        if short != self._short:
            self._short = short
            self._fold.setVisible(not short)
            self._show(short or self._chosen)

    def _show(self, folded: bool) -> None:
        self._folded = folded
        self.setFixedWidth(current_theme().px("rail_folded" if folded else "rail"))
        for key, button in self.buttons.items():
            button.setText("" if folded else self._words[key])
        words = tr("shell.unfold" if folded else "shell.fold")
        self._fold.setText("" if folded else words)
        self._fold.setAccessibleName(words)
        self._fold.setToolTip(words)
