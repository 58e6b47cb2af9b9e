"""The accounts of this station: who waits, who works, and what may be done about each."""

from functools import partial

from app.security.account_model import AccountView
from app.security.roles import Action, Role, allowed
from app.security.session import Status
from ui.administration.accounts.forms import NewAccountForm
from ui.administration.accounts.panel import AccountPanel
from ui.administration.accounts.table import AccountTable
from ui.administration.accounts.waiting import Waiting
from ui.administration.accounts.words import possible
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.buttons import SecondaryButton


class AccountsSection(SectionPage):
    """Waiting accounts stand above the list; an account opens beside it."""

    def __init__(self, context: UiContext) -> None:
        role = Role(context.session.role)
        about = "accounts_about" if allowed(role, Action.AUTHORISE_ACCOUNT) else "accounts_about_administrator"
        super().__init__(context, tr("administration.accounts_title"), tr(f"administration.{about}"))
        self._accounts: list[AccountView] = []
        self._opened: str | None = None
        self.states = States()
        self.waiting = Waiting(self.authorise, self.open_account)
        self.table = AccountTable(context.station.profile.time_zone)
        self.create_button = SecondaryButton(
            tr("administration.accounts_create"), icon_name="user-plus", on_press=self.open_new
        )
        self.beside = Beside(self.states, self._closed)
        self._build(role)
        self.table.opened.connect(self.open_account)
        self.refresh()

    def _build(self, role: Role) -> None:
        if allowed(role, Action.CREATE_ACCOUNT):
            self.add_action(self.create_button)
        self.states.full.addWidget(self.waiting)
        self.states.full.addWidget(self.table, 1)
        self.beside.hide_beside(self.table, (1, 3, 4))
        self.body.addWidget(self.beside, 1)

    def refresh(self) -> None:
        """Read every account again and show the open one as it stands now."""
        call = partial(self.context.station.accounts.list, self.context.session)
        self.loads(self.states, call, self._show)

    def _show(self, accounts: list[AccountView]) -> None:
        self._accounts = accounts
        waiting = [one for one in accounts if one.status is Status.PENDING]
        session = self.context.session
        self.waiting.show_accounts([(one, possible(session, one, accounts).authorise) for one in waiting])
        self.table.show_accounts(accounts)
        self.states.show_full()
        opened = next((one for one in accounts if one.id == self._opened), None)
        if opened is not None:
            self.open_account(opened.id)

    def open_account(self, account_id: str) -> None:
        """Show one account beside the list."""
        one = next((each for each in self._accounts if each.id == account_id), None)
        if one is None:
            return
        self._opened = one.id
        self.beside.open(one.display_name, AccountPanel(self, one, self._accounts))

    def open_subject(self, subject: str) -> None:
        """Show one account as soon as the list is there."""
        self._opened = subject
        self.open_account(subject)

    def open_new(self) -> None:
        """Show the form for a new account beside the list."""
        self._opened = None
        form = NewAccountForm(self)
        self.beside.open(tr("administration.accounts_create"), form)
        form.fields["display_name"].setFocus()

    def authorise(self, account_id: str) -> None:
        """Let a waiting account work."""
        call = partial(self.context.station.accounts.authorise, self.context.session, account_id)
        self.does(call, self._authorised)

    def _authorised(self, account: AccountView) -> None:
        self.settled(tr("administration.accounts_authorised", name=account.display_name))

    def settled(self, words: str) -> None:
        """Something was changed: say so and read again."""
        self.show_done(words)
        self.refresh()

    def _closed(self) -> None:
        self._opened = None
        self.table.setFocus()
