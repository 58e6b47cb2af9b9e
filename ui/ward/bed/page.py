"""One bed in the wall's place: its head, and one part at a time."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.security.roles import Action
from app.ward.picture.model import ShownBed
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.texts import tr
from ui.ward.bed.head import BedHead
from ui.ward.bed.part import BedPart, Do, LazyPart, known_parts
from ui.widgets.banner import Banner
from ui.widgets.layouts import column
from ui.widgets.tabs import Tabs

_LOOK_MS: Final = 500


class BedPage(PlaceWidget):
    """`do(act, bed, alarm)`: what somebody asks for, as of the panel."""

    can_print = True

    def __init__(self, context: UiContext, bed: str, do: Do) -> None:
        super().__init__()
        self.bed = bed
        self._picture = context.station.ward.picture
        layout = column(self, gap=0)
        self.head = BedHead(self._picture, context.may(Action.ANSWER_ALARMS))
        self.head.seen.connect(lambda alarm: do("acknowledge", bed, alarm))
        layout.addWidget(self.head)
        self.banner = Banner()
        layout.addWidget(self.banner)
        self.tabs = Tabs(indent=4)
        layout.addWidget(self.tabs, 1)
        self.parts = [LazyPart(line, context, bed, do) for line in known_parts()]
        for part in self.parts:
            self.tabs.add(tr(f"ward_bed.part_{part.line.key}"), part)
        self._seen: BedPart | None = None
        at_first = self.shown()
        self._stay = at_first.stay if at_first is not None else ""
        self.tabs.changed.connect(lambda _number: self._arrive())
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def arrive(self, subject: str | None) -> None:
        self._timer.start()
        self._arrive()

    def leave(self) -> None:
        self._timer.stop()
        self._leave_part()

    def step_back(self) -> bool:
        return self._seen is not None and self._seen.step_back()

    def print_current(self) -> None:
        if self._seen is not None:
            self._seen.print_current()

    def first_focus(self) -> QWidget | None:
        own = self._seen.first_focus() if self._seen is not None else None
        return own or self.tabs.chosen_tab()

    def keys_here(self) -> Sequence[tuple[str, str]]:
        own = self._seen.keys_here() if self._seen is not None else ()
        return (("← →", tr("ward_bed.keys_tabs")), *own, ("Esc", tr("ward_bed.keys_esc")))

    def keeps_draft(self) -> bool:
        return False

    def look(self) -> None:
        """How the bed stands now: the head in any case, and the part that is seen."""
        shown = self.shown()
        if shown is None:
            self.banner.show_message("warn", tr("ward_bed.gone"), tr("ward_bed.gone_next"), closable=False)
            return
        if shown.stay != self._stay:
            self._begin_anew(shown)
            return
        now = self._picture.now()
        self.head.show_bed(shown, now)
        if self._seen is not None:
            self._seen.show_bed(shown, now)

    def shown(self) -> ShownBed | None:
        """The bed as the ward shows it; None where it was taken away."""
        return next((each for each in self._picture.beds if each.bed == self.bed), None)

    def choose(self, key: str) -> None:
        """Show the part with this key, where it exists."""
        for number, part in enumerate(self.parts):
            if part.line.key == key:
                self.tabs.choose(number)

    def part(self, key: str) -> QWidget:
        """The part with this key, made if it was not yet."""
        return next(part for part in self.parts if part.line.key == key).open()

    def _arrive(self) -> None:
        self._leave_part()
        if self.parts:
            lazy = self.parts[self.tabs.current()]
            lazy.open()
            self._seen = lazy.answering()
        if self._seen is not None:
            self._seen.arrive()
        self.look()

    def _begin_anew(self, shown: ShownBed) -> None:
        """Somebody else lies there now: nothing of the former may stay on the screen."""
        self._stay = shown.stay
        self._leave_part()
        for part in self.parts:
            part.forget()
        self.banner.show_message("info", tr("ward_bed.other_stay"), tr("ward_bed.other_stay_next"))
        self._arrive()

    def _leave_part(self) -> None:
        if self._seen is not None:
            self._seen.leave()
        self._seen = None
