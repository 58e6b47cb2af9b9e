"""One channel: what it is, what it needs, its settings, its test."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.reminders.channel_service import ChannelSetup
from app.reminders.channels.interface import Attempted
from ui.administration.channels.settings_form import ChannelForm
from ui.administration.channels.words import channel_name, outcome_words, standing, tested_words
from ui.administration.frame import SectionPage
from ui.bridge import Latest
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.reminders.following_scroll import FollowingScroll
from ui.reminders.parts.trial_form import TrialForm
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.badges import Badge
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.progress_line import ProgressLine

DRAFT = "channel"


class ChannelPage(QWidget):
    """`back` leads to the list, `saved` tells it what is kept now."""

    def __init__(
        self,
        section: SectionPage,
        setup: ChannelSetup,
        draft: dict[str, Any] | None,
        back: Callable[[], object],
        saved: Callable[[ChannelSetup], object],
    ) -> None:
        super().__init__()
        self.section, self.code = section, setup.description.code
        self._saved = saved
        self._latest = Latest(self)
        self.kept = Banner()
        self.back_button = IconButton("arrow-left", tr("administration_channels.back"), on_press=back)
        self.badge = Badge(*standing(setup))
        self.form = ChannelForm(setup, self.save, self.test, tr("administration_channels.use_about"))
        self.progress = ProgressLine(on_cancel=self.cancel_test, cancel_words=tr("administration_channels.stop_test"))
        self.last_test = Text("", "small", wrap=True)
        self.trial = TrialForm([setup.description], self._trial)
        self.form.between = self.trial.stops()
        self._build()
        self._show_setup(setup)
        self.keeper = DraftKeeper(self, section.context, DRAFT, self.code, self._draft)
        self._take_draft(draft)
        self.form.edited.connect(self.keeper.touch)

    def _build(self) -> None:
        layout = column(self, gap=3)
        head = row(gap=3)
        head.addWidget(self.back_button)
        head.addWidget(Text(channel_name(self.code), "title", wrap=current_theme().is_large))
        head.addWidget(self.badge)
        head.addStretch(1)
        layout.addLayout(head)
        content = QWidget()
        inside = column(content, gap=4)
        about = f"{tr(f'administration_channels.about_{self.code}')} {tr(f'administration_channels.needs_{self.code}')}"
        inside.addWidget(Text(about, "muted", wrap=True))
        inside.addWidget(self.kept)
        card = Card()
        card.setMaximumWidth(current_theme().px("column"))
        card.body.addWidget(self.form)
        inside.addWidget(card)
        if self.trial.stops():
            tried = Card()
            tried.setMaximumWidth(current_theme().px("column"))
            tried.body.addWidget(self.trial)
            inside.addWidget(tried)
        inside.addStretch(1)
        layout.addWidget(FollowingScroll(content), 1)
        layout.addWidget(self.form.stand_apart(self.last_test))
        layout.addWidget(self.progress)

    def _show_setup(self, setup: ChannelSetup) -> None:
        self.badge.show_class(*standing(setup))
        self.last_test.setText(tested_words(setup, self.section.context.station.profile.time_zone))

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        return next(iter(self.form.fields.values()))

    # saving

    def save(self) -> None:
        """Keep what stands in the form."""
        self._save(lambda: self.form.banner.show_message("success", tr("administration_channels.saved"), self._next()))

    def _next(self) -> str:
        """What to do once it is saved."""
        setup = self.form.setup
        if setup.active:
            return tr("administration_channels.saved_on") if setup.tested is None else ""
        return tr("administration_channels.saved_missing" if setup.missing else "administration_channels.saved_off")

    def _save(self, then: Callable[[], object]) -> None:
        self.form.banner.hide()
        if not self.form.check():
            return
        self.form.wait()
        self.keeper.end()
        values, secrets, active = self.form.values(), self.form.secrets(), self.form.active.isChecked()
        channels, session = self.section.context.station.reminders.channels, self.section.context.session
        call = partial(channels.save, session, self.code, values, secrets, active=active)
        self.section.does(call, partial(self._done, then), self._refused)

    def _done(self, then: Callable[[], object], setup: ChannelSetup) -> None:
        self.form.settle()
        self.kept.hide()
        self.keeper.drop()
        self.keeper.restart()
        self._adopt(setup)
        self._saved(setup)
        then()

    def _adopt(self, setup: ChannelSetup) -> None:
        """What is saved now is what the form compares itself with."""
        self.form.adopt(setup)
        self._show_setup(setup)

    def _refused(self, error: Exception) -> None:
        self.form.settle()
        self.keeper.resume()
        if not (isinstance(error, KnownError) and self.form.show_problem(error)):
            words = words_of(error)
            self.form.banner.show_message("error", words.title, words.next_step)

    # the test

    def test(self) -> None:
        """Save what was typed, then reach the provider."""
        if not self.form.test_button.isEnabled():
            return
        if self.form.is_changed():
            self._save(self._test)
        elif self.form.check():
            self._test()

    def _test(self) -> None:
        self.form.banner.hide()
        self.form.test_button.setEnabled(False)
        # What is saved meanwhile would not be what is tested.
        self.form.wait()
        self.progress.begin(tr("administration_channels.testing"))
        channels, session = self.section.context.station.reminders.channels, self.section.context.session
        self._latest.ask(partial(channels.test, session, self.code), lambda _none: self._answered(), self._unanswered)

    def _trial(self, code: str, to: str) -> Callable[[], Attempted] | None:
        """A few words by the channel as it stands here: what was typed is saved first by whoever wants it tried."""
        if self.form.is_changed():
            self.form.banner.show_message("info", tr("administration_channels.save_first"))
            return None
        context = self.section.context
        unit = context.station.profile.unit_name
        words = tr("trials.subject", unit=unit), tr("trials.text", unit=unit)
        return partial(context.station.reminders.trials.of_channel, context.session, code, to, *words)

    def cancel_test(self) -> None:
        """Wait no longer for the provider."""
        self._latest.drop()
        self._end_test()
        self.form.banner.show_message("info", tr("administration_channels.test_stopped"))

    def _answered(self) -> None:
        self._end_test()
        action = None
        if not self.form.setup.active:
            action = (tr("administration_channels.turn_on"), self.turn_on)
        words = tr("administration_channels.test_good")
        following = "test_good_on" if self.form.setup.active else "test_good_off"
        self.form.banner.show_message("success", words, tr(f"administration_channels.{following}"), action=action)

    def _unanswered(self, error: Exception) -> None:
        self._end_test()
        if isinstance(error, KnownError) and self.form.show_problem(error):
            return
        if not isinstance(error, KnownError):
            words = words_of(error)
            self.form.banner.show_message("error", words.title, words.next_step)
            return
        self.form.banner.show_message("error", *outcome_words(error.code))

    def _end_test(self) -> None:
        self.progress.end()
        self.form.settle()
        self.form.test_button.setEnabled(True)
        self.form.test_button.setFocus()
        call = partial(self.section.context.station.reminders.channels.list, self.section.context.session)
        self.section.does(call, self._read_again)

    def _read_again(self, setups: tuple[ChannelSetup, ...]) -> None:
        found = next(one for one in setups if one.description.code == self.code)
        self._show_setup(found)
        self._saved(found)

    def turn_on(self) -> None:
        """It answered: messages may go out by it."""
        self.form.active.setChecked(True)
        self.save()

    # what was typed and not saved

    def _draft(self) -> dict[str, Any] | None:
        """Never a secret."""
        if not self.form.is_changed():
            return None
        return {"values": self.form.values(), "active": self.form.active.isChecked()}

    def _take_draft(self, draft: dict[str, Any] | None) -> None:
        if draft is None or draft.get("values") == self.form.values():
            return
        self.form.take(draft["values"])
        self.form.active.setChecked(bool(draft.get("active")))
        action = (tr("administration_channels.draft_drop"), self._drop_draft)
        self.kept.show_message("info", tr("administration_channels.draft"), action=action, closable=False)

    def _drop_draft(self) -> None:
        self.form.take(self.form.setup.values)
        self.form.active.setChecked(self.form.setup.active)
        self.kept.hide()
        self.keeper.drop()
        self.keeper.restart()
        self.first_focus().setFocus()
