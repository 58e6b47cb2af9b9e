"""The first tab: danger signs, the latest measures, what comes next and what is missing, each a way into its part."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.security.roles import Action
from ui.administration.states import States
from ui.bridge import Latest
from ui.corrections.move import Movable, MoveSheet, Moving
from ui.errors import words_of
from ui.pregnancy.danger import RecordDanger
from ui.pregnancy.dating.page import DatingPage
from ui.pregnancy.outcome.page import OutcomePage
from ui.pregnancy.section import RecordHost, RecordSection
from ui.pregnancy.summary import telling
from ui.pregnancy.summary.line import SummaryLine
from ui.pregnancy.summary.reading import Summary, read_summary
from ui.pregnancy.words import gestational_words
from ui.spoken.roles import name_page
from ui.texts import tr
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.cards import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.layouts import Scroll, column, hairline
from ui.widgets.turning import Turning

MEASURES = ("weight", "pressure", "fundal_height", "heart_rate")
TO_DO = ("visit", "exams", "vaccines", "alerts")


class SummarySection(RecordSection):
    """One glance; nothing is entered here but the answer about danger signs."""

    def __init__(self, host: RecordHost) -> None:
        super().__init__(host)
        self._latest = Latest(self)
        self.summary: Summary | None = None
        self.danger = RecordDanger(host) if host.view.takes_visits else None
        self.states = States(lines=6)
        ways: dict[str, Callable[[], object]] = {
            "weight": partial(host.go_to, "charts", ""),
            "pressure": partial(host.go_to, "charts", ""),
            "fundal_height": partial(host.go_to, "charts", ""),
            "heart_rate": partial(host.go_to, "charts", ""),
            "visit": partial(host.go_to, "visits", ""),
            "exams": partial(host.go_to, "exams", ""),
            "vaccines": partial(host.go_to, "exams", "vaccines"),
            "alerts": self._open_alert,
        }
        self.lines = {code: SummaryLine(tr(f"summary.{code}"), go) for code, go in ways.items()}
        self._rules: dict[str, QWidget] = {}
        self.record = PrimaryButton(tr("visits.record"), icon_name="plus", on_press=self._record_visit)
        self.record.setObjectName("record_visit")
        self.end = QuietButton("", on_press=self._open_outcome)
        self.end.setObjectName("open_outcome")
        self.not_hers = QuietButton(tr("summary.not_hers"), on_press=self._move_pregnancy)
        self.not_hers.setObjectName("move_pregnancy")
        self._build()

    def refresh(self) -> None:
        if self.summary is None:
            self.states.show_loading()
        elif self.danger is not None:
            self.danger.refresh()
        read = read_summary(self.context, self.host.view.pregnancy.id)
        self._latest.ask(read, self._show, lambda error: self.states.show_wrong(words_of(error).together, self.refresh))

    def first_focus(self) -> QWidget | None:
        asked = self.danger.first_focus() if self.danger is not None else None
        if asked is not None:
            return asked
        return self.record if self.record.isVisibleTo(self) else self.lines["weight"].button

    def step_back(self) -> bool:
        return self.danger is not None and self.danger.step_back()

    def _build(self) -> None:
        content = QWidget()
        layout = column(content, gap=2, margin=2, sides=5)
        if self.danger is not None:
            layout.addWidget(self.danger)
        layout.addWidget(self.states, 1)
        across = Turning("line_room", gap=4, gap_below=3)
        for key, codes in (("measures", MEASURES), ("to_do", TO_DO)):
            across.line.addWidget(self._card(key, codes), 1, Qt.AlignmentFlag.AlignTop)
        self.states.full.setSpacing(0)
        self.states.full.addWidget(across)
        self.states.full.addWidget(self._buttons())
        self.states.full.addStretch(1)
        self.body.addWidget(Scroll(content, width=None), 1)

    def _buttons(self) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        for button in (self.record, self.end, self.not_hers):
            flow.addWidget(button)
        if not self.context.may(Action.MOVE_RECORD):
            self.not_hers.hide()
        return holder

    def _card(self, key: str, codes: tuple[str, ...]) -> QWidget:
        card = Card(margin=2, gap=1)
        # Of a group a reader says every text that belongs to no control: here a day without its figure.
        name_page(card, tr(f"summary.{key}"))
        for number, code in enumerate(codes):
            if number:
                self._rules[code] = hairline()
                card.body.addWidget(self._rules[code])
            card.body.addWidget(self.lines[code])
        return card

    # what is shown

    def _show(self, summary: Summary) -> None:
        self.summary = summary
        view = self.host.view
        for code in MEASURES:
            told = telling.measure(code, summary, view.today)
            self.lines[code].say(told.value, told.note, tone=told.tone)
            self.lines[code].show_trend(told.trend)
        for code in ("fundal_height", "heart_rate"):
            for part in (self.lines[code], self._rules[code]):
                part.setVisible(view.goes_on)
        for code, told in (
            ("visit", telling.visit(summary, view)),
            ("exams", telling.exams(summary)),
            ("vaccines", telling.vaccines(summary)),
            ("alerts", telling.alerts(summary, view)),
        ):
            self.lines[code].say(told.value, told.note, tone=told.tone)
        may = self.context.may(Action.RECORD_OBSERVATION) and view.takes_visits and not view.locked
        self.record.setVisible(may)
        self.end.set_text(tr("outcome.title" if view.goes_on else "outcome.title_ended"))
        self.end.setVisible(self.context.may(Action.OPEN_PREGNANCY) if view.goes_on else view.outcome is not None)
        self.states.show_full()

    def _record_visit(self) -> None:
        self.host.go_to("visits", "new")

    def _open_outcome(self) -> None:
        self.host.cover(OutcomePage(self.host))

    def _move_pregnancy(self) -> None:
        """The whole pregnancy was opened for the wrong woman."""
        view = self.host.view
        words = f"{view.person.shown_name}, {gestational_words(view.pregnancy.gestational_age)}"
        pregnancy_id = view.pregnancy.id
        moving = Moving(Movable.PREGNANCY, pregnancy_id, words, view.person.shown_name, pregnancy_id)
        # The record stands under another name then: it is opened anew.
        MoveSheet(self, self.context, moving, partial(self.context.navigate, "pregnancy", pregnancy_id))

    def _open_alert(self) -> None:
        """To the gravest of them."""
        summary, view = self.summary, self.host.view
        if summary is None:
            return
        if summary.grave:
            self.host.go_to("exams", summary.grave[0].code)
        elif view.dating.suggestion is not None or view.dating.in_use is None:
            self.host.cover(DatingPage(self.host))
        else:
            self.host.go_to("classification", "")
