"""Writing down results: everything that waits, in one form with one day; what stays empty goes on waiting."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.clinic.dating import gestational_age
from app.clinic.prenatal.estimates import Scan
from app.clinic.prenatal.exam_catalogue import Exam, exam, exams
from app.clinic.prenatal.exams_service import DRAFT, Request, Result
from app.clinic.problems import InputError
from ui.administration.tab_order import in_reading_order
from ui.bridge import Latest, Op
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.pregnancy.exams.result_line import ResultLine
from ui.pregnancy.exams.scan_age import ScanAge
from ui.pregnancy.exams.words import exam_words
from ui.pregnancy.section import RecordHost
from ui.pregnancy.words import gestational_words
from ui.texts import tr, tr_count
from ui.texts.formats import show_date
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, hairline, row
from ui.widgets.picker import Picker

SCANNED = "ultrasound_report"


class ResultForm(QWidget):
    """`done(results, estimated)` after saving; `leave()` goes back with the draft kept. `only`: one exam alone.

    One line for each exam: of two requests for the same one the older is answered first.
    """

    def __init__(
        self,
        host: RecordHost,
        waiting: Sequence[Request],
        done: Callable[[tuple[Result, ...], bool], object],
        leave: Callable[[], object],
        *,
        only: str = "",
    ) -> None:
        super().__init__()
        self._host = host
        self._waiting: dict[str, Request] = {}
        for one in waiting:
            self._waiting.setdefault(one.code, one)
        self._done = done
        today = host.view.today
        self.lines: list[ResultLine] = []
        self.day = DateField(today=today, latest=today)
        self.day.setObjectName("taken_on")
        self.day.set_day(today)
        self.day_field = Field(tr("exams.taken_on"), self.day)
        self._age = Text("", "strong")
        self.other = Picker(_offered(), name=tr("exams.add_other"))
        self.other.setObjectName("other_exam")
        self.scan = ScanAge()
        self.banner = Banner()
        self.save_button = PrimaryButton(tr("exams.save_results"), on_press=self.save)
        self.keeper = DraftKeeper(self, host.context, DRAFT, host.view.pregnancy.id, self._draft)
        self._build(leave)
        for code in [only] if only else self._waiting:
            self.add(code)
        self._listen()
        self._show_age()
        Latest(self).ask(self.keeper.get, self._offer, lambda _error: None)

    def add(self, code: str) -> ResultLine:
        """One more exam, or the line that it already has."""
        found = next((one for one in self.lines if one.exam.code == code), None)
        return found or self._add(exam(code), self._waiting.get(code))

    def unsaved(self) -> bool:
        """Whether anything was typed."""
        return any(not one.is_empty() for one in self.lines) or self.scan.is_filled()

    def first_focus(self) -> QWidget:
        """The first result, or which exam it is."""
        return self.lines[0] if self.lines else self.other

    def save(self) -> None:
        """Keep what was typed, unless something is wrong: the first wrong field gets the focus."""
        filled = [one for one in self.lines if not one.is_empty()]
        day = self._checked_day()
        wrong: list[QWidget] = [one for one in filled if one.show_problem()]
        if self.scan.isVisibleTo(self) and self.scan.show_problem():
            wrong.append(self.scan)
        if day is None:
            self.day.setFocus()
            return
        if wrong:
            wrong[0].setFocus()
            return
        if not filled and not self.scan.is_filled():
            self.banner.show_message("warn", tr("exams.nothing_typed"))
            self.first_focus().setFocus()
            return
        self._store(filled, day)

    # storing

    def _store(self, filled: Sequence[ResultLine], day: date) -> None:
        station, session = self._host.context.station, self._host.context.session
        pregnancy_id, news = self._host.view.pregnancy.id, [one.result(day) for one in filled]
        scan = self.scan.scan(day) if self.scan.isVisibleTo(self) else None

        def write() -> tuple[Result, ...]:
            found = station.exams.record_all(session, pregnancy_id, news) if news else ()
            if scan is not None:
                station.dating.add(session, pregnancy_id, scan)
            return found

        self.save_button.setEnabled(False)
        self.keeper.end()
        Op(self, write).on_success(lambda found: self._stored(found, scan)).on_failure(self._refused).start()

    def _stored(self, found: tuple[Result, ...], scan: Scan | None) -> None:
        if not found:
            self.keeper.drop()
        self._done(found, scan is not None)

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.keeper.resume()
        if isinstance(error, InputError):
            for one in self.lines:
                said = next((each for each in error.problems if each.field == one.exam.code), None)
                one.field.set_error(tr(said.code, **said.values) if said else None)
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)

    def _checked_day(self) -> date | None:
        problem = self.day.problem() or (None if self.day.day() else tr("common.expected_text"))
        self.day_field.set_error(problem)
        return None if problem else self.day.day()

    # drafts

    def _draft(self) -> dict[str, Any] | None:
        values = {one.exam.code: one.text() for one in self.lines if not one.is_empty()}
        return {"day": self.day.value(), "values": values} if values else None

    def _offer(self, draft: object) -> None:
        """Put back what was being typed when the form was left."""
        content = getattr(draft, "content", None)
        values = content.get("values") if isinstance(content, dict) else None
        if not isinstance(values, dict) or self.unsaved():
            return
        self.day.setText(str(content.get("day", "")) if isinstance(content, dict) else "")
        for code, text in values.items():
            if code in exams():
                self.add(code).set_text(str(text))
        self.banner.show_message("info", tr("exams.draft_back"))

    # building

    def _build(self, leave: Callable[[], object]) -> None:
        content = QWidget()
        body = column(content, gap=4, margin=5)
        body.addWidget(Text(tr("exams.results_title"), "heading"))
        when = row(gap=4)
        when.addWidget(self.day_field)
        when.addWidget(self._age)
        when.addStretch(1)
        body.addLayout(when)
        body.addWidget(hairline())
        self._lines = column(gap=4)
        body.addLayout(self._lines)
        body.addWidget(self.scan)
        self.scan.hide()
        body.addWidget(Field(tr("exams.add_other"), self.other, hint=tr("exams.add_other_hint")))
        body.addStretch(1)
        layout = column(self, gap=0)
        layout.addWidget(Scroll(content), 1)
        layout.addWidget(hairline())
        foot = column(gap=2, margin=3, sides=5)
        foot.addWidget(self.banner)
        buttons = row(gap=2)
        buttons.addWidget(self.save_button)
        buttons.addWidget(SecondaryButton(tr("exams.back"), on_press=leave))
        buttons.addStretch(1)
        foot.addLayout(buttons)
        layout.addLayout(foot)

    def _listen(self) -> None:
        self.day.day_changed.connect(lambda _day: self._show_age())
        self.other.editingFinished.connect(self._take_other)
        completer = self.other.completer()
        if completer is not None:
            completer.activated.connect(lambda *_: QTimer.singleShot(0, self, self._take_other))

    def _take_other(self) -> None:
        code = self.other.value()
        if code is not None:
            self.other.clear()
            self.add(code).setFocus()

    def _add(self, what: Exam, asked: Request | None) -> ResultLine:
        note = tr("exams.asked_on", date=show_date(asked.requested_on)) if asked else ""
        line = ResultLine(what, asked.id if asked else None, self._week(), note=note)
        line.changed.connect(self.keeper.touch)
        line.removed.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._lines.addWidget(line)
        self._order()
        self.scan.setVisible(any(one.exam.code == SCANNED for one in self.lines))
        return line

    def _remove(self, line: ResultLine) -> None:
        self.lines.remove(line)
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.scan.setVisible(any(one.exam.code == SCANNED for one in self.lines))
        self.first_focus().setFocus()
        self.keeper.touch()

    def _order(self) -> None:
        """Lines added later stand before what follows them for the Tab key too."""
        in_reading_order([self.day_field, *self.lines, self.scan, self.other, self.save_button])

    def _week(self) -> int | None:
        lmp, day = self._host.view.pregnancy.lmp, self.day.day()
        age = gestational_age(lmp, day) if lmp and day else None
        return age.weeks if age else None

    def _show_age(self) -> None:
        lmp, day = self._host.view.pregnancy.lmp, self.day.day()
        age = gestational_age(lmp, day) if lmp and day else None
        self._age.setText(gestational_words(age) if age else "")
        for one in self.lines:
            one.set_week(self._week())
        self.keeper.touch()


def _offered() -> list[tuple[str, str]]:
    return sorted(((code, exam_words(code)) for code in exams()), key=lambda one: one[1].casefold())


def stored_words(found: Sequence[Result], *, estimated: bool) -> str:
    """What was kept, in one sentence."""
    said = tr_count("exams.stored", len(found)) if found else ""
    return " ".join(part for part in (said, tr("exams.estimate_added") if estimated else "") if part)
