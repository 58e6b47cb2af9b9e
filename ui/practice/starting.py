"""Opens the practice from a station's window: another process, which is told nothing of this one."""

from PySide6.QtCore import QProcess

from app.kernel.program import program
from app.settings import StationRole
from ui.texts import chosen_language, tr

AT_RECEIVER = "receiver"
"""The practice of whoever is called by the ward: a receiver's window alone."""


def part_of(role: StationRole) -> str:
    """What somebody of such a station practises: the same kind of station."""
    return "ubs" if role is StationRole.PRIMARY_CARE else "hospital"


def start_practice(tour: str = "", part: str = "") -> tuple[str, str]:
    """Start it, with a tour or as a part (`practice --as`) where one is named; tone and words to tell how that went."""
    chosen = ("--tour", tour) if tour else ("--as", part) if part else ()
    command, *arguments = program("practice", "--lang", chosen_language(), *chosen)
    started, _pid = QProcess.startDetached(command, arguments, "")
    return ("info", tr("practice.opening")) if started else ("error", tr("practice.failed"))
