"""The part «Agora»: every waveform large, every number with its limits, the alarms and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.security.roles import Action
from app.ward.picture.model import ShownBed
from ui.shell.context import UiContext
from ui.spoken.roles import give_role
from ui.texts import tr
from ui.theme import current_theme
from ui.ward.bed.one_bed import LargeView
from ui.ward.bed.part import BedPart, Do
from ui.ward.bed_panel import BedPanel
from ui.ward.care import Care
from ui.ward.numbers import age_text, figure
from ui.ward.review.calipers import Calipers
from ui.ward.wall.sweep import MM_PER_SECOND
from ui.ward.wall.view import WallView
from ui.widgets.buttons import SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.labels import Text
from ui.widgets.layouts import ANY_WIDTH, Scroll, column, hairline, row, stack_large
from ui.widgets.turning import Turning

SPEEDS: Final = (12.5, 25.0, 50.0)
"""Of the paper, in mm/s: the ones that recorders of ECG have."""


class NowPart(BedPart):
    """Space stops the traces; numbers and alarms go on, and it is written how long the traces have stood."""

    def __init__(self, context: UiContext, bed: str) -> None:
        super().__init__()
        self._picture = context.station.ward.picture
        self._care = Care(context.station.router)
        self._frozen_at: float | None = None
        self.calipers: Calipers | None = None
        layout = row(self, gap=0)
        left = column(gap=2, margin=2, sides=4)
        self.large = LargeView(self._picture, bed)
        left.addWidget(self.large, 1)
        left.addWidget(self._below())
        layout.addLayout(left, 1)
        layout.addWidget(hairline(vertical=True))
        holder = QWidget()
        column(holder, gap=0, margin=4).addWidget(self._panel(context))
        beside = Scroll(holder, width=None)
        beside.setFixedWidth(min(current_theme().px("side_panel_narrow"), current_theme().px("rail_room") // 3))
        layout.addWidget(beside)
        if current_theme().is_large:
            # The curves keep the width of the window; what is asked of the alarms stands below them.
            beside.setMinimumWidth(0)
            beside.setMaximumWidth(ANY_WIDTH)
            stack_large(layout, self.large, beside)

    def _panel(self, context: UiContext) -> BedPanel:
        self.panel = BedPanel(context.may(Action.ANSWER_ALARMS), numbers=False)
        # Who lies there stands in the head of the page.
        self.panel.person.hide()
        return self.panel

    def _below(self) -> QWidget:
        below = Turning("side_panel_least", gap_below=2)
        line = below.line
        self.freeze = SecondaryButton(tr("ward_bed.freeze"), on_press=self.turn_frozen)
        line.addWidget(self.freeze)
        self.stands = Text("", "strong")
        line.addWidget(self.stands)
        line.addStretch(1)
        self.calipers_button = SecondaryButton(tr("ward_bed.calipers"), on_press=self.turn_calipers)
        self.calipers_button.setCheckable(True)
        give_role(self.calipers_button, "toggle")
        line.insertWidget(1, self.calipers_button)
        self.speeds = ChoiceChips(
            [(speed, tr("ward_bed.speed", speed=figure(speed, int(speed % 1 > 0)))) for speed in SPEEDS],
            name=tr("ward_bed.speed_name"),
            optional=False,
        )
        self.speeds.set_value(MM_PER_SECOND)
        self.speeds.changed.connect(self._set_speed)
        line.addWidget(self.speeds)
        return below

    def hear(self, do: Do) -> None:
        self.panel.asked.connect(do)

    def show_bed(self, bed: ShownBed, now: float) -> None:
        self._care.look(now)
        self.panel.show_bed(bed, now, self._care.of(bed.bed))
        stood = "" if self._frozen_at is None else tr("ward_bed.stands", age=age_text(now - self._frozen_at))
        self.stands.setText(stood)

    def leave(self) -> None:
        if self._frozen_at is not None:
            self.turn_frozen()

    def first_focus(self) -> QWidget | None:
        return self.large

    def step_back(self) -> bool:
        if self.calipers is not None:
            self.turn_calipers()
            return True
        if self._frozen_at is None:
            return False
        self.turn_frozen()
        return True

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (
            (tr("ward_bed.key_space"), tr("ward_bed.keys_freeze")),
            ("C", tr("ward_bed.keys_calipers")),
        )

    def turn_frozen(self) -> None:
        """Stop the traces, or let them go on; calipers lie only on what stands."""
        frozen = self._frozen_at is None
        if not frozen and self.calipers is not None:
            self.turn_calipers()
        self._frozen_at = self._picture.now() if frozen else None
        self.large.freeze(frozen)
        self.freeze.set_text(tr("ward_bed.go_on" if frozen else "ward_bed.freeze"))
        self.stands.setText(tr("ward_bed.stands", age=age_text(0)) if frozen else "")

    def turn_calipers(self) -> None:
        """Lay calipers on the traces, which stand from then on; or take them away."""
        if self.calipers is not None:
            gone, self.calipers = self.calipers, None
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
            self.calipers_button.setChecked(False)
            self.freeze.setFocus()
            return
        if self._frozen_at is None:
            self.turn_frozen()
        self.calipers = Calipers(self.large, StandingTraces(self.large))
        self.calipers.removed.connect(self.turn_calipers)
        self.calipers_button.setChecked(True)
        self.calipers.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space.value:
            self.turn_frozen()
        elif event.key() == Qt.Key.Key_C.value and not event.modifiers():
            self.turn_calipers()
        else:
            super().keyPressEvent(event)

    def _set_speed(self, speed: object) -> None:
        if isinstance(speed, float):
            self.large.set_speed(speed)
            if self.calipers is not None:
                self.calipers.look_again()


@dataclass(frozen=True)
class StandingTraces:
    """What calipers measure on: moments count from the left edge of traces that stand in the order of time.

    Intervals alone: several traces of different units lie below one another.
    """

    view: WallView

    def x_of(self, moment: float) -> float:
        """The column of a moment."""
        left, _, speed = self.view.standing_traces()
        return left + moment * speed

    def moment_of(self, x: float) -> float:
        """Seconds from the left edge."""
        left, _, speed = self.view.standing_traces()
        return (x - left) / speed

    def value_at(self, _moment: float) -> float | None:
        """No value: it is not said of which trace."""
        return None

    def y_of(self, _value: float) -> float:
        """Never asked."""
        return 0.0

    def unit(self) -> str:
        """None."""
        return ""

    def edges(self) -> tuple[float, float]:
        """Of the traces."""
        left, right, _ = self.view.standing_traces()
        return left, right
