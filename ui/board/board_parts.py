"""The head of the board with its counts, and its states: loading, nobody, full, wrong."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clinic.reception.model import ArrivalState, Board
from ui.administration.states import States
from ui.board.board_list import BoardList
from ui.board.row_view import RowView
from ui.spoken.roles import give_role
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import column, row

_WAITING = (ArrivalState.WAITING, ArrivalState.CALLED)


class BoardHead(QWidget):
    """`choose(gone=…)` changes what the list shows; `wall()` opens the board on the wall."""

    def __init__(self, choose: Callable[..., object], wall: Callable[[], object]) -> None:
        super().__init__()
        line = row(self, gap=2)
        self.here = self._chip("here", lambda: choose(gone=False))
        self.gone = self._chip("gone", lambda: choose(gone=True))
        self.waiting = 0
        self.number = Text("", "title")
        self.about = ElidedText("", "muted")
        line.addWidget(self.number)
        line.addWidget(self.about, 1)
        line.addWidget(self.here)
        line.addWidget(self.gone)
        self.wall_button = SecondaryButton(tr("wall.open"), icon_name="external-link", on_press=wall)
        self.wall_button.setObjectName("open_wall")
        self.wall_button.setToolTip(f"{tr('wall.open_hint')}  (F11)")
        line.addWidget(self.wall_button)
        self.mark(gone=False)

    def first_focus(self) -> QWidget:
        """The chip that is chosen."""
        return self.gone if self.gone.isChecked() else self.here

    def mark(self, *, gone: bool) -> None:
        """Show which of the two the list shows."""
        self.here.setChecked(not gone)
        self.gone.setChecked(gone)

    def show_counts(self, board: Board) -> None:
        """Who waits, who is being attended to, who has gone."""
        self.waiting = waiting = sum(board.counts.get(state, 0) for state in _WAITING)
        attending = board.counts.get(ArrivalState.ATTENDING, 0)
        gone = sum(count for state, count in board.counts.items() if not state.is_open)
        self.number.setText(str(waiting))
        words = tr("board.waiting_one" if waiting == 1 else "board.waiting_many")
        self.about.setText(f"{words} · {tr('board.attending', count=attending)}" if attending else words)
        self.number.setAccessibleName(f"{waiting} {words}")
        self.here.set_text(tr("board.here", count=waiting + attending))
        self.gone.set_text(tr("board.gone", count=gone))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside an open arrival the width is short: what can wait gives way, and F11 still opens the wall."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gap = current_theme().gap(2)
        taken = sum(part.sizeHint().width() + gap for part in (self.number, self.here, self.gone))
        for part, least in (
            (self.wall_button, self.wall_button.sizeHint()),
            (self.about, self.about.minimumSizeHint()),
        ):
            fits = taken + least.width() <= self.width()
            part.setVisible(fits)
            taken += least.width() + gap if fits else 0

    def minimumSizeHint(self) -> QSize:
        gap = current_theme().gap(2)
        width = sum(part.sizeHint().width() + gap for part in (self.number, self.here, self.gone))
        return QSize(width, super().minimumSizeHint().height())

    def _chip(self, name: str, press: Callable[[], object]) -> Button:
        chip = Button(tr(f"board.{name}", count="–"), "chip", on_press=press)
        chip.setCheckable(True)
        give_role(chip, "choice")
        chip.setAutoDefault(False)
        chip.setObjectName(f"board_{name}")
        return chip


class BoardStates(QStackedWidget):
    """Loading, nobody here, nobody gone yet, the list, or why it could not be read."""

    def __init__(self, board: BoardList, find: Callable[[], object]) -> None:
        super().__init__()
        self._list = board
        button = PrimaryButton(tr("board.find"), icon_name="search", on_press=find)
        button.setToolTip(f"{tr('board.find')}  (F3)")
        self._nobody = EmptyState("reception", tr("board.nobody"), tr("board.nobody_next"), button)
        self._none_gone = EmptyState("check-circle", tr("board.nobody_gone"), tr("board.nobody_gone_next"))
        self._waiting = States(lines=8)
        self._waiting.show_loading()
        full = QWidget()
        column(full, gap=0).addWidget(board)
        self._full = full
        for page in (self._waiting, self._nobody, self._none_gone, full):
            self.addWidget(page)

    def show_board(self, views: Sequence[RowView], *, gone: bool) -> None:
        """The list, or that nobody is in it."""
        empty = self._none_gone if gone else self._nobody
        self.setCurrentWidget(self._full if views else empty)

    def show_wrong(self, words: str, retry: Callable[[], object]) -> None:
        """The first reading failed."""
        self._waiting.show_wrong(words, retry)
        self.setCurrentWidget(self._waiting)
