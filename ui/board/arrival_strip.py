"""At the head of a person: "she has come" with one key, or since when she is here and where to see her."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.reception.model import Arrival
from app.security.roles import Action
from ui.board.looks import state_words
from ui.board.sheets import ArriveSheet
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_hour
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import row

KEY = "F4"


class ArrivalStrip(QWidget):
    """`seen` carries the arrival that the board should show."""

    seen = Signal(str)

    def __init__(self, context: UiContext, person_id: str, name: str, arrival: Arrival | None, zone: str) -> None:
        super().__init__()
        self._context = context
        self._person_id, self._name = person_id, name
        self.arrival = arrival
        line = row(self, gap=2)
        if arrival is not None:
            since = tr("board.here_since", time=show_hour(arrival.arrived_at, zone))
            standing = state_words(arrival.state, heard=arrival.colour is not None)
            line.addWidget(IconLabel("reception", "accent_text"), 0, Qt.AlignmentFlag.AlignVCenter)
            line.addWidget(Text(f"{since} · {standing}", "accent"))
            show = QuietButton(tr("board.see_on_board"), on_press=self.press)
            show.setToolTip(f"{tr('board.see_on_board')}  ({KEY})")
            line.addWidget(show)
        elif context.may(Action.RECEIVE):
            button = SecondaryButton(tr("board.do_arrive"), icon_name="reception", on_press=self.press)
            button.setObjectName("person_arrived")
            button.setToolTip(f"{tr('board.do_arrive')}  ({KEY})")
            line.addWidget(button)
        else:
            self.hide()
        line.addStretch(1)

    def press(self) -> None:
        """She has come; or, where she is here, show her on the board."""
        if self.arrival is not None:
            self.seen.emit(self.arrival.id)
        elif self._context.may(Action.RECEIVE):
            ArriveSheet(self, self._context, self._person_id, self._name, self._on_arrived)

    def _on_arrived(self, arrival: Arrival) -> None:
        self._context.message("success", tr("board.done_arrive", name=self._name))
        self.seen.emit(arrival.id)
