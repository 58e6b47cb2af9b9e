"""The values that a text may name: Enter or a click puts one into the message."""

from PySide6.QtCore import QElapsedTimer, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.reminders.placeholders import PLACEHOLDERS, Placeholder
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.table import Column, Table, TableModel, no_more

_LINES = 6


class _ValuesTable(Table):
    """`taken` carries the code."""

    taken = Signal(object)

    def __init__(self) -> None:
        columns = (
            Column[Placeholder](
                tr("templates_page.value_column"), lambda one: tr(f"placeholders.{one.code}"), stretch=True
            ),
            Column[Placeholder](
                tr("templates_page.example_column"),
                lambda one: tr(f"placeholders.example_{one.code}"),
                width="field_short",
            ),
        )
        self._values: TableModel[Placeholder] = TableModel(columns, no_more)
        super().__init__(self._values, name=tr("templates_page.values"))
        self._values.setParent(self)
        theme = current_theme()
        self.verticalHeader().setDefaultSectionSize(theme.px("target"))
        self.setFixedHeight(theme.px("target") * (_LINES + 1) + theme.gap(2))
        self._values.show_ids(list(PLACEHOLDERS), list(PLACEHOLDERS.values()))
        self._since = QElapsedTimer()
        self.clicked.connect(self._clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.taken.emit(self._values.id_at(self.currentIndex().row()))
            return
        super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        """The second click of a double one puts nothing in a second time."""
        quick = self._since.isValid() and self._since.elapsed() < QApplication.doubleClickInterval()
        self._since.start()
        if not quick:
            self.taken.emit(self._values.id_at(index.row()))


class ValuesList(QWidget):
    """The list, and below it what the one under the cursor stands for. `taken` carries its code."""

    taken = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.table = _ValuesTable()
        self.about = Text("", "small", wrap=True)
        layout = column(self, gap=2)
        layout.addWidget(Text(tr("templates_page.values"), "heading"))
        layout.addWidget(Text(tr("templates_page.values_about"), "small", wrap=True))
        layout.addWidget(self.table)
        layout.addWidget(self.about)
        self.table.taken.connect(self.taken.emit)
        self.table.chosen.connect(self._tell)
        self.table.selectRow(0)
        self.setFocusProxy(self.table)

    def _tell(self, code: object) -> None:
        if code is not None:
            words = tr(f"placeholders.about_{code}")
            self.about.setText(f"{{{{{code}}}}} — {words}")
            self.table.setAccessibleDescription(words)
