"""The shock index of readings that are stored, where they stand."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.shock import ShockResult
from ui.board.shock_lines import shock_source, shock_words
from ui.texts import tr
from ui.widgets.labels import Text
from ui.widgets.layouts import column


class ShockShown(QWidget):
    """A line for each, an alert in red; below them their source."""

    def __init__(self, results: Iterable[ShockResult]) -> None:
        super().__init__()
        layout = column(self, gap=0)
        source = ""
        for one in results:
            layout.addWidget(Text(shock_words(one), "error" if one.alerts else "body", wrap=True))
            source = shock_source(one)
        if source:
            layout.addWidget(Text(tr("hearing.aid_source", source=source), "small", wrap=True))
