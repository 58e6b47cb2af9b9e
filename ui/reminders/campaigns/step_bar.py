"""Where one is in the making of a campaign: the steps in a row; those that can be reached are pressed to go there."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from ui.spoken.announcer import say_at_once
from ui.spoken.roles import give_role
from ui.texts import tr
from ui.widgets.buttons import Button
from ui.widgets.layouts import column, hairline, row


class StepBar(QWidget):
    """`go(number)` is called for a step that is pressed."""

    def __init__(self, steps: Sequence[str], go: Callable[[int], object]) -> None:
        super().__init__()
        layout = column(self, gap=0)
        line = row(gap=0)
        self.buttons = [Button(words, "tab") for words in steps]
        for number, button in enumerate(self.buttons):
            button.setCheckable(True)
            give_role(button, "choice")
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._press, number, go))
            line.addWidget(button)
        line.addStretch(1)
        layout.addLayout(line)
        layout.addWidget(hairline())
        self._now = 0

    def show_step(self, now: int, reached: int) -> None:
        """This one is on show; those up to `reached` can be gone to."""
        changed, self._now = now != self._now, now
        for number, button in enumerate(self.buttons):
            button.setChecked(number == now)
            button.setEnabled(number <= reached)
            # The number stands on the button too, and is said once.
            name = button.text().removeprefix(f"{number + 1} ")
            words = tr("campaigns_page.step_of", number=number + 1, steps=len(self.buttons), words=name)
            button.setAccessibleName(words)
            if changed and number == now and self.isVisible():
                say_at_once(self, "step", words)

    def _press(self, number: int, go: Callable[[int], object], _checked: bool = False) -> None:
        # Pressing has switched it already; which one is on show is said by `show_step` alone.
        self.buttons[number].setChecked(number == self._now)
        go(number)
