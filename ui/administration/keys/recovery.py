"""The new recovery code, shown once: printed or saved, then proved by typing one of its groups."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.shell.context import UiContext
from ui.start.wizard.recovery_step import RecoveryStep
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import PrimaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row


class RecoveryPage(QWidget):
    """Calls `kept` once a group was typed back; until then there is no way out, because the old code is gone."""

    def __init__(self, context: UiContext, code: str, kept: Callable[[], object]) -> None:
        super().__init__()
        self._kept = kept
        self.step = RecoveryStep(code, context.station.profile.unit_name)
        self.finish = PrimaryButton(
            tr("administration.recovery_confirm_verb"), icon_name="check", on_press=self._finish
        )
        content = QWidget()
        layout = column(content, gap=4)
        layout.addWidget(Text(tr("administration.recovery_title"), "heading"))
        layout.addWidget(Text(tr("administration.recovery_about"), "muted", wrap=True))
        layout.addWidget(self.step)
        buttons = row(gap=2)
        buttons.addWidget(self.finish)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(1)
        content.setMaximumWidth(current_theme().px("palette_width"))
        holder = QWidget()
        across = row(holder, gap=0)
        across.addWidget(content, 1)
        across.addStretch(1)
        column(self, gap=0).addWidget(Scroll(holder, width=None))
        self.setFocusProxy(self.step.typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
            return
        super().keyPressEvent(event)

    def _finish(self) -> None:
        wrong = self.step.complain()
        if wrong is None:
            self._kept()
        else:
            wrong.setFocus()
