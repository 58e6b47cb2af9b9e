"""The merges done, newest first, each with a way to undo it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.people.merges import TAKEABLE, Merge
from ui.corrections.entry_history import strike
from ui.shell.sheet import Sheet
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant
from ui.widgets.buttons import QuietButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, hairline, row
from ui.widgets.reason_input import ReasonInput

_OFFERED = ("two_people", "wrong_pair")


class MergesList(QWidget):
    """`undo_wanted` carries the Merge."""

    undo_wanted = Signal(object)

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone
        content = QWidget()
        self._lines = column(content, gap=3, margin=3, sides=0)
        column(self, gap=0).addWidget(Scroll(content, width="column"))

    def show_merges(self, merges: Sequence[Merge]) -> None:
        """Show these."""
        clear(self._lines)
        for one in merges:
            self._lines.addWidget(self._line(one))
        self._lines.addStretch(1)

    def _line(self, one: Merge) -> QWidget:
        line = QWidget()
        body = column(line, gap=1)
        head = row(gap=3)
        title = Text(merge_words(one), "muted" if one.undone else "strong", wrap=True)
        if one.undone:
            strike(title)
        head.addWidget(title, 1)
        if not one.undone:
            button = QuietButton(tr("duplicates.undo"), icon_name="undo", on_press=partial(self.undo_wanted.emit, one))
            button.setAccessibleName(f"{tr('duplicates.undo')}: {merge_words(one)}")
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(head)
        signed = tr("duplicates.merged_at", at=show_instant(one.at, self._zone), name=one.by, reason=one.reason)
        body.addWidget(Text(signed, "small", wrap=True))
        body.addWidget(Text(_what_moved(one), "small", wrap=True))
        body.addWidget(hairline())
        return line


class UndoSheet(Sheet):
    """Asks why; `call(reason)` runs in a worker, a refusal is explained here, `done` follows success."""

    def __init__(self, host: QWidget, one: Merge, call: Callable[[str], object], done: Callable[[], object]) -> None:
        super().__init__(host.window(), tr("duplicates.undo_title"), tr("duplicates.undo_about"))
        self._call = call
        self._after = done
        self.body.addWidget(Text(merge_words(one), "strong", wrap=True))
        self.reason = ReasonInput([tr(f"duplicates.undo_{code}") for code in _OFFERED])
        self.field = Field(tr("corrections.reason"), self.reason, required=True)
        self.body.addWidget(self.field)
        self.add_buttons(tr("duplicates.undo"), self.submit, tr("common.cancel"))
        self.open()
        self.field.setFocus()

    def submit(self) -> None:
        """Undo, unless the reason is missing."""
        reason = self.reason.value()
        self.field.set_error(None if reason else tr("corrections.reason_missing"))
        if reason:
            self.run(lambda: self._call(reason), self._after)
        else:
            self.field.setFocus()


def merge_words(one: Merge) -> str:
    """Which record went into which."""
    return tr("duplicates.merge_words", losing=one.losing_name, surviving=one.surviving_name)


def _what_moved(one: Merge) -> str:
    parts = [tr_count("duplicates.moved", len(one.moved_pregnancies))] if one.moved_pregnancies else []
    fields = [field for field, columns in TAKEABLE.items() if set(columns) & set(one.taken_fields)]
    if fields:
        names = ", ".join(
            tr("duplicates.municipality") if field == "municipality_code" else tr(f"people.field_{field}")
            for field in fields
        )
        parts.append(tr("duplicates.taken", fields=names))
    if one.undone:
        parts.append(tr("duplicates.undone"))
    return " · ".join(parts) or tr("duplicates.nothing_moved")
