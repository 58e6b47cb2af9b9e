"""Quiet hours, free days, and so many messages a day, as the coordinator sets them."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.kernel.clock import local_date
from app.reminders.manners_service import MannersSettings
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.reminders.following_scroll import FollowingScroll
from ui.reminders.manners.form import MannersForm
from ui.shell.context import UiContext
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.cards import Card
from ui.widgets.layouts import column


class MannersPage(SectionPage):
    """One form; what was saved can be taken back."""

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
        self.refresh()

    def refresh(self) -> None:
        """Read again what is set; what somebody types stays."""
        if not self.form.is_changed():
            call = partial(self.context.station.reminders.manners.read, self.context.session)
            self.loads(self.states, call, self._show)

    def _show(self, settings: MannersSettings) -> None:
        self.form.take(settings)
        self.states.show_full()

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
        self.form.take(settings)
        action = None
        if before is not None and before != settings:
            action = (tr("manners_page.undo"), partial(self._change, before, None))
        words = tr("manners_page.saved" if before is not None else "manners_page.undone")
        self.form.banner.show_message("success", words, tr("manners_page.saved_next"), action=action)
