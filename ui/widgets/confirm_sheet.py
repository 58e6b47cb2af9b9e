"""One question, answered by verbs: the only modal thing of the program besides the lock."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import DangerButton, PrimaryButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.overlay import Overlay


class ConfirmSheet(Overlay):
    """`ask(window, question, verb, on_yes)`: the verb does it, Esc and the other button leave everything as it is."""

    def __init__(
        self,
        host: QWidget,
        question: str,
        explanation: str,
        verb: str,
        on_yes: Callable[[], object],
        *,
        other: str = "",
        danger: bool = False,
    ) -> None:
        super().__init__(host)
        self._on_yes = on_yes
        self.setAccessibleName(question)
        sheet = QFrame()
        sheet.setProperty("look", "sheet")
        # A small window (a receiver's) has less room than the sheet would like.
        sheet.setFixedWidth(min(current_theme().px("sheet"), host.width() - current_theme().gap(4)))
        body = column(sheet, gap=3, margin=6)
        body.addWidget(Text(question, "heading", wrap=True))
        if explanation:
            body.addWidget(Text(explanation, "muted", wrap=True))
        body.addSpacing(current_theme().gap(2))
        self.content = column(gap=3)
        body.addLayout(self.content)
        self.yes = (DangerButton if danger else PrimaryButton)(verb, on_press=self._do)
        self.no = SecondaryButton(other or tr("common.cancel"), on_press=self._leave)
        buttons = row(gap=2)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        body.addLayout(buttons)
        self.float_above(sheet)
        place = column(self, gap=0)
        place.addStretch(2)
        place.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        place.addStretch(3)
        self.open()
        (self.no if danger else self.yes).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return
        super().keyPressEvent(event)

    def _do(self) -> None:
        self._leave()
        self._on_yes()

    def _leave(self) -> None:
        self.dismiss()
        self.deleteLater()


def ask(
    host: QWidget,
    question: str,
    verb: str,
    on_yes: Callable[[], object],
    *,
    explanation: str = "",
    other: str = "",
    danger: bool = False,
) -> ConfirmSheet:
    """Ask over the whole window of `host`; nothing happens unless the person presses `verb`."""
    return ConfirmSheet(host.window(), question, explanation, verb, on_yes, other=other, danger=danger)
