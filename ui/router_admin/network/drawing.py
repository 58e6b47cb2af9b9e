"""The network drawn: this node in the middle, other nodes above it, receivers below; the routes to the chosen node.

Only a picture: the list beside it says the same, and is what the keyboard and a screen reader reach.
"""

import math
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.router.node.items import LinkLoad, Network
from ui.router_admin.network.words import Names, lost_alarms, name_of
from ui.texts import tr
from ui.theme import current_theme

_MOST_RECEIVERS: Final = 8
_HEIGHT: Final = 84
"""In steps of the grid."""


class Drawing(QWidget):
    """`show_network` and `choose` draw anew."""

    def __init__(self) -> None:
        super().__init__()
        self._network: Network | None = None
        self._names: Names = {}
        self._chosen = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("router_network.drawing"))

    def show_network(self, network: Network, names: Names) -> None:
        """Draw this."""
        self._network, self._names = network, names
        self.update()

    def choose(self, node: str) -> None:
        """Draw the routes to this node."""
        if node != self._chosen:
            self._chosen = node
            self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px("field_long"), theme.gap(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px("questions_room"), current_theme().gap(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        network = self._network
        if network is None:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px("radius"), theme.px("radius"))
        places = self._places(network)
        self._edges(painter, network, places)
        self._routes(painter, network, places)
        self._receivers(painter, network, places[network.node])
        for node, place in places.items():
            self._node(painter, node, place, here=node == network.node)

    def _places(self, network: Network) -> dict[str, QPointF]:
        """This node in the middle, the others on a half circle above it, in the order of their names."""
        others = sorted(
            {name for one, other, _ in network.edges for name in (one, other)}
            | {one.node for one in network.routes}
            | {one.to for one in network.links if one.kind == "node"}
        )
        others = [one for one in others if one != network.node]
        theme = current_theme()
        middle = QPointF(self.width() / 2, self.height() * (0.58 if others else 0.3))
        across = self.width() / 2 - theme.gap(22)
        up = middle.y() - theme.gap(9)
        places = {network.node: middle}
        for number, node in enumerate(others):
            angle = math.pi * (number + 0.5) / len(others)
            places[node] = QPointF(middle.x() - across * math.cos(angle), middle.y() - up * math.sin(angle))
        return places

    def _edges(self, painter: QPainter, network: Network, places: dict[str, QPointF]) -> None:
        theme = current_theme()
        down = {one.to for one in network.links if one.kind == "node" and not one.up}
        for one, other, _ in network.edges:
            painter.setPen(QPen(theme.color("line_strong"), theme.px("hairline")))
            painter.drawLine(places[one], places[other])
        for node in down:
            painter.setPen(QPen(theme.color("error"), theme.px("ring"), Qt.PenStyle.DotLine))
            painter.drawLine(places[network.node], places[node])
            self._words(painter, (places[network.node] + places[node]) / 2, "✕", "error")

    def _routes(self, painter: QPainter, network: Network, places: dict[str, QPointF]) -> None:
        """The best way thick, the second thinner, the others dashed: told apart without their colour."""
        theme = current_theme()
        routes = next((one.routes for one in network.routes if one.node == self._chosen), ())
        looks = ((6.0, Qt.PenStyle.SolidLine), (3.0, Qt.PenStyle.SolidLine), (2.0, Qt.PenStyle.DashLine))
        for number, route in reversed(list(enumerate(routes))):
            width, style = looks[min(number, len(looks) - 1)]
            pen = QPen(theme.color("accent"), width * theme.scale / 100, style)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            for one, other in pairwise(route):
                if one in places and other in places:
                    painter.drawLine(places[one], places[other])
        for one, other, weight in network.edges:
            self._words(painter, (places[one] + places[other]) / 2, f"{weight} ms", "text_muted")

    def _receivers(self, painter: QPainter, network: Network, middle: QPointF) -> None:
        links = [one for one in network.links if one.kind == "receiver"]
        shown = links[:_MOST_RECEIVERS]
        theme = current_theme()
        level = self.height() - theme.gap(11)
        for number, link in enumerate(shown):
            place = QPointF(self.width() * (number + 0.5) / len(shown), level)
            token = "line_strong" if link.up else "error"
            style = Qt.PenStyle.SolidLine if link.up else Qt.PenStyle.DotLine
            painter.setPen(QPen(theme.color(token), theme.px("ring"), style))
            painter.drawLine(middle, place)
            self._receiver(painter, link, place, self.width() / max(1, len(shown)))
        if len(links) > len(shown):
            more = tr("router_network.more_receivers", count=len(links) - len(shown))
            self._words(painter, QPointF(self.width() / 2, self.height() - theme.gap(2)), more, "text_muted")

    def _receiver(self, painter: QPainter, link: LinkLoad, place: QPointF, room: float) -> None:
        theme = current_theme()
        wrong = not link.up or lost_alarms(link.discarded) > 0
        painter.setPen(QPen(theme.color("error" if wrong else "line_strong"), theme.px("ring")))
        painter.setBrush(theme.color("surface"))
        radius = theme.gap(2)
        painter.drawEllipse(place, radius, radius)
        painter.setFont(theme.font("text_small"))
        words = QFontMetrics(painter.font()).elidedText(
            name_of(link, self._names), Qt.TextElideMode.ElideRight, int(room - theme.gap(2))
        )
        self._words(painter, place + QPointF(0, theme.gap(5)), words, "error" if wrong else "text", plain=True)

    def _node(self, painter: QPainter, node: str, place: QPointF, *, here: bool) -> None:
        theme = current_theme()
        painter.setFont(theme.font("text_small", "semibold"))
        metrics = QFontMetrics(painter.font())
        words = metrics.elidedText(
            node or tr("router_network.this_station"), Qt.TextElideMode.ElideMiddle, theme.gap(40)
        )
        box = QRectF(0, 0, metrics.horizontalAdvance(words) + theme.gap(6), theme.gap(8))
        box.moveCenter(place)
        chosen = node == self._chosen
        ground = QColor(theme.color("accent" if here else "accent_soft" if chosen else "raised"))
        painter.setBrush(ground)
        painter.setPen(QPen(theme.color("accent" if here or chosen else "line_strong"), theme.px("ring")))
        painter.drawRoundedRect(box, theme.px("radius_small"), theme.px("radius_small"))
        painter.setPen(theme.color("on_accent" if here else "text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    def _words(self, painter: QPainter, place: QPointF, words: str, token: str, *, plain: bool = False) -> None:
        theme = current_theme()
        painter.setFont(theme.font("text_small"))
        metrics = QFontMetrics(painter.font())
        box = QRectF(0, 0, metrics.horizontalAdvance(words) + theme.gap(2), metrics.height())
        box.moveCenter(place)
        box.moveLeft(min(max(box.left(), 0.0), max(0.0, self.width() - box.width())))
        if not plain:
            painter.fillRect(box, theme.color("surface"))
        painter.setPen(theme.color(token))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
