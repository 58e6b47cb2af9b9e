"""One campaign: how it stands in large figures, whom it was for, all its messages, and calling it back."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.kernel.clock import local_date
from app.reminders.campaigns import Campaign
from app.reminders.message_lists import ShownMessage, Wanted
from app.reminders.messages import History
from app.reminders.outbox.model import FOR_A_PERSON, WAITING, Status
from app.security.roles import Action
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.administration.tab_order import in_reading_order
from ui.bridge import Latest
from ui.errors import words_of
from ui.reminders.campaigns.words import STATE_LOOK, reasons_words, standing, state_of, state_words
from ui.reminders.criteria.words import condition_words
from ui.reminders.parts.message_panel import MessagePanel, told
from ui.reminders.parts.message_table import MessageTable
from ui.reminders.parts.when_fields import window_words
from ui.reminders.parts.words import channel_words
from ui.spoken.roles import name_page
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant, show_number
from ui.theme import current_theme
from ui.widgets.badges import Badge
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.confirm_sheet import ask
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

_LOW = 110
"""Steps of the grid."""
_GROUPS: dict[str, tuple[Status, ...]] = {
    "all": (),
    "waiting": WAITING,
    "sent": (Status.SENT,),
    "failed": FOR_A_PERSON,
    "not_sent": (Status.CANCELLED, Status.EXPIRED, Status.REFUSED),
}


class CampaignDetail(QWidget):
    """`left` goes back to the list; `changed` says that it was called back."""

    def __init__(self, host: SectionPage, left: Callable[[], object], changed: Callable[[Campaign], object]) -> None:
        super().__init__()
        self._host, self._changed = host, changed
        self._latest = Latest(self)
        self.campaign: Campaign | None = None
        self.messages, self.session = host.context.station.reminders.messages, host.context.session
        self._zone = host.context.station.profile.time_zone
        self.back_button = QuietButton(tr("campaigns_page.back"), icon_name="arrow-left", on_press=left)
        self.state = Badge("", *STATE_LOOK["waiting"])
        self.cancel_button = SecondaryButton(tr("campaigns_page.call_back"), icon_name="x", on_press=self._ask)
        self.about = Text("", "muted", wrap=True)
        self._figures = QWidget()
        self._flow = FlowLayout(self._figures, gap=6)
        self.left_out = Text("", "small", wrap=True)
        options = [(group, tr(f"campaigns_page.group_{group}")) for group in _GROUPS]
        self.group = ChoiceChips(options, name=tr("campaigns_page.which"), optional=False)
        self.group.set_value("all")
        self.table = MessageTable(self._lines, self._zone, name=tr("campaigns_page.messages"))
        self.states = States(lines=2)
        self.beside = Beside(self.states, self._closed)
        self._build()
        self.group.changed.connect(lambda _group: self.read())
        self.table.opened.connect(self._open)

    def _build(self) -> None:
        layout = column(self, gap=2)
        head = row(gap=3)
        head.addWidget(self.back_button)
        head.addWidget(self.state)
        head.addStretch(1)
        head.addWidget(self.cancel_button)
        layout.addLayout(head)
        layout.addWidget(self._figures)
        layout.addWidget(self.about)
        layout.addWidget(self.left_out)
        layout.addWidget(self.group)
        self.states.full.addWidget(self.table, 1)
        layout.addWidget(self.beside, 1)

    def show_campaign(self, one: Campaign) -> None:
        """Show this one, as it stands now."""
        if self.campaign is None or self.campaign.id != one.id:
            self.group.set_value("all")
            self.beside.shut()
        self.campaign = one
        name_page(self, one.name)
        self.state.show_class(state_words(one), *STATE_LOOK[state_of(one)])
        found = standing(one)
        self.cancel_button.setHidden(
            one.cancelled or not found.waiting or not self._host.context.may(Action.SCHEDULE_MESSAGES)
        )
        while (item := self._flow.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for key in ("waiting", "sent", "delivered", "failed", "not_sent"):
            self._flow.addWidget(_Figure(tr(f"campaigns_page.column_{key}"), getattr(found, key)))
        self.about.setText(self._about(one))
        reasons = [tr("campaigns_page.reason_line", count=count, why=why) for count, why in reasons_words(one.left_out)]
        self.left_out.setText(tr("campaigns_page.left_out_line", reasons="; ".join(reasons)) if reasons else "")
        self.left_out.setHidden(not reasons)
        self.read()

    def read(self) -> None:
        """Read which messages the list shows."""
        in_reading_order([self.back_button, self.cancel_button, self.group, self.beside])
        if self.campaign is None:
            return
        self.states.show_loading()
        wanted = Wanted(campaign_id=self.campaign.id, statuses=_GROUPS[str(self.group.value())])
        self._latest.ask(partial(self.messages.ids, self.session, wanted), self._show, self._tell)

    def step_back(self) -> bool:
        """Close the message that is open beside the list; False where none is."""
        if self.beside.panel.isHidden():
            return False
        self.beside.panel.close_panel()
        return True

    def _closed(self) -> None:
        self._make_room(wanted=False)
        self.table.setFocus()

    def _make_room(self, *, wanted: bool) -> None:
        """Beside a message the figures step back where the window is low: they are on the way back."""
        low = self.height() < current_theme().gap(_LOW)
        for part in (self._figures, self.about, self.left_out):
            part.setHidden((wanted and low) or (part is self.left_out and not self.left_out.text()))

    def _about(self, one: Campaign) -> str:
        today = local_date(one.due_at, self._zone)
        whom = "; ".join(condition_words(each, today) for each in one.conditions) or tr("campaigns_page.everybody")
        channels = ", ".join(channel_words(code) for code in one.channels)
        at = show_instant(one.due_at, self._zone)
        lasts = window_words(one.window)
        values = {"at": at, "lasts": lasts, "template": one.template_name, "channels": channels, "whom": whom}
        return tr("campaigns_page.about", **values)

    def _lines(self, ids: Sequence[str]) -> Sequence[ShownMessage | None]:
        return self.messages.lines(self.session, ids)

    def _show(self, ids: tuple[str, ...]) -> None:
        self.table.show_messages(ids)
        if ids:
            self.states.show_full()
        else:
            self.states.show_empty("mail", tr("campaigns_page.none_here"), tr("campaigns_page.none_here_next"))

    def _tell(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.read)

    def _open(self, message_id: str) -> None:
        self._host.does(partial(self.messages.history, self.session, message_id), self._show_history)

    def _show_history(self, history: History) -> None:
        panel = MessagePanel(self._host, history, self._message_changed)
        self._make_room(wanted=True)
        self.beside.open(history.message.shown_name, panel)

    def _message_changed(self, one: ShownMessage) -> None:
        self._host.show_done(told(one))
        self.beside.shut()
        self._host.refresh()

    def _ask(self) -> None:
        assert self.campaign is not None
        found = standing(self.campaign)
        gone = tr_count("campaigns_page.gone", found.gone) if found.gone else tr("campaigns_page.none_gone")
        ask(
            self,
            tr_count("campaigns_page.call_back_question", found.waiting),
            tr("campaigns_page.call_back"),
            self._cancel,
            explanation=f"{gone} {tr('campaigns_page.final')}",
            other=tr("campaigns_page.let_it_run"),
            danger=True,
        )

    def _cancel(self) -> None:
        assert self.campaign is not None
        campaigns = self._host.context.station.reminders.campaigns
        self._host.does(partial(campaigns.cancel, self.session, self.campaign.id), self._cancelled)

    def _cancelled(self, one: Campaign) -> None:
        self.show_campaign(one)
        self._changed(one)


class _Figure(QWidget):
    """One number with its word."""

    def __init__(self, words: str, count: int) -> None:
        super().__init__()
        layout = column(self, gap=0)
        big = Text(show_number(count), "title")
        big.setAccessibleName(f"{words}: {show_number(count)}")
        layout.addWidget(big)
        layout.addWidget(Text(words, "label"))
