"""Putting a record on hold, and lifting it: whose, why, until when."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from app.kernel.clock import local_date
from app.privacy.holds import RecordHold
from ui.administration.inline_form import InlineForm
from ui.bridge import Op
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.reason_input import ReasonInput
from ui.widgets.text_fields import TextField

_REASONS: Final = ("court", "inquiry", "authority")
_WHERE: Final = {
    "people.not_found": "person",
    "privacy.hold_until": "until",
    "privacy.no_reason": "reason",
    "privacy.reason": "reason",
}


class HoldForm(InlineForm):
    """`person_id`: whose record; without one it is asked for. `done` hears of the hold."""

    def __init__(
        self,
        context: UiContext,
        done: Callable[[RecordHold], object],
        on_cancel: Callable[[], object],
        person_id: str = "",
    ) -> None:
        super().__init__(tr("hold.save"), self._save, on_cancel=on_cancel, minor=True, where=_WHERE)
        self._context, self._done, self._person_id = context, done, person_id
        self.person = TextField()
        if not person_id:
            self.add("person", Field(tr("hold.person"), self.person, required=True))
        self.reason = ReasonInput([tr(f"hold.reason_{one}") for one in _REASONS])
        self.add("reason", Field(tr("hold.reason"), self.reason, required=True))
        self.until = DateField(today=self._today(), earliest=self._today())
        self.add("until", Field(tr("hold.until"), self.until, hint=tr("hold.until_hint")))

    def _save(self) -> None:
        wrong = self.until.problem()
        self.fields["until"].set_error(wrong)
        if wrong is not None or not self.require_filled(*(one for one in self.fields if one != "until")):
            return
        self.wait()
        holds, session = self._context.station.privacy.holds, self._context.session
        told = self._person_id or self.person.value().strip()
        call = partial(holds.place, session, told, self.reason.value(), self.until.day())
        Op(self, call).on_success(self._done).on_failure(self.fail).start()

    def _today(self) -> date:
        station = self._context.station
        return local_date(station.clock.now(), station.profile.time_zone)


class LiftForm(InlineForm):
    """Why a record is no longer on hold."""

    def __init__(
        self,
        context: UiContext,
        hold: RecordHold,
        done: Callable[[RecordHold], object],
        on_cancel: Callable[[], object],
    ) -> None:
        super().__init__(tr("hold.lift_save"), self._save, on_cancel=on_cancel, minor=True, where=_WHERE)
        self._context, self._hold, self._done = context, hold, done
        self.reason = TextField()
        self.add("reason", Field(tr("hold.lift_reason"), self.reason, required=True))

    def _save(self) -> None:
        if not self.require_filled("reason"):
            return
        self.wait()
        holds, session = self._context.station.privacy.holds, self._context.session
        call = partial(holds.lift, session, self._hold.id, self.reason.value())
        Op(self, call).on_success(self._done).on_failure(self.fail).start()
