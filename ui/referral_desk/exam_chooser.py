"""Exams that are asked for: found by typing, kept as chips that a press takes away again."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.exam_catalogue import exams
from ui.pregnancy.exams.words import exam_words
from ui.texts import tr
from ui.widgets.buttons import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.layouts import column
from ui.widgets.picker import Picker


class ExamChooser(QWidget):
    """`changed` carries the codes chosen, in the order in which they were."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._codes: list[str] = []
        layout = column(self, gap=2)
        self.picker = Picker([(code, exam_words(code)) for code in exams()], name=tr("referral_desk.exam_add"))
        self.picker.setPlaceholderText(tr("referral_desk.exam_hint"))
        self.picker.setObjectName("exam_picker")
        layout.addWidget(self.picker)
        self._holder = QWidget()
        self._chips = FlowLayout(self._holder, gap=1)
        layout.addWidget(self._holder)
        self._holder.hide()
        self.picker.returnPressed.connect(self._take)
        completer = self.picker.completer()
        completer.activated.connect(lambda *_: self._take())
        self.setFocusProxy(self.picker)

    def value(self) -> tuple[str, ...]:
        """The codes."""
        return tuple(self._codes)

    def set_value(self, codes: Iterable[str]) -> None:
        """Show these; codes that the catalogue does not have fall away."""
        self._codes = [code for code in codes if code in exams()]
        self._show()

    def _take(self) -> None:
        code = self.picker.value()
        if code is None:
            return
        self.picker.clear()
        if code not in self._codes:
            self._codes.append(code)
            self._show()
            self.changed.emit(self.value())

    def _drop(self, code: str) -> None:
        self._codes.remove(code)
        self._show()
        self.changed.emit(self.value())
        self.picker.setFocus()

    def _show(self) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        before: QWidget = self.picker
        for code in self._codes:
            chip = Button(exam_words(code), "chip", icon_name="x", on_press=partial(self._drop, code))
            chip.setAccessibleName(tr("referral_desk.exam_drop", exam=exam_words(code)))
            chip.setToolTip(tr("referral_desk.exam_drop", exam=exam_words(code)))
            self._chips.addWidget(chip)
            # Made last, Tab would reach them last.
            QWidget.setTabOrder(before, chip)
            before = chip
        self._holder.setVisible(bool(self._codes))
        self._holder.updateGeometry()
