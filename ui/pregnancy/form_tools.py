"""The line above the form: go to a condition by its name; and the way from condition to condition by keys."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from app.clinic.text_keys import fold
from ui.pregnancy.condition_row import ConditionRow
from ui.pregnancy.section_panel import SectionPanel
from ui.spoken.announcer import say_found
from ui.texts import tr, tr_count
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.text_fields import SearchField
from ui.widgets.turning import Turning


class FormTools(QWidget):
    """`search` filters the conditions of `panels`; `beside` takes what else stands beside it.

    `nothing` belongs above the panels: it is said where no condition has that name.
    """

    def __init__(self, panels: Sequence[SectionPanel]) -> None:
        super().__init__()
        self._panels = panels
        self.area: QScrollArea | None = None
        self.search = SearchField(placeholder=tr("risk_form.filter_hint"), name=tr("risk_form.filter"))
        self.search.setObjectName("condition_filter")
        # On the way into the conditions: how a line is answered, which no reader can know of a line of its own kind.
        self.search.setAccessibleDescription(f"{tr('risk_form.filter_hint')} {tr('risk_form.keys')}")
        self.search.changed.connect(self.filter)
        self.search.returnPressed.connect(self._enter_first)
        self.nothing = Text(tr("risk_form.filter_nothing"), "muted", wrap=True)
        self.nothing.hide()
        self.beside = row(gap=2)
        self.beside.addWidget(self.search, 1)
        tools = Turning()
        tools.line.addLayout(self.beside, 1)
        tools.line.addWidget(Text(tr("risk_form.keys"), "small"))
        column(self, gap=0, margin=2, sides=5).addWidget(tools)

    def filter(self, text: object) -> None:
        """Only the conditions whose names hold every word."""
        wanted = fold(str(text)).split()
        fits = (lambda words: all(part in fold(words) for part in wanted)) if wanted else None
        shown = [line for panel in self._panels for line in panel.filter(fits)]
        self.nothing.setVisible(not shown)
        if wanted:
            say_found(self.search, tr_count("risk_form.found", len(shown)) if shown else self.nothing.text())
        if self.area is not None:
            self.area.verticalScrollBar().setValue(0)

    def focus(self) -> None:
        """Into the search, ready to be typed over."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def move_from(self, line: ConditionRow, step: int) -> None:
        """From a condition to the next one on show, or back."""
        shown = self._shown()
        at = shown.index(line) + step
        if 0 <= at < len(shown):
            shown[at].setFocus(Qt.FocusReason.TabFocusReason)
            if self.area is not None:
                self.area.ensureWidgetVisible(shown[at])

    def _enter_first(self) -> None:
        line = next(iter(self._shown()), None)
        if self.search.value() and line is not None:
            line.setFocus(Qt.FocusReason.TabFocusReason)

    def _shown(self) -> list[ConditionRow]:
        return [line for panel in self._panels for line in panel.rows if not line.isHidden()]
