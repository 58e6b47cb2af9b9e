"""A paper as it will lie on the table, in the size and language wanted, with the two ways to get it there."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from app.clinic.papers import Released, Way
from app.kernel.languages import LANGUAGES
from ui.bridge import Op
from ui.errors import ErrorWords, words_of
from ui.papers.pages import Pages
from ui.papers.paper import Paper, PaperOffer, PaperSize
from ui.papers.printing import choose_printer, has_printer, send, write_pdf
from ui.shell.context import UiContext
from ui.texts import chosen_language, speaking, tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import centred, column, row


class PaperPreview(QFrame):
    """`on_close` when the preview is left; `back`: the words of the way back. The trail is told before a paper leaves,
    and once more where it did not leave after all."""

    HELP = "papers"
    """The topic of the help."""

    def __init__(
        self, context: UiContext, offer: PaperOffer, *, on_close: Callable[[], object], back: str = ""
    ) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self._context = context
        self._offer = offer
        self._on_close = on_close
        self.banner = Banner()
        self.sizes = ChoiceChips([(one, one.value) for one in PaperSize], name=tr("papers.size"), optional=False)
        self.languages = ChoiceChips(list(LANGUAGES.items()), name=tr("papers.language"), optional=False)
        self.back = QuietButton(back or tr("papers.back"), icon_name="arrow-left", on_press=on_close)
        self.pdf_button = SecondaryButton(tr("papers.save_pdf"), icon_name="download", on_press=self._ask_where)
        self.print_button = PrimaryButton(tr("papers.print"), icon_name="printer", on_press=self.print_out)
        self.pages = Pages()
        self._where = Text("", "muted")
        self.sizes.set_value(offer.size)
        self.languages.set_value(chosen_language())
        self.paper: Paper = self._made()
        self._build()
        self._show()

    @property
    def offer(self) -> PaperOffer:
        """What is shown."""
        return self._offer

    def save_pdf(self, path: Path) -> None:
        """Note it, then write the PDF, and say how that went."""
        paper = self.paper

        def leave(released: Released) -> None:
            if write_pdf(paper, path):
                self.banner.show_message("success", tr("papers.pdf_saved", path=path))
            else:
                self._did_not_leave(released, tr("papers.pdf_failed", path=path))

        self._release(Way.PDF, leave)

    def print_out(self) -> None:
        """Ask for the printer, note it, then print."""
        if not has_printer():
            self.banner.show_message("info", tr("papers.no_printer"))
            return
        printer = choose_printer(self.paper, self)
        if printer is not None:
            self._release(Way.PRINTER, partial(self.send_to, printer, self.paper))

    def send_to(self, printer: QPrinter, paper: Paper, released: Released) -> None:
        """Print what was noted, and say how that went."""
        if send(paper, printer):
            self.banner.show_message("success", tr("papers.sent"))
        else:
            self._did_not_leave(released, tr("papers.not_printed"))

    def tell_problem(self, words: ErrorWords) -> None:
        """What went wrong, above the pages."""
        self.banner.show_message("error", words.title, words.next_step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_close()
        elif not self.pages.turn(event):
            super().keyPressEvent(event)

    def _build(self) -> None:
        layout = column(self, gap=3, margin=4, sides=5)
        head = row(gap=2)
        head.addWidget(self.back)
        head.addWidget(Text(self._offer.heading, "heading"))
        head.addStretch(1)
        layout.addLayout(head)
        layout.addWidget(self._tools())
        layout.addWidget(self.banner)
        layout.addWidget(self.pages, 1)
        self.sizes.changed.connect(lambda _size: self._again())
        self.languages.changed.connect(lambda _language: self._again())
        self.pages.turned.connect(lambda _number: self._tell_page())
        if not has_printer():
            self.print_button.setEnabled(False)
            self.print_button.setToolTip(tr("papers.no_printer"))
            self.banner.show_message("info", tr("papers.no_printer"), closable=False)
        self.setFocusProxy(self.print_button if has_printer() else self.pdf_button)

    def _tools(self) -> QWidget:
        """Size, language, page and the two ways out; they take a second line where there is little room."""
        tools = QWidget()
        line = FlowLayout(tools, gap=4)
        height = self.print_button.sizeHint().height()
        for one in (self.sizes, self.languages, self._pager(), self._ways()):
            line.addWidget(centred(one, height))
        return tools

    def _pager(self) -> QWidget:
        part = QWidget()
        line = row(part, gap=1)
        for name, words, step in (("chevron-left", "papers.page_before", -1), ("chevron-right", "papers.page_next", 1)):
            line.addWidget(IconButton(name, tr(words), on_press=partial(self.pages.step, step)))
        line.insertWidget(1, self._where)
        return part

    def _ways(self) -> QWidget:
        part = QWidget()
        line = row(part, gap=2)
        line.addWidget(self.pdf_button)
        line.addWidget(self.print_button)
        return part

    def _made(self) -> Paper:
        with speaking(str(self.languages.value())):
            return self._offer.make(PaperSize(str(self.sizes.value())))

    def _again(self) -> None:
        self.paper = self._made()
        self._show()

    def _show(self) -> None:
        self.pages.show_paper(self.paper)
        self._tell_page()

    def _tell_page(self) -> None:
        self._where.setText(tr("papers.page", number=self.pages.current + 1, total=self.paper.pages))

    def _ask_where(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = str(Path(folder) / f"{self.paper.file_name}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("papers.save_pdf"), start, "PDF (*.pdf)")
        if chosen:
            self.save_pdf(Path(chosen))

    def _release(self, way: Way, leave: Callable[[Released], None]) -> None:
        papers, session, out = self._context.station.papers, self._context.session, self._offer.out
        how = {"size": self.paper.size.value, "language": str(self.languages.value())}
        Op(self, lambda: papers.release(session, out, way, **how)).on_success(leave).start()

    def _did_not_leave(self, released: Released, words: str) -> None:
        papers, session = self._context.station.papers, self._context.session
        self.banner.show_message("error", words)

        def untold(error: Exception) -> None:
            self.banner.show_message("error", words, words_of(error).title)

        Op(self, lambda: papers.did_not_leave(session, released)).on_failure(untold).start()
