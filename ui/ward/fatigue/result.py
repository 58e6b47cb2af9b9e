"""What other limits would have changed: what would have been silent, and what would not have been seen."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ward.alarms.fatigue import Trial
from app.ward.alarms.limits import VitalLimits
from app.ward.catalogue import vital_signs
from app.ward.fatigue.model import Tried
from ui.texts import tr
from ui.texts.formats import show_instant, show_number
from ui.ward.fatigue.words import lasted_words
from ui.ward.numbers import figure
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton
from ui.widgets.cards import Card
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column


class TrialCard(Card):
    """One trial: the number that decides large, what it would have cost below."""

    def __init__(self, vital: str, tried: Tried, trial: Trial, take: Callable[[VitalLimits], object] | None) -> None:
        super().__init__(margin=4, gap=3)
        spared = len(trial.spared)
        self.body.addWidget(Text(limits_words(vital, tried.present, trial.limits), "strong", wrap=True))
        self.big = Text(
            tr("ward_fatigue.spared", spared=show_number(spared), before=show_number(trial.before)), "title"
        )
        self.body.addWidget(self.big)
        self.danger = Banner()
        self.body.addWidget(self.danger)
        if not trial.allowed:
            self.danger.show_message(
                "error", tr("ward_fatigue.not_allowed"), tr("ward_fatigue.not_allowed_next"), closable=False
            )
        elif trial.missed_before_lethal:
            words = tr("ward_fatigue.missed_before_lethal", count=show_number(trial.missed_before_lethal))
            self.danger.show_message("error", words, tr("ward_fatigue.missed_before_lethal_next"), closable=False)
        self.body.addWidget(Text(tr("ward_fatigue.would_miss"), "label"))
        self.body.addWidget(KeyValues(_missed(vital, trial)))
        if take is not None:
            press = partial(take, trial.limits)
            self.body.addWidget(QuietButton(tr("ward_fatigue.take"), on_press=press), 0, Qt.AlignmentFlag.AlignLeft)


class TrialResults(QWidget):
    """The cards of one question, from when to when it was counted, and that nothing was changed."""

    def __init__(self, take: Callable[[VitalLimits], object]) -> None:
        super().__init__()
        self._take = take
        self.cards: list[TrialCard] = []
        self._layout = column(self, gap=4)
        self.clear()

    def clear(self) -> None:
        """Nothing was counted yet."""
        clear(self._layout)
        self.cards = []
        self._layout.addWidget(Text(tr("ward_fatigue.ask_first"), "muted", wrap=True))

    def show_tried(self, vital: str, tried: Tried, zone: str, *, proposed: bool) -> None:
        """Show the answer."""
        clear(self._layout)
        since, until = (show_instant(datetime.fromtimestamp(at, UTC), zone) for at in (tried.start, tried.end))
        counted = tr(
            "ward_fatigue.counted",
            measured=show_number(tried.measured),
            since=since,
            until=until,
        )
        if tried.simulated:
            self._layout.addWidget(Text(tr("ward.simulated"), "strong"))
        self._layout.addWidget(Text(counted, "muted", wrap=True))
        take = self._take if proposed else None
        self.cards = [TrialCard(vital, tried, one, take) for one in tried.trials]
        if not self.cards:
            self._layout.addWidget(Text(tr("ward_fatigue.no_proposal"), wrap=True))
        for card in self.cards:
            self._layout.addWidget(card)
        self._layout.addWidget(Text(tr("ward_fatigue.nothing_changed"), "strong", wrap=True))


def limits_words(vital: str, present: VitalLimits, other: VitalLimits) -> str:
    """What differs: "Limite inferior 90 → 88"."""
    decimals = vital_signs()[vital].decimals
    changed = []
    for name in ("low", "high", "delay_low", "delay_high"):
        before, after = getattr(present, name), getattr(other, name)
        if before != after:
            places = 0 if name.startswith("delay") else decimals
            said = [tr("ward_fatigue.no_limit") if one is None else figure(one, places) for one in (before, after)]
            changed.append(f"{tr(f'ward_fatigue.{name}')} {said[0]} → {said[1]}")
    return " · ".join(changed) or tr("ward_fatigue.as_in_force")


def _missed(vital: str, trial: Trial) -> list[tuple[str, str]]:
    sign = vital_signs()[vital]
    worst = "—" if trial.worst_missed is None else f"{figure(trial.worst_missed, sign.decimals)} {sign.unit}"
    return [
        (tr("ward_fatigue.worst_missed"), worst),
        (tr("ward_fatigue.longest_missed"), lasted_words(trial.longest_missed or None)),
        (tr("ward_fatigue.near_extreme"), show_number(trial.near_extreme)),
        (tr("ward_fatigue.only_warning"), show_number(trial.missed_before_lethal)),
        (tr("ward_fatigue.added"), show_number(trial.added)),
        (tr("ward_fatigue.lethal_kept"), f"{show_number(trial.lethal_before)} → {show_number(trial.lethal_after)}"),
    ]
