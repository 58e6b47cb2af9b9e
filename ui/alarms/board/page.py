"""The board: every alarm on its way, what is wrong with the path above it, the chosen one's way beside it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.router.history.model import AlarmRun
from app.router.node.items import Board, Paths
from app.router.words import Response
from app.security.roles import Action
from ui.alarms.board.list_view import BoardList
from ui.alarms.board.panel import ANSWERS, AlarmPanel
from ui.alarms.board.rows import BoardRow, rows_of
from ui.alarms.board.troubles import PathTroubles
from ui.alarms.leaving import WithPaper, run_what, save_table
from ui.alarms.timeline.paper import run_offer
from ui.alarms.timeline.view import TimelineView
from ui.bridge import Latest, Op
from ui.errors import words_of
from ui.papers.issue import issue_now
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.shell.roomy import upright
from ui.texts import text_of, tr
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row, stack_large
from ui.widgets.skeleton import Skeleton

LOOK_MS: Final = 250
"""A countdown of whole seconds must not seem to stumble."""
_READ_EVERY: Final = 4
"""Looks between two readings of the chosen alarm's steps, where the router said something new."""
_LAG: Final = 5.0
"""Seconds by which the beginnings that the board and the kept steps tell may differ."""
_WAITING, _EMPTY, _FULL = range(3)


