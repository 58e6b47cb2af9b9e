"""Who sends for the unit: told in one line, handed over and taken back by the administrator, never two at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.reminders.grant import GrantState
from app.reminders.grant_service import GrantStatus
from ui.administration.frame import SectionPage
from ui.administration.sending.words import facts, headline, meaning
from ui.administration.states import States
from ui.bridge import Latest
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets import confirm_sheet
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column
from ui.widgets.progress_line import ProgressLine

_LOOK_MS = 5000


@dataclass(frozen=True)
class Looked:
    """What the page shows. `station_name`: "" where there is no network."""

    status: GrantStatus
    station_name: str


class SendingSection(SectionPage):
    """Looks again by itself, since what is on its way ends by itself; the buttons that do not fit are not there."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("administration_sending.title"), tr("administration_sending.about"))
        self.looked: Looked | None = None
        self._latest, self._looking = Latest(self), Latest(self)
        self._busy = False
        self.states = States(lines=4)
        self.headline = Text("", "title", wrap=True)
        self.meaning = Text("", wrap=True)
        self.facts = KeyValues()
        self.take_button = PrimaryButton(tr("administration_sending.take"), icon_name="download", on_press=self.take)
        self.keep_button = PrimaryButton(tr("administration_sending.keep"), icon_name="undo", on_press=self.take)
        self.give_button = SecondaryButton(
            tr("administration_sending.give"), icon_name="upload", on_press=self.ask_give
        )
        self.finish_button = SecondaryButton(
            tr("administration_sending.finish"), icon_name="refresh", on_press=self.give
        )
        self.network_button = SecondaryButton(
            tr("administration_sending.network"), on_press=lambda: context.navigate("administration", "network")
        )
        self.progress = ProgressLine(on_cancel=self.stop_waiting, cancel_words=tr("administration_sending.stop"))
        self.told = Banner()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look_again)
        self._build()
        self.refresh()

    def _build(self) -> None:
        card = Card(margin=5, gap=4)
        card.setMaximumWidth(current_theme().px("column"))
        for one in (self.headline, self.meaning, self.facts):
            card.body.addWidget(one)
        deeds = QWidget()
        flow = FlowLayout(deeds, gap=2)
        for button in self._buttons():
            flow.addWidget(button)
        card.body.addWidget(deeds)
        card.body.addWidget(self.progress)
        card.body.addWidget(self.told)
        content = QWidget()
        inside = column(content, gap=4)
        inside.addWidget(card)
        inside.addWidget(Text(tr("administration_sending.never_two"), "small", wrap=True))
        inside.addStretch(1)
        self.states.full.addWidget(Scroll(content))
        self.body.addWidget(self.states, 1)

    def _buttons(self) -> tuple[PrimaryButton | SecondaryButton, ...]:
        return self.take_button, self.keep_button, self.give_button, self.finish_button, self.network_button

    # reading

    def refresh(self) -> None:
        """Read again how it stands."""
        if self.states.state == "full":
            self.look_again()
        else:
            self.loads(self.states, self._look, self.show_looked)

    def look_again(self) -> None:
        """In the background; nothing moves unless something is different."""
        if not self._busy and self.states.state == "full":
            self._looking.ask(self._look, self.show_looked, self.show_error)

    def _look(self) -> Looked:
        """In a worker."""
        station = self.context.station
        enrolment = station.enrolling.current()
        return Looked(station.reminders.grant.status(), enrolment.station_name if enrolment else "")

    def show_looked(self, looked: Looked) -> None:
        """Show how it stands; only what differs changes."""
        self.states.show_full()
        if looked == self.looked:
            return
        self.looked = looked
        status, zone = looked.status, self.context.station.profile.time_zone
        self.headline.setText(headline(status))
        self.meaning.setText(meaning(status))
        pairs = facts(status, looked.station_name, zone)
        self.facts.show_pairs(pairs)
        self.facts.setVisible(bool(pairs))
        self.take_button.setVisible(status.state is GrantState.NOT_HERE)
        self.give_button.setVisible(status.state is GrantState.HELD)
        for button in (self.keep_button, self.finish_button):
            button.setVisible(status.state is GrantState.GIVING_BACK)
        self.network_button.setVisible(status.state is GrantState.ALONE)

    # moving it

    def take(self) -> None:
        """Be the one who sends, or stay it after a handing over was begun."""
        call = partial(self.context.station.reminders.grant.ask, self.context.session)
        self._move(call, tr("administration_sending.asking"), tr("administration_sending.taken"))

    def ask_give(self) -> None:
        """Say what handing over means before it is done."""
        confirm_sheet.ask(
            self,
            tr("administration_sending.give_question"),
            tr("administration_sending.give"),
            self.give,
            explanation=tr("administration_sending.give_about"),
            other=tr("administration_sending.give_not"),
            danger=True,
        )

    def give(self) -> None:
        """Send nothing more from here, and let another one do it."""
        call = partial(self.context.station.reminders.grant.give_back, self.context.session)
        self._move(call, tr("administration_sending.giving"), tr("administration_sending.given"))

    def _move(self, call: Callable[[], GrantStatus], doing: str, done: str) -> None:
        if self._busy:
            return
        self._set_busy(busy=True)
        self.told.hide()
        self.progress.begin(doing)
        self._latest.ask(call, partial(self._moved, done), self._refused)

    def _moved(self, done: str, _status: GrantStatus) -> None:
        self._end()
        self.told.show_message("success", done)

    def _refused(self, error: Exception) -> None:
        """What could not be done, in words; what did happen stands above them."""
        self._end()
        words = words_of(error)
        tone = "info" if isinstance(error, KnownError) and error.code == "grant.in_flight" else "warn"
        self.told.show_message(tone, words.title, words.next_step)

    def stop_waiting(self) -> None:
        """Wait no longer for the server; what was begun goes on by itself."""
        self._latest.drop()
        self._end()
        self.told.show_message("info", tr("administration_sending.stopped"))

    def _end(self) -> None:
        self.progress.end()
        self._set_busy(busy=False)
        self.look_again()

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        for button in self._buttons():
            button.setEnabled(not busy)

    # by itself

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
