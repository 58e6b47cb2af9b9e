"""Asking for exams: the set of the trimester ticked as far as it is still wanted, everything else to be added."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.exam_catalogue import ExamKind, exams
from app.clinic.prenatal.exam_sets import ExamSet, SetItem, exam_sets, set_at
from ui.administration.tab_order import in_reading_order
from ui.bridge import Op
from ui.errors import words_of
from ui.pregnancy.column_flow import ColumnFlow
from ui.pregnancy.exams.reading import ExamsView
from ui.pregnancy.exams.words import choice_words, exam_words, source_words
from ui.pregnancy.section import RecordHost
from ui.texts import chosen_language, tr, tr_count
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, hairline
from ui.widgets.toggles import CheckBox
from ui.widgets.turning import Turning

_NOT_ASKED_FOR = frozenset({"bhcg"})
"""The blood test of the pregnancy-test flow: in an open pregnancy nobody asks for it as a matter of course."""


class RequestForm(QWidget):
    """`done(count)` after asking; `leave()` goes back."""

    def __init__(
        self, host: RecordHost, view: ExamsView, done: Callable[[int], object], leave: Callable[[], object]
    ) -> None:
        super().__init__()
        self._host = host
        self._view = view
        self._done = done
        today = host.view.today
        age = host.view.pregnancy.gestational_age
        now = set_at(age.weeks if age else None, exam_sets().values())
        options = [(one.code, one.label.in_language(chosen_language())) for one in exam_sets().values()]
        self.sets = ChoiceChips(options, name=tr("exams.set"), optional=True)
        self.sets.setObjectName("exam_sets")
        self.boxes: dict[str, CheckBox] = {}
        self._source = Text("", "small", wrap=True)
        self._conditions = Text("", "small", wrap=True)
        self.due = DateField(today=today, earliest=today)
        self.due.setObjectName("due_on")
        self.due_field = Field(tr("exams.due_on"), self.due, hint=tr("exams.due_on_hint"))
        self.banner = Banner()
        self.ask_button = PrimaryButton("", on_press=self.ask)
        self._build(leave)
        self.sets.changed.connect(self._choose)
        if now is not None:
            self.sets.set_value(now.code)
        self._choose(now.code if now else None)

    def chosen(self) -> tuple[str, ...]:
        """The exams that are ticked, in the order of the catalogue."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())

    def first_focus(self) -> QWidget:
        """The sets."""
        return self.sets

    def ask(self) -> None:
        """Ask for what is ticked."""
        problem = self.due.problem()
        self.due_field.set_error(problem)
        codes = self.chosen()
        if problem:
            self.due.setFocus()
            return
        if not codes:
            self.banner.show_message("warn", tr("exams.nothing_ticked"))
            return
        station, session = self._host.context.station, self._host.context.session
        pregnancy_id, due_on = self._host.view.pregnancy.id, self.due.day()
        self.ask_button.setEnabled(False)
        Op(self, lambda: station.exams.request_all(session, pregnancy_id, codes, due_on)).on_success(
            lambda asked: self._done(len(asked))
        ).on_failure(self._refused).start()

    def _refused(self, error: Exception) -> None:
        self.ask_button.setEnabled(True)
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)

    def _choose(self, code: object) -> None:
        """Tick what is still wanted of a set; another set, other ticks."""
        chosen = exam_sets().get(str(code)) if code else None
        wanted = self._view.wanted(chosen) if chosen else ()
        inside = {item.code for item in chosen.items} if chosen else set()
        for name, box in self.boxes.items():
            box.setChecked(name in wanted)
            self._others.removeWidget(box)
            self._of_set.removeWidget(box)
            (self._of_set if name in inside else self._others).addWidget(box)
        self._set_words.setVisible(bool(inside))
        in_reading_order([self.sets, *(self.boxes[one] for one in inside_first(inside)), self.due, self.ask_button])
        self._source.setText(source_words(chosen.source) if chosen else tr("exams.set_none"))
        self._conditions.setText("\n".join(self._condition_lines(chosen)) if chosen else "")
        self._conditions.setVisible(bool(self._conditions.text()))
        self._count()

    def _condition_lines(self, chosen: ExamSet) -> list[str]:
        """What was left open because another exam has no result yet, and what was not ticked because it is there."""
        latest: Mapping[str, object] = {one.code: one.value for one in self._view.results if one.is_current}
        waiting = {one.code for one in self._view.waiting}
        lines = _open_conditions(one for one in chosen.items if one.fits(latest) is None and one.code not in waiting)
        wanted = self._view.wanted(chosen)
        there = [item.code for item in chosen.items if item.fits(latest) and item.code not in (*wanted, *waiting)]
        asked = [item.code for item in chosen.items if item.code in waiting]
        for key, codes in (("exams.set_there", there), ("exams.set_asked", asked)):
            if codes:
                lines.append(tr(key, exams=", ".join(exam_words(code) for code in codes)))
        return lines

    def _count(self) -> None:
        self.ask_button.set_text(tr_count("exams.ask", len(self.chosen())))
        self.banner.hide()

    def _build(self, leave: Callable[[], object]) -> None:
        content = QWidget()
        body = column(content, gap=4, margin=5)
        body.addWidget(Text(tr("exams.request_title"), "heading"))
        body.addWidget(self.sets)
        body.addWidget(self._source)
        body.addWidget(self._conditions)
        self._set_words = Text(tr("exams.in_set"), "label")
        holders = QWidget(), QWidget()
        self._of_set, self._others = (ColumnFlow(holder) for holder in holders)
        for code in asked_for():
            box = CheckBox(exam_words(code))
            box.setObjectName(f"ask_{code}")
            box.changed.connect(lambda _on: self._count())
            self.boxes[code] = box
            self._others.addWidget(box)
        for words, holder in zip((self._set_words, Text(tr("exams.not_in_set"), "label")), holders, strict=True):
            body.addWidget(words)
            body.addWidget(holder)
        body.addStretch(1)
        layout = column(self, gap=0)
        layout.addWidget(Scroll(content), 1)
        layout.addWidget(hairline())
        foot = column(gap=2, margin=3, sides=5)
        foot.addWidget(self.banner)
        buttons = Turning(gap=3)
        below = Qt.AlignmentFlag.AlignVCenter
        buttons.line.addWidget(self.due_field)
        buttons.line.addWidget(self.ask_button, 0, below)
        buttons.line.addWidget(SecondaryButton(tr("exams.back"), on_press=leave), 0, below)
        buttons.line.addStretch(1)
        foot.addWidget(buttons)
        layout.addLayout(foot)


def _open_conditions(items: Iterable[SetItem]) -> list[str]:
    """One line for everything that hangs on the same answer."""
    by_condition: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for item in items:
        by_condition.setdefault((item.only_if, item.values), []).append(exam_words(item.code))
    return [
        tr(
            "exams.set_only_if",
            exams=", ".join(names),
            other=exam_words(other),
            values=", ".join(choice_words(value) for value in values),
        )
        for (other, values), names in by_condition.items()
    ]


def asked_for() -> list[str]:
    """What can be asked for, in the order of the catalogue: laboratory, ultrasound, physical."""
    order = (ExamKind.LABORATORY, ExamKind.ULTRASOUND, ExamKind.PHYSICAL)
    codes = [code for code in exams() if code not in _NOT_ASKED_FOR]
    return sorted(codes, key=lambda code: order.index(exams()[code].kind))


def inside_first(inside: set[str]) -> list[str]:
    """The exams of a set, then all others: as they stand on the screen."""
    return sorted(asked_for(), key=lambda code: code not in inside)
