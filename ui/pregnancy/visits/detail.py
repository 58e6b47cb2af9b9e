"""One visit in full: its words, what was measured on its day, its history, and what can be done about it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.security.roles import Action
from ui.board.shock_shown import ShockShown
from ui.corrections.actions import EntryActions
from ui.corrections.entry_history import EntryHistory
from ui.corrections.move import Movable, Moving
from ui.pregnancy.section import RecordHost
from ui.pregnancy.visits.lines import VisitLine, measured_words, visit_words
from ui.pregnancy.visits.reading import Visits
from ui.pregnancy.visits.shock import shocks_of
from ui.pregnancy.words import gestational_words
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline, row


class VisitDetail(QWidget):
    """`correct` opens the form with this visit, `print_out` its paper, `done` after something was struck or moved."""

    def __init__(
        self,
        host: RecordHost,
        line: VisitLine,
        read: Visits,
        *,
        correct: Callable[[], object],
        print_out: Callable[[], object],
        done: Callable[[], object],
    ) -> None:
        super().__init__()
        self._host, self._line, self._read, self._done = host, line, read, done
        self._layout = column(self, gap=3)
        self._actions: list[EntryActions] = []
        self._opener = QuietButton(tr("visits.measure_wrong"), icon_name="pencil", on_press=self._open_actions)
        self._opener.hide()
        self._add_words()
        may = host.context.may(Action.RECORD_OBSERVATION) and host.view.takes_visits and not host.view.locked
        if line.visit is not None and not line.struck:
            self._add_buttons(correct if may else None, print_out)
        self._add_measures(may=may)
        if line.chain:
            history = EntryHistory(line.chain, host.view.profile.time_zone, read.moved)
            self._layout.addWidget(hairline())
            self._layout.addWidget(Text(tr("visits.history"), "label"))
            self._layout.addWidget(history)
        if line.visit is not None and not line.struck and may:
            self._layout.addWidget(self._visit_actions())
        self._layout.addStretch(1)

    def _add_words(self) -> None:
        line, visit = self._line, self._line.visit
        pairs = [(tr("visits.column_age"), gestational_words(line.age) if line.age else "")]
        if line.professional is not None:
            pairs.append((tr("visits.column_who"), tr(f"prenatal.professional_{line.professional.value}")))
        if visit is None:
            pairs.append((tr("visits.status"), line.words))
        else:
            pairs += [(tr("visits.complaints"), visit.complaints), (tr("visits.note"), visit.note)]
            if visit.oedema is not None:
                pairs.append((tr("visits.column_oedema"), tr(f"prenatal.oedema_{visit.oedema.value}")))
            if visit.next_on is not None:
                pairs.append((tr("visits.next_on"), show_date(visit.next_on)))
        self._layout.addWidget(KeyValues([(name, value) for name, value in pairs if value]))

    def _add_buttons(self, correct: Callable[[], object] | None, print_out: Callable[[], object]) -> None:
        line = row(gap=2)
        if correct is not None:
            line.addWidget(SecondaryButton(tr("pregnancy.correct"), icon_name="pencil", on_press=correct))
        if self._host.context.may(Action.PRINT_RECORD):
            line.addWidget(SecondaryButton(tr("visits.print"), icon_name="printer", on_press=print_out))
        line.addStretch(1)
        self._layout.addLayout(line)

    def _add_measures(self, *, may: bool) -> None:
        if not self._line.measured:
            return
        self._layout.addWidget(hairline())
        self._layout.addWidget(Text(tr("visits.measures"), "label"))
        station, session, view = self._host.context.station, self._host.context.session, self._host.view
        if may:
            self._layout.addWidget(self._opener, 0, Qt.AlignmentFlag.AlignLeft)
            self._opener.show()
        for one in self._line.measured:
            words = measured_words(one)
            self._layout.addWidget(Text(words))
            if not may:
                continue
            correct = station.exams.correct if one.is_exam else station.pregnancies.correct
            strike = partial(_strike, correct, session, one.id)
            kind = Movable.FACT if one.is_exam else Movable.OBSERVATION
            moving = Moving(kind, one.id, words, view.person.shown_name, view.pregnancy.id)
            actions = EntryActions(self._host.context, words, strike, moving, self._done)
            actions.hide()
            self._actions.append(actions)
            self._layout.addWidget(actions)
        if view.after_birth(self._line.day):
            self._layout.addWidget(ShockShown(shocks_of(self._line.measured)))

    def _open_actions(self) -> None:
        """What can be done about each measure: rarely wanted, so it does not stand there from the first."""
        self._opener.hide()
        for one in self._actions:
            one.show()

    def _visit_actions(self) -> QWidget:
        visit, view = self._line.visit, self._host.view
        assert visit is not None
        station, session, words = self._host.context.station, self._host.context.session, visit_words(visit)
        strike = partial(_strike, station.visits.correct, session, visit.id)
        moving = Moving(Movable.FACT, visit.id, words, view.person.shown_name, view.pregnancy.id)
        return EntryActions(self._host.context, words, strike, moving, self._done)


def _strike(correct: Callable[..., object], session: object, row_id: str, reason: str) -> object:
    return correct(session, row_id, None, reason)
