"""Every classification of a pregnancy: newest first, corrected ones struck out but readable, each can be repeated."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.clinic.assessments.model import ReplayReport, StoredAssessment
from app.clinic.corrections import Moved
from app.security.roles import Action
from ui.bridge import Op
from ui.corrections.entry_history import strike
from ui.pregnancy.card_reading import class_name, factor_words, points, source_words, strongest_first
from ui.pregnancy.tab_order import tab_through
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant, show_number
from ui.theme import current_theme
from ui.widgets.badges import RiskBadge
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, hairline, row

_SHORT_HASH = 12


class HistoryPanel(QWidget):
    """`correct`, `moved_away` and `print_out` carry the stored classification; `answers` leads back to the form."""

    answers = Signal()
    correct = Signal(object)
    moved_away = Signal(object)
    print_out = Signal(object)

    def __init__(self, context: UiContext, zone: str) -> None:
        super().__init__()
        self._context = context
        self._zone = zone
        self.moved: Mapping[str, Moved] = {}
        self.banner = Banner()
        content = QWidget()
        self._lines = column(content, gap=4, margin=5)
        layout = column(self, gap=0)
        self.back = QuietButton(tr("pregnancy.to_answers"), icon_name="arrow-left", on_press=self.answers.emit)
        above = row(gap=2, margin=2, sides=4)
        above.addWidget(self.back)
        above.addStretch(1)
        layout.addLayout(above)
        layout.addWidget(self.banner)
        layout.addWidget(Scroll(content))
        # What Tab passes before the lines; the lines are built anew after every save.
        self._start = self.banner.findChildren(QAbstractButton)[-1]

    def show_stored(self, stored: tuple[StoredAssessment, ...], moved: Mapping[str, Moved]) -> None:
        """Show them; those in `moved` stand with another woman now."""
        self.moved = moved
        clear(self._lines)
        if not stored:
            self._lines.addWidget(EmptyState("history", tr("pregnancy.history_none"), tr("pregnancy.history_next")))
            return
        by_id = {one.id: one for one in stored}
        lines = [_Line(self, one, by_id.get(one.superseded_by or "")) for one in stored]
        for line in lines:
            self._lines.addWidget(line)
        self._lines.addStretch(1)
        tab_through([self._start, *(line.see for line in lines)])

    def build_actions(self, one: StoredAssessment) -> list[QuietButton]:
        """What can be done with a classification."""
        buttons = []
        if one.is_current and self._context.may(Action.CORRECT_ASSESSMENT):
            button = QuietButton(tr("pregnancy.correct"), icon_name="pencil", on_press=partial(self.correct.emit, one))
            button.setObjectName("correct_classification")
            buttons.append(button)
        if one.is_current and self._context.may(Action.MOVE_RECORD):
            words = tr("corrections.move")
            buttons.append(QuietButton(words, icon_name="arrow-right", on_press=partial(self.moved_away.emit, one)))
        if self._context.may(Action.PRINT_RECORD):
            buttons.append(
                QuietButton(tr("risk_card.print"), icon_name="printer", on_press=partial(self.print_out.emit, one))
            )
        return buttons

    def replay(self, one: StoredAssessment, line: "_Line") -> None:
        """Classify the stored form again with the stored rules."""
        assessments, session = self._context.station.assessments, self._context.session
        Op(self, lambda: assessments.replay(session, one.id)).on_success(line.show_replay).start()

    def signed(self, one: StoredAssessment) -> str:
        """When and by whom."""
        return f"{show_instant(one.recorded_at, self._zone)} · {one.by}"

    def ended(self, one: StoredAssessment, successor: StoredAssessment | None) -> str:
        """How it ceased to hold, in words; empty while it holds."""
        moved = self.moved.get(one.id)
        if moved is not None:
            key = "corrections.moved_same" if moved.same_person else "corrections.moved_away"
            return tr(key, at=show_instant(moved.at, self._zone), name=moved.by, reason=moved.reason)
        if successor is None:
            return ""
        return tr("pregnancy.corrected_by", at=self.signed(successor), reason=successor.reason or "")

    def trace(self, stored: StoredAssessment) -> list[tuple[str, str, str]]:
        """Points, words and source of every factor that fired."""
        return [
            (
                f"+{show_number(one.points if one.points % 1 else int(one.points))}",
                factor_words(one),
                source_words(one, stored.rules),
            )
            for one in strongest_first(stored.assessment.fired)
        ]

    def reachable(self, stored: StoredAssessment) -> str:
        """What was missing then, in words."""
        assessment = stored.assessment
        if not assessment.unknown:
            return tr("papers.all_answered")
        if assessment.is_certain:
            return tr("papers.missing_harmless", count=len(assessment.unknown))
        others = [class_name(code, stored.rules) for code in assessment.reachable if code != assessment.risk_class]
        return tr("papers.missing_may_change", count=len(assessment.unknown), classes=", ".join(others))


class _Line(QWidget):
    """One classification; pressing "Ver" opens its trace below."""

    def __init__(self, panel: HistoryPanel, one: StoredAssessment, successor: StoredAssessment | None) -> None:
        super().__init__()
        self._panel = panel
        self._one = one
        self._trace = QWidget()
        self._trace.hide()
        self._result = Text("", "strong", wrap=True)
        layout = column(self, gap=2)
        head = row(gap=3)
        head.addWidget(RiskBadge(one.assessment.risk_class))
        total = Text(points(one.assessment.total), "strong")
        signed = Text(panel.signed(one), "muted")
        head.addWidget(total)
        head.addWidget(signed, 1)
        self.see = QuietButton(tr("pregnancy.see"), icon_name="chevron-down", on_press=self._switch)
        self.see.setAccessibleName(f"{tr('pregnancy.see')}: {panel.signed(one)}")
        head.addWidget(self.see)
        layout.addLayout(head)
        if one.reason:
            layout.addWidget(Text(tr("pregnancy.corrects", reason=one.reason), "small", wrap=True))
        ended = panel.ended(one, successor)
        if ended:
            strike(total)
            strike(signed)
            layout.addWidget(Text(ended, "small", wrap=True))
        layout.addWidget(self._trace)
        layout.addWidget(hairline())

    def show_replay(self, report: ReplayReport) -> None:
        """Say whether the stored result comes out again."""
        key = "pregnancy.replay_same" if report.same else "pregnancy.replay_differs"
        self._result.setText(tr(key, version=report.rule_base_version, total=points(report.again.total)))

    def _switch(self) -> None:
        if self._trace.layout() is None:
            self._build_trace()
        self._trace.setVisible(self._trace.isHidden())
        self.see.set_icon("chevron-down" if self._trace.isHidden() else "chevron-up")

    def _build_trace(self) -> None:
        body = column(self._trace, gap=2, margin=1, sides=4)
        for figure, words, source in self._panel.trace(self._one):
            line = row(gap=3)
            shown = Text(figure, "strong")
            shown.setFixedWidth(current_theme().gap(12))
            shown.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.addWidget(shown)
            line.addWidget(Text(words), 1)
            line.addWidget(Text(source, "small"))
            body.addLayout(line)
        if not self._one.assessment.fired:
            body.addWidget(Text(tr("risk_card.fired_none"), "muted"))
        body.addWidget(Text(self._panel.reachable(self._one), "muted", wrap=True))
        assessment = self._one.assessment
        rules = tr(
            "pregnancy.rules_used",
            version=assessment.rule_base_version,
            hash=assessment.rule_base_sha256[:_SHORT_HASH],
        )
        body.addWidget(Text(rules, "small", wrap=True))
        actions = row(gap=2)
        replay = QuietButton(
            tr("pregnancy.replay"), icon_name="refresh", on_press=lambda: self._panel.replay(self._one, self)
        )
        replay.setObjectName("replay")
        buttons = (replay, *self._panel.build_actions(self._one))
        for button in buttons:
            actions.addWidget(button)
        actions.addStretch(1)
        body.addLayout(actions)
        body.addWidget(self._result)
        tab_through([self.see, *buttons])
