"""Trying a version on the stored cases: how many would move, from which class to which, who, and why."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.risk.rules import RuleBase
from app.clinic.rule_admin.service import RuleVersion
from app.clinic.rule_admin.trial import Move, TrialReport
from app.kernel.errors import KnownError
from app.kernel.progress import Progress
from app.security.roles import Action
from ui.administration.frame import SectionPage
from ui.administration.rules.matrix import Matrix, class_sign
from ui.administration.rules.words import because, because_words
from ui.administration.states import States
from ui.bridge import Op
from ui.errors import words_of
from ui.texts import tr, tr_count
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, row
from ui.widgets.progress_line import ProgressLine
from ui.widgets.table import Column, Table, TableModel, no_more
from ui.widgets.turning import Turning

_EVERY = ("", "")
_MOST_REASONS = 5
_LEAST_ROWS = 5


class TrialView(QWidget):
    """Nothing is written to any record. `stop` ends a trial under way between two cases."""

    def __init__(self, host: SectionPage, version: RuleVersion) -> None:
        super().__init__()
        self._host = host
        self._version = version
        self._stopped = threading.Event()
        self._op: Op[TrialReport] | None = None
        self._bases: tuple[RuleBase, ...] = ()
        self.report: TrialReport | None = None
        self.progress = ProgressLine(on_cancel=self.stop)
        self.states = States(lines=4)
        self.result = QWidget()
        self._result = column(self.result, gap=3)
        self.model: TableModel[Move] = TableModel(self._columns(), no_more)
        self.states.full.addWidget(Scroll(self.result, width=None))
        layout = column(self, gap=3, margin=3, sides=0)
        layout.addWidget(self.progress)
        layout.addWidget(self.states, 1)
        self._offer(tr("rule_admin.not_tried"), tr("rule_admin.not_tried_next"))

    def start(self) -> None:
        """Classify every stored case anew, in a worker."""
        context, sha256 = self._host.context, self._version.sha256
        self._stopped.clear()
        self.states.show_loading()
        self.progress.begin(tr("rule_admin.trying"))

        def call() -> TrialReport:
            admin = context.station.rule_admin
            self._bases = (admin.rule_base(context.session, sha256), context.station.rules)
            progress = Progress(lambda done, total: operation.report((done, total)), self._stopped.is_set)
            return admin.try_on_stored_cases(context.session, sha256, progress)

        operation: Op[TrialReport] = Op(self, call)
        operation.on_success(self._show).on_failure(self._tell).on_progress(self._advance).on_end(self.progress.end)
        self._op = operation
        operation.start()

    def stop(self) -> None:
        """Try no further."""
        self._stopped.set()

    def _advance(self, value: tuple[int, int]) -> None:
        done, total = value
        words = tr("rule_admin.tried_so_far", done=show_number(done), total=show_number(total))
        self.progress.advance(done, total, words)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, KnownError) and error.code == "work.cancelled":
            self._offer(tr("rule_admin.trial_stopped"), tr("rule_admin.not_tried_next"))
        else:
            self.states.show_wrong(words_of(error).together, self.start)

    def _offer(self, sentence: str, next_step: str) -> None:
        button = PrimaryButton(tr("rule_admin.try"), on_press=self.start)
        may = self._host.context.may(Action.APPROVE_RULES) and not self._version.in_force
        if self._version.in_force:
            sentence, next_step = tr("rule_admin.no_changes_in_force"), ""
        self.states.show_empty("stethoscope", sentence, next_step, button if may else None)

    def _show(self, report: TrialReport) -> None:
        self.report = report
        clear(self._result)
        self._result.addWidget(self._summary(report))
        if report.moved:
            self._show_moves(report)
        else:
            self._result.addWidget(
                Text(tr("rule_admin.nobody_moves" if report.cases else "rule_admin.no_cases"), "muted")
            )
            self._result.addStretch(1)
        self.states.show_full()

    def _summary(self, report: TrialReport) -> QWidget:
        """How many and why at the left, from where to where at the right."""
        summary = Turning("record_room", gap=6, gap_below=3)
        said = QWidget()
        words = column(said, gap=1)
        head = row(gap=3)
        head.addWidget(Text(show_number(report.moved), "display"))
        cases = tr_count("rule_admin.would_move", report.moved, cases=show_number(report.cases))
        head.addWidget(Text(cases, wrap=True), 1)
        words.addLayout(head)
        reasons = list(report.reasons.items())[:_MOST_REASONS]
        if reasons:
            named = "; ".join(f"{because(code, self._bases)} ({show_number(count)})" for code, count in reasons)
            words.addWidget(Text(tr("rule_admin.through", factors=named), "small", wrap=True))
        again = QuietButton(tr("rule_admin.try_again"), icon_name="refresh", on_press=self.start)
        words.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        summary.line.addWidget(said, 1)
        if report.cases:
            summary.line.addWidget(Matrix(report.counts), 1)
        return summary

    def _show_moves(self, report: TrialReport) -> None:
        pairs = [pair for pair in report.counts if pair[0] != pair[1]]
        pairs.sort(key=lambda pair: -report.counts[pair])
        options = [(_EVERY, f"{tr('rule_admin.all_moves')}  {show_number(report.moved)}")]
        options += [(pair, f"{_way(*pair)}  {show_number(report.counts[pair])}") for pair in pairs]
        self.chips = ChoiceChips(options, name=tr("rule_admin.which_moves"), optional=False)
        self.chips.set_value(_EVERY)
        self.chips.changed.connect(self._filter)
        self._result.addWidget(self.chips)
        self.table = Table(self.model, name=tr("rule_admin.moves"))
        self.table.setMinimumHeight(current_theme().px("row") * _LEAST_ROWS)
        self.table.opened.connect(lambda pregnancy_id: self._host.context.navigate("pregnancy", str(pregnancy_id)))
        self._filter(_EVERY)
        self._result.addWidget(self.table, 1)
        notes = tr("rule_admin.moves_keys")
        if report.moved > len(report.moves):
            shown = tr("rule_admin.first_moves", shown=show_number(len(report.moves)))
            notes = f"{shown} {notes}"
        self._result.addWidget(Text(notes, "small", wrap=True))

    def _filter(self, pair: object) -> None:
        moves = self.report.moves if self.report else ()
        shown = [one for one in moves if pair in (_EVERY, (one.class_before, one.class_after))]
        self.model.show_ids([one.pregnancy_id for one in shown], shown)

    def _columns(self) -> tuple[Column[Move], ...]:
        return (
            Column(tr("rule_admin.column_name"), lambda one: one.shown_name, width="field_medium"),
            Column(tr("rule_admin.column_way"), lambda one: _way(one.class_before, one.class_after)),
            Column(tr("rule_admin.column_points"), _points),
            Column(tr("rule_admin.column_because"), lambda one: because_words(one.because, self._bases), stretch=True),
        )


def _way(before: str, after: str) -> str:
    return f"{class_sign(before)} → {class_sign(after)}"


def _points(move: Move) -> str:
    return f"{_figure(move.total_before)} → {_figure(move.total_after)}"


def _figure(points: float) -> str:
    return show_number(points) if points % 1 else show_number(int(points))
