"""Storing classifications with everything needed to explain and repeat them years later."""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.clinic.assessments import proposal, rows
from app.clinic.assessments.model import ProposedForm, ReplayReport, StoredAssessment
from app.clinic.assessments.recorded_pressure import RecordedPressure, recorded_pressure
from app.clinic.danger_signs.encounters import read_encounter_of_day
from app.clinic.danger_signs.pressure_file import PressureRule, default_pressure_rule
from app.clinic.danger_signs.readings import SIDES
from app.clinic.drafts import drop_draft
from app.clinic.people.rows import read_person
from app.clinic.pregnancies.model import Observation, Pregnancy, PregnancyStatus
from app.clinic.pregnancies.rows import read_encounter, read_observations, read_pregnancy
from app.clinic.prenatal.history_service import read_answers, risk_answers
from app.clinic.problems import InputError, Problem
from app.clinic.referral.lock import refuse_locked
from app.clinic.risk.assessment import Assessment
from app.clinic.risk.evaluator import assess
from app.clinic.risk.forms import ReferralForm, form_to_json, parse_form, unlikely_values
from app.clinic.risk.rules import RuleBase
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import assessment

UNLIKELY = "assessments.unlikely_value"
"""The code to put among `confirmed` once the user has confirmed the readings outside of what is usual."""


