"""The server's fingerprint in groups of four, large enough to be compared with another screen or a paper."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.sync.joining import in_groups
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.toggles import CheckBox

_ACROSS = 4


class FingerprintCheck(QWidget):
    """Sixteen groups, four in a line, and a box that somebody ticks who has compared them."""

    def __init__(self) -> None:
        super().__init__()
        layout = column(self, gap=2)
        layout.addWidget(Text(tr("network.join_fingerprint"), "label"))
        self._frame = QFrame()
        self._frame.setProperty("look", "card")
        self._grid = QGridLayout(self._frame)
        theme = current_theme()
        margin = theme.gap(4)
        self._grid.setContentsMargins(margin, margin, margin, margin)
        self._grid.setHorizontalSpacing(theme.gap(6))
        self._grid.setVerticalSpacing(theme.gap(2))
        self.groups: tuple[str, ...] = ()
        beside = row(gap=4)
        beside.addWidget(self._frame, 0, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(Text(tr("network.join_compare"), wrap=True), 1)
        layout.addLayout(beside)
        self.same = CheckBox(tr("network.join_same"))
        layout.addWidget(self.same)
        self.hide()

    def show_fingerprint(self, fingerprint: str) -> None:
        """Show it, not yet compared."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.groups = in_groups(fingerprint)
        for number, group in enumerate(self.groups):
            line, at = divmod(number, _ACROSS)
            self._grid.addWidget(Text(group, "code"), line, at, Qt.AlignmentFlag.AlignLeft)
        self._frame.setAccessibleName(tr("network.join_fingerprint"))
        self._frame.setAccessibleDescription(" ".join(self.groups))
        self.same.setChecked(False)
        self.show()
