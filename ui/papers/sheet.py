"""The printed sheet: words laid out on A4, legible after a black-and-white photocopy (class by shape and word)."""

from html import escape

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QTextDocument,
)

from ui.papers.content import Answer, AnswerSection, ClassificationPaper
from ui.texts import tr
from ui.theme import paper
from ui.theme.fonts import application_font
from ui.widgets.shapes import draw_shape

_SHAPE_NAME = "class-shape"
_COLUMNS = 3
# Qt's text engine drops the margin of a paragraph that follows a table.
_GAP = "<p class='gap'>&nbsp;</p>"


class Sheet:
    """A paper ready to be painted on any device; `pages` is known after `lay_out`."""

    def __init__(self, content: ClassificationPaper) -> None:
        self._content = content
        self.document = QTextDocument()
        self.document.setUndoRedoEnabled(False)
        self.document.setDocumentMargin(0)
        font = application_font(paper.BODY)
        # Joined letters ("fi") could not be searched or copied from the PDF.
        font.setFeature(QFont.Tag("liga"), 0)
        self.document.setDefaultFont(font)
        self.document.setDefaultStyleSheet(paper.STYLE)
        self.document.addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(_SHAPE_NAME), _shape_picture(content.shape)
        )
        self.document.setHtml(_html(content))
        self.document.setPageSize(QSizeF(paper.WIDTH, paper.HEIGHT - paper.FOOT))

    @property
    def pages(self) -> int:
        """How many pages it takes."""
        return self.document.pageCount()

    def paint_page(self, painter: QPainter, number: int) -> None:
        """Paint page `number` (from 0) in the paper's own units: WIDTH × HEIGHT."""
        body = paper.HEIGHT - paper.FOOT
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(0, number * body, paper.WIDTH, body)
        # The screen may be dark; paper is not.
        context.palette.setColor(QPalette.ColorRole.Text, QColor(paper.INK))
        painter.save()
        painter.translate(0, -number * body)
        painter.setClipRect(context.clip)
        self.document.documentLayout().draw(painter, context)
        painter.restore()
        self._paint_foot(painter, number)

    def _paint_foot(self, painter: QPainter, number: int) -> None:
        top = paper.HEIGHT - paper.FOOT + paper.GAP
        painter.setPen(QColor(paper.LINE))
        painter.drawLine(0, round(top), paper.WIDTH, round(top))
        font = QFont(self.document.defaultFont())
        font.setPixelSize(paper.SMALL)
        painter.setFont(font)
        painter.setPen(QColor(paper.INK))
        box = QRectF(0, top + paper.GAP / 2, paper.WIDTH, paper.FOOT - paper.GAP)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        lines = [" · ".join((*self._content.marks, self._content.printed)), self._content.notice]
        painter.drawText(box.adjusted(0, 0, -paper.PAGE_NUMBER, 0), int(left), "\n".join(lines))
        words = tr("papers.page", number=number + 1, total=self.pages)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), words)


def print_on(device: QPagedPaintDevice, sheet: Sheet) -> None:
    """Paint all pages on a PDF writer or printer whose page is set up by `set_up`."""
    painter = QPainter(device)
    try:
        scale = painter.viewport().width() / paper.WIDTH
        painter.scale(scale, scale)
        for number in range(sheet.pages):
            if number:
                device.newPage()
            sheet.paint_page(painter, number)
    finally:
        painter.end()


def set_up(device: QPagedPaintDevice) -> None:
    """A4 upright with the sheet's margins."""
    margins = QMarginsF(paper.MARGIN_MM, paper.MARGIN_MM, paper.MARGIN_MM, paper.MARGIN_MM)
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
        )
    )


def picture(sheet: Sheet, number: int, width: int) -> QImage:
    """A page as a picture `width` pixels wide, with its margins, for the preview."""
    scale = width / (paper.WIDTH + 2 * paper.MARGIN)
    height = round((paper.HEIGHT + 2 * paper.MARGIN) * scale)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(paper.GROUND))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    painter.translate(paper.MARGIN, paper.MARGIN)
    sheet.paint_page(painter, number)
    painter.end()
    return image


