"""Stored classifications: saved with everything that explains them, corrected by superseding, replayed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.assessments import trace
from app.clinic.assessments.service import UNLIKELY, AssessmentService
from app.clinic.drafts import DraftService
from app.clinic.people.model import PersonRecord
from app.clinic.people.service import PeopleService
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.problems import InputError
from app.clinic.risk.evaluator import assess
from app.clinic.risk.forms import FormError, ReferralForm
from app.clinic.risk.loader import default_rule_base, load_rule_base
from app.clinic.risk.vocabulary import FamilyIncome, MaritalStatus, Schooling
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.store.store import Store
from tests.clinic.conftest import end_pregnancy

RULES = default_rule_base()
HIGH = ReferralForm(age_years=36.0, weight_kg=80.0, conditions=frozenset({"hypertension"}))

_codes = st.frozensets(st.sampled_from(sorted(RULES.condition_codes)), max_size=6)
forms = st.builds(
    ReferralForm,
    id=st.none() | st.text(max_size=20) | st.integers(),
    age_years=st.none() | st.integers(12, 49).map(float),
    weight_kg=st.none() | st.integers(380, 1500).map(lambda tenths: tenths / 10),
    marital_status=st.none() | st.sampled_from(MaritalStatus),
    schooling=st.none() | st.sampled_from(Schooling),
    family_income=st.none() | st.sampled_from(FamilyIncome),
    systolic_mmhg=st.none() | st.integers(130, 200).map(float),
    diastolic_mmhg=st.none() | st.integers(45, 120).map(float),
    conditions=_codes,
).flatmap(lambda form: st.sampled_from([form, replace(form, conditions_asked=form.conditions | {"epilepsy"})]))


@given(forms)
def test_form_and_trace_read_back_as_they_were_written(form: ReferralForm) -> None:
    result = assess(form, RULES)
    assert trace.form_from_text(trace.form_to_text(form)) == form
    assert trace.assessment_from_text(trace.assessment_to_text(result), RULES) == result


@given(form=forms)
def test_every_stored_classification_replays_the_same(
    form: ReferralForm, assessments: AssessmentService, nurse: Session, pregnancy: Pregnancy
) -> None:
    stored = assessments.save(nurse, pregnancy.id, form)
    report = assessments.replay(nurse, stored.id)
    assert report.same
    assert report.again == stored.assessment == assessments.preview(form)


def test_a_replay_uses_the_stored_rule_base_though_another_is_shipped(
    store: Store, assessments: AssessmentService, nurse: Session, pregnancy: Pregnancy
) -> None:
    old = assessments.save(nurse, pregnancy.id, HIGH)
    changed = load_rule_base(RULES.text.replace("code: hypertension, points: 10", "code: hypertension, points: 2"))
    assert changed.sha256 != RULES.sha256
    years_later = AssessmentService(store, changed)
    new = years_later.save(nurse, pregnancy.id, HIGH)
    assert (old.assessment.total, new.assessment.total) == (16.0, 8.0)
    assert years_later.replay(nurse, old.id).again.total == 16.0
    assert all(years_later.replay(nurse, one.id).same for one in (old, new))


def test_a_stored_result_that_does_not_follow_from_its_form_is_reported(
    store: Store, assessments: AssessmentService, nurse: Session, pregnancy: Pregnancy
) -> None:
    stored = assessments.save(nurse, pregnancy.id, HIGH)
    with store.write(nurse.actor) as writing:
        writing.connection.exec_driver_sql("UPDATE assessment SET result = replace(result, 'ARCE', 'RH')")
    assert not assessments.replay(nurse, stored.id).same


def test_each_rule_base_is_stored_once(
    store: Store, assessments: AssessmentService, nurse: Session, pregnancy: Pregnancy
) -> None:
    for _ in range(2):
        assessments.save(nurse, pregnancy.id, HIGH)
    with store.read() as connection:
        kept = [tuple(row) for row in connection.exec_driver_sql("SELECT sha256, text FROM rule_base")]
    assert kept == [(RULES.sha256, RULES.text)]


def test_a_correction_supersedes_with_its_reason_and_the_wrong_one_stays(
    assessments: AssessmentService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    wrong = assessments.save(nurse, pregnancy.id, HIGH)
    fake_clock.advance(60)
    right = assessments.correct(nurse, wrong.id, replace(HIGH, weight_kg=70.0), "Peso trocado")
    newest, oldest = assessments.list(nurse, pregnancy.id)
    assert (newest.id, newest.supersedes, newest.reason, newest.is_current) == (
        right.id,
        wrong.id,
        "Peso trocado",
        True,
    )
    assert (oldest.id, oldest.superseded_by, oldest.assessment, oldest.is_current) == (
        wrong.id,
        right.id,
        wrong.assessment,
        False,
    )
    with pytest.raises(KnownError, match=r"assessments\.already_corrected"):
        assessments.correct(nurse, wrong.id, HIGH, "Outra vez")
    with pytest.raises(KnownError, match=r"assessments\.reason_missing"):
        assessments.correct(nurse, right.id, HIGH, " ")


def test_a_form_outside_the_accepted_ranges_is_never_stored(
    assessments: AssessmentService, nurse: Session, pregnancy: Pregnancy
) -> None:
    with pytest.raises(FormError):
        assessments.save(nurse, pregnancy.id, replace(HIGH, weight_kg=900.0), confirmed=frozenset({UNLIKELY}))
    with pytest.raises(FormError):
        assessments.save(nurse, pregnancy.id, replace(HIGH, conditions=frozenset({"invented"})))
    assert assessments.list(nurse, pregnancy.id) == ()


def test_unlikely_readings_are_stored_once_confirmed(
    assessments: AssessmentService, nurse: Session, pregnancy: Pregnancy
) -> None:
    light = replace(HIGH, weight_kg=30.0)
    with pytest.raises(InputError) as asked:
        assessments.save(nurse, pregnancy.id, light)
    assert [(one.field, one.confirmable) for one in asked.value.problems] == [("weight_kg", True)]
    assert assessments.save(nurse, pregnancy.id, light, confirmed=frozenset({UNLIKELY})).form == light


def test_the_draft_is_dropped_with_the_save_and_kept_when_it_fails(
    assessments: AssessmentService, drafts: DraftService, nurse: Session, pregnancy: Pregnancy
) -> None:
    drafts.keep(nurse, "risk_form", pregnancy.id, {"weight_kg": "80"})
    with pytest.raises(FormError):
        assessments.save(nurse, pregnancy.id, replace(HIGH, weight_kg=900.0), draft_kind="risk_form")
    assert drafts.get(nurse, "risk_form", pregnancy.id) is not None
    assessments.save(nurse, pregnancy.id, HIGH, draft_kind="risk_form")
    assert drafts.get(nurse, "risk_form", pregnancy.id) is None


def test_a_student_previews_and_stores_nothing(
    assessments: AssessmentService, student: Session, pregnancy: Pregnancy
) -> None:
    assert assessments.preview(HIGH).risk_class == "ARCE"
    with pytest.raises(KnownError, match=r"access\.not_allowed"):
        assessments.save(student, pregnancy.id, HIGH)


def test_a_closed_pregnancy_is_classified_no_more(
    store: Store, pregnancies: PregnancyService, assessments: AssessmentService, nurse: Session, pregnancy: Pregnancy
) -> None:
    end_pregnancy(store, nurse, pregnancy.id)
    with pytest.raises(KnownError, match=r"pregnancies\.closed"):
        assessments.save(nurse, pregnancy.id, HIGH)


def test_a_new_form_starts_from_what_the_record_knows_and_from_nothing_else(
    pregnancies: PregnancyService,
    assessments: AssessmentService,
    people: PeopleService,
    nurse: Session,
    joana: PersonRecord,
    pregnancy: Pregnancy,
) -> None:
    (wrong,) = pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 91.5)])
    pregnancies.correct(nurse, wrong.id, 61.5, "Digitado com engano")
    last = ReferralForm(
        age_years=29.0,
        weight_kg=90.0,
        schooling=Schooling.HIGHER,
        systolic_mmhg=120.0,
        conditions=frozenset({"asthma"}),
    )
    assessments.save(nurse, pregnancy.id, last)
    proposed = assessments.propose(nurse, pregnancy.id)
    assert proposed.form == ReferralForm(
        age_years=29.0,
        weight_kg=61.5,
        schooling=Schooling.HIGHER,
        conditions=frozenset({"asthma"}),
        conditions_asked=frozenset({"asthma"}),
    )
    assert proposed.sources == {
        "age_years": "birth_date",
        "weight_kg": "observation",
        "schooling": "last_assessment",
        "asthma": "last_assessment",
    }


def test_a_class_shown_under_other_rules_is_not_stored(
    assessments: AssessmentService, nurse: Session, pregnancy: Pregnancy
) -> None:
    shown = load_rule_base(RULES.text + "# another file\n")
    with pytest.raises(KnownError, match=r"assessments\.rules_changed"):
        assessments.save(nurse, pregnancy.id, HIGH, shown_under=shown)
    assert assessments.list(nurse, pregnancy.id) == ()
    assert assessments.save(nurse, pregnancy.id, HIGH, shown_under=RULES).is_current
