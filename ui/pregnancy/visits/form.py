"""A visit: when and by whom, what was measured, complaints, conduct, and the day agreed for the next one."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.planner import days_after
from app.clinic.prenatal.schedules import Professional, Schedule
from app.clinic.prenatal.visits_service import NewVisit, Visit
from app.clinic.problems import InputError
from app.kernel.errors import KnownError
from app.security.roles import Role
from ui.bridge import Op
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.pregnancy.section import RecordHost
from ui.pregnancy.visits.measures import Measures
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.reason_input import ReasonInput
from ui.widgets.text_fields import LongTextField

DRAFT = "visit"
_REASONS = ("typing", "other_day", "other_person")
_LATEST_NEXT = timedelta(days=120)


class VisitForm(QWidget):
    """`saved` once it is on disk, `left` when somebody goes back. `wrong`: the visit to correct (its words and day;
    measures are corrected by themselves). `needs_asking()` True stops saving a visit of today."""

    saved = Signal()
    left = Signal()

    def __init__(self, host: RecordHost, schedule: Schedule, wrong: Visit | None = None) -> None:
        super().__init__()
        self._host, self._schedule, self._wrong = host, schedule, wrong
        self._context, view = host.context, host.view
        self._confirmed: frozenset[str] = frozenset()
        station = self._context.station
        self.day = DateField(today=view.today, latest=view.today)
        self.day.setObjectName("visit_day")
        self.who = ChoiceChips(
            [(one, tr(f"prenatal.professional_{one.value}")) for one in Professional],
            name=tr("visits.column_who"),
            optional=False,
        )
        rule = station.danger_signs.pressure_rule()
        self.measures = Measures(rule, station.clock, of_child=view.goes_on, gave_birth=view.gave_birth)
        self.complaints, self.note = LongTextField(), LongTextField()
        self.next_on = DateField(today=view.today, earliest=view.today, latest=view.today + _LATEST_NEXT)
        self.reason = ReasonInput([tr(f"visits.reason_{one}") for one in _REASONS])
        self.banner = Banner()
        self.save_button = PrimaryButton(
            tr("visits.correct_save" if wrong else "visits.save"), icon_name="save", on_press=self.save
        )
        self.save_button.setObjectName("save_visit")
        self.fields: dict[str, Field] = {}
        self.needs_asking: Callable[[], bool] = lambda: False
        self.keeper = DraftKeeper(self, self._context, DRAFT, view.pregnancy.id, self._draft)
        self._build()
        self._begin()

    def first_focus(self) -> QWidget:
        """Where the keyboard begins: the first measure, or the day of a visit that is corrected."""
        return self.day if self._wrong is not None else self.measures.numbers["weight_kg"]

    def is_of_today(self) -> bool:
        """Whether the visit takes place now, so that the danger signs must have been asked."""
        return self._wrong is None and self.day.day() == self._host.view.today

    def unsaved(self) -> bool:
        """Whether anything is typed that no visit holds."""
        return self._wrong is None and self._draft() is not None

    def save(self) -> None:
        """Store the visit with everything that was measured, or the correction of one."""
        if not self._is_complete():
            return
        if self.is_of_today() and self.needs_asking():
            self.banner.show_message("warn", tr("visits.ask_first"))
            return
        new, station, session = self._told(), self._context.station, self._context.session
        wrong, reason, pregnancy_id = self._wrong, self.reason.value(), self._host.view.pregnancy.id
        confirmed = self._confirmed

        def write() -> object:
            if wrong is None:
                return station.visits.record(session, pregnancy_id, new, confirmed=confirmed, draft_kind=DRAFT)
            return station.visits.correct(session, wrong.id, new, reason)

        self.save_button.setEnabled(False)
        self.keeper.end()
        Op(self, write).on_success(lambda _done: self.saved.emit()).on_failure(self._refused).start()

    # building

    def _build(self) -> None:
        layout = column(self, gap=4)
        if self._wrong is not None:
            words = tr("visits.correcting", date=show_date(self._wrong.day))
            layout.addWidget(Text(words, "heading", wrap=True))
        layout.addLayout(self._line(("day", "visits.day", self.day), ("who", "visits.column_who", self.who)))
        layout.addWidget(self.measures)
        texts = row(gap=5)
        for name, control in (("complaints", self.complaints), ("note", self.note)):
            self.fields[name] = Field(tr(f"visits.{name}"), control)
            texts.addWidget(self.fields[name], 1)
        layout.addLayout(texts)
        layout.addLayout(self._line(("next_on", "visits.next_on", self.next_on)))
        if self._wrong is not None:
            self.fields["reason"] = Field(tr("corrections.reason"), self.reason, required=True)
            layout.addWidget(self.fields["reason"])
            for code in self.measures.numbers:
                self.measures.fields[code].hide()
        layout.addWidget(self.banner)
        buttons = row(gap=2)
        buttons.addWidget(self.save_button)
        buttons.addWidget(SecondaryButton(tr("common.cancel"), on_press=self.left.emit))
        if self._wrong is None:
            self.drop_button = QuietButton(tr("visits.drop"), on_press=self._drop)
            buttons.addWidget(self.drop_button)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(1)

    def _line(self, *parts: tuple[str, str, QWidget]) -> FlowLayout:
        line = FlowLayout(gap=5)
        for name, key, control in parts:
            self.fields[name] = Field(tr(key), control)
            line.addWidget(self.fields[name])
        return line

    def _begin(self) -> None:
        wrong = self._wrong
        if wrong is None:
            is_doctor = self._context.session.role is Role.DOCTOR
            self.day.set_day(self._host.view.today)
            self.who.set_value(Professional.DOCTOR if is_doctor else Professional.NURSE)
            Op(self, self.keeper.get).on_success(self._offer).start()
        else:
            self.day.set_day(wrong.day)
            self.who.set_value(wrong.professional)
            self.complaints.set_value(wrong.complaints)
            self.note.set_value(wrong.note)
            self.measures.oedema.set_value(wrong.oedema)
            self.next_on.set_day(wrong.next_on)
            self.next_on.earliest = None
        self.day.day_changed.connect(lambda _day: self._on_day())
        self._on_day()
        for signal in (self.day.changed, self.complaints.changed, self.note.changed, self.next_on.changed):
            signal.connect(lambda _value: self._touched())
        self.measures.changed.connect(self._touched)

    def _on_day(self) -> None:
        day = self.day.day()
        after_birth = day is not None and self._host.view.after_birth(day)
        self.measures.show_shock(self._wrong is None and after_birth)
        self._show_planned()

    def _show_planned(self) -> None:
        """What the schedule says of the next visit, as a hint."""
        lmp, day = self._host.view.pregnancy.lmp, self.day.day()
        following = (
            next(days_after(self._schedule, lmp, day), None) if lmp and day and self._host.view.goes_on else None
        )
        hint = tr("visits.by_schedule", date=show_date(following)) if following else tr("visits.next_hint")
        self.fields["next_on"].set_hint(hint)

    # saving

    def _told(self) -> NewVisit:
        day, who = self.day.day(), self.who.value()
        assert day is not None
        assert isinstance(who, Professional)
        words: dict[str, Any] = {"note": self.note.value(), "complaints": self.complaints.value()}
        rest: dict[str, Any] = {"oedema": self.measures.swelling(), "next_on": self.next_on.day()}
        if self._wrong is not None:
            return NewVisit(day, who, **words, **rest)
        return NewVisit(day, who, **words, **rest, vitals=self.measures.vitals(), found=self.measures.found())

    def _is_complete(self) -> bool:
        self.banner.hide()
        day = self.day.problem() or (None if self.day.day() else tr("common.expected_text"))
        self.fields["day"].set_error(day)
        self.fields["next_on"].set_error(self.next_on.problem())
        wrong = [self.fields[name] for name in ("day", "next_on") if self.fields[name].error]
        if self._wrong is None:
            measure = self.measures.check()
            wrong[1:1] = [measure] if measure is not None else []
        elif not self.reason.value():
            self.fields["reason"].set_error(tr("corrections.reason_missing"))
            wrong.append(self.fields["reason"])
        if wrong:
            wrong[0].setFocus()
        return not wrong

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.keeper.resume()
        if isinstance(error, InputError):
            self._show_problems(error)
        elif isinstance(error, KnownError) and error.code == "prenatal.next_before_visit":
            self.fields["next_on"].set_error(words_of(error).together)
            self.fields["next_on"].setFocus()
        else:
            words = words_of(error)
            self.banner.show_message("error", words.title, words.next_step)

    def _show_problems(self, error: InputError) -> None:
        for one in error.problems:
            field = self.measures.fields.get(one.field)
            unit = self.measures.numbers[one.field].unit if one.field in self.measures.numbers else ""
            if field is not None:
                field.set_error(tr(one.code, **{**one.values, "unit": unit}))
        first = self.measures.fields.get(error.problems[0].field)
        if first is not None:
            first.setFocus()
        if all(one.confirmable for one in error.problems):
            codes = frozenset(one.code for one in error.problems)
            action = (tr("risk_form.confirm"), partial(self._confirm, codes))
            self.banner.show_message("warn", tr("visits.unlikely"), action=action, closable=False)

    def _confirm(self, codes: frozenset[str]) -> None:
        self._confirmed |= codes
        self.save()

    # the draft

    def _touched(self) -> None:
        self._confirmed = frozenset()
        if self._wrong is None:
            self.keeper.touch()

    def _draft(self) -> dict[str, Any] | None:
        words = {"complaints": self.complaints.value(), "note": self.note.value(), "next_on": self.next_on.value()}
        content = {**self.measures.to_draft(), **words}
        if self._wrong is not None or not any(content.values()):
            return None
        return {**content, "day": self.day.value(), "who": str(self.who.value() or "")}

    def _offer(self, draft: object) -> None:
        content = getattr(draft, "content", None)
        if not isinstance(content, Mapping):
            return
        self.measures.take_draft(content)
        self.complaints.set_value(str(content.get("complaints", "")))
        self.note.set_value(str(content.get("note", "")))
        self.next_on.setText(str(content.get("next_on", "")))
        self.day.setText(str(content.get("day", "")))
        if content.get("who") in [one.value for one in Professional]:
            self.who.set_value(Professional(str(content["who"])))
        self.banner.show_message("info", tr("visits.draft_back"))

    def _drop(self) -> None:
        self.keeper.drop()
        self.left.emit()
