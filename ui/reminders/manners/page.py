"""Quiet hours, free days, and so many messages a day, as the coordinator sets them."""

from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from app.clinic.drafts import Draft
from app.kernel.clock import local_date
from app.reminders.manners_service import MannersSettings
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.drafts import DraftKeeper
from ui.reminders.following_scroll import FollowingScroll
from ui.reminders.manners.form import MannersForm
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.theme import current_theme
from ui.widgets.cards import Card
from ui.widgets.layouts import column

DRAFT: Final = "manners"


class MannersPage(SectionPage):
    """One form; what was typed is kept until it is saved, and what was saved can be taken back."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_manners"), tr("reminders_page.explain_manners"))
        today = local_date(context.station.clock.now(), context.station.profile.time_zone)
        self.form = MannersForm(today, self.save)
        self.states = States(lines=6)
        card = Card()
        card.setMaximumWidth(current_theme().px("column"))
        card.body.addWidget(self.form)
        content = QWidget()
        inside = column(content, gap=4)
        inside.addWidget(card)
        inside.addStretch(1)
        self.states.full.addWidget(FollowingScroll(content), 1)
        self.states.full.addWidget(self.form.stand_apart())
        self.body.addWidget(self.states, 1)
        self.keeper = DraftKeeper(self, context, DRAFT, "", self._draft)
        self.form.edited.connect(self.keeper.touch)
        self.refresh()

    def refresh(self) -> None:
        """Read again what is set; what somebody types stays."""
        if not self.form.is_changed():
            self.loads(self.states, self._read, self._show)

    def leave(self) -> None:
        self.keeper.flush()

    def keeps_draft(self) -> bool:
        return self.form.is_changed()

    def _read(self) -> tuple[MannersSettings, Draft | None]:
        return self.context.station.reminders.manners.read(self.context.session), self.keeper.get()

    def _show(self, read: tuple[MannersSettings, Draft | None]) -> None:
        settings, draft = read
        self.form.take(settings)
        self.states.show_full()
        if draft is not None and draft.content != self.form.draft():
            self.form.show_draft(draft.content)
            at = show_instant(draft.saved_at, self.context.station.profile.time_zone)
            action = (tr("manners_page.draft_drop"), partial(self._discard, settings))
            self.banner.show_message("info", tr("manners_page.draft", at=at), action=action)

    def _draft(self) -> dict[str, Any] | None:
        return self.form.draft() if self.form.is_changed() else None

    def _discard(self, settings: MannersSettings) -> None:
        """Back to what is saved."""
        self.banner.hide()
        self.form.take(settings)
        self._forget()

    def _forget(self) -> None:
        self.keeper.drop()
        self.keeper.restart()

    def save(self) -> None:
        """Keep what stands in the form."""
        if self.form.shown is not None and self.form.check():
            self._change(self.form.settings(), self.form.shown)

    def _change(self, settings: MannersSettings, before: MannersSettings | None) -> None:
        self.form.wait()
        call = partial(self.context.station.reminders.manners.change, self.context.session, settings)
        self.does(call, partial(self._saved, before), self.form.fail)

    def _saved(self, before: MannersSettings | None, settings: MannersSettings) -> None:
        self.form.settle()
        self.banner.hide()
        self.form.take(settings)
        self._forget()
        action = None
        if before is not None and before != settings:
            action = (tr("manners_page.undo"), partial(self._change, before, None))
        words = tr("manners_page.saved" if before is not None else "manners_page.undone")
        self.form.banner.show_message("success", words, tr("manners_page.saved_next"), action=action)