class BoardPage(PlaceWidget):
    """Keys: arrows choose, Enter goes to the answers, letters answer (`ANSWERS`)."""

    can_print = True

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context, station = context, context.station
        self._router, self._history = station.router, station.alarm_history
        self._may_answer = context.may(Action.ANSWER_ALARMS)
        self._reading = Latest(self)
        self._looks, self._read_version = 0, -1
        self._labels: dict[str, str] = {}
        self.answering = False
        self.timeline = TimelineView(
            station.profile.time_zone,
            on_print=self.print_current if context.may(Action.PRINT_RECORD) else None,
            on_save=self._save if context.may(Action.EXPORT_LIST) else None,
        )
        self.list = BoardList(tr("alarms.board_name"))
        self.panel = AlarmPanel(self.timeline, self._may_answer, self.answer)
        self.troubles = PathTroubles()
        self.headline, self.rest = Text("", "title"), Text("", "muted")
        self.states = QStackedWidget()
        self.pages = WithPaper(self._main(), self._to_list)
        column(self, gap=0).addWidget(self.pages)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.list.chosen.connect(self._choose)
        self.list.entered.connect(lambda _key: self._to_answers())

    def _main(self) -> QWidget:
        main = QWidget()
        layout = column(main, gap=0)
        layout.addWidget(self.troubles)
        waiting = QWidget()
        column(waiting, gap=0, margin=4).addWidget(Skeleton(8))
        self.states.addWidget(waiting)
        self.states.addWidget(EmptyState("check-circle", tr("alarms.none"), tr("alarms.none_next")))
        full = QWidget()
        across = row(full, gap=0)
        left = column(gap=2, margin=3)
        head = row(gap=4)
        head.addWidget(self.headline, 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.rest, 1, Qt.AlignmentFlag.AlignBaseline)
        left.addLayout(head)
        left.addWidget(self.list, 1)
        across.addLayout(left, 8)
        across.addWidget(upright(self.panel), 5)
        stack_large(across, self.list, self.panel, steps=60)
        self.states.addWidget(full)
        layout.addWidget(self.states, 1)
        return main

    # the place

    def arrive(self, subject: str | None) -> None:
        """`subject`: a bed, whose most urgent alarm is chosen."""
        self._router.follow()
        self._timer.start()
        self.look()
        if subject:
            found = next((one.key for one in self.list.board.rows if one.bed == subject), None)
            if found is not None:
                self.list.go_to(found)

    def leave(self) -> None:
        self._timer.stop()

    def first_focus(self) -> QWidget | None:
        return self.list if self.states.currentIndex() == _FULL and not self.pages.shows_paper else None

    def keys_here(self) -> Sequence[tuple[str, str]]:
        answers = [(key, tr(f"alarms.answer_{one}")) for one, (key, _) in ANSWERS.items()]
        return (("↑ ↓", tr("alarms.keys_arrows")), *(answers if self._may_answer else ()))

    def step_back(self) -> bool:
        if self.pages.shows_paper:
            self.pages.close_paper()
            return True
        if self.list.hasFocus() or self.states.currentIndex() != _FULL:
            return False
        self.list.setFocus()
        return True

    def print_current(self) -> None:
        run = self.timeline.run
        if run is not None and not self.pages.shows_paper:
            issue = issue_now(self._context, self._context.station.profile)
            self.pages.show_paper(self._context, run_offer(run, issue), tr("alarms.back"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().upper()
        response = next((one for one, (key, _) in ANSWERS.items() if key == letter), None)
        if response is not None and not event.modifiers() and self.panel.offers(response):
            self.answer(response)
        else:
            super().keyPressEvent(event)

    # how it stands

    def look(self) -> None:
        """Bring everything up to date with what the router told last."""
        board, silent = self._router.board(), self._router.is_silent()
        age = self._router.age(Board)
        rows: tuple[BoardRow, ...] = ()
        if board is not None and age is not None:
            self._labels.update((one.bed, one.label) for one in board.entries)
            rows = rows_of(board, age, counting=not silent, now=self._context.station.clock.now().timestamp())
        self.troubles.look(
            self._router.paths(),
            self._router.age(Paths) if not silent or board is None else age,
            lambda bed: self._labels.get(bed, bed),
            silent=silent,
            problem=self._router.problem(),
        )
        self.list.show_rows(rows)
        self._show_counts(rows)
        over = self.panel.chosen is not None and self.panel.chosen.key not in {one.key for one in rows}
        if board is None:
            self.states.setCurrentIndex(_WAITING)
        else:
            self.states.setCurrentIndex(_FULL if rows else _EMPTY)
        chosen = self.list.current()
        if chosen is not None:
            self.panel.show_row(chosen, self._context.session.account_id)
        elif over and not self.panel.over:
            self.panel.show_over()
        self._looks += 1
        if self._looks % _READ_EVERY == 0 and self._router.version() != self._read_version:
            self._read()

    def _show_counts(self, rows: Sequence[BoardRow]) -> None:
        alone = sum(not one.owned for one in rows)
        taken = len(rows) - alone
        key = "alarms.all_taken" if not alone else "alarms.alone_one" if alone == 1 else "alarms.alone_many"
        self.headline.setText(tr(key, count=alone))
        self.rest.setText(tr("alarms.taken_one" if taken == 1 else "alarms.taken_many", count=taken) if taken else "")

    def _choose(self, _key: object) -> None:
        row = self.list.current()
        if row is None:
            return
        if self.panel.chosen is None or self.panel.chosen.key != row.key:
            self.timeline.show_loading()
        self.panel.show_row(row, self._context.session.account_id)
        self._read()

    def _read(self) -> None:
        """The steps of the chosen alarm, as they were kept."""
        chosen = self.panel.chosen
        if chosen is None:
            return
        self._read_version = self._router.version()
        history, session = self._history, self._context.session
        bed, alarm = chosen.key

        def show(run: AlarmRun | None) -> None:
            # What is kept may lag behind the board: the last time that it alarmed is not this time.
            former = run is not None and run.ended is not None and run.ended < chosen.began - _LAG
            self.timeline.show_run(None if former else run)

        self._reading.ask(lambda: history.run(session, bed, alarm), show, self._tell)

    # what somebody does

    def answer(self, response: Response) -> None:
        """Say it to the chosen alarm; what became of it is on the board, what was refused above the answers."""
        chosen = self.panel.chosen
        if chosen is None or self.answering:
            return
        self._offer(False)
        router, session, (bed, alarm) = self._router, self._context.session, chosen.key
        Op(self, lambda: router.answer(session, bed, alarm, response)).on_success(
            lambda _none: self._said(response)
        ).on_failure(self._tell).on_end(lambda: self._offer(True)).start()

    def _said(self, response: Response) -> None:
        self.panel.banner.hide()
        self._context.message("success", tr(f"alarms.said_{response}"))
        self.look()
        self._read()

    def _tell(self, error: Exception) -> None:
        words = words_of(error)
        self.panel.banner.show_message("error", words.title, words.next_step)

    def _offer(self, on: bool) -> None:
        self.answering = not on
        for button in self.panel.buttons.values():
            button.setEnabled(on)
        # A button that is hidden, because its answer was given, leaves the keyboard nowhere.
        if on and self.focusWidget() is None and not self.pages.shows_paper:
            self.list.setFocus()

    def _to_answers(self) -> None:
        offered = [button for one, button in self.panel.buttons.items() if self.panel.offers(one)]
        (offered[0] if offered else self.timeline.kind).setFocus()

    def _save(self) -> None:
        run, history, session = self.timeline.run, self._history, self._context.session
        if run is not None:
            save_table(
                self,
                tr("alarms.save_timeline"),
                tr("alarms.csv_name"),
                lambda: history.export_run(session, run, text_of, run_what),
                self.panel.banner,
            )

    def _to_list(self) -> None:
        self.list.setFocus()


def build(context: UiContext) -> BoardPage:
    """The tab "Agora"."""
    return BoardPage(context)
