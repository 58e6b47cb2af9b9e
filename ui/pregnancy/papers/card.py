"""One paper in the list: a small picture of its first page, what it is for, what is missing, and the way to it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout

from ui.pregnancy.papers.choices import PaperChoice
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import Button, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

PICTURE_STEPS = 26
"""How wide the small picture is, in steps of the grid."""


class PaperCard(Card):
    """`see` opens the paper, `go_to` the part of the record where what keeps it from being made can be changed.

    `visits`: where one of several may be chosen, (id, words), and the one `chosen`.
    """

    def __init__(
        self,
        number: int,
        choice: PaperChoice,
        picture: QImage | None,
        *,
        visits: Sequence[tuple[object, str]] = (),
        chosen: object = None,
        see: Callable[[str], object],
        go_to: Callable[[str], object],
    ) -> None:
        super().__init__(margin=4, gap=0)
        self.choice = choice
        self.setAccessibleName(choice.title)
        if choice.offer is not None:
            self.button: Button = SecondaryButton(
                tr("record_papers.see"), icon_name="printer", on_press=lambda: see(choice.key)
            )
            self.button.setAccessibleName(tr("record_papers.see_spoken", paper=choice.title))
        else:
            words = tr(f"record_papers.go_to_{choice.go_to}")
            self.button = SecondaryButton(words, on_press=lambda: go_to(choice.go_to))
        self.button.setObjectName(f"paper_{choice.key}")
        self.visit: Dropdown | None = None
        if visits:
            self.visit = Dropdown(visits, name=tr("record_papers.which_visit"))
            self.visit.set_value(chosen)
        across = row(gap=5)
        across.addWidget(_picture(picture, choice.title), 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(self._told(number), 1)
        self.body.addLayout(across)

    def _told(self, number: int) -> QVBoxLayout:
        choice = self.choice
        words = column(gap=1)
        words.addWidget(Text(f"{number} · {choice.title}", "strong", wrap=True))
        words.addWidget(Text(choice.purpose, wrap=True))
        missing = ", ".join(choice.missing)
        if choice.offer is None:
            told = tr("record_papers.not_yet", what=missing)
        elif missing:
            told = tr("record_papers.missing", what=missing)
        else:
            told = tr("record_papers.complete")
        words.addWidget(Text(told, "muted", wrap=True))
        if self.visit is not None:
            words.addWidget(Field(tr("record_papers.which_visit"), self.visit))
        words.addStretch(1)
        line = row(gap=0)
        line.addWidget(self.button)
        line.addStretch(1)
        words.addSpacing(current_theme().gap(2))
        words.addLayout(line)
        return words


def _picture(image: QImage | None, title: str) -> QLabel:
    label = QLabel()
    width = current_theme().gap(PICTURE_STEPS)
    label.setFixedWidth(width)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
    if image is not None:
        label.setPixmap(_edged(image))
        label.setAccessibleName(tr("record_papers.picture", paper=title))
    return label


def _edged(image: QImage) -> QPixmap:
    """The page with its edge: white paper would be lost on a white card."""
    shown = QPixmap.fromImage(image)
    painter = QPainter(shown)
    painter.setPen(current_theme().color("line_strong"))
    size = shown.deviceIndependentSize()
    painter.drawRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1))
    painter.end()
    return shown
