"""One line for a question that was answered: nothing found, an emergency, or a visit that went on after one."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QWidget

from ui.danger_signs.case import EmergencyCase
from ui.danger_signs.words import found_words, latest, sign_words, signed
from ui.texts import tr
from ui.texts.formats import show_hour
from ui.widgets.buttons import QuietButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import ElidedText, Text, repolish
from ui.widgets.layouts import add_all, column, row
from ui.widgets.turning import Turning

_LOOKS = {
    "cleared": ("success", "check-circle"),
    "emergency": ("error", "siren"),
    "went_on": ("warn", "alert-triangle"),
}


class Answered(QFrame):
    """What was answered, when and by whom; below it, small, what was struck out."""

    def __init__(self, see: Callable[[], object], ask_again: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("look", "banner")
        self._sign = IconLabel("check-circle", "success")
        self.words = Text("", "strong", wrap=True)
        self.what = Text("", wrap=True)
        self.when = ElidedText("", "muted")
        self.see = QuietButton(tr("danger_signs.see_what_to_do"), on_press=see)
        self.see.setObjectName("danger_see")
        self.again = QuietButton(tr("danger_signs.ask_again"), on_press=ask_again)
        self.again.setObjectName("danger_again")
        self.struck = Text("", "small", wrap=True)
        layout = column(self, gap=1, margin=1, sides=4)
        said, deeds = QWidget(), QWidget()
        line = row(said, gap=3)
        line.addWidget(self._sign)
        line.addWidget(self.words, 3)
        line.addWidget(self.when, 2)
        add_all(row(deeds, gap=3), (self.see, self.again))
        turning = Turning()
        turning.line.addWidget(said, 1)
        turning.line.addWidget(deeds)
        layout.addWidget(turning)
        layout.addWidget(self.what)
        layout.addWidget(self.struck)

    def show_case(self, case: EmergencyCase, *, may_record: bool) -> None:
        """One line of the visit as it stands."""
        situation = case.situation
        look = "emergency" if situation.stops else "went_on" if situation.found else "cleared"
        tone, icon_name = _LOOKS[look]
        self.setProperty("tone", tone)
        self._sign.set_icon(icon_name, tone)
        self.words.setText(tr(f"danger_signs.{look}"))
        self.what.setText(found_words(situation.found))
        row_ = situation.went_on or latest(situation.signs.rows)
        if look == "emergency":
            row_ = max((one for finding in situation.found for one in finding.rows), key=lambda one: one.recorded_at)
        self.what.setVisible(bool(situation.found))
        self.when.setText(signed(row_, case.zone) if row_ else "")
        self.see.setVisible(bool(situation.found))
        self.again.setVisible(may_record)
        self.struck.setText(struck_words(case))
        self.struck.setVisible(bool(self.struck.text()))
        spoken = [part.text() for part in (self.words, self.what, self.when) if part.text()]
        self.setAccessibleName(" · ".join(spoken))
        repolish(self)


def struck_words(case: EmergencyCase) -> str:
    """Every sign and emergency that was taken back, with when, by whom and why."""
    situation, names = case.situation, _names(case)
    lines = [
        tr(
            "danger_signs.struck",
            at=show_hour(after.recorded_at, case.zone),
            name=after.by,
            what=names.get(before.code, ""),
            reason=after.reason or "",
        )
        for before, after in situation.corrected
        if before.code in names
    ]
    return "\n".join(lines)


def _names(case: EmergencyCase) -> dict[str, str]:
    return {prefix + sign.code: sign_words(sign) for prefix, sign in case.all_signs}
