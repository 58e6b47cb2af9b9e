"""A message to whoever is at the screen: an address, one verb, and what the provider answered."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from app.kernel.errors import KnownError
from app.reminders.channels.interface import Attempted, Description, Outcome
from app.reminders.trial_service import can_be_tried
from ui.bridge import Latest
from ui.errors import words_of
from ui.reminders.parts.words import channel_words, code_words
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.progress_line import ProgressLine
from ui.widgets.text_fields import TextField

Send = Callable[[str, str], Callable[[], Attempted] | None]
"""(channel, address) → the call for a worker, or None where what is to be sent is not ready."""


class TrialForm(QWidget):
    """`send` makes the call; what came of it is brought into sight where the form lies in a scrolled page."""

    def __init__(self, channels: Sequence[Description], send: Send) -> None:
        super().__init__()
        self._send = send
        self._channels = {one.code: one for one in channels if can_be_tried(one)}
        self._latest = Latest(self)
        self.channel = Dropdown([(code, channel_words(code)) for code in self._channels])
        # The longest name must not make the column wider than it is.
        self.channel.setSizeAdjustPolicy(Dropdown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.channel_field = Field(tr("trials.channel"), self.channel)
        self.address = TextField(width="field_long")
        self.address_field = Field("", self.address)
        self.send_button = SecondaryButton(tr("trials.send"), icon_name="mail", on_press=self.send)
        self.progress = ProgressLine(on_cancel=self.stop, cancel_words=tr("trials.stop"))
        self.told = Banner(action_below=True)
        self._build()
        self.channel.changed.connect(lambda _code: self._name_address())
        self.address.returnPressed.connect(self.send)

    def _build(self) -> None:
        layout = column(self, gap=3)
        layout.addWidget(Text(tr("trials.heading"), "strong", wrap=True))
        if not self._channels:
            layout.addWidget(Text(tr("trials.no_channel"), "small", wrap=True))
            return
        for one in (self.channel_field, self.address_field):
            layout.addWidget(one)
        layout.addWidget(self.send_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.progress)
        layout.addWidget(self.told)
        self.channel_field.setVisible(len(self._channels) > 1)
        self._name_address()

    def stops(self) -> list[QWidget]:
        """What Tab reaches, in the order of reading."""
        stops = [self.channel_field, self.address_field, self.send_button, self.progress, self.told]
        return stops if self._channels else []

    def send(self) -> None:
        """Send it, once until an answer came."""
        if not self.send_button.isEnabled():
            return
        self.told.hide()
        self.address_field.set_error(None)
        call = self._send(str(self.channel.value()), self.address.value())
        if call is None:
            return
        self.send_button.setEnabled(False)
        self.progress.begin(tr("trials.sending"))
        self._latest.ask(call, partial(self._answered, self.address.value()), self._refused)

    def stop(self) -> None:
        """Wait no longer for the provider."""
        self._latest.drop()
        self._end()
        self.told.show_message("info", tr("trials.stopped"))

    def _name_address(self) -> None:
        label = tr(f"trials.{self._channels[str(self.channel.value())].address}")
        self.address_field.label.setText(label)
        self.address.setAccessibleName(label)
        self.address_field.set_error(None)

    def _answered(self, to: str, came: Attempted) -> None:
        self._end()
        if came.outcome is Outcome.ACCEPTED:
            self.told.show_message("success", tr("trials.accepted"), tr("trials.accepted_next", to=to))
        else:
            why = " · ".join(part for part in (code_words(came.code), came.text) if part)
            outcome = tr(f"reminders.outcome_{came.outcome.value}")
            self.told.show_message("warn", tr("trials.not_accepted", outcome=outcome), why)
        self._show_whole(self.told)

    def _refused(self, error: Exception) -> None:
        self._end()
        words = words_of(error)
        if isinstance(error, KnownError) and error.code.startswith("trials.bad_"):
            self.address_field.set_error(words.together)
            self.address.setFocus()
            self._show_whole(self.address_field)
        else:
            self.told.show_message("error", words.title, words.next_step)
            self._show_whole(self.told)

    def _show_whole(self, part: QWidget) -> None:
        QTimer.singleShot(0, self, partial(_reveal, part))

    def _end(self) -> None:
        self.progress.end()
        self.send_button.setEnabled(True)


def _reveal(part: QWidget) -> None:
    # What was just said has no place yet.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    above = part.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        above.ensureWidgetVisible(part, 0, 0)
