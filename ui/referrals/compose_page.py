"""Encaminhar: what must be there, what is written, a last look, and where it stands after sending."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.clinic.pregnancies.model import NewObservation
from app.clinic.problems import InputError
from app.clinic.referral.model import Course, Priority
from app.clinic.referral.service import DRAFT
from app.security.roles import Action
from ui.administration.states import States
from ui.administration.tab_order import in_reading_order
from ui.bridge import Latest, Op
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.pregnancy.cover_page import CoverPage
from ui.pregnancy.dating.page import DatingPage
from ui.pregnancy.section import RecordHost
from ui.referrals.checklist import COUNT, Checklist
from ui.referrals.compose_reading import Prepared, read_prepared, suggested_reason
from ui.referrals.form import ReferralFields
from ui.referrals.review import Review, SentCard
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton
from ui.widgets.cards import Card
from ui.widgets.layouts import column, row


class ComposePage(CoverPage):
    """Lies over the record. What was typed is kept as a draft, so that it may be left for what is missing."""

    HELP = "referrals-compose"
    """The topic of the help."""

    def __init__(self, host: RecordHost) -> None:
        super().__init__(tr("compose.title", name=host.view.person.shown_name), self._leave_page)
        self._host, self._context = host, host.context
        self._latest = Latest(self)
        self._sent: Course | None = None
        self.prepared: Prepared | None = None
        self.review: Review | None = None
        self.form: ReferralFields | None = None
        self.states = States(lines=8)
        self._full = QWidget()
        self._parts = column(self._full, gap=4)
        may = self._context.may(Action.RECORD_OBSERVATION)
        self.checklist = Checklist(self._go, self._note_count, may=may)
        self.under_way = Banner(action_below=True)
        self.on = PrimaryButton(tr("compose.review"), icon_name="arrow-right", on_press=self.show_review)
        self.on.setObjectName("review_referral")
        self.keeper = DraftKeeper(self, self._context, DRAFT, host.view.pregnancy.id, self._draft)
        self.body.addWidget(self.states)
        self.body.addWidget(self._full)
        self.body.addStretch(1)
        self._full.hide()
        self._build()
        self.refresh()

    def refresh(self) -> None:
        """Read what is there and what is missing."""
        if self._full.isHidden():
            self.states.show_loading()
        self._latest.ask(read_prepared(self._host, self._priority()), self._show, self._cannot_read)

    def step_back(self) -> bool:
        """Out of the last look back to the form; False when the page is to be left."""
        if self._sent is not None:
            self._leave_page()
            return True
        self.keeper.flush()
        if self.review is not None:
            self._back_to_form()
            return True
        return False

    def show_review(self) -> None:
        """A last look before it leaves; what is missing is reached instead."""
        prepared, form = self.prepared, self.form
        if prepared is None or form is None:
            return
        if prepared.readiness.problems:
            self.banner.show_message("warn", tr("compose.still_missing"))
            first = self.checklist.first_missing()
            if first is not None:
                first.setFocus()
            return
        if not form.check():
            return
        self.banner.hide()
        self.keeper.flush()
        self.review = Review(
            form.new_referral(), form.new_hospital(), prepared, self._host, self.send, self._back_to_form
        )
        self._full.hide()
        self.body.insertWidget(1, self.review)
        self.area.verticalScrollBar().setValue(0)
        self.review.send_button.setFocus()

    def send(self) -> None:
        """Refer."""
        form, review = self.form, self.review
        if form is None or review is None or not review.send_button.isEnabled():
            return
        review.send_button.setEnabled(False)
        self.keeper.end()
        station, session, pregnancy_id = self._context.station, self._context.session, self._host.view.pregnancy.id
        new, hospital = form.new_referral(), form.new_hospital()

        def call() -> Course:
            if hospital is not None:
                station.referral_directory.name_hospital(session, hospital)
            return station.referrals.send(session, pregnancy_id, new)

        Op(self, call).on_success(self._show_sent).on_failure(self._refused).start()

    # what is shown

    def _build(self) -> None:
        self._parts.addWidget(self.under_way)
        card = Card(margin=4)
        card.body.addWidget(self.checklist)
        self._parts.addWidget(card)
        self._place = column(gap=0)
        self._parts.addLayout(self._place)
        buttons = row(gap=2)
        buttons.addWidget(self.on)
        buttons.addStretch(1)
        self._parts.addLayout(buttons)

    def _show(self, prepared: Prepared) -> None:
        first, self.prepared = self.prepared is None, prepared
        if first:
            self._make_form(prepared)
        waits = self._priority() is not Priority.EMERGENCY
        self.checklist.show_problems(prepared.readiness.problems, waits=waits)
        self._show_under_way(prepared)
        self.states.hide()
        self._full.show()
        if self.form is not None:
            in_reading_order([self.back, self.under_way, self.checklist, self.form, self.on])
        if first and self.form is not None:
            missing = self.checklist.first_missing()
            (missing or self.form.priority).setFocus()

    def _make_form(self, prepared: Prepared) -> None:
        cnes = self._host.view.profile.cnes
        form = ReferralFields(prepared.hospitals, cnes, suggested_reason(self._host))
        self.form = form
        if prepared.draft is not None:
            form.take_draft(prepared.draft.content)
            at = show_instant(prepared.draft.saved_at, self._host.view.profile.time_zone)
            self.banner.show_message("info", tr("compose.draft_back", at=at))
            if form.chosen_priority() is Priority.EMERGENCY:
                self.refresh()
        form.changed.connect(self.keeper.touch)
        form.priority_changed.connect(self.refresh)
        self._place.addWidget(form)

    def _show_under_way(self, prepared: Prepared) -> None:
        one = prepared.readiness.under_way
        self.on.setEnabled(one is None)
        if one is None:
            self.under_way.hide()
            return
        go = partial(self._context.navigate, "referrals", one.referral.id)
        words, next_step = tr("compose.under_way"), tr("compose.under_way_next")
        self.under_way.show_message("info", words, next_step, action=(tr("compose.open_it"), go), closable=False)

    def _cannot_read(self, error: Exception) -> None:
        self._full.hide()
        self.states.show()
        self.states.show_wrong(words_of(error).together, self.refresh)

    def _back_to_form(self) -> None:
        if self.review is not None:
            self.body.removeWidget(self.review)
            self.review.hide()
            self.review.deleteLater()
            self.review = None
        self._full.show()
        self.on.setFocus()

    def _refused(self, error: Exception) -> None:
        self.keeper.resume()
        self._back_to_form()
        if isinstance(error, InputError):
            problems = error.problems
            at_field = self.form is not None and self.form.complain(problems)
            if at_field:
                return
            self.refresh()
        self.show_error(error)

    def _show_sent(self, course: Course) -> None:
        self._sent = course
        review, self.review = self.review, None
        if review is not None:
            self.body.removeWidget(review)
            review.hide()
            review.deleteLater()
        self.banner.hide()
        self.title.setText(tr("compose.sent_title"))
        self.setAccessibleName(tr("compose.sent_title"))
        card = SentCard(course, self._leave_page, partial(self._context.navigate, "referrals", course.referral.id))
        self.body.insertWidget(1, card)
        card.on.setFocus()
        card.say_it()

    # leaving

    def _leave_page(self) -> None:
        if self._sent is not None:
            # Read anew as a whole: what the answer keeps waiting is no longer offered anywhere in it.
            self._context.navigate("pregnancy", self._host.view.pregnancy.id)
            return
        self.keeper.flush()
        self._host.stored()
        self._host.uncover()

    def _go(self, thing: str) -> None:
        """To where it is entered; the record says above its parts that a referral is being written."""
        self.keeper.flush()
        self._host.preparing = True
        host = self._host
        self._host.stored()
        self._host.uncover()
        if thing == "lmp":
            host.cover(DatingPage(host))
        elif thing == "assessment":
            host.go_to("classification", "")
        else:
            host.go_to("exams", "record")

    def _note_count(self, number: int) -> None:
        pregnancies, session = self._context.station.pregnancies, self._context.session
        note = [NewObservation(COUNT, number)]
        call = partial(pregnancies.record, session, self._host.view.pregnancy.id, note)
        Op(self, call).on_success(lambda _done: self.refresh()).on_failure(self.show_error).start()

    def _priority(self) -> Priority:
        return self.form.chosen_priority() if self.form is not None else Priority.ELECTIVE

    def _draft(self) -> dict[str, Any] | None:
        return self.form.to_draft() if self.form is not None else None
