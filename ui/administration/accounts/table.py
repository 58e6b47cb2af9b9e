"""Every account in a list."""

from collections.abc import Sequence

from app.security.account_model import AccountView
from ui.administration.accounts.words import STATUS_LOOK, last_sign_in, role_words, status_words
from ui.texts import tr
from ui.widgets.badge_delegate import BadgeDelegate
from ui.widgets.table import Column, Table, TableModel

_STATUS_COLUMN = 2


class AccountTable(Table):
    """Name, role, status, login, last sign-in; those that wait stand first."""

    def __init__(self, zone: str) -> None:
        columns = (
            Column[AccountView](tr("administration.account_name"), lambda one: one.display_name, stretch=True),
            Column[AccountView](tr("administration.account_role"), lambda one: role_words(one.role)),
            Column[AccountView](tr("administration.account_status"), lambda one: status_words(one.status)),
            Column[AccountView](tr("administration.account_login"), lambda one: one.login),
            Column[AccountView](tr("administration.account_last_sign_in"), lambda one: last_sign_in(one, zone)),
        )
        self._accounts: TableModel[AccountView] = TableModel(columns, lambda _ids: [])
        super().__init__(self._accounts, name=tr("administration.accounts_list"))
        self.setItemDelegateForColumn(_STATUS_COLUMN, BadgeDelegate(self, self._look))

    def show_accounts(self, accounts: Sequence[AccountView]) -> None:
        """Show these; the line under the cursor stays with its account."""
        before = self._accounts.id_at(self.currentIndex().row())
        self._accounts.show_ids([one.id for one in accounts], accounts)
        for line, one in enumerate(accounts):
            if one.id == before:
                self.selectRow(line)

    def account_at(self, line: int) -> AccountView | None:
        """The account in a line."""
        return self._accounts.row_at(line)

    def _look(self, line: int) -> tuple[str, str, str] | None:
        account = self.account_at(line)
        return None if account is None else (status_words(account.status), *STATUS_LOOK[account.status])
