"""What waits, what was refused and what disagrees as large numbers beside each other."""

from typing import Final

from PySide6.QtWidgets import QSizePolicy, QWidget

from app.sync.ledger import SyncCounts
from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.cards import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text

_NAMES: Final = ("pending", "unseen", "rejected", "conflicts", "parked")
_ASKING: Final = frozenset(("rejected", "conflicts"))
_WIDTH_STEPS = 38


class CountCards(QWidget):
    """Always the same five, so that nothing changes its place; a zero is grey."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, Text] = {}
        flow = FlowLayout(self, gap=3)
        for name in _NAMES:
            card = Card(margin=3, gap=0)
            card.setFixedWidth(current_theme().gap(_WIDTH_STEPS))
            card.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            card.body.addWidget(Text(tr(f"network.count_{name}"), "label"))
            self._numbers[name] = Text("0", "title")
            card.body.addWidget(self._numbers[name])
            flow.addWidget(card)

    def show_counts(self, counts: SyncCounts) -> None:
        """Show these."""
        for name, text in self._numbers.items():
            number = counts.waiting_here if name == "parked" else int(getattr(counts, name))
            text.setText(show_number(number))
            text.set_role("count_warn" if number and name in _ASKING else "title" if number else "count_none")
            text.setAccessibleName(f"{tr(f'network.count_{name}')}: {show_number(number)}")
