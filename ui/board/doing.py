"""Carrying out a deed: at once where nothing is asked, else after one small question."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.clinic.reception.model import ArrivalRecord
from app.kernel.clock import local_date
from ui.board.correct_sheets import CorrectHearingSheet, MeasureSheet
from ui.board.deeds import Deed, words_of_deed
from ui.board.row_view import RowView
from ui.board.sheets import CallSheet, CloseSheet, WhySheet
from ui.board.timeline import event_words, hearing_in_force, latest_in_force
from ui.bridge import Op
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.confirm_sheet import ask


class Doing:
    """`after(deed, view)` once something is stored; refusals stand in the sheet or in the page's banner."""

    def __init__(self, context: UiContext, host: QWidget, after: Callable[[Deed, RowView], object]) -> None:
        self._context = context
        self._host = host
        self._after = after

    def do(self, deed: Deed, view: RowView) -> None:
        """Begin it."""
        done = partial(self._after, deed, view)
        if deed is Deed.CALL:
            CallSheet(self._host, self._context, view.arrival_id, view.name, done)
        elif deed is Deed.CLOSE:
            CloseSheet(self._host, self._context, view.arrival_id, view.name, done, urgent=view.urgent)
        elif deed is Deed.MEASURE:
            today = local_date(self._context.station.clock.now(), self._context.station.profile.time_zone)
            MeasureSheet(self._host, self._context, view.arrival_id, view.name, today, done)
        elif deed is Deed.NO_SHOW:
            ask(
                self._host,
                tr("board.no_show_question", name=view.name),
                words_of_deed(deed),
                partial(self._step, deed, view),
                explanation=tr("board.no_show_explanation"),
            )
        elif deed is Deed.WITHDRAW:
            self._withdraw(view)
        elif deed in (Deed.TAKE_BACK, Deed.CORRECT):
            reception, session = self._context.station.reception, self._context.session
            read = partial(reception.get, session, view.arrival_id)
            Op(self._host, read).on_success(partial(self._put_right, deed, view)).start()
        else:
            self._step(deed, view)

    def _step(self, deed: Deed, view: RowView) -> None:
        reception, session = self._context.station.reception, self._context.session
        steps = {
            Deed.NOT_ANSWERED: reception.not_answered,
            Deed.ATTEND: reception.attend,
            Deed.NO_SHOW: reception.no_show,
        }
        Op(self._host, partial(steps[deed], session, view.arrival_id)).on_success(
            lambda _arrival: self._after(deed, view)
        ).start()

    def _withdraw(self, view: RowView) -> None:
        reception, session = self._context.station.reception, self._context.session
        WhySheet(
            self._host,
            tr("board.withdraw_title", name=view.name),
            words_of_deed(Deed.WITHDRAW),
            lambda why: reception.withdraw(session, view.arrival_id, why),
            partial(self._after, Deed.WITHDRAW, view),
        )

    def _put_right(self, deed: Deed, view: RowView, record: ArrivalRecord) -> None:
        reception, session = self._context.station.reception, self._context.session
        done = partial(self._after, deed, view)
        if deed is Deed.CORRECT:
            heard = hearing_in_force(record.events)
            if heard is not None:
                CorrectHearingSheet(self._host, self._context, heard, done)
            return
        event = latest_in_force(record.events)
        if event is not None:
            event_id = event.id
            WhySheet(
                self._host,
                tr("board.take_back_title", what=event_words(event)),
                words_of_deed(deed),
                lambda why: reception.take_back(session, event_id, why),
                done,
            )
