"""Who may do what: the table of rights, as the services ask it."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem

from app.security.roles import RIGHTS, Action, Role
from ui.administration.frame import SectionPage
from ui.administration.grouped_table import GroupedTable, Heading
from ui.shell.context import UiContext
from ui.texts import tr
from ui.theme import current_theme
from ui.theme.icons import pixmap
from ui.widgets.table import Column

_GROUPS: Final[tuple[tuple[str, tuple[Action, ...]], ...]] = (
    ("people", (Action.FIND_PERSON, Action.VIEW_PERSON, Action.REGISTER_PERSON, Action.CHANGE_PERSON)),
    (
        "pregnancies",
        (
            Action.VIEW_PREGNANCIES,
            Action.OPEN_PREGNANCY,
            Action.RECORD_OBSERVATION,
            Action.TRY_CLASSIFICATION,
            Action.CLASSIFY,
            Action.CORRECT_ASSESSMENT,
            Action.PRINT_RECORD,
        ),
    ),
    (
        "accounts",
        (
            Action.VIEW_OWN_ACCOUNT,
            Action.VIEW_ACCOUNTS,
            Action.CREATE_ACCOUNT,
            Action.AUTHORISE_ACCOUNT,
            Action.SUSPEND_ACCOUNT,
            Action.RESET_PASSWORD,
            Action.RESCUE_COORDINATOR,
        ),
    ),
)
_LONG_HEADING: Final = 14
_ROLES: Final = (Role.STUDENT, Role.NURSE, Role.DOCTOR, Role.COORDINATOR, Role.ADMINISTRATOR)


def grouped_actions() -> list[tuple[str, Sequence[Action]]]:
    """Every action once, in groups by what it is about; what no group names stands under the station."""
    named = {action for _, actions in _GROUPS for action in actions}
    rest = tuple(action for action in Action if action not in named)
    return [*_GROUPS, ("station", rest)]


class RightsSection(SectionPage):
    """A table to read: rights belong to roles and change only with the program."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("administration.rights_title"), tr("administration.rights_about"))
        self.table: GroupedTable[Action] = GroupedTable(_columns(), name=tr("administration.rights_table"))
        mine = Role(context.session.role)
        self.table.setItemDelegate(_Marks(self.table, 1 + _ROLES.index(mine)))
        self.table.setWordWrap(True)
        heights = self.table.verticalHeader()
        heights.setMinimumSectionSize(context.theme.px("row"))
        heights.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.show_groups([(tr(f"administration.rights_{name}"), rows) for name, rows in grouped_actions()])
        self.body.addWidget(self.table, 1)


def _columns() -> tuple[Column[Action], ...]:
    first = Column[Action](
        tr("administration.rights_action"), lambda action: tr(f"roles.action_{action.value}"), stretch=True
    )
    return (first, *(_role_column(role) for role in _ROLES))


def _role_column(role: Role) -> Column[Action]:
    return Column(
        two_lines(tr(f"roles.role_{role.value}")),
        lambda action: tr("common.yes") if action in RIGHTS[role] else tr("common.no"),
    )


def two_lines(words: str) -> str:
    """Break a long heading at the blank nearest to its middle, so that its column stays narrow."""
    blanks = [at for at, sign in enumerate(words) if sign == " "]
    if len(words) <= _LONG_HEADING or not blanks:
        return words
    at = min(blanks, key=lambda blank: abs(blank - len(words) / 2))
    return f"{words[:at]}\n{words[at + 1 :]}"


class _Marks(QStyledItemDelegate):
    """A tick where the right is given, a short line where it is not; the reader's own role stands on a soft ground."""

    def __init__(self, table: GroupedTable[Action], mine: int) -> None:
        super().__init__(table)
        self._table = table
        self._mine = mine

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: Any = self._table.model_of_groups.row_at(index.row())
        if index.column() == 0 or isinstance(line, Heading):
            super().paint(painter, option, index)
            return
        theme = current_theme()
        box: QRect = option.rect
        if index.column() == self._mine:
            painter.fillRect(box, theme.color("accent_soft"))
        painter.fillRect(box.left(), box.bottom(), box.width(), theme.px("hairline"), theme.color("line"))
        given = line in RIGHTS[_ROLES[index.column() - 1]]
        mark = pixmap("check", "accent", "icon_small") if given else pixmap("minus", "text_faint", "icon_small")
        edge = theme.px("icon_small")
        left = box.left() + theme.gap(3)
        painter.drawPixmap(left, box.center().y() - edge // 2, mark)
