"""One other station beside the list: how it stands, by which ways it is reached, its key, and removing it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.router.neighbours import Neighbour
from ui.router_admin.neighbours.words import Line, fingerprint_words, load_words, standing_words, trip_words, ways_words
from ui.texts import tr
from ui.widgets.buttons import SecondaryButton
from ui.widgets.confirm_sheet import ask
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline


class NeighbourPanel(QWidget):
    """`show_line` follows what the router tells; `remove` is asked once."""

    def __init__(self, line: Line, remove: Callable[[Neighbour], object]) -> None:
        super().__init__()
        self.neighbour, self._remove = line.neighbour, remove
        layout = column(self, gap=4)
        self.facts = KeyValues()
        layout.addWidget(self.facts)
        self.next_step = Text("", "muted", wrap=True)
        layout.addWidget(self.next_step)
        layout.addWidget(hairline())
        layout.addWidget(Text(tr("router_neighbours.fingerprint_about"), "muted", wrap=True))
        layout.addWidget(Text(fingerprint_words(line.neighbour.fingerprint), "code", wrap=True))
        layout.addWidget(hairline())
        layout.addWidget(Text(tr("router_neighbours.remove_about"), "muted", wrap=True))
        press = SecondaryButton(tr("router_neighbours.remove"), icon_name="trash", on_press=self.ask_remove)
        layout.addWidget(press, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self._said: list[tuple[str, str]] = []
        self.show_line(line)

    def show_line(self, line: Line) -> None:
        """How it stands now."""
        facts = [
            (tr("router_neighbours.standing"), standing_words(line)),
            (tr("router_neighbours.ways"), ways_words(line)),
            (tr("router_neighbours.trip"), trip_words(line)),
            (tr("router_neighbours.load"), load_words(line)),
            (tr("router_neighbours.address"), line.neighbour.address),
        ]
        if facts != self._said:
            self._said = facts
            self.facts.show_pairs(facts)
            self.next_step.setText(tr(f"router_neighbours.next_{line.standing}"))

    def ask_remove(self) -> None:
        """Asked once; afterwards it can still be undone."""
        name = self.neighbour.name
        ask(
            self,
            tr("router_neighbours.remove_question", name=name),
            tr("router_neighbours.remove"),
            lambda: self._remove(self.neighbour),
            explanation=tr("router_neighbours.remove_about"),
            danger=True,
        )
