"""The other languages, each by its own name, quietly at the foot of a page before the sign-in."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from ui.texts import LANGUAGES, chosen_language, tr
from ui.widgets.buttons import QuietButton
from ui.widgets.layouts import row


class LanguageLine(QWidget):
    """`chosen(code)` is called when somebody picks another language; the page is then built anew.

    `sides`: steps of the grid left and right of it.
    """

    def __init__(self, chosen: Callable[[str], object], *, sides: float = 8) -> None:
        super().__init__()
        self.setAccessibleName(tr("start.language"))
        self.buttons: dict[str, QuietButton] = {}
        layout = row(self, gap=2, margin=4, sides=sides)
        layout.addStretch(1)
        for code, name in LANGUAGES.items():
            if code != chosen_language():
                self.buttons[code] = QuietButton(name, icon_name="languages", on_press=partial(chosen, code))
                layout.addWidget(self.buttons[code])
