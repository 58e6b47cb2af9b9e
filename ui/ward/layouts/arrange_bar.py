"""The row under the toolbar while somebody arranges the wall."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from app.ward.layouts.model import AUTOMATIC, LONGEST_NAME, MOST_COLUMNS, MOST_TRACES
from ui.texts import tr
from ui.theme import current_theme
from ui.ward.layouts.desk import WallLayouts
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.text_fields import TextField
from ui.widgets.toggles import CheckBox
from ui.widgets.turning import Turning


class ArrangeBar(QFrame):
    """Shows itself while `layouts` is being arranged; alarms and sectors stay where they are."""

    def __init__(self, layouts: WallLayouts) -> None:
        super().__init__()
        self.setProperty("look", "foot")
        self.setAccessibleName(tr("ward_layouts.arrange"))
        self._layouts = layouts
        self._filling = False
        theme = current_theme()
        self.name = TextField(name=tr("ward_layouts.name"))
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(tr("ward_layouts.name"))
        self.name.setFixedWidth(theme.px("field_medium"))
        self.columns = Dropdown(_counted("columns", MOST_COLUMNS), name=tr("ward_layouts.columns_name"))
        self.traces = Dropdown(_counted("traces", MOST_TRACES), name=tr("ward_layouts.traces_name"))
        screens = [(1, tr("ward_layouts.one_screen")), (2, tr("ward_layouts.two_screens"))]
        self.screens = Dropdown(screens, name=tr("ward_layouts.screens_name"))
        self.other = QuietButton(tr("ward_layouts.other_screen"), on_press=layouts.to_other_screen)
        self.ordered = QuietButton(tr("ward_layouts.in_order"), on_press=layouts.order_as_ward)
        self.default = CheckBox(tr("ward_layouts.begin_with"))
        self.how = Text(tr("ward_layouts.how"), "muted", wrap=True)
        self.undo = QuietButton(tr("ward_layouts.undo"), icon_name="undo", on_press=layouts.undo)
        self.cancel = SecondaryButton(tr("common.cancel"), on_press=layouts.cancel)
        self.save = PrimaryButton(tr("ward_layouts.save"), on_press=self._save)
        self._build()
        self.columns.changed.connect(lambda value: self._told(layouts.use_columns, value))
        self.traces.changed.connect(lambda value: self._told(layouts.use_traces, value))
        self.screens.changed.connect(lambda value: self._told(layouts.use_screens, value))
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.setContext(Qt.ShortcutContext.WindowShortcut)
        undo.activated.connect(layouts.undo)
        layouts.changed.connect(self.look)
        self.hide()

    def _build(self) -> None:
        layout = column(self, gap=1, margin=2, sides=3)
        layout.addWidget(self.how)
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        for part in (self.columns, self.traces, self.screens, self.other, self.ordered, self.undo):
            flow.addWidget(part)
        layout.addWidget(holder)
        last = Turning(gap=2)
        keep = QWidget()
        named = row(keep, gap=2)
        named.addWidget(self.name)
        named.addWidget(self.default)
        named.addStretch(1)
        last.line.addWidget(keep, 1)
        last.line.addWidget(self.cancel)
        last.line.addWidget(self.save)
        layout.addWidget(last)

    def look(self) -> None:
        """Show what is arranged now."""
        arranging = self._layouts.arranging
        if arranging is not None and self.isHidden():
            self.name.setText(arranging.layout.name or tr("ward_layouts.suggested"))
            known = self._layouts.known
            self.default.setChecked(not known.layouts or known.default == arranging.layout.name)
        self.setVisible(arranging is not None)
        if arranging is None:
            return
        layout = arranging.layout
        self._filling = True
        self.columns.set_value(layout.columns_on(0))
        self.traces.set_value(layout.traces)
        self.screens.set_value(len(layout.screens))
        self._filling = False
        two = len(layout.screens) > 1
        self.other.setVisible(two)
        here = tr("ward_layouts.one_monitor") if two and self._layouts.screens_there() == 1 else ""
        self.how.setText(here or tr("ward_layouts.how"))
        self.undo.setEnabled(arranging.can_undo)

    def _told(self, act: object, value: object) -> None:
        if not self._filling and callable(act) and isinstance(value, int):
            act(value)

    def _save(self) -> None:
        name = self.name.value().strip()
        if not name:
            self.name.setFocus()
        self._layouts.save(name, default=self.default.isChecked())


def _counted(what: str, most: int) -> list[tuple[object, str]]:
    automatic: list[tuple[object, str]] = [(AUTOMATIC, tr(f"ward_layouts.{what}_automatic"))]
    return automatic + [
        (count, tr(f"ward_layouts.{what}_{'one' if count == 1 else 'many'}", count=count))
        for count in range(1, most + 1)
    ]
