"""Which tour, where somebody may walk several, or left one half-way."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.practice.mode import practising
from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.tour.kept import kept
from ui.tour.tours import Tour
from ui.widgets.buttons import Button, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column


class TourChoice(Sheet):
    """`choose(tour, anew=…)` is called once, after the sheet is closed."""

    def __init__(self, host: QWidget, tours: tuple[Tour, ...], choose: Callable[..., object]) -> None:
        super().__init__(host, tr("tour.choose"), tr("tour.choose_about"))
        self._choose = choose
        self.buttons_of: dict[str, list[Button]] = {}
        for tour in tours:
            self.body.addLayout(self._line(tour))
        self.add_buttons(None, self.leave, tr("common.close"))
        self.open()
        self.keep_focus_inside(forward=True)

    def _line(self, tour: Tour) -> QVBoxLayout:
        lines = column(gap=1)
        lines.addWidget(Text(tour.about, "muted", wrap=True))
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        at = kept().at(tour.name) if practising() else 0
        if at:
            words = tr("tour.go_on", tour=tour.title, number=at + 1)
            self._add(flow, tour, words, anew=False)
        self._add(flow, tour, tr("tour.from_the_start", tour=tour.title) if at else tour.title, anew=True)
        lines.addWidget(holder)
        return lines

    def _add(self, flow: FlowLayout, tour: Tour, words: str, *, anew: bool) -> None:
        button = SecondaryButton(words, on_press=partial(self._chosen, tour, anew=anew))
        self.buttons_of.setdefault(tour.name, []).append(button)
        flow.addWidget(button)

    def _chosen(self, tour: Tour, *, anew: bool) -> None:
        self.leave()
        self._choose(tour, anew=anew)
