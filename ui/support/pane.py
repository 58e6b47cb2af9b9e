"""Technical text to be read and copied: it cannot be changed, and scrolls by itself."""

from collections.abc import Callable

from PySide6.QtWidgets import QPlainTextEdit

from ui.texts import tr
from ui.widgets.buttons import SecondaryButton
from ui.widgets.clipboard import copy_technical


class TextPane(QPlainTextEdit):
    """Lines keep their shape; Tab leaves it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setAccessibleName(name)


class CopyButton(SecondaryButton):
    """Puts a text that names nobody into the clipboard: this one, or what there is to be copied at the press."""

    def __init__(self, text: str | Callable[[], str], words: str = "") -> None:
        self._words = words or tr("support.copy")
        super().__init__(self._words, icon_name="copy", on_press=self._copy)
        self._text = text

    def begin_anew(self) -> None:
        """There is another text now, which nobody has copied."""
        self.set_text(self._words)

    def _copy(self) -> None:
        copy_technical(self._text if isinstance(self._text, str) else self._text())
        self.set_text(tr("support.copied"))
