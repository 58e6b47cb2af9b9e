"""Where a paper goes: a PDF file always, a printer when this computer has one; and how it looks on a screen."""

import os
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSaveFile
from PySide6.QtGui import QColor, QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from ui.papers.paper import Paper, PaperSize, margin_mm, printed_area, whole_sheet
from ui.theme.paper import GROUND, POINTS_PER_MM

_DOTS_PER_INCH = 300
_PAGE_SIZES = {PaperSize.A4: QPageSize.PageSizeId.A4, PaperSize.A5: QPageSize.PageSizeId.A5}


def write_pdf(paper: Paper, path: Path) -> bool:
    """Write the paper, readable by its owner alone; False, and nothing left behind, where that fails."""
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        return False
    writer = QPdfWriter(file)
    writer.setTitle(paper.title)
    writer.setCreator("Plantão")
    set_up(writer, paper.size)
    writer.setResolution(_DOTS_PER_INCH)
    painted = print_on(writer, paper)
    del writer
    if not painted or not file.commit():
        return False
    path.chmod(0o600) if os.name == "posix" else None
    return True


def has_printer() -> bool:
    """Whether this computer knows any printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def choose_printer(paper: Paper, parent: QWidget) -> QPrinter | None:
    """Ask which printer; None when the person thought better of it. Nothing is sent yet."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(paper.title)
    set_up(printer, paper.size)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def send(paper: Paper, printer: QPrinter) -> bool:
    """Print; False where the printer cannot begin or tells of an error."""
    # The dialog may have chosen another sheet; the paper was laid out for this one.
    set_up(printer, paper.size)
    return print_on(printer, paper) and printer.printerState() != QPrinter.PrinterState.Error


def print_on(device: QPagedPaintDevice, paper: Paper) -> bool:
    """Paint all pages on a PDF writer or printer whose page is set up by `set_up`; False where it cannot begin."""
    painter = QPainter()
    if not painter.begin(device):
        return False
    try:
        scale = painter.viewport().width() / printed_area(paper.size).width()
        painter.scale(scale, scale)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        for number in range(paper.pages):
            if number and not device.newPage():
                return False
            paper.paint_page(painter, number)
    finally:
        painter.end()
    return True


def set_up(device: QPagedPaintDevice, size: PaperSize) -> None:
    """The sheet upright, with the paper's margins."""
    margin = margin_mm(size)
    device.setPageLayout(
        QPageLayout(
            QPageSize(_PAGE_SIZES[size]),
            QPageLayout.Orientation.Portrait,
            QMarginsF(margin, margin, margin, margin),
            QPageLayout.Unit.Millimeter,
        )
    )


def picture(paper: Paper, number: int, width: int) -> QImage:
    """A page as a picture `width` pixels wide, with its margins, for the preview."""
    sheet = whole_sheet(paper.size)
    scale = width / sheet.width()
    image = QImage(width, round(sheet.height() * scale), QImage.Format.Format_RGB32)
    image.fill(QColor(GROUND))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    edge = margin_mm(paper.size) * POINTS_PER_MM
    painter.translate(edge, edge)
    paper.paint_page(painter, number)
    painter.end()
    return image
