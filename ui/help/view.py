"""A topic on screen: rich text in the theme's colours and sizes, links by mouse and by Tab and Enter."""

from string import Template
from typing import Final

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QTextBrowser

from ui.help.topics import picture_path
from ui.theme import Theme, current_theme

_SHEET: Final = Template("""
body, p, li, td { color: $text; }
p { margin: 0 0 ${gap_2}px 0; line-height: 120%; }
.title { font-size: ${heading}px; font-weight: 600; margin: 0 0 ${gap_2}px 0; }
.head { font-size: ${body}px; font-weight: 600; color: $text_muted; margin: ${gap_3}px 0 ${gap_1}px 0; }
.picture { line-height: 100%; margin: 0 0 ${gap_1}px 0; }
ul, ol { margin: 0 0 ${gap_2}px 0; }
li { margin: 0 0 ${gap_1}px 0; line-height: 120%; }
a { color: $accent_text; text-decoration: none; font-weight: 500; }
.note { background-color: $info_soft; margin: ${gap_2}px 0 ${gap_2}px 0; }
.note td { padding: ${gap_2}px; }
.key { background-color: $sunken; color: $text_muted; font-size: ${small}px; }
.small { color: $text_muted; font-size: ${small}px; }
.group { color: $text_faint; font-size: ${small}px; font-weight: 600; margin: ${gap_3}px 0 ${gap_1}px 0; }
""")
_COLOURS: Final = ("text", "text_muted", "text_faint", "accent_text", "info_soft", "sunken")


def _style(theme: Theme) -> str:
    values: dict[str, object] = {name: theme.hex(name) for name in _COLOURS}
    values |= {f"gap_{steps}": theme.gap(steps) for steps in range(5)}
    values |= {"small": theme.px("text_small"), "body": theme.px("text_body"), "heading": theme.px("text_heading")}
    return _SHEET.substitute(values)


class HelpView(QTextBrowser):
    """`topic_asked` carries the name behind a link. What is shown follows the theme by itself."""

    topic_asked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setProperty("look", "help")
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(self._go)
        self._html = ""
        self.picture_width = 0
        """In pixels, as wide as the page."""

    def show_html(self, content: str) -> None:
        """Show a page from its beginning."""
        self._html = content
        self._render()
        self.verticalScrollBar().setValue(0)

    def loadResource(self, type: int, name: QUrl | str) -> object:
        address = QUrl(name)
        if address.scheme() != "picture":
            return None
        picture = QImage(str(picture_path(address.path())))
        ratio = self.devicePixelRatioF()
        # Made smaller here: rich text would leave out lines of pixels.
        picture = picture.scaledToWidth(round(self.picture_width * ratio), Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        return picture

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._html:
            self._render()

    def _render(self) -> None:
        theme = current_theme()
        document = self.document()
        document.setDefaultStyleSheet(_style(theme))
        document.setDefaultFont(theme.font())
        document.setIndentWidth(theme.gap(5))
        document.setDocumentMargin(0)
        self.setHtml(self._html)

    def _go(self, address: QUrl) -> None:
        if address.scheme() == "help":
            self.topic_asked.emit(address.path())
