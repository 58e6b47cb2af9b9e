"""Gestational age and due date: what they stand on, every other estimate, and choosing another with a reason."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.dating import due_date, gestational_age
from app.clinic.prenatal.dating_service import Dating
from app.clinic.prenatal.estimates import Estimate, Method, dating_rules
from app.kernel.clock import local_date
from app.security.roles import Action
from ui.administration.states import States
from ui.bridge import Latest, Op
from ui.corrections.strike_out import StrikeOutForm
from ui.errors import words_of
from ui.pregnancy.cover_page import CoverPage
from ui.pregnancy.dating.choose import ChooseSheet
from ui.pregnancy.dating.form import EstimateForm, Told
from ui.pregnancy.dating.words import in_use_words, told_words
from ui.pregnancy.section import RecordHost
from ui.pregnancy.words import gestational_words
from ui.texts import chosen_language, tr, tr_count
from ui.texts.formats import show_date
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.cards import Card, Section
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, hairline, row


class DatingPage(CoverPage):
    """Lies over the record; `host.stored()` after every change, so that all dates follow at once."""

    HELP = "pregnancy-dating"
    """The topic of the help."""

    def __init__(self, host: RecordHost) -> None:
        super().__init__(tr("dating.title"), host.uncover)
        self._host = host
        self._context = host.context
        self._latest = Latest(self)
        self._may = self._context.may(Action.RECORD_OBSERVATION) and host.view.goes_on and not host.view.locked
        self.form: EstimateForm | None = None
        self.states = States(lines=6)
        self.add_button = PrimaryButton(tr("dating.add"), icon_name="plus", on_press=self.open_form)
        self.add_button.setObjectName("add_estimate")
        self.add_action(self.add_button)
        self.add_button.setVisible(False)
        # Not inside the states: a stack of pages does not grow with what is said below a field.
        self._full = QWidget()
        self._parts = column(self._full, gap=4)
        self.body.addWidget(self.states)
        self.body.addWidget(self._full)
        self.body.addStretch(1)
        self._full.hide()
        self.refresh()

    def refresh(self) -> None:
        """Read every estimate again."""
        if self._full.isHidden():
            self.states.show_loading()
        station, session, pregnancy_id = self._context.station, self._context.session, self._host.view.pregnancy.id
        read = partial(station.dating.dating, session, pregnancy_id)
        self._latest.ask(read, self._show, self._cannot_read)

    def open_form(self, wrong: Estimate | None = None) -> None:
        """Add an estimate, or correct one."""
        in_use = self._dating.in_use is not None
        self.form = EstimateForm(
            self._host.view.today, partial(self._store, wrong), self._close_form, wrong=wrong, in_use=in_use
        )
        clear(self._place)
        title = tr("dating.correct_title", told=told_words(wrong)) if wrong else tr("dating.add_title")
        card = Card()
        card.body.addWidget(Text(title, "heading", wrap=True))
        card.body.addWidget(self.form)
        self._place.addWidget(card)
        self.add_button.hide()
        self.area.verticalScrollBar().setValue(0)
        first = {Method.EXACT: "day", Method.PART_OF_MONTH: "part", Method.ULTRASOUND: "scan_day"}
        self.form.fields[first[Method(str(self.form.method.value()))]].setFocus()

    def choose(self, estimate: Estimate) -> None:
        """Let the dates follow another estimate, with a reason."""
        station, session, pregnancy_id = self._context.station, self._context.session, self._host.view.pregnancy.id

        def call(reason: str) -> object:
            return station.dating.choose(session, pregnancy_id, estimate.id, reason)

        ChooseSheet(self, estimate, self._host.view.today, call, self._stored)

    def strike(self, estimate: Estimate) -> None:
        """Strike a wrong estimate out."""
        station, session = self._context.station, self._context.session

        def call(reason: str) -> object:
            if estimate.method is Method.EXACT:
                return station.pregnancies.correct(session, estimate.id, None, reason)
            return station.dating.correct(session, estimate.id, None, reason)

        StrikeOutForm(self, told_words(estimate), call, self._stored)

    def _store(self, wrong: Estimate | None, told: Told) -> None:
        station, session, pregnancy_id = self._context.station, self._context.session, self._host.view.pregnancy.id

        def write() -> object:
            if wrong is None:
                first = self._dating.in_use is None
                # A first last period is used by itself; anything else only where somebody says so.
                by_itself = first and not self._dating.choices and isinstance(told.estimate, date)
                reason = told.reason or tr("dating.reason_only_one")
                because = None if by_itself or not (told.use or first) else reason
                return station.dating.add(
                    session, pregnancy_id, told.estimate, choose_because=because, confirmed=told.confirmed
                )
            if wrong.method is Method.EXACT:
                day = told.estimate.isoformat() if isinstance(told.estimate, date) else None
                return station.pregnancies.correct(session, wrong.id, day, told.reason, confirmed=told.confirmed)
            return station.dating.correct(session, wrong.id, told.estimate, told.reason, confirmed=told.confirmed)

        form = self.form
        assert form is not None
        Op(self, write).on_success(lambda _done: self._stored()).on_failure(form.refuse).start()

    def _stored(self) -> None:
        self._host.stored()
        self.refresh()

    def _close_form(self) -> None:
        self.form = None
        clear(self._place)
        self.add_button.setVisible(self._may)
        self.add_button.setFocus()

    # what is shown

    def _cannot_read(self, error: Exception) -> None:
        self._full.hide()
        self.states.show()
        self.states.show_wrong(words_of(error).together, self.refresh)

    def _show(self, dating: Dating) -> None:
        self._dating = dating
        self.form = None
        clear(self._parts)
        self.add_button.setVisible(self._may)
        holder = QWidget()
        self._place = column(holder, gap=0)
        # The form stands first: on a small screen it would else be opened out of sight.
        self._parts.addWidget(holder)
        self._parts.addWidget(self._in_use(dating))
        if dating.suggestion is not None:
            self._add_suggestion(dating)
        if dating.estimates:
            self._parts.addWidget(self._all(dating))
        self.states.hide()
        self._full.show()
        if not dating.estimates and self._may:
            self.open_form()

    def _in_use(self, dating: Dating) -> QWidget:
        card, in_use = Card(gap=2), dating.in_use
        if in_use is None:
            card.body.addWidget(Text(tr("dating.none_in_use"), "heading", wrap=True))
            next_step = "dating.choose_one" if dating.estimates else "dating.tell_first"
            card.body.addWidget(Text(tr(next_step), "muted", wrap=True))
            return card
        age = gestational_age(in_use.estimate.lmp, self._host.view.today)
        figures = row(gap=6)
        for label, words in (
            (tr("dating.age_today"), gestational_words(age)),
            (tr("dating.due"), show_date(in_use.estimate.due_date)),
        ):
            pair = column(gap=0)
            pair.addWidget(Text(label, "label"))
            pair.addWidget(Text(words, "display"))
            figures.addLayout(pair)
        figures.addStretch(1)
        card.body.addLayout(figures)
        card.body.addWidget(Text(told_words(in_use.estimate), "strong", wrap=True))
        card.body.addWidget(Text(in_use_words(in_use, self._zone()), "muted", wrap=True))
        return card

    def _add_suggestion(self, dating: Dating) -> None:
        found = dating.suggestion
        assert found is not None
        scan = next(one for one in dating.estimates if one.id == found.estimate_id)
        days = tr_count("dating.difference", abs(found.difference_days))
        key = "dating.suggest_younger" if found.difference_days > 0 else "dating.suggest_older"
        source = dating_rules().head.sources[found.source].label.in_language(chosen_language())
        body = tr("dating.suggest_next", threshold=found.threshold_days, source=source)
        banner = Banner()
        action = (tr("dating.use_scan"), partial(self.choose, scan)) if self._may else None
        self._parts.addWidget(banner)
        banner.show_message("warn", tr(key, days=days), body, action=action, closable=False)

    def _all(self, dating: Dating) -> QWidget:
        section = Section(tr_count("dating.estimates", len(dating.estimates)))
        section.body.setSpacing(0)
        used = dating.in_use.estimate.id if dating.in_use else ""
        for one in dating.estimates:
            section.body.addWidget(hairline())
            section.body.addWidget(self._line(one, is_used=one.id == used))
        if dating.choices:
            section.body.addWidget(hairline())
            section.body.addWidget(Text(tr("dating.choices"), "label"))
        by_id = {one.id: told_words(one) for one in dating.estimates}
        for choice in dating.choices:
            what = by_id.get(choice.estimate_id or "", tr("dating.none_chosen"))
            at = show_date(local_date(choice.at, self._zone()))
            words = tr("dating.choice", what=what, name=choice.by, date=at, reason=choice.reason)
            section.body.addWidget(Text(words, "small", wrap=True))
        return section

    def _line(self, one: Estimate, *, is_used: bool) -> QWidget:
        holder = QWidget()
        line = row(holder, gap=3, margin=2, sides=0)
        words = column(gap=0)
        age = gestational_age(one.lmp, self._host.view.today)
        words.addWidget(Text(told_words(one), "strong", wrap=True))
        dates = tr("dating.follows", age=gestational_words(age), date=show_date(due_date(one.lmp)))
        at = show_date(local_date(one.recorded_at, self._zone()))
        words.addWidget(Text(f"{dates} · {tr('dating.recorded', name=one.by, date=at)}", "small", wrap=True))
        line.addLayout(words, 1)
        if is_used:
            line.addWidget(Text(tr("dating.in_use"), "accent"), 0, Qt.AlignmentFlag.AlignVCenter)
        if self._may:
            for button in self._buttons(one, is_used=is_used):
                button.setAccessibleName(f"{button.text()}: {told_words(one)}")
                line.addWidget(button)
        return holder

    def _buttons(self, one: Estimate, *, is_used: bool) -> list[QuietButton]:
        use = QuietButton(tr("dating.use"), icon_name="check", on_press=partial(self.choose, one))
        correct = QuietButton(tr("pregnancy.correct"), icon_name="pencil", on_press=partial(self.open_form, one))
        strike = QuietButton(tr("corrections.strike_verb"), icon_name="x", on_press=partial(self.strike, one))
        return [correct, strike] if is_used else [use, correct, strike]

    def _zone(self) -> str:
        return self._host.view.profile.time_zone
