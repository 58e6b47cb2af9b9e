"""The campaigns: their list, one of them in full, and the making of a new one."""

from functools import partial

from PySide6.QtGui import QShowEvent

from app.reminders.campaigns import Campaign
from app.security.roles import Action
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.administration.tab_order import in_reading_order
from ui.reminders.campaigns.detail import CampaignDetail
from ui.reminders.campaigns.table import CampaignTable
from ui.reminders.campaigns.wizard import Wizard
from ui.reminders.parts.one_page import OnePage
from ui.shell.context import UiContext
from ui.spoken.roles import name_page
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.widgets.buttons import PrimaryButton, SecondaryButton

_LARGE = 125
"""Per cent."""


class CampaignsPage(SectionPage):
    """`open_subject("new")` begins a new one, an id opens that one."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_campaigns"), tr("reminders_page.explain_campaigns"))
        self.title.setWordWrap(True)
        self._campaigns: tuple[Campaign, ...] = ()
        self._opened = ""
        self._may = context.may(Action.SCHEDULE_MESSAGES)
        self.new_button = PrimaryButton(tr("campaigns_page.new"), icon_name="plus", on_press=self.begin)
        self.table = CampaignTable(context.station.profile.time_zone)
        self.states = States()
        self.states.full.addWidget(self.table, 1)
        self.detail = CampaignDetail(self, self.show_list, self._called_back)
        self.wizard: Wizard | None = None
        self.pages = OnePage()
        self.pages.addWidget(self.states)
        self.pages.addWidget(self.detail)
        self.body.addWidget(self.pages, 1)
        self.add_action(self.new_button)
        self.new_button.setHidden(not self._may)
        self.table.opened.connect(self.open_subject)
        self.refresh()

    def refresh(self) -> None:
        """Read every campaign again; one that is open is shown as it stands now."""
        call = partial(self.context.station.reminders.campaigns.list, self.context.session)
        self.loads(self.states, call, self._show)

    def open_subject(self, subject: str) -> None:
        """Open one, or begin a new one."""
        if subject == "new":
            self.begin()
            return
        self._opened = str(subject)
        self._open_wanted()

    def step_back(self) -> bool:
        """Out of a message, a step, the wizard, the campaign."""
        now = self.pages.currentWidget()
        if self.wizard is not None and now is self.wizard:
            self.wizard.step_back()
            return True
        if now is self.detail:
            if not self.detail.step_back():
                self.show_list()
            return True
        return False

    def begin(self) -> None:
        """Begin a new one; what was being made before is taken up again."""
        if not self._may:
            return
        self.banner.hide()
        if self.wizard is None:
            self.wizard = Wizard(self.context, self._left, self._confirmed)
            name_page(self.wizard, tr("campaigns_page.new"))
            self.pages.addWidget(self.wizard)
        self._show_page(self.wizard)
        self.wizard.first_focus()

    def show_list(self) -> None:
        """Back to the list."""
        self._opened = ""
        self._show_page(self.states)
        self.table.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        in_reading_order([self.new_button, self.states])

    def _show(self, campaigns: tuple[Campaign, ...]) -> None:
        self._campaigns = campaigns
        self.table.show_campaigns(campaigns)
        if campaigns:
            self.states.show_full()
        else:
            button = SecondaryButton(tr("campaigns_page.new"), icon_name="plus", on_press=self.begin)
            step = tr("campaigns_page.none_step") if self._may else ""
            self.states.show_empty("users", tr("campaigns_page.none"), step, button if self._may else None)
        self._open_wanted()

    def _open_wanted(self) -> None:
        found = next((one for one in self._campaigns if one.id == self._opened), None)
        if found is not None:
            self.detail.show_campaign(found)
            arrives = self.pages.currentWidget() is not self.detail
            self._show_page(self.detail)
            if arrives and self.isVisible():
                # What had the keyboard is gone; without this it would fall to the search in the bar.
                self.detail.back_button.setFocus()

    def _show_page(self, page: States | CampaignDetail | Wizard) -> None:
        self.pages.setCurrentWidget(page)
        opened = self.detail.campaign
        words = {self.states: tr("reminders_page.title_campaigns"), self.detail: opened.name if opened else ""}
        # Where letters are large the steps say enough: every line goes to the list of people.
        self.title.setHidden(page is self.wizard and current_theme().scale > _LARGE)
        self.title.setText(words.get(page, tr("campaigns_page.new")))
        self.new_button.setHidden(page is not self.states or not self._may)
        self.explanation.setHidden(page is not self.states)

    def _called_back(self, one: Campaign) -> None:
        stopped = one.by_status.get("cancelled", 0)
        self.show_done(tr_count("campaigns_page.called_back", stopped))
        self.refresh()

    def _left(self) -> None:
        self._forget_wizard()
        self.show_list()

    def _confirmed(self, one: Campaign) -> None:
        self._forget_wizard()
        self._show_page(self.states)
        self._opened = one.id
        self.show_done(tr_count("campaigns_page.confirmed", one.chosen))
        self.refresh()

    def _forget_wizard(self) -> None:
        if self.wizard is not None:
            self.pages.removeWidget(self.wizard)
            self.wizard.hide()
            self.wizard.deleteLater()
            self.wizard = None
