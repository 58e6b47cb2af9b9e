"""The languages, each by its own name, at the foot of every page before the sign-in."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.texts import LANGUAGES, chosen_language, tr
from ui.widgets.choices import ChoiceChips
from ui.widgets.layouts import row


class LanguageLine(QWidget):
    """`chosen(code)` is called when somebody picks another language; the page is then built anew."""

    def __init__(self, chosen: Callable[[str], object]) -> None:
        super().__init__()
        layout = row(self, gap=2)
        self.chips = ChoiceChips(list(LANGUAGES.items()), name=tr("start.language"), optional=False)
        self.chips.set_value(chosen_language())
        self.chips.changed.connect(lambda code: chosen(str(code)) if code != chosen_language() else None)
        layout.addWidget(self.chips)
        layout.addStretch(1)
