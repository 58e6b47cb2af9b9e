"""A message where it belongs, inside the page: never a box that must be clicked away."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from ui.spoken.announcer import say_message
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text, repolish
from ui.widgets.layouts import column, row
from ui.widgets.paths import shorten_paths

_ICONS = {"info": "info", "success": "check-circle", "warn": "alert-triangle", "error": "alert-circle"}


class Banner(QFrame):
    """Hidden until `show_message`; `tone` is info, success, warn or error, said by icon and word, not colour alone.

    `action_below`: the action stands under the words, where it would take their room in a narrow column.
    """

    spoken_role = "message"

    closed = Signal()
    """The person put it away."""

    def __init__(self, *, action_below: bool = False) -> None:
        super().__init__()
        self.setProperty("look", "banner")
        self._sign = IconLabel("info", "info", "banner_icon")
        self.title = Text("", "strong", wrap=True)
        self.body = Text("", wrap=True)
        self._announced = ""
        self._press: Callable[[], object] | None = None
        self._action = QuietButton("", on_press=self._act)
        self._close = IconButton("x", tr("common.close"), on_press=self._put_away)
        layout = row(self, gap=3, margin=2, sides=3)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=0)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.body)
        words.addStretch(1)
        layout.addLayout(words, 1)
        if action_below:
            words.addWidget(self._action, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            layout.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._sign.setFixedHeight(current_theme().px("target"))
        self.hide()

    def show_message(
        self,
        tone: str,
        title: str,
        body: str = "",
        *,
        action: tuple[str, Callable[[], object]] | None = None,
        closable: bool = True,
    ) -> None:
        """Say something; `action` is (words, what it does)."""
        self.setProperty("tone", tone)
        self._sign.set_icon(_ICONS[tone], tone)
        for label, words in ((self.title, title), (self.body, body)):
            shown = shorten_paths(words)
            label.setText(shown)
            label.setToolTip(words if shown != words else "")
        self.body.setVisible(bool(body))
        self._press = action[1] if action else None
        self._action.setVisible(action is not None)
        if action:
            self._action.set_text(action[0])
        self._close.setVisible(closable)
        self.setAccessibleName(f"{tr(f'common.tone_{tone}')}: {title}")
        self.setAccessibleDescription(body)
        repolish(self)
        said = f"{title.rstrip('.')}. {body}".rstrip(". ")
        if said != self._announced or not self.isVisible():
            self._announced = said
            say_message(self, tone, said)
        self.show()

    def _put_away(self) -> None:
        self.hide()
        self.closed.emit()

    def _act(self) -> None:
        if self._press is not None:
            self._press()
