"""Technical text to be read and copied: it cannot be changed, and scrolls by itself."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from ui.texts import tr
from ui.widgets.buttons import SecondaryButton


class TextPane(QPlainTextEdit):
    """Lines keep their shape; Tab leaves it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setAccessibleName(name)


class CopyButton(SecondaryButton):
    """Puts a text that names nobody into the clipboard."""

    def __init__(self, text: str) -> None:
        super().__init__(tr("support.copy"), icon_name="copy", on_press=self._copy)
        self.text_to_copy = text

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text_to_copy)
        self.set_text(tr("support.copied"))
