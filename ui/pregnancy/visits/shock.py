"""The shock index of a visit after birth: what stands under its measures, and what is said while they are typed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.clinic.pregnancies.model import Value
from app.clinic.prenatal.shock import PULSE, SYSTOLIC, ShockResult, evaluate_shock
from app.clinic.prenatal.visits_service import Measured
from app.clinic.prenatal.weight import weight_figures
from ui.board.shock_lines import shock_source, shock_words
from ui.texts import tr
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.mistake import Mistake


def shocks_of(measured: Iterable[Measured]) -> tuple[ShockResult, ...]:
    """Of every pulse and pressure that were measured together; where none were, of what there is. None without both."""
    by_time: dict[datetime, dict[str, Value]] = {}
    for one in measured:
        if one.code in (PULSE, SYSTOLIC):
            by_time.setdefault(one.at, {})[one.code] = one.value
    found = [evaluate_shock(weight_figures(), by_time[at]) for at in sorted(by_time)]
    return tuple(one for one in found if one.index is not None) or tuple(found[-1:])


class ShockTyped(QWidget):
    """`show_readings` with every key: an alert is said aloud; before anything is typed there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.alert = Mistake()
        self.words = Text("", wrap=True)
        self.source = Text("", "small", wrap=True)
        layout = column(self, gap=0)
        for part in (self.alert, self.words, self.source):
            layout.addWidget(part)
            part.hide()

    def show_readings(self, readings: Mapping[str, Value]) -> None:
        """The index of what is typed now."""
        result = evaluate_shock(weight_figures(), readings)
        words = shock_words(result) if len(result.missing) < 2 else ""
        shown = {self.alert: words if result.alerts else "", self.words: "" if result.alerts else words}
        self.source.setText(tr("hearing.aid_source", source=shock_source(result)))
        self.source.setVisible(bool(words))
        for part, said in shown.items():
            part.setText(said)
            part.setVisible(bool(said))
