"""Ending a pregnancy, or the outcome that was recorded and how to take it back."""

from functools import partial

from app.clinic.prenatal.outcomes import NewOutcome, Outcome
from app.security.roles import Action
from ui.bridge import Op
from ui.corrections.strike_out import StrikeOutForm
from ui.pregnancy.cover_page import CoverPage
from ui.pregnancy.outcome.form import OutcomeForm
from ui.pregnancy.section import RecordHost
from ui.texts import tr
from ui.texts.formats import show_date, show_instant
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.confirm_sheet import ask
from ui.widgets.labels import Text


class OutcomePage(CoverPage):
    """Lies over the record of one pregnancy."""

    def __init__(self, host: RecordHost) -> None:
        goes_on = host.view.goes_on
        super().__init__(tr("outcome.title" if goes_on else "outcome.title_ended"), host.uncover)
        self._host = host
        self._context = host.context
        self.form: OutcomeForm | None = None
        if goes_on:
            self._ask()
        elif host.view.outcome is not None:
            self._show(host.view.outcome)

    def _ask(self) -> None:
        self.form = OutcomeForm(self._host.view.today, self._confirm, self._host.uncover)
        card = Card()
        card.body.addWidget(Text(tr("outcome.explained"), "muted", wrap=True))
        card.body.addWidget(self.form)
        self.body.addWidget(card)
        self.body.addStretch(1)
        self.setFocusProxy(self.form.kind)

    def _confirm(self, new: NewOutcome) -> None:
        kind = tr(f"prenatal.outcome_{new.kind.value}")
        question = tr("outcome.ask", kind=kind, date=show_date(new.day), name=self._host.view.person.shown_name)
        explanation = tr(f"outcome.ask_{new.kind.value}")
        ask(self, question, tr("outcome.save"), partial(self._record, new), explanation=explanation)

    def _record(self, new: NewOutcome) -> None:
        form, station, session = self.form, self._context.station, self._context.session
        assert form is not None
        form.wait()
        call = partial(station.outcomes.record, session, self._host.view.pregnancy.id, new)
        Op(self, call).on_success(lambda _done: self._done("outcome.saved")).on_failure(form.fail).start()

    def _done(self, words: str) -> None:
        self._context.message("success", tr(words))
        host = self._host
        host.uncover()
        host.stored()

    def _show(self, outcome: Outcome) -> None:
        card = Card(gap=2)
        kind = tr(f"prenatal.outcome_{outcome.kind.value}")
        card.body.addWidget(Text(tr("outcome.ended", kind=kind, date=show_date(outcome.day)), "title", wrap=True))
        if outcome.details:
            card.body.addWidget(Text(outcome.details, wrap=True))
        at = show_instant(outcome.recorded_at, self._host.view.profile.time_zone)
        card.body.addWidget(Text(tr("corrections.recorded", at=at, name=outcome.by), "small", wrap=True))
        self.body.addWidget(card)
        self.body.addStretch(1)
        if self._context.may(Action.OPEN_PREGNANCY):
            button = SecondaryButton(tr("outcome.strike"), icon_name="x", on_press=partial(self._strike, outcome))
            button.setObjectName("strike_outcome")
            self.add_action(button)

    def _strike(self, outcome: Outcome) -> None:
        station, session, pregnancy_id = self._context.station, self._context.session, self._host.view.pregnancy.id
        kind = tr(f"prenatal.outcome_{outcome.kind.value}")
        what = tr("outcome.ended", kind=kind, date=show_date(outcome.day))
        StrikeOutForm(
            self,
            what,
            lambda reason: station.outcomes.strike_out(session, pregnancy_id, reason),
            lambda: self._done("outcome.struck"),
        )
