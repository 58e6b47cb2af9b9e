"""The sheet with the recovery code, for the safe."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QWidget

from ui.texts import tr

_MARGIN_MM = 25.0
_TEXT_POINTS = 12.0


def print_code(parent: QWidget, code: str, unit_name: str) -> bool:
    """Ask for a printer and print; False where the person changed their mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    _set_page(printer)
    if not QPrintDialog(printer, parent).exec():
        return False
    _sheet(code, unit_name, printer).print_(printer)
    return True


def save_pdf(path: Path, code: str, unit_name: str) -> bool:
    """Write the sheet; False where the file cannot be written."""
    try:
        path.write_bytes(b"")
    except OSError:
        return False
    writer = QPdfWriter(str(path))
    writer.setTitle(tr("wizard.paper_title"))
    _set_page(writer)
    _sheet(code, unit_name, writer).print_(writer)
    return path.stat().st_size > 0


def _set_page(device: QPagedPaintDevice) -> None:
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
        )
    )


def _sheet(code: str, unit_name: str, device: QPagedPaintDevice) -> QTextDocument:
    document = QTextDocument()
    font = QFont(QApplication.font())
    font.setPointSizeF(_TEXT_POINTS)
    document.setDefaultFont(font)
    area = device.pageLayout().paintRectPoints()
    document.setPageSize(QSizeF(area.width(), area.height()))
    document.setPlainText(
        "\n\n".join(
            (
                tr("wizard.paper_title"),
                unit_name,
                "   ".join(f"{number}) {group}" for number, group in enumerate(code.split("-"), start=1)),
                tr("wizard.paper_keep"),
                tr("wizard.paper_use"),
            )
        )
    )
    return document
