"""Below the tables, always in sight: what was changed, why, and saving all of it together."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from ui.router_admin.tables.words import table_words
from ui.texts import tr
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.field import Field
from ui.widgets.layouts import row, stack_large
from ui.widgets.text_fields import TextField


class SaveFoot(QFrame):
    """Hidden while nothing is changed."""

    def __init__(self, save: Callable[[str], object], undo: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._save = save
        self._may = False
        line = row(self, gap=3, margin=3)
        stack_large(line)
        self.reason = TextField()
        self.field = Field("", self.reason)
        self.reason.setAccessibleName(tr("router_tables.reason"))
        self.save_button = PrimaryButton(tr("router_tables.save"), icon_name="save", on_press=self.submit)
        self.undo_button = SecondaryButton(tr("router_tables.undo"), on_press=undo)
        line.addWidget(self.field, 1)
        for button in (self.save_button, self.undo_button):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_changed(self, changed: Sequence[str], *, wrong: bool) -> None:
        """What would be saved, and whether it may be."""
        tables = ", ".join(table_words(name) for name in changed)
        self.field.label.setText(tr("router_tables.changed", tables=tables))
        self.reason.setAccessibleName(self.field.label.text())
        self._may = not wrong
        self.save_button.setEnabled(not wrong)
        self.field.set_error(None)
        self.field.set_hint(tr("router_tables.wrong_first") if wrong else "")
        self.setVisible(bool(changed))

    def submit(self) -> None:
        """Save, once there is a reason."""
        if not self._may:
            return
        if not self.reason.value():
            self.field.set_error(tr("router_tables.reason_missing"))
            self.reason.setFocus()
            return
        self.save_button.setEnabled(False)
        self._save(self.reason.value())

    def settle(self, *, empty: bool = False) -> None:
        """It was saved, or not."""
        self.save_button.setEnabled(self._may)
        if empty:
            self.reason.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.reason.hasFocus():
            self.submit()
        else:
            super().keyPressEvent(event)
