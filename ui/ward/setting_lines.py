"""Changes of a device's own limits as lines: what was wanted, how far it came, and what to do where it did not."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ward.catalogue import vital_signs
from app.ward.settings_change.model import DeviceSetting, SettingState
from ui.texts import in_chosen, tr
from ui.ward.numbers import age_text, figure
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row

_MARKS: Final = {SettingState.REFUSED: "▲ ", SettingState.UNANSWERED: "▲ "}
_WORST_FIRST: Final = (
    SettingState.UNANSWERED,
    SettingState.REFUSED,
    SettingState.WANTED,
    SettingState.TAKEN,
    SettingState.IN_FORCE,
)


def most_pressing(settings: Sequence[DeviceSetting]) -> DeviceSetting | None:
    """What failed before what is under way before what is in force."""
    return min(settings, key=lambda one: _WORST_FIRST.index(one.state), default=None)


def wanted_words(one: DeviceSetting) -> str:
    """ "Frequência cardíaca de 50 a 110"."""
    sign, limits = vital_signs()[one.vital], one.limits
    sides = [name for name in ("low", "high") if getattr(limits, name) is not None]
    kind = "both" if len(sides) == 2 else sides[0] if sides else "none"
    shown = {name: figure(getattr(limits, name), sign.decimals) for name in ("low", "high")}
    return tr(f"ward_settings.limits_{kind}", sign=in_chosen(sign.label), **shown)


def setting_words(one: DeviceSetting, now: float) -> str:
    """The whole line: limits, step, who, when, and the device's own words."""
    said = tr(
        "ward_settings.line",
        limits=wanted_words(one),
        state=tr(f"ward_settings.state_{one.state}"),
        who=one.who,
        age=age_text(now - one.wanted_at),
    )
    reason = f" {tr('ward_settings.reason', reason=one.reason)}" if one.reason else ""
    look = f" {tr('ward_settings.look')}" if one.state.failed else ""
    return f"{_MARKS.get(one.state, '')}{said}.{reason}{look}"


class SettingLines(QWidget):
    """`seen`: somebody has seen what failed; `may_see` says whether that is offered."""

    seen = Signal()

    def __init__(self, may_see: bool) -> None:
        super().__init__()
        self._shown: tuple[DeviceSetting, ...] = ()
        self._lines = column(gap=1)
        self._labels: list[Text] = []
        layout = row(self, gap=3)
        layout.addLayout(self._lines, 1)
        self.button = SecondaryButton(tr("ward_settings.seen"), on_press=self.seen.emit)
        layout.addWidget(self.button)
        self._may_see = may_see
        self.hide()

    def show_settings(self, settings: tuple[DeviceSetting, ...], now: float) -> None:
        """How they stand; only the ages change where nothing else did."""
        if settings != self._shown:
            self._shown = settings
            clear(self._lines)
            self._labels = [Text("", "error" if one.state.failed else "body", wrap=True) for one in settings]
            for label in self._labels:
                self._lines.addWidget(label)
            self.button.setVisible(self._may_see and any(one.state.failed for one in settings))
            self.setVisible(bool(settings))
        for one, label in zip(settings, self._labels, strict=True):
            label.setText(setting_words(one, now))

    def words(self) -> str:
        """All that is written here."""
        return "\n".join(one.text() for one in self._labels)
