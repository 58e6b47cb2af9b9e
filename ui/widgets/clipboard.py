"""What the program has put into the desktop's clipboard, and takes back when nobody is there any more."""

from PySide6.QtGui import QClipboard, QGuiApplication


class _Technical:
    """The text that was copied by a button of the program and names nobody."""

    text = ""


def copy_technical(text: str) -> None:
    """Copy what names nobody: it may be pasted elsewhere after the screen has locked."""
    _Technical.text = text
    QGuiApplication.clipboard().setText(text)


def forget_copied() -> None:
    """The screen locks, or somebody else comes: what was copied or marked here goes. What another program has put there
    since stays, and so does what a clipboard manager has kept for itself."""
    clipboard = QGuiApplication.clipboard()
    for mode, ours in (
        (QClipboard.Mode.Clipboard, clipboard.ownsClipboard()),
        (QClipboard.Mode.Selection, clipboard.ownsSelection()),
    ):
        if ours and not (_Technical.text and clipboard.text(mode) == _Technical.text):
            clipboard.clear(mode)
