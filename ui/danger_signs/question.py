"""The strip at the top of every visit: danger signs now? It collapses to one line once they were asked."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.security.roles import Action
from ui.bridge import Op
from ui.danger_signs.answered import Answered
from ui.danger_signs.asking import Asking
from ui.danger_signs.case import EmergencyCase, read_case
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.skeleton import Skeleton


class DangerSignsQuestion(QWidget):
    """Reads itself when made. `cleared`: the form may be filled in; `emergency(EmergencyCase)`: it stops.

    Both are also told after reading what was answered before; the same emergency is told once, then only when somebody
    asks to see it. An empty `encounter_id` means the visit of today;
    `pregnancy_id` None where no pregnancy is open. `refresh()` after something was stored elsewhere; `show_case(case)`
    with what an emergency card gave back.
    """

    cleared = Signal()
    emergency = Signal(object)

    def __init__(
        self, context: UiContext, person_id: str, pregnancy_id: str | None = None, encounter_id: str = ""
    ) -> None:
        super().__init__()
        self._context = context
        self._person_id, self._pregnancy_id, self._encounter_id = person_id, pregnancy_id, encounter_id
        self._may_record = context.may(Action.RECORD_OBSERVATION)
        self.case: EmergencyCase | None = None
        self._told: frozenset[str] = frozenset()
        self.loading = Skeleton(1)
        self.banner = Banner()
        signs = context.station.danger_signs
        self._signs = signs.signs()
        self.asking = Asking(self._signs, signs.emergencies())
        self.answered = Answered(self._see, self.ask_again)
        self.looking = Text("", "muted", wrap=True)
        layout = column(self, gap=1)
        for part in (self.loading, self.banner, self.asking, self.answered, self.looking):
            layout.addWidget(part)
            part.hide()
        self.asking.none.connect(self._record_none)
        self.asking.some.connect(self._record_some)
        self._show(self.loading)
        self.refresh()

    @property
    def may_go_on(self) -> bool:
        """Whether the form may be filled in; False while that is not known."""
        return self.case is not None and self.case.situation.may_go_on

    @property
    def encounter_id(self) -> str:
        """The visit; empty until it was read where none was given."""
        return self.case.situation.encounter_id if self.case else self._encounter_id

    def refresh(self) -> None:
        """Read it again; what is on show stays until the answer is there."""
        read = read_case(self._context, self._person_id, self.encounter_id)
        Op(self, read).on_success(self.show_case).on_failure(self._cannot_read).start()

    def show_case(self, case: EmergencyCase) -> None:
        """Show the visit as it stands, and tell whoever listens."""
        self.case = case
        self.banner.hide()
        situation = case.situation
        if situation.stops or situation.may_go_on:
            self.answered.show_case(case, may_record=self._may_record)
            self._show(self.answered)
            if not situation.stops:
                self.cleared.emit()
            elif (found := frozenset(row.id for one in situation.found for row in one.rows)) - self._told:
                self._told = found
                self.emergency.emit(case)
        elif self._may_record:
            self.asking.begin(situation.signs.judgement.not_asked)
            self._show(self.asking)
        else:
            self.looking.setText(f"{tr('danger_signs.not_asked_yet')}. {tr('danger_signs.only_looking')}")
            self._show(self.looking)

    def ask_again(self) -> None:
        """Open the question once more; the former answers stay."""
        self.asking.begin()
        self._show(self.asking)
        self.asking.none_button.setFocus()

    def step_back(self) -> bool:
        """Esc: out of the list, then out of a question asked again; False where neither is open."""
        if self.asking.isHidden():
            return False
        if self.asking.is_open():
            self.asking.close_list()
            self.asking.some_button.setFocus()
            return True
        if self.may_go_on:
            self._show(self.answered)
            self.answered.again.setFocus()
            return True
        return False

    def first_focus(self) -> QWidget | None:
        """The answer that is given most; None where nothing is asked."""
        return None if self.asking.isHidden() else self.asking.none_button

    def _see(self) -> None:
        if self.case is not None:
            self.emergency.emit(self.case)

    def _record_none(self) -> None:
        self._record(dict.fromkeys(self._signs.signs, False), ())

    def _record_some(self, chosen: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        signs, emergencies = chosen
        # What is not ticked was perhaps never asked: it stays "not asked", and nothing claims that it is absent.
        self._record(dict.fromkeys(signs, True), emergencies)

    def _record(self, answers: dict[str, bool], emergencies: tuple[str, ...]) -> None:
        if self.case is None:
            return
        self.asking.set_busy(True)
        station, session, visit = self._context.station, self._context.session, self.case.situation.encounter_id
        read = read_case(self._context, self._person_id, visit)

        def call() -> EmergencyCase:
            station.danger_signs.record(session, self._person_id, visit, answers, emergencies)
            return read()

        Op(self, call).on_success(self.show_case).on_failure(self._cannot_record).start()

    def _cannot_read(self, error: Exception) -> None:
        words = words_of(error)
        self.loading.hide()
        again = (tr("common.try_again"), self.refresh)
        self._tell(tr("danger_signs.unreadable"), words.together, again)

    def _cannot_record(self, error: Exception) -> None:
        self.asking.set_busy(False)
        self._tell(tr("danger_signs.not_recorded"), words_of(error).together, None)

    def _tell(self, title: str, body: str, action: tuple[str, Callable[[], object]] | None) -> None:
        self.banner.show_message("error", title, body, action=action, closable=action is None)

    def _show(self, wanted: QWidget) -> None:
        for part in (self.loading, self.asking, self.answered, self.looking):
            part.setVisible(part is wanted)
