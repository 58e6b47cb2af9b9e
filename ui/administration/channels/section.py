"""The channels of this station: the list first; one of them takes the whole section, Esc leads back."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.reminders.channel_service import ChannelSetup
from ui.administration.channels.channel_page import DRAFT, ChannelPage
from ui.administration.channels.channel_rows import ChannelRows
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.layouts import Scroll, column


class ChannelsSection(SectionPage):
    """Nothing goes out before one of them is on; the banner says so."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("administration_channels.title"), tr("administration_channels.about"))
        self.setups: tuple[ChannelSetup, ...] = ()
        self._wanted = ""
        self.none_on = Banner()
        self.rows = ChannelRows(self.open_channel, context.station.profile.time_zone)
        self.states = States(lines=6)
        self.pages = QStackedWidget()
        inside = QWidget()
        layout = column(inside, gap=3)
        layout.addWidget(self.none_on)
        layout.addWidget(self.rows, 1)
        self.states.full.addWidget(Scroll(inside))
        self.pages.addWidget(self.states)
        self.body.addWidget(self.pages, 1)
        self.refresh()

    @property
    def channel(self) -> ChannelPage | None:
        """The channel that is open."""
        page = self.pages.currentWidget()
        return page if isinstance(page, ChannelPage) else None

    def refresh(self) -> None:
        """Read every channel again; a form that somebody fills in stays."""
        if self.channel is None:
            call = partial(self.context.station.reminders.channels.list, self.context.session)
            self.loads(self.states, call, self._show)

    def _show(self, setups: tuple[ChannelSetup, ...]) -> None:
        self.setups = setups
        self.rows.show_channels(setups)
        if any(one.active for one in setups):
            self.none_on.hide()
        else:
            words, following = tr("administration_channels.none_on"), tr("administration_channels.none_on_next")
            self.none_on.show_message("info", words, following, closable=False)
        self.states.show_full()
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.open_channel(wanted)

    def open_subject(self, subject: str) -> None:
        """Open a channel by its code, as soon as the list is there."""
        if self.setups:
            self.open_channel(subject)
        else:
            self._wanted = subject

    def open_channel(self, code: str) -> None:
        """Show the form of a channel, with what was typed before and not saved."""
        setup = next((one for one in self.setups if one.description.code == code), None)
        if setup is not None:
            drafts, session = self.context.station.drafts, self.context.session
            self.does(lambda: _content(drafts.get(session, DRAFT, code)), partial(self._put, setup))

    def show_list(self) -> None:
        """Back to the list, at the channel that was open."""
        page = self.channel
        if page is None:
            return
        page.keeper.flush()
        code = page.code
        self.pages.setCurrentIndex(0)
        self.pages.removeWidget(page)
        page.deleteLater()
        self._show_head(visible=True)
        self._show(self.setups)
        self.rows.buttons[code].setFocus()

    def step_back(self) -> bool:
        if self.channel is None:
            return False
        self.show_list()
        return True

    def leave(self) -> None:
        if self.channel is not None:
            self.channel.keeper.flush()

    def keeps_draft(self) -> bool:
        return self.channel is not None and self.channel.form.is_changed()

    def _put(self, setup: ChannelSetup, draft: Mapping[str, Any] | None) -> None:
        if self.channel is not None:
            return
        page = ChannelPage(self, setup, dict(draft) if draft else None, self.show_list, self._saved)
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        self._show_head(visible=False)
        page.first_focus().setFocus()

    def _saved(self, setup: ChannelSetup) -> None:
        code = setup.description.code
        self.setups = tuple(setup if one.description.code == code else one for one in self.setups)

    def _show_head(self, *, visible: bool) -> None:
        """A channel brings a heading of its own."""
        for part in (self.title, self.explanation):
            part.setVisible(visible)
        self.banner.hide()


def _content(draft: Any) -> Mapping[str, Any] | None:
    return draft.content if draft is not None else None
