"""Where a sheet goes: a PDF file always, a printer when this computer has one."""

import os
from pathlib import Path

from PySide6.QtCore import QSaveFile
from PySide6.QtGui import QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from ui.papers.sheet import Sheet, print_on, set_up

_DOTS_PER_INCH = 300


def write_pdf(sheet: Sheet, path: Path, title: str) -> bool:
    """Write the sheet, readable by its owner alone; False, and nothing left behind, where that fails."""
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        return False
    writer = QPdfWriter(file)
    writer.setTitle(title)
    writer.setCreator("Plantão")
    set_up(writer)
    writer.setResolution(_DOTS_PER_INCH)
    print_on(writer, sheet)
    del writer
    if not file.commit():
        return False
    path.chmod(0o600) if os.name == "posix" else None
    return True


def has_printer() -> bool:
    """Whether this computer knows any printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def print_by_dialog(sheet: Sheet, parent: QWidget, title: str) -> bool:
    """Ask which printer, then print; False when the person thought better of it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    set_up(printer)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    print_on(printer, sheet)
    return True
