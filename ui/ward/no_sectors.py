"""What stands where the sectors will be: no bed was put in yet, or the ward is not heard and may well have some."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QStackedWidget

from app.ward.service import Hearing
from ui.spoken.announcer import say_message
from ui.texts import tr
from ui.widgets.buttons import PrimaryButton
from ui.widgets.empty_state import EmptyState

_WORDS: Final = {Hearing.NO_BEDS: "no_beds", Hearing.WAITING: "waiting", Hearing.OVERDUE: "overdue"}
_ICONS: Final = {Hearing.OVERDUE: "alert-triangle"}


class NoSectors(QStackedWidget):
    """`put_in`: what whoever may put beds in begins with, offered only where there are none."""

    def __init__(self, put_in: Callable[[], object] | None = None) -> None:
        super().__init__()
        self._said = Hearing.WAITING
        self._first_bed = (
            PrimaryButton(tr("ward_toolbar.first_beds"), icon_name="plus", on_press=put_in) if put_in else None
        )
        self._states = {hearing: self._state(hearing, words) for hearing, words in _WORDS.items()}
        self.setCurrentWidget(self._states[self._said])

    @property
    def sentence(self) -> str:
        """What it says now."""
        return self._states[self._said].sentence.text()

    @property
    def action(self) -> PrimaryButton | None:
        """The first thing to do, where there is one."""
        return self._first_bed if self._said is Hearing.NO_BEDS else None

    def look(self, hearing: Hearing) -> None:
        """Say why there is no sector. A ward that is heard and tells of none has none."""
        said = hearing if hearing in self._states else Hearing.NO_BEDS
        if said is self._said:
            return
        self._said = said
        self.setCurrentWidget(self._states[said])
        if said is Hearing.OVERDUE:
            # Who does not see the screen is told too that nothing of the beds arrives.
            say_message(self, "error", self.sentence)

    def _state(self, hearing: Hearing, words: str) -> EmptyState:
        button = self._first_bed if hearing is Hearing.NO_BEDS else None
        icon = _ICONS.get(hearing, "bed")
        state = EmptyState(icon, tr(f"ward.{words}"), tr(f"ward.{words}_first"), button)
        self.addWidget(state)
        return state
