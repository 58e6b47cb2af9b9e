"""Opens the practice from a station's window: another process, which is told nothing of this one."""

from PySide6.QtCore import QProcess

from app.kernel.program import program
from ui.texts import chosen_language, tr


def start_practice(tour: str = "") -> tuple[str, str]:
    """Start it, with a tour where one is named; the tone and the words to tell how that went."""
    chosen = ("--tour", tour) if tour else ()
    command, *arguments = program("practice", "--lang", chosen_language(), *chosen)
    started, _pid = QProcess.startDetached(command, arguments, "")
    return ("info", tr("practice.opening")) if started else ("error", tr("practice.failed"))
