"""The classification in force, always in sight above the form: what is stored, not what is being answered."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.clinic.assessments.model import StoredAssessment
from app.kernel.clock import local_date
from ui.pregnancy.card_reading import class_look, class_name, points
from ui.texts import tr
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.widgets.buttons import IconButton
from ui.widgets.labels import Text
from ui.widgets.layouts import row
from ui.widgets.shapes import draw_shape


class InForce(QWidget):
    """On the soft ground of the class, with its shape; `opened` asks for the history."""

    opened = Signal()

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._look = class_look(None)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._shape = _Shape()
        self.words = Text("", "strong", wrap=True)
        policy = self.words.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self.words.setSizePolicy(policy)
        self.button = IconButton("history", tr("pregnancy.in_force_open"), on_press=self.opened.emit)
        self.button.setObjectName("open_history")
        line = row(self, gap=2)
        line.setContentsMargins(current_theme().gap(3), 0, 0, 0)
        line.addWidget(self._shape)
        line.addWidget(self.words, 1)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_stored(self, stored: StoredAssessment | None) -> None:
        """Show the classification in force, or that there is none."""
        self._look = class_look(stored.assessment.risk_class if stored else None)
        self._shape.show_look(*self._look)
        self._shape.setVisible(stored is not None)
        self.button.setVisible(stored is not None)
        self.words.setText(_words(stored, self._zone))
        self.setAccessibleName(self.words.text())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"{self._look[0]}_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px("radius"), theme.px("radius"))


class _Shape(QWidget):
    """The shape of a class, in its colour; the words beside it say the class."""

    decoration = True

    def __init__(self) -> None:
        super().__init__()
        self._token, self._shape = class_look(None)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_look(self, token: str, shape: str) -> None:
        """Show another class."""
        self._token, self._shape = token, shape
        self.update()

    def sizeHint(self) -> QSize:
        edge = current_theme().px("icon_small")
        return QSize(edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().color(self._token))
        draw_shape(painter, self._shape, QRectF(self.rect()))


def _words(stored: StoredAssessment | None, zone: str) -> str:
    if stored is None:
        return tr("pregnancy.in_force_none")
    return tr(
        "pregnancy.in_force",
        risk_class=class_name(stored.assessment.risk_class, stored.rules).replace(" — ", ", "),
        total=points(stored.assessment.total),
        date=show_date(local_date(stored.recorded_at, zone)),
        name=stored.by,
    )
