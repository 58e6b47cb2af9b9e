"""The chosen alarm beside the board: its answers, and its way so far."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QFrame

from app.router.words import Response
from ui.alarms.board.rows import BoardRow
from ui.alarms.timeline.view import TimelineView
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column

ANSWERS: Final = {
    Response.ACCEPTED: ("A", "check"),
    Response.REJECTED: ("R", "x"),
    Response.PRESENT: ("L", "bed"),
    Response.TAKEN_BACK: ("N", "undo"),
}
"""Answer → its key and icon; its word: text `alarms.answer_<value>`. In the order of the buttons."""


class AlarmPanel(QFrame):
    """`answer(response)` is asked for the chosen alarm; `may_answer`: whether anything is offered at all."""

    def __init__(self, timeline: TimelineView, may_answer: bool, answer: Callable[[Response], object]) -> None:
        super().__init__()
        self.setProperty("look", "side")
        self._may_answer = may_answer
        self.chosen: BoardRow | None = None
        self.over = False
        layout = column(self, gap=3, margin=4)
        self.title = Text("", "heading", wrap=True)
        self.what = Text("", "muted", wrap=True)
        layout.addWidget(self.title)
        layout.addWidget(self.what)
        self.banner = Banner()
        layout.addWidget(self.banner)
        self.buttons: dict[Response, Button] = {}
        line = FlowLayout(gap=2)
        for response, (key, icon) in ANSWERS.items():
            make = PrimaryButton if response is Response.ACCEPTED else SecondaryButton
            button = make(tr(f"alarms.answer_{response}"), icon_name=icon, on_press=partial(answer, response))
            button.setToolTip(f"{button.text()}  ({key})")
            self.buttons[response] = button
            line.addWidget(button)
        layout.addLayout(line)
        self.timeline = timeline
        layout.addWidget(timeline, 1)
        self.setMinimumWidth(current_theme().px("side_panel_narrow"))

    def show_row(self, row: BoardRow, account: str) -> None:
        """The alarm that was chosen, as it stands now; `account`: who looks at it."""
        if self.chosen is None or self.chosen.key != row.key or self.over:
            self.banner.hide()
        self.chosen, self.over = row, False
        self.title.setText(f"{row.label} · {row.what}")
        self.what.setText(" · ".join(part for part in (row.mark, row.who, row.next_spoken) if part))
        mine = account in row.holders
        offered = {
            Response.ACCEPTED: not mine,
            Response.REJECTED: not mine and not row.owned,
            Response.PRESENT: not (mine and row.present),
            Response.TAKEN_BACK: mine,
        }
        for response, button in self.buttons.items():
            button.setVisible(self._may_answer and offered[response])

    def show_over(self) -> None:
        """It is not on the board any more; what became of it stays to be read."""
        self.over = True
        for button in self.buttons.values():
            button.hide()
        self.banner.show_message("info", tr("alarms.over"), tr("alarms.over_next"), closable=False)

    def offers(self, response: Response) -> bool:
        """Whether this answer can be given now."""
        button = self.buttons[response]
        return not button.isHidden() and button.isEnabled()
