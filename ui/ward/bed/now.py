"""The part «Agora»: every waveform large, every number with its limits, the alarms and what can be done."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.security.roles import Action
from app.ward.picture.model import ShownBed
from ui.shell.context import UiContext
from ui.texts import tr
from ui.theme import current_theme
from ui.ward.bed.one_bed import OneBed
from ui.ward.bed.part import BedPart, Do
from ui.ward.bed_panel import BedPanel
from ui.ward.numbers import age_text, figure
from ui.ward.wall.sector import large_sector_for
from ui.ward.wall.sweep import MM_PER_SECOND
from ui.ward.wall.view import WallView
from ui.widgets.buttons import SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, hairline, row

SPEEDS: Final = (12.5, 25.0, 50.0)
"""Of the paper, in mm/s: the ones that recorders of ECG have."""


class NowPart(BedPart):
    """Space stops the traces; numbers and alarms go on, and it is written how long the traces have stood."""

    frozen_changed = Signal(bool)

    def __init__(self, context: UiContext, bed: str) -> None:
        super().__init__()
        self._picture = context.station.ward.picture
        self._frozen_at: float | None = None
        layout = row(self, gap=0)
        left = column(gap=2, margin=2, sides=4)
        self.large = WallView(OneBed(self._picture, bed), sector_of=large_sector_for)
        left.addWidget(self.large, 1)
        left.addLayout(self._below())
        layout.addLayout(left, 1)
        layout.addWidget(hairline(vertical=True))
        holder = QWidget()
        column(holder, gap=0, margin=4).addWidget(self._panel(context))
        beside = Scroll(holder, width=None)
        beside.setFixedWidth(min(current_theme().px("side_panel_narrow"), current_theme().px("rail_room") // 3))
        layout.addWidget(beside)

    def _panel(self, context: UiContext) -> BedPanel:
        self.panel = BedPanel(context.may(Action.ANSWER_ALARMS), numbers=False)
        # Who lies there stands in the head of the page.
        self.panel.person.hide()
        return self.panel

    def _below(self) -> QHBoxLayout:
        line = row(gap=3)
        self.freeze = SecondaryButton(tr("ward_bed.freeze"), on_press=self.turn_frozen)
        line.addWidget(self.freeze)
        self.stands = Text("", "strong")
        line.addWidget(self.stands)
        line.addStretch(1)
        self.speeds = ChoiceChips(
            [(speed, tr("ward_bed.speed", speed=figure(speed, int(speed % 1 > 0)))) for speed in SPEEDS],
            name=tr("ward_bed.speed_name"),
            optional=False,
        )
        self.speeds.set_value(MM_PER_SECOND)
        self.speeds.changed.connect(self._set_speed)
        line.addWidget(self.speeds)
        return line

    def hear(self, do: Do) -> None:
        self.panel.asked.connect(do)

    def show_bed(self, bed: ShownBed, now: float) -> None:
        self.panel.show_bed(bed, now)
        stood = "" if self._frozen_at is None else tr("ward_bed.stands", age=age_text(now - self._frozen_at))
        self.stands.setText(stood)

    def leave(self) -> None:
        if self._frozen_at is not None:
            self.turn_frozen()

    def step_back(self) -> bool:
        if self._frozen_at is None:
            return False
        self.turn_frozen()
        return True

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return ((tr("ward_bed.key_space"), tr("ward_bed.keys_freeze")),)

    def turn_frozen(self) -> None:
        """Stop the traces, or let them go on."""
        self._frozen_at = self._picture.now() if self._frozen_at is None else None
        self.large.frozen = self._frozen_at is not None
        self.freeze.set_text(tr("ward_bed.go_on" if self.large.frozen else "ward_bed.freeze"))
        self.stands.setText("" if self._frozen_at is None else tr("ward_bed.stands", age=age_text(0)))
        self.frozen_changed.emit(self.large.frozen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space.value:
            self.turn_frozen()
        else:
            super().keyPressEvent(event)

    def _set_speed(self, speed: object) -> None:
        if isinstance(speed, float):
            if self._frozen_at is not None:
                # What stands was drawn at the former speed.
                self.turn_frozen()
            self.large.set_speed(speed)
