"""The sheet as it will lie on the table, with the two ways to get it there."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QWidget

from ui.papers.content import ClassificationPaper
from ui.papers.printing import has_printer, print_by_dialog, write_pdf
from ui.papers.sheet import Sheet, picture
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row

_PAGE_STEPS = 160
"""How wide a page is shown, in steps of the grid."""


class PaperPreview(QFrame):
    """`on_printed` is told "pdf" or "printer" after the sheet went there; `on_close` when the preview is left."""

    def __init__(
        self, content: ClassificationPaper, *, on_close: Callable[[], object], on_printed: Callable[[str], object]
    ) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self._content = content
        self._on_close = on_close
        self._on_printed = on_printed
        self.sheet = Sheet(content)
        self.banner = Banner()
        self.pdf_button = SecondaryButton(tr("papers.save_pdf"), icon_name="download", on_press=self._ask_where)
        self.print_button = PrimaryButton(tr("papers.print"), icon_name="printer", on_press=self._print)
        self._build()

    def save_pdf(self, path: Path) -> bool:
        """Write the PDF and say so; tells whether it was written."""
        done = write_pdf(self.sheet, path, f"{self._content.title} — {self._content.name}")
        if done:
            self.banner.show_message("success", tr("papers.pdf_saved", path=path))
            self._on_printed("pdf")
        else:
            self.banner.show_message("error", tr("papers.pdf_failed", path=path))
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_close()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        layout = column(self, gap=3, margin=4, sides=5)
        head = row(gap=2)
        self.back = QuietButton(tr("pregnancy.back_to_record"), icon_name="arrow-left", on_press=self._on_close)
        head.addWidget(self.back)
        head.addWidget(Text(tr("papers.preview_title"), "heading"))
        head.addStretch(1)
        head.addWidget(self.pdf_button)
        head.addWidget(self.print_button)
        layout.addLayout(head)
        layout.addWidget(self.banner)
        pages = QWidget()
        body = column(pages, gap=4)
        for number in range(self.sheet.pages):
            body.addWidget(self._page(number), 0, Qt.AlignmentFlag.AlignHCenter)
        body.addStretch(1)
        scroll = Scroll(pages, width=None)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setAccessibleName(tr("papers.preview_title"))
        layout.addWidget(scroll, 1)
        if not has_printer():
            self.print_button.setEnabled(False)
            self.print_button.setToolTip(tr("papers.no_printer"))
            self.banner.show_message("info", tr("papers.no_printer"), closable=False)
        self.setFocusProxy(self.pdf_button)

    def _page(self, number: int) -> QLabel:
        label = QLabel()
        ratio = self.devicePixelRatioF()
        image = picture(self.sheet, number, round(current_theme().gap(_PAGE_STEPS) * ratio))
        image.setDevicePixelRatio(ratio)
        label.setPixmap(QPixmap.fromImage(image))
        label.setAccessibleName(tr("papers.page_spoken", number=number + 1, total=self.sheet.pages))
        return label

    def _ask_where(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = str(Path(folder) / f"{tr('papers.file_name')}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("papers.save_pdf"), start, "PDF (*.pdf)")
        if chosen:
            self.save_pdf(Path(chosen))

    def _print(self) -> None:
        if print_by_dialog(self.sheet, self, self._content.title):
            self.banner.show_message("success", tr("papers.sent"))
            self._on_printed("printer")
