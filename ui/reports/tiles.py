"""The key figures side by side: one large number each, of how many, what it was before, and the way to the women."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QSizePolicy, QWidget

from app.clinic.reports.model import ReportFigure
from ui.reports.reading import TILES, Tile, how_counted
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton
from ui.widgets.cards import Card, Section
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column

_TILE_STEPS = 50


class FigureCard(Card):
    """One figure: `big` is read first, `of` says of how many, `before` what it was, `how` how it is counted."""

    def __init__(self, title: str, big: str, of: str, before: str, how: str) -> None:
        super().__init__(margin=4, gap=1)
        self.setFixedWidth(current_theme().gap(_TILE_STEPS))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.body.addWidget(Text(title, "label", wrap=True))
        self.big = Text(big, "display")
        self.big.setAccessibleName(f"{title}: {big}, {of}")
        self.body.addWidget(self.big)
        self.body.addWidget(Text(of, wrap=True))
        self.body.addWidget(Text(before, "small", wrap=True))
        self.body.addStretch(1)
        self.setToolTip(how)


class TileCard(FigureCard):
    """One figure of the pregnancies; the button opens the women behind it."""

    def __init__(self, tile: Tile, show: Callable[[ReportFigure], object] | None) -> None:
        super().__init__(tile.title, tile.big, tile.of, tile.before, how_counted(tile.figure))
        self.tile = tile
        if show is not None:
            self.button = QuietButton(tr("reports.who"), on_press=lambda: show(tile.figure))
            self.button.setAccessibleName(f"{tr('reports.who')}: {tile.title}")
            self.button.setEnabled(tile.count > 0)
            self.body.addWidget(self.button)


class Tiles(QWidget):
    """As many beside each other as there is room for, all of one height."""

    def __init__(self, show: Callable[[ReportFigure], object] | None) -> None:
        super().__init__()
        self._show = show
        self.cards: list[TileCard] = []
        self._holder = column(self, gap=0)

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Show other figures."""
        clear(self._holder)
        self.cards = [TileCard(tile, self._show) for tile in tiles]
        self._holder.addWidget(side_by_side(self.cards))


def side_by_side(cards: Sequence[FigureCard]) -> QWidget:
    """A line of cards, all of one height."""
    line = QWidget()
    flow = FlowLayout(line, gap=4)
    tallest = max((card.heightForWidth(card.width()) for card in cards), default=0)
    for card in cards:
        card.setMinimumHeight(max(tallest, card.sizeHint().height()))
        flow.addWidget(card)
    tallest = max((card.minimumHeight() for card in cards), default=0)
    for card in cards:
        card.setFixedHeight(tallest)
    return line


class HowCounted(Section):
    """Each key figure with its denominator, its limit and its source."""

    def __init__(self) -> None:
        super().__init__(tr("reports.how_title"))
        for figure in (*TILES, ReportFigure.CLASS):
            words = f"{tr(f'reports.figure_{figure.value}')}: {how_counted(figure)}"
            self.body.addWidget(Text(words, "small", wrap=True))
