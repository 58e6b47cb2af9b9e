"""Every account in a list."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.security.account_model import AccountView
from ui.administration.accounts.words import STATUS_LOOK, last_sign_in, role_words, status_words
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.badges import paint_badge
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
        self.setItemDelegateForColumn(_STATUS_COLUMN, _StatusDelegate(self))

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


class _StatusDelegate(QStyledItemDelegate):
    """The status as a badge."""

    def __init__(self, table: AccountTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme = current_theme()
        return QSize(_badge_width(str(index.data() or "")) + 2 * theme.gap(3), theme.px("row"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, QModelIndex())
        account = self._table.account_at(index.row())
        if account is None:
            return
        theme = current_theme()
        words, height = status_words(account.status), theme.px("badge")
        left, width = option.rect.left() + theme.gap(3), option.rect.width() - 2 * theme.gap(3)
        box = QRectF(left, option.rect.center().y() - height / 2, min(width, _badge_width(words)), height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("text_small", "semibold"))
        paint_badge(painter, box, words, *STATUS_LOOK[account.status])
        painter.restore()


def _badge_width(words: str) -> int:
    theme = current_theme()
    metrics = QFontMetrics(theme.font("text_small", "semibold"))
    return metrics.horizontalAdvance(words) + metrics.height() + theme.gap(6)
