"""Danger signs: asked first, one stops the form, what was not asked is not absent; kept as observations."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.danger_signs.preeclampsia import Suspicion
from app.clinic.danger_signs.pressure import PressureState, SecondReading
from app.clinic.danger_signs.service import DangerSignService
from app.clinic.danger_signs.signs import CAB_32_FILE, cab_32_emergencies, judge, load_signs, who_danger_signs
from app.clinic.figures import Mark
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.kernel.errors import KnownError
from app.security.session import Session
from app.store.store import Store

ROOT = Path(__file__).parents[3]
ENCOUNTER = "01960000-0000-7000-8000-000000000001"


@pytest.fixture
def danger(store: Store) -> DangerSignService:
    return DangerSignService(store)


def test_the_signs_of_the_who_are_all_there() -> None:
    assert set(who_danger_signs().signs) == {
        "central_cyanosis", "vaginal_bleeding", "convulsing", "fever", "severe_headache", "visual_disturbance",
        "imminent_delivery", "labour", "looks_very_ill", "severe_vomiting", "severe_pain", "severe_abdominal_pain",
        "unconscious",
    }  # fmt: skip
    assert {source.mark for source in who_danger_signs().head.sources.values()} == {Mark.VERIFIED}


def test_group_3_of_cab_32_says_that_it_is_second_hand() -> None:
    listed = cab_32_emergencies()
    assert len(listed.signs) == 16
    assert {source.mark for source in listed.head.sources.values()} == {Mark.SECOND_HAND}


@given(st.dictionaries(st.sampled_from(sorted(who_danger_signs().signs)), st.booleans()))
def test_one_sign_stops_and_only_a_full_round_without_one_lets_go_on(answers: dict[str, bool]) -> None:
    judgement = judge(who_danger_signs(), answers)
    assert judgement.stops is any(answers.values())
    assert judgement.may_go_on is (len(answers) == 13 and not any(answers.values()))
    assert {sign.code for sign in judgement.not_asked} == set(who_danger_signs().signs) - set(answers)
    actions = [action.code for action in judgement.actions]
    assert actions == (["call_samu", "refer_now"] if judgement.stops else [])


def test_the_emergency_card_has_the_telephone() -> None:
    (first, _) = judge(who_danger_signs(), {"fever": True}).actions
    assert first.telephone == "192"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{code: bleeding,", "{code: pyelonephritis,", "duplicate_code"),
        ("actions: [call_samu, refer_now]", "actions: [call_sam]", "unknown_action"),
        ("actions: [call_samu, refer_now]", "actions: []", "no_actions"),
        ("signs:\n", "signs: []\nmore:\n", "no_signs"),
    ],
)
def test_a_wrong_line_of_a_list_is_refused(old: str, new: str, code: str) -> None:
    text = CAB_32_FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(KnownError, match=r"figures\.refused") as refused:
        load_signs(text.replace(old, new, 1).encode())
    assert code in [problem.code for problem in refused.value.values["problems"]]  # type: ignore[attr-defined]  # `object`


def test_answers_are_kept_as_observations_of_the_visit(
    danger: DangerSignService, nurse: Session, pregnancy: Pregnancy, pregnancies: PregnancyService
) -> None:
    kept = danger.record(nurse, pregnancy.person_id, ENCOUNTER, {"fever": False, "convulsing": True})
    assert [sign.code for sign in kept.judgement.present] == ["convulsing"]
    assert len(kept.judgement.not_asked) == 11
    stored = {one.code: one for one in pregnancies.observations(nurse, pregnancy.id) if one.code != "lmp"}
    assert {code: one.value for code, one in stored.items()} == {
        "danger_fever": "absent",
        "danger_convulsing": "present",
    }
    assert {one.encounter_id for one in stored.values()} == {ENCOUNTER}
    assert danger.situation(nurse, pregnancy.person_id, ENCOUNTER).signs == kept
    assert danger.situation(nurse, pregnancy.person_id, "another").signs.judgement.present == ()


def test_a_sign_that_was_found_stays_until_it_is_corrected_with_a_reason(
    danger: DangerSignService, nurse: Session, pregnancy: Pregnancy, pregnancies: PregnancyService
) -> None:
    danger.record(nurse, pregnancy.person_id, ENCOUNTER, {"fever": True})
    later = danger.record(nurse, pregnancy.person_id, ENCOUNTER, {"fever": False})
    assert later.judgement.stops
    (wrong,) = (one for one in later.rows if one.value == "present")
    corrected = pregnancies.correct(nurse, wrong.id, "absent", "Marcado com engano")
    assert corrected.encounter_id == ENCOUNTER
    assert not danger.situation(nurse, pregnancy.person_id, ENCOUNTER).stops


def test_a_person_without_pregnancy_has_danger_signs_too(
    danger: DangerSignService, nurse: Session, joana: PersonRecord
) -> None:
    kept = danger.record(nurse, joana.id, ENCOUNTER, {"unconscious": True})
    assert kept.rows[0].pregnancy_id is None
    assert kept.judgement.stops


def test_unknown_signs_and_empty_rounds_are_refused(
    danger: DangerSignService, nurse: Session, student: Session, joana: PersonRecord
) -> None:
    with pytest.raises(KnownError, match=r"danger_signs\.unknown_sign"):
        danger.record(nurse, joana.id, ENCOUNTER, {"Fever": True})
    with pytest.raises(KnownError, match=r"danger_signs\.nothing_asked"):
        danger.record(nurse, joana.id, ENCOUNTER, {})
    with pytest.raises(KnownError, match=r"access\.not_allowed"):
        danger.record(student, joana.id, ENCOUNTER, {"fever": True})


def test_every_state_has_its_text() -> None:
    texts = tomllib.loads((ROOT / "resources" / "texts" / "danger_signs.toml").read_text(encoding="utf-8"))
    wanted = {
        *(f"pressure_{one}" for one in PressureState),
        *(f"second_{one}" for one in SecondReading),
        *(f"suspicion_{one}" for one in Suspicion),
        *(f"missing_{one}" for one in ("pressure", "second_reading", "weeks", "protein", "symptoms")),
    }
    assert wanted <= set(texts)