def _shape_picture(shape: str) -> QImage:
    edge = paper.SHAPE * paper.SHAPE_DETAIL
    image = QImage(edge, edge, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(paper.INK))
    draw_shape(painter, shape, QRectF(0, 0, edge, edge))
    painter.end()
    return image


def _html(content: ClassificationPaper) -> str:
    return "".join(
        (
            _head(content),
            _result(content),
            _factors(content),
            f"<p class='part'>{escape(tr('papers.answers'))}</p>",
            *(_section(one) for one in content.sections),
            f"{_GAP}{_GAP}{_GAP}<p class='sign'>{escape(tr('papers.signature'))}</p>",
            f"<p class='small'>{escape(content.made)}<br/>{escape(content.rule_base)}</p>",
        )
    )


def _table(rows: str, *, padding: int = 1, more: str = "") -> str:
    return f"<table width='100%' cellspacing='0' cellpadding='{padding}' {more}>{rows}</table>"


def _head(content: ClassificationPaper) -> str:
    marks = "".join(f"<p class='mark' align='right'>{escape(mark)}</p>" for mark in content.marks)
    title = f"<span class='title'>{escape(content.title)}</span><br/><span class='small'>{escape(content.unit)}</span>"
    cells = [
        f"<td><span class='small'>{escape(label)}</span><br/>{escape(words)}</td>" for label, words in content.person
    ]
    rows = "".join(f"<tr>{''.join(cells[at : at + 4])}</tr>" for at in range(0, len(cells), 4))
    top = _table(f"<tr><td>{title}</td><td align='right' width='30%'>{marks}</td></tr>")
    return f"{top}<p class='name'>{escape(content.name)}</p>{_table(rows, padding=3)}"


def _result(content: ClassificationPaper) -> str:
    edge = paper.SHAPE
    shape = f"<td width='{edge + 20}' valign='middle'><img src='{_SHAPE_NAME}' width='{edge}' height='{edge}'/></td>"
    words = f"<span class='class'>{escape(content.class_words)}</span><br/>{escape(content.uncertain)}"
    total = f"<td align='right' valign='middle' width='22%'><span class='total'>{escape(content.total)}</span></td>"
    return _GAP + _table(f"<tr>{shape}<td valign='middle'>{words}</td>{total}</tr>", padding=10, more="border='1'")


def _factors(content: ClassificationPaper) -> str:
    heading = f"<p class='part'>{escape(tr('papers.factors'))}</p>"
    if not content.factors:
        return heading + f"<p>{escape(tr('papers.factors_none'))}</p>"
    rows = "".join(
        f"<tr><td width='8%' align='right'><b>{escape(one.points)}</b></td><td>{escape(one.words)}</td>"
        f"<td class='small'>{escape(one.source)}</td></tr>"
        for one in content.factors
    )
    return heading + _table(rows, padding=2)


def _section(section: AnswerSection) -> str:
    """The answers read down three columns."""
    lines = -(-len(section.answers) // _COLUMNS)
    rows = []
    for at in range(lines):
        across = section.answers[at::lines][:_COLUMNS]
        empty = "<td></td><td></td>" * (_COLUMNS - len(across))
        rows.append(f"<tr>{''.join(_cells(one) for one in across)}{empty}</tr>")
    return f"{_GAP}<p class='section'>{escape(section.heading)}</p>{_table(''.join(rows))}"


def _cells(answer: Answer) -> str:
    question, words = escape(answer.question), escape(answer.answer)
    if answer.present:
        question, words = f"<b>{question}</b>", f"<b>{words.upper()}</b>"
    elif not answer.given:
        words = f"<i>{words}</i>"
    return f"<td width='22%'>{question}</td><td width='11%'>{words}</td>"
