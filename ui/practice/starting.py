"""Opens the practice from a station's window: another process, which is told nothing of this one."""

from PySide6.QtCore import QProcess

from app.kernel.program import program
from ui.texts import chosen_language, tr


def start_practice() -> tuple[str, str]:
    """Start it; the tone and the words to tell how that went."""
    command, *arguments = program("practice", "--lang", chosen_language())
    started, _pid = QProcess.startDetached(command, arguments, "")
    return ("info", tr("practice.opening")) if started else ("error", tr("practice.failed"))