class AssessmentService:
    """Classifies with the rule base in force (`rules`); stored classifications keep the one they were made with."""

    def __init__(
        self,
        store: Store,
        rules: RuleBase | Callable[[], RuleBase],
        zone: Zone = usual_zone,
        pressure_rule: PressureRule | None = None,
    ) -> None:
        self._store = store
        self._rules = rules
        self._zone = zone
        self._pressure_rule = pressure_rule or default_pressure_rule()

    @property
    def rules(self) -> RuleBase:
        """The rule base in force at this moment."""
        return self._rules if isinstance(self._rules, RuleBase) else self._rules()

    def preview(self, form: ReferralForm) -> Assessment:
        """What the form says now; nothing is stored or asked."""
        return assess(form, self.rules)

    def propose(self, session: Session, pregnancy_id: str) -> ProposedForm:
        """A start for today's form from what the record knows: age, current observations, the last form's answers.

        A high blood pressure is in it only after the second reading, or where it is severe (`ProposedForm.pressure`).
        """
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            found = read_pregnancy(connection, pregnancy_id, self._today())
            person = read_person(connection, found.person_id)
            observed = read_observations(connection, pregnancy_id)
            current = [one for one in rows.read_assessments(connection, pregnancy_id) if one.is_current]
            answers = read_answers(connection, found.person_id, pregnancy_id)
            pressure = self._pressure(connection, found, observed)
        today, last_form = self._today(), current[0].form if current else None
        history = {
            code: answer for code, answer in risk_answers(answers, today).items() if code in self.rules.condition_codes
        }
        return proposal.propose(person.birth_date, today, observed, last_form, history, pressure)

    def save(
        self,
        session: Session,
        pregnancy_id: str,
        form: ReferralForm,
        *,
        confirmed: frozenset[str] = frozenset(),
        draft_kind: str | None = None,
        shown_under: RuleBase | None = None,
    ) -> StoredAssessment:
        """Classify and store; the draft `draft_kind` of this pregnancy is dropped in the same transaction.

        `shown_under`: the rule base whose class the person saw; where another is in force by now nothing is stored.
        Raises FormError (risk.…), InputError (assessments.unlikely) unless UNLIKELY is confirmed,
        KnownError assessments.rules_changed, pregnancies.not_found, pregnancies.closed, referrals.locked.
        """
        require(session, Action.CLASSIFY)
        rules = self._rules_as_shown(shown_under)
        _check(form, rules, confirmed)
        result = assess(form, rules)
        with self._store.write(session.actor) as writing:
            found = read_pregnancy(writing.connection, pregnancy_id, self._today())
            _refuse_closed(found)
            refuse_locked(writing.connection, found.id)
            rows.keep_rule_base(writing, rules)
            stored_id = writing.append(assessment, rows.to_row(found.person_id, pregnancy_id, form, result))
            writing.audit("classified", "pregnancy", pregnancy_id, assessment=stored_id, risk_class=result.risk_class)
            if draft_kind is not None:
                drop_draft(writing, draft_kind, pregnancy_id)
            return rows.read_assessment(writing.connection, stored_id)

    def correct(
        self,
        session: Session,
        assessment_id: str,
        form: ReferralForm,
        reason: str,
        *,
        confirmed: frozenset[str] = frozenset(),
        draft_kind: str | None = None,
        shown_under: RuleBase | None = None,
    ) -> StoredAssessment:
        """Store a new classification that supersedes a wrong one, with the reason; the wrong one stays readable.

        Raises as `save` does, and KnownError assessments.reason_missing, assessments.not_found,
        assessments.already_corrected.
        """
        require(session, Action.CORRECT_ASSESSMENT)
        if not reason.strip():
            raise KnownError("assessments.reason_missing")
        rules = self._rules_as_shown(shown_under)
        _check(form, rules, confirmed)
        result = assess(form, rules)
        try:
            with self._store.write(session.actor) as writing:
                wrong = rows.read_assessment(writing.connection, assessment_id)
                if wrong.superseded_by is not None:
                    raise KnownError("assessments.already_corrected", assessment_id=assessment_id)
                _refuse_closed(read_pregnancy(writing.connection, wrong.pregnancy_id, self._today()))
                refuse_locked(writing.connection, wrong.pregnancy_id)
                rows.keep_rule_base(writing, rules)
                row = rows.to_row(wrong.person_id, wrong.pregnancy_id, form, result)
                new_id = writing.append(assessment, {**row, "supersedes": wrong.id, "reason": reason.strip()})
                writing.audit("assessment_corrected", "pregnancy", wrong.pregnancy_id, assessment=new_id, of=wrong.id)
                if draft_kind is not None:
                    drop_draft(writing, draft_kind, wrong.pregnancy_id)
                return rows.read_assessment(writing.connection, new_id)
        except IntegrityError as error:
            raise KnownError("assessments.already_corrected", assessment_id=assessment_id) from error

    def _rules_as_shown(self, shown_under: RuleBase | None) -> RuleBase:
        rules = self.rules
        if shown_under is not None and shown_under.sha256 != rules.sha256:
            raise KnownError("assessments.rules_changed", shown=shown_under.version, version=rules.version)
        return rules

    def get(self, session: Session, assessment_id: str) -> StoredAssessment:
        """One stored classification; KnownError assessments.not_found."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            return rows.read_assessment(connection, assessment_id)

    def list(self, session: Session, pregnancy_id: str) -> tuple[StoredAssessment, ...]:
        """All of one pregnancy, newest first; corrected ones name their successor."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            return rows.read_assessments(connection, pregnancy_id)

    def replay(self, session: Session, assessment_id: str) -> ReplayReport:
        """Classify the stored form again with the stored rule base and compare the whole trace.

        The rule base shipped today plays no part. Raises KnownError assessments.not_found.
        """
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            stored = rows.read_assessment(connection, assessment_id)
        again = assess(stored.form, stored.rules)
        return ReplayReport(again == stored.assessment, stored.assessment, again, stored.rules.version)

    def _pressure(
        self, connection: Connection, found: Pregnancy, observed: Sequence[Observation]
    ) -> RecordedPressure | None:
        """The readings that the danger signs see: those taken before the pregnancy was opened too."""
        now, zone = self._store.clock.now(), self._zone()
        latest = next((one.encounter_id for one in observed if one.is_current and one.code in SIDES), None)
        visits = {latest, read_encounter_of_day(connection, found.person_id, now, zone)} - {None}
        rows = {one.id: one for one in observed}
        for visit in visits:
            rows |= {
                one.id: one for one in read_encounter(connection, str(visit)) if one.pregnancy_id in (None, found.id)
            }
        return recorded_pressure(self._pressure_rule, rows.values(), local_date(now, zone), zone)

    def _today(self) -> date:
        return local_date(self._store.clock.now(), self._zone())


def _refuse_closed(found: Pregnancy) -> None:
    if found.status is PregnancyStatus.CLOSED:
        raise KnownError("pregnancies.closed", pregnancy_id=found.id)


def _check(form: ReferralForm, rules: RuleBase, confirmed: frozenset[str]) -> None:
    parse_form(form_to_json(form), rules)
    unlikely = unlikely_values(form, rules)
    if unlikely and UNLIKELY not in confirmed:
        raise InputError(
            "assessments.unlikely",
            tuple(
                Problem(one.field, UNLIKELY, {"value": one.value, "lowest": one.lowest, "highest": one.highest}, True)
                for one in unlikely
            ),
        )
