"""The small questions of the board: to which room, with what outcome, why taken back; and "she has come"."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from app.clinic.reception.model import Arrival, Outcome
from ui.board.wrapped_chips import WrappedChips
from ui.shell.context import UiContext
from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.reason_input import ReasonInput
from ui.widgets.text_fields import TextField

WRONG_REASONS: Final = ("slip", "other_person", "not_happened")


class LastRoom:
    """The room that was called to last at this station: the next call most often goes there too."""

    words = ""


class CallSheet(Sheet):
    """Call her, to a room or desk."""

    def __init__(
        self, host: QWidget, context: UiContext, arrival_id: str, name: str, done: Callable[[], object]
    ) -> None:
        super().__init__(host.window(), tr("board.call_title", name=name), tr("board.call_explanation"))
        self._context, self._arrival_id, self._after = context, arrival_id, done
        self.place = TextField(LastRoom.words)
        self.place.setObjectName("call_place")
        self.body.addWidget(Field(tr("board.call_place"), self.place, hint=tr("board.call_place_hint")))
        self.add_buttons(tr("board.do_call"), self.submit, tr("common.cancel"))
        self.open()
        self.place.setFocus()
        self.place.selectAll()

    def submit(self) -> None:
        """Call."""
        reception, session, place = self._context.station.reception, self._context.session, self.place.value()
        LastRoom.words = place
        self.run(lambda: reception.call(session, self._arrival_id, place), self._after)


class CloseSheet(Sheet):
    """How it ended; `urgent`: an emergency is what is offered first."""

    def __init__(
        self,
        host: QWidget,
        context: UiContext,
        arrival_id: str,
        name: str,
        done: Callable[[], object],
        *,
        urgent: bool = False,
    ) -> None:
        super().__init__(host.window(), tr("board.close_title", name=name))
        self._context, self._arrival_id, self._after = context, arrival_id, done
        self.outcome = WrappedChips([(one, tr(f"board.outcome_{one.value}")) for one in Outcome], optional=False)
        self.outcome.setObjectName("close_outcome")
        self.outcome.set_value(Outcome.EMERGENCY if urgent else Outcome.RESOLVED)
        self.body.addWidget(Field(tr("board.close_outcome"), self.outcome))
        self.add_buttons(tr("board.do_close"), self.submit, tr("common.cancel"))
        self.open()
        self.outcome.setFocus()

    def submit(self) -> None:
        """Close."""
        outcome = self.outcome.value()
        assert isinstance(outcome, Outcome)
        reception, session = self._context.station.reception, self._context.session
        self.run(lambda: reception.close(session, self._arrival_id, outcome), self._after)


class WhySheet(Sheet):
    """Something wrong is taken back; it stays readable with the reason. `call(why)` runs in a worker."""

    def __init__(
        self, host: QWidget, title: str, verb: str, call: Callable[[str], object], done: Callable[[], object]
    ) -> None:
        super().__init__(host.window(), title, tr("board.why_explanation"))
        self._call, self._after = call, done
        self.reason = ReasonInput([tr(f"board.wrong_{code}") for code in WRONG_REASONS])
        self.field = Field(tr("board.why"), self.reason, required=True)
        self.body.addWidget(self.field)
        self.add_buttons(verb, self.submit, tr("common.cancel"))
        self.open()
        self.field.setFocus()

    def submit(self) -> None:
        """Take it back, unless the reason is missing."""
        why = self.reason.value()
        self.field.set_error(None if why else tr("board.why_missing"))
        if why:
            self.run(partial(self._call, why), self._after)
        else:
            self.field.setFocus()


class ArriveSheet(Sheet):
    """She has come: since now, with what she says at the desk. `arrived` gets the arrival."""

    def __init__(
        self, host: QWidget, context: UiContext, person_id: str, name: str, arrived: Callable[[Arrival], object]
    ) -> None:
        super().__init__(host.window(), tr("board.arrive_title", name=name), tr("board.arrive_explanation"))
        self._context, self._person_id, self._arrived = context, person_id, arrived
        self._made: Arrival | None = None
        self.reason = TextField(placeholder=tr("board.arrive_reason_hint"))
        self.reason.setObjectName("arrive_reason")
        self.field = Field(tr("board.arrive_reason"), self.reason)
        self.body.addWidget(self.field)
        self.body.addWidget(Text(tr("board.arrive_next"), "small", wrap=True))
        self.add_buttons(tr("board.do_arrive"), self.submit, tr("common.cancel"))
        self.open()
        self.reason.setFocus()

    def submit(self) -> None:
        """Register the arrival."""
        reception, session, reason = self._context.station.reception, self._context.session, self.reason.value()

        def arrive() -> None:
            self._made = reception.arrive(session, self._person_id, reason=reason)

        self.run(arrive, self._done)

    def _done(self) -> None:
        if self._made is not None:
            self._arrived(self._made)
