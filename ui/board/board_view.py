"""«Quem espera»: the board with the arrival that is looked at beside it, and the escuta inicial in its place."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.clinic.reception.model import ArrivalRecord, Board, BoardRow
from ui.board.arrival_panel import ArrivalPanel
from ui.board.board_list import BoardList
from ui.board.board_model import BoardModel
from ui.board.board_parts import BoardHead, BoardStates
from ui.board.deeds import LOOKS, Deed, deed_for, is_possible
from ui.board.doing import Doing
from ui.board.emergency_cover import EmergencyCover
from ui.board.feed import GONE, HERE, BoardFeed
from ui.board.hearing import HearingPage
from ui.board.hearing_subject import HearingSubject
from ui.board.row_view import RowView, in_order, view_of
from ui.bridge import Latest
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.shell.shortcuts import covers
from ui.spoken.roles import name_page
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.layouts import column, row
from ui.widgets.side_panel import SidePanel


class BoardView(QWidget):
    """`first_read` after the first reading (how many are here), `counted` after each one that shows who is here.

    `find_wanted`, `wall_wanted` and `record_wanted` (a person) ask for what lies elsewhere.
    """

    first_read = Signal(int)
    find_wanted = Signal()
    record_wanted = Signal(str)
    wall_wanted = Signal()
    counted = Signal(int)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._zone = context.station.profile.time_zone
        self._latest = Latest(self)
        self._rows: dict[str, BoardRow] = {}
        self._now: datetime = context.station.clock.now()
        self._was_read = False
        self._is_stale = False
        self._opened: str | None = None
        self.panel: ArrivalPanel | None = None
        self.hearing: HearingPage | None = None
        self.model = BoardModel()
        self.list = BoardList(self.model, name=tr("board.list"))
        self.head = BoardHead(self.choose, self.wall_wanted.emit)
        self.states = BoardStates(self.list, self.find_wanted.emit)
        self.banner = Banner()
        self.side = SidePanel(on_close=self._close_panel)
        self.feed = BoardFeed(self, context)
        self.doing = Doing(context, self, self._after_deed)
        self._pages = QStackedWidget()
        self.cover = EmergencyCover(context, self._pages, self._uncovered)
        self._build()

    # what the place asks

    def first_focus(self) -> QWidget:
        """The card or the form where one is open, else the list."""
        if self.cover.card is not None:
            return self.cover.card.first_focus()
        if self.hearing is not None:
            return self.hearing.first_focus()
        return self.list if self.model.rowCount() else self.head.first_focus()

    def step_back(self) -> bool:
        """Esc: out of the card or the form, then out of the panel."""
        if self.cover.card is not None:
            return self.cover.card.step_back()
        if self.hearing is not None:
            return self.hearing.step_back()
        if not self.side.isHidden():
            self.side.close_panel()
            return True
        return False

    def leave(self) -> None:
        """Keep what is being typed."""
        if self.hearing is not None:
            self.hearing.keeper.flush()

    def keeps_draft(self) -> bool:
        """Whether a half-filled hearing is open."""
        return self.hearing is not None and self.hearing.to_draft() is not None

    def choose(self, *, gone: bool) -> None:
        """Show who is here, or who has gone today."""
        self.feed.states = GONE if gone else HERE
        self.head.mark(gone=gone)
        self.side.close_panel()
        self.feed.read_now()

    def go_to(self, arrival_id: str) -> None:
        """Show an arrival that was just registered."""
        self._opened = arrival_id
        if self.feed.states is not HERE:
            self.choose(gone=False)
            self._opened = arrival_id
        self.feed.read_now()

    # the parts

    def _build(self) -> None:
        board = QWidget()
        across = row(board, gap=0)
        left = QWidget()
        inside = column(left, gap=3, margin=4, sides=5)
        inside.addWidget(self.head)
        inside.addWidget(self.banner)
        inside.addWidget(self.states, 1)
        across.addWidget(left, 1)
        across.addWidget(self.side)
        self.side.give_way(left)
        self._pages.addWidget(board)
        column(self, gap=0).addWidget(self._pages)
        self.feed.read.connect(self._show)
        self.feed.failed.connect(self._tell)
        self.list.opened.connect(self.open)
        self.list.chosen.connect(self._follow)
        self.list.left_upwards.connect(lambda: self.head.first_focus().setFocus())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.feed.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.feed.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deed = deed_for(event.text())
        if deed is not None and self._pages.currentIndex() == 0:
            self.do(deed)
        else:
            super().keyPressEvent(event)

    def _show(self, board: Board) -> None:
        self._now = board.at
        self._rows = {one.arrival.id: one for one in board.rows}
        gone = self.feed.states is GONE
        views = [view_of(one, board.at, self._zone) for one in in_order(board.rows, gone=gone)]
        had_focus = self.list.hasFocus() or (not self._was_read and _holds_focus(self))
        self.model.show_rows(views)
        self.head.show_counts(board)
        self.states.show_board(views, gone=gone)
        if views and not self.list.currentIndex().isValid() and (had_focus or not self._was_read):
            self.list.go_to(views[0].arrival_id)
        if views and had_focus and not self.list.hasFocus():
            self.list.setFocus()
        if self._is_stale:
            self.banner.hide()
            self._is_stale = False
        self._refresh_panel()
        self.counted.emit(self.head.waiting)
        if not self._was_read:
            self._was_read = True
            self.first_read.emit(len(views))

    def _tell(self, error: Exception) -> None:
        """What was read before stays on show, with how old it is."""
        words = words_of(error)
        again = (tr("common.try_again"), self.feed.read_now)
        if self._was_read:
            self.banner.show_message("error", words.title, words.next_step, action=again, closable=False)
            self._is_stale = True
        else:
            self.states.show_wrong(words.together, self.feed.read_now)

    # one arrival

    def open(self, arrival_id: str) -> None:
        """Look at an arrival beside the board."""
        self._opened = arrival_id
        self._read_panel(focus=True)

    def _follow(self, arrival_id: str) -> None:
        """With the panel open, the arrow keys look at one after the other."""
        if not self.side.isHidden() and arrival_id != self._opened:
            self._opened = arrival_id
            self._read_panel(focus=False)

    def _refresh_panel(self) -> None:
        """A new panel only where more than the minutes changed."""
        row_ = self.shown()
        if row_ is None and self.panel is not None:
            self.side.close_panel()  # she is in this list no more
        if row_ is None or self.hearing is not None:
            return
        if self.panel is None or self.panel.record.arrival.id != self._opened:
            self.list.go_to(row_.arrival_id)
            self._read_panel(focus=False)
        elif self.panel.view.same_but_for_time(row_):
            self.panel.show_row(row_)
        else:
            self._read_panel(focus=_holds_focus(self.panel))

    def _read_panel(self, *, focus: bool) -> None:
        arrival_id = self._opened
        if arrival_id is None:
            return
        reception, session = self._context.station.reception, self._context.session
        show = partial(self._show_panel, focus=focus)
        self._latest.ask(partial(reception.get, session, arrival_id), show, self._tell)

    def _show_panel(self, record: ArrivalRecord, *, focus: bool) -> None:
        view = self.shown()
        if view is None or view.arrival_id != record.arrival.id:
            return
        self.panel = ArrivalPanel(self._context, record, view, self._zone, self.do)
        self.side.show_content(view.name, self.panel)
        self.panel.show()  # at once: Qt would leave one frame empty
        if focus:
            self.panel.first_focus().setFocus()

    def _close_panel(self) -> None:
        self._opened, self.panel = None, None
        if self.isVisible() and not covers(self):
            self.list.enter()

    def shown(self) -> RowView | None:
        """The line of the arrival that is looked at."""
        line = self.model.line_of(self._opened) if self._opened else None
        return None if line is None else self.model.row(line)

    # what is done

    def do(self, deed: Deed) -> None:
        """Do it to the arrival that is looked at, else to the one under the cursor; nothing where it makes no sense."""
        view = self.shown() or self.list.current()
        if view is None or not self._context.may(LOOKS[deed].right):
            return
        if not is_possible(deed, view):
            return
        if deed is Deed.RECORD:
            self.record_wanted.emit(view.person_id)
        elif deed is Deed.HEAR:
            self.hear(view.arrival_id)
        elif deed is Deed.EMERGENCY:
            self.cover.open(view)
        else:
            self.doing.do(deed, view)

    def hear(self, arrival_id: str) -> None:
        """Begin (or go on with) the escuta inicial of somebody on the board."""
        row_ = self._rows.get(arrival_id)
        if row_ is None:
            return
        self._opened = arrival_id
        self.hearing = HearingPage(self._context, HearingSubject(row_, self._now, self._zone))
        name_page(self.hearing, f"{tr('board.do_hear')}: {row_.shown_name}")
        self.hearing.saved.connect(self._on_heard)
        self.hearing.left.connect(self.leave_hearing)
        self._pages.addWidget(self.hearing)
        self._pages.setCurrentWidget(self.hearing)
        self.hearing.first_focus().setFocus()

    def _on_heard(self, _arrival: object) -> None:
        self._context.message("success", tr("hearing.saved"))
        self.leave_hearing()

    def leave_hearing(self) -> None:
        """Back to the board."""
        page, self.hearing = self.hearing, None
        if page is None:
            return
        self._pages.setCurrentIndex(0)
        self._pages.removeWidget(page)
        page.deleteLater()
        self.panel = None
        self.feed.read_now()
        self.list.enter()

    def _uncovered(self) -> None:
        self.feed.read_now()
        self.list.enter()

    def _after_deed(self, deed: Deed, view: RowView) -> None:
        self._context.message("success", tr(f"board.done_{deed.value}", name=view.name))
        self.feed.read_now()


def _holds_focus(widget: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and widget.isAncestorOf(focus)
