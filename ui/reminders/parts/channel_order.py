"""Which channels, and in which order they are tried: the first that she agreed to is used."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.administration.tab_order import in_reading_order
from ui.reminders.parts.words import channel_words
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import IconButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.toggles import CheckBox


class _Box(CheckBox):
    """Its words give way where the room is narrow, and stand whole in the tool tip."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words
        self.setProperty("elides", True)
        self.setMinimumHeight(current_theme().px("target_primary"))
        self.setMinimumWidth(current_theme().px("field_short"))

    def sizeHint(self) -> QSize:
        shown, whole = self.text(), self._words
        width = self.fontMetrics().horizontalAdvance(whole) - self.fontMetrics().horizontalAdvance(shown)
        return super().sizeHint() + QSize(width, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._give_way()

    def _give_way(self) -> None:
        room = self.width() - (self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self._words))
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
            self.setToolTip(self._words if shown != self._words else "")


class _Line(QWidget):
    """One channel: ticked or not, its place, and a step up."""

    def __init__(self, code: str, order: "ChannelOrder") -> None:
        super().__init__()
        self.code = code
        words = channel_words(code)
        self.box = _Box(words)
        self.box.changed.connect(lambda _on: order.heard())
        self.place = Text("", "muted")
        self.up = IconButton("chevron-up", tr("campaigns_page.channel_up", channel=words))
        self.up.setAutoDefault(False)
        self.up.clicked.connect(partial(order.raise_line, self))
        layout = row(self, gap=2)
        layout.addWidget(self.box)
        layout.addWidget(self.place)
        layout.addStretch(1)
        layout.addWidget(self.up)


class ChannelOrder(QWidget):
    """`value()` are the ticked channels in their order; `changed` carries them."""

    changed = Signal(object)

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__()
        self._layout = column(self, gap=0)
        self.lines = [_Line(code, self) for code in codes]
        for line in self.lines:
            self._layout.addWidget(line)
        self._name = ""
        if self.lines:
            self.setFocusProxy(self.lines[0].box)
        self._arrange()

    def value(self) -> tuple[str, ...]:
        """The ticked ones, first to last."""
        return tuple(one.code for one in self.lines if one.box.isChecked())

    def set_value(self, codes: Iterable[str]) -> None:
        """Tick these in this order, without telling; those that there are no more fall away."""
        wanted = list(codes)
        place = {code: number for number, code in enumerate(wanted)}
        self.lines.sort(key=lambda one: place.get(one.code, len(wanted)))
        for one in self.lines:
            one.box.setChecked(one.code in place)
        self._lay_out()

    def raise_line(self, line: _Line, _checked: bool = False) -> None:
        """One step up; the focus stays with it."""
        at = self.lines.index(line)
        self.lines.insert(max(0, at - 1), self.lines.pop(at))
        self._lay_out()
        (line.box if line.up.isHidden() else line.up).setFocus()
        self.changed.emit(self.value())

    def heard(self) -> None:
        """A box was ticked or unticked."""
        self._arrange()
        self.changed.emit(self.value())

    def _lay_out(self) -> None:
        for one in self.lines:
            self._layout.removeWidget(one)
        for one in self.lines:
            self._layout.addWidget(one)
        if self.lines:
            self.setFocusProxy(self.lines[0].box)
        self._arrange()

    def _arrange(self) -> None:
        number = 0
        for at, one in enumerate(self.lines):
            ticked = one.box.isChecked()
            number += ticked
            one.place.setText(tr("campaigns_page.channel_place", number=number) if ticked else "")
            one.up.setHidden(at == 0)
        if self.isVisible():
            in_reading_order(self.lines)
