"""Paper on its way out: the sheet, its margins and every page, through a printer as through a PDF."""

import stat
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter

from ui.papers.blocks import Block, Heading, Note, PaperText
from ui.papers.document import BlockPaper
from ui.papers.paper import Paper, PaperSize, whole_sheet
from ui.papers.printing import send, set_up, write_pdf


def _paper(size: PaperSize, paragraphs: int = 60) -> Paper:
    blocks: tuple[Block, ...] = (
        Heading("Começo"),
        *(Note(f"Parágrafo {number} " + "palavra " * 40) for number in range(paragraphs)),
    )
    text = PaperText(
        title="Papel",
        file_name="papel",
        about="Maria Sintética",
        unit="UBS",
        printed="Impresso agora",
        page_words=lambda number, total: f"Página {number} de {total}",
        blocks=blocks,
        marks=("DADOS SINTÉTICOS",),
    )
    return BlockPaper(text, size)


@pytest.mark.parametrize("size", list(PaperSize))
def test_a_printer_gets_every_page_on_the_sheet_that_was_chosen(size: PaperSize, tmp_path: Path, qapp: object) -> None:
    paper = _paper(size)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    # As a dialog would that proposes its own sheet.
    set_up(printer, PaperSize.A4)
    assert send(paper, printer)
    pages = PdfReader(tmp_path / "printed.pdf").pages
    assert len(pages) == paper.pages > 1
    sheet = whole_sheet(size)
    for number, page in enumerate(pages, start=1):
        assert float(page.mediabox.width) == pytest.approx(sheet.width(), abs=2)
        assert float(page.mediabox.height) == pytest.approx(sheet.height(), abs=2)
        assert f"Página {number} de {len(pages)}" in " ".join(page.extract_text().split())


def test_every_paragraph_is_printed_once(tmp_path: Path, qapp: object) -> None:
    assert write_pdf(_paper(PaperSize.A5), tmp_path / "paper.pdf")
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(tmp_path / "paper.pdf").pages).split())
    assert [words.count(f"Parágrafo {number} ") for number in range(60)] == [1] * 60


def test_a_pdf_is_readable_by_its_owner_alone(tmp_path: Path, qapp: object) -> None:
    path = tmp_path / "paper.pdf"
    assert write_pdf(_paper(PaperSize.A4, 1), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_cannot_begin_is_no_success(tmp_path: Path, qapp: object) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "printed.pdf"))
    assert not send(_paper(PaperSize.A4, 1), printer)
