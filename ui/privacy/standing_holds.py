"""On a person's panel: that her record is on hold, before anybody asks for anything. Who, when, why, until when."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.privacy.holds import RecordHold
from app.security.roles import Action
from ui.bridge import Op
from ui.privacy.hold_form import LiftForm
from ui.privacy.hold_words import hold_state
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.banner import Banner
from ui.widgets.layouts import clear, column


class StandingHolds(QWidget):
    """Nothing where none stands, or for whoever may not see it. `told` hears of them each time they were read;
    `lifted` of one that was lifted; `failed` of what went wrong."""

    def __init__(
        self,
        context: UiContext,
        person_id: str,
        told: Callable[[tuple[RecordHold, ...]], object],
        lifted: Callable[[RecordHold], object],
        failed: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self._context, self._person_id = context, person_id
        self._told, self._lifted, self._failed = told, lifted, failed
        self._body = column(self, gap=2)
        self.banners: dict[str, Banner] = {}
        self.forms: dict[str, LiftForm] = {}
        self.hide()

    def read(self) -> None:
        """Ask the store again."""
        if not self._context.may(Action.VIEW_PRIVACY):
            return
        call = partial(self._context.station.privacy.holds.standing, self._context.session, self._person_id)
        Op(self, call).on_success(self._show).on_failure(self._failed).start()

    def begin_lifting(self, hold: RecordHold) -> None:
        """The form takes the place of the words about it."""
        form = self.forms[hold.id] = LiftForm(self._context, hold, self._lifted, self.read)
        banner = self.banners.pop(hold.id)
        self._body.replaceWidget(banner, form)
        banner.hide()
        banner.deleteLater()
        form.fields["reason"].setFocus()

    def _show(self, holds: tuple[RecordHold, ...]) -> None:
        clear(self._body)
        self.banners, self.forms = {}, {}
        for one in holds:
            banner = self.banners[one.id] = Banner(action_below=True)
            self._body.addWidget(banner)
            banner.show_message("info", *self._words(one), action=self._action(one), closable=False)
        self.setVisible(bool(holds))
        self._told(holds)

    def _words(self, hold: RecordHold) -> tuple[str, str]:
        station = self._context.station
        zone = station.profile.time_zone
        title = tr("hold.standing", state=hold_state(hold, station.clock.now(), zone))
        placed = tr("hold.placed", by=hold.by, at=show_instant(hold.at, zone), reason=hold.reason)
        return title, f"{placed}\n{tr('hold.standing_about')}"

    def _action(self, hold: RecordHold) -> tuple[str, Callable[[], object]] | None:
        if not self._context.may(Action.HOLD_RECORD):
            return None
        return tr("hold.lift"), partial(self.begin_lifting, hold)
