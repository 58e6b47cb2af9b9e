"""The template that WhatsApp has approved: its name, and what goes into its numbered places in turn."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.reminders.placeholders import PLACEHOLDERS
from ui.texts import tr
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row
from ui.widgets.text_fields import TextField
from ui.widgets.toggles import CheckBox


class ApprovedFields(QWidget):
    """Of one variant; closed until it is wanted."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.on = CheckBox(tr("templates_page.approved"))
        self.name = TextField()
        self.name_field = Field(tr("templates_page.approved_name"), self.name, required=True)
        self.values: list[Dropdown] = []
        self.add = QuietButton(tr("templates_page.approved_add"), icon_name="plus", on_press=self._add)
        self._inside = QWidget()
        self._lines = column(gap=2)
        self._build()
        self.on.changed.connect(lambda _on: self._switched())
        self.name.changed.connect(lambda _words: self.changed.emit())

    def _build(self) -> None:
        layout = column(self, gap=3)
        layout.addWidget(self.on)
        inside = column(self._inside, gap=3)
        inside.addWidget(Text(tr("templates_page.approved_about"), "small", wrap=True))
        inside.addWidget(self.name_field)
        inside.addLayout(self._lines)
        line = row(gap=0)
        line.addWidget(self.add)
        line.addStretch(1)
        inside.addLayout(line)
        layout.addWidget(self._inside)
        self._inside.hide()

    def set_words(self, words: str) -> None:
        """Which text it is for."""
        self.on.setText(words)
        self.on.setAccessibleName(words)
        self.on.updateGeometry()

    def value(self) -> tuple[str, tuple[str, ...]] | None:
        """(name, placeholders in order), None where there is no approved template."""
        return (self.name.value(), self._codes()) if self.on.isChecked() else None

    def set_value(self, value: tuple[str, Sequence[str]] | None) -> None:
        """Put one in."""
        self.on.setChecked(value is not None)
        self._inside.setVisible(value is not None)
        self.name.set_value(value[0] if value else "")
        self._show(list(value[1]) if value else [])

    def check(self) -> bool:
        """Whether it can be saved; says what is missing."""
        missing = self.on.isChecked() and not self.name.value()
        self.name_field.set_error(tr("templates_page.approved_name_missing") if missing else None)
        return not missing

    def _codes(self) -> tuple[str, ...]:
        return tuple(str(one.value()) for one in self.values)

    def _switched(self) -> None:
        self._inside.setVisible(self.on.isChecked())
        if self.on.isChecked():
            self.name.setFocus()
        self.changed.emit()

    def _add(self) -> None:
        self._show([*self._codes(), next(iter(PLACEHOLDERS))])
        self.values[-1].setFocus()
        self.changed.emit()

    def _take_away(self, at: int) -> None:
        codes = list(self._codes())
        del codes[at]
        self._show(codes)
        (self.values[min(at, len(codes) - 1)] if codes else self.add).setFocus()
        self.changed.emit()

    def _show(self, codes: list[str]) -> None:
        clear(self._lines)
        self.values = []
        for at, code in enumerate(codes):
            words = tr("templates_page.approved_value", number=at + 1)
            value = Dropdown([(one, tr(f"placeholders.{one}")) for one in PLACEHOLDERS], name=words)
            value.set_value(code)
            value.changed.connect(lambda _code: self.changed.emit())
            remove = IconButton(
                "x", tr("templates_page.approved_remove", number=at + 1), on_press=partial(self._take_away, at)
            )
            holder = QWidget()
            line = row(holder, gap=2)
            line.addWidget(Text(words, "label"))
            line.addWidget(value, 1)
            line.addWidget(remove)
            self._lines.addWidget(holder)
            self.values.append(value)

    def in_order(self) -> list[QWidget]:
        """Its parts as the eye reads them; lines come and go."""
        return [self.on, self.name_field, *self._holders(), self.add]

    def _holders(self) -> list[QWidget]:
        items = (self._lines.itemAt(number) for number in range(self._lines.count()))
        widgets = (one.widget() for one in items if one is not None)
        return [one for one in widgets if one is not None]
