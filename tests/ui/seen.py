"""All that the screens show and that a screen reader may read, of every window that is open now."""

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

_TOLD = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
)
_DEEPEST = 60


def everything_seen() -> str:
    """One text: titles, words, tool tips and accessible names, however deep they lie."""
    windows = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    return "\n".join(text for window in windows for text in (*_of_widgets(window), *_read_aloud(window)) if text)


def _of_widgets(window: QWidget) -> Iterator[str]:
    yield window.windowTitle()
    for one in (window, *window.findChildren(QWidget)):
        if not one.isVisible():
            continue
        yield from (one.accessibleName(), one.accessibleDescription(), one.toolTip(), one.statusTip(), one.whatsThis())
        if isinstance(one, QLabel | QLineEdit):
            yield one.text()
        elif isinstance(one, QPlainTextEdit | QTextEdit):
            yield one.toPlainText()


def _read_aloud(window: QWidget) -> Iterator[str]:
    yield from _below(QAccessible.queryAccessibleInterface(window), 0)


def _below(one: QAccessibleInterface, depth: int) -> Iterator[str]:
    if one.state().invisible or depth > _DEEPEST:
        return
    yield from (one.text(kind) for kind in _TOLD)
    for number in range(one.childCount()):
        child = one.child(number)
        if child.isValid():
            yield from _below(child, depth + 1)
