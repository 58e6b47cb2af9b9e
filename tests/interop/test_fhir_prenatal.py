"""The prenatal record as FHIR R4: visits and arrivals, exams with their reports, vaccines, history, how it ended."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fhirclient.models.bundle import Bundle

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.prenatal.exams_service import ExamService, NewResult
from app.clinic.prenatal.history_service import Answer, HistoryService
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind, OutcomeService
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.vaccines_service import NewDose, VaccineService
from app.clinic.prenatal.visits_service import NewVisit, VisitService
from app.clinic.reception.model import Colour, Hearing
from app.clinic.reception.model import Outcome as Ending
from app.clinic.reception.service import ReceptionService
from app.interop.fhir.codes import fhir_codes
from app.interop.fhir.service import FhirService, bundle_to_json
from app.kernel.clock import FakeClock
from app.security.session import Session
from app.store.store import Store
from tests.clinic.conftest import TODAY
from tests.interop.test_fhir import references, resources

Json = dict[str, Any]
Export = Callable[[], Json]
REQUIRED = {
    ("Encounter", "status"): {"planned", "arrived", "in-progress", "finished", "cancelled"},
    ("Observation", "status"): {"final", "corrected"},
    ("DiagnosticReport", "status"): {"final"},
    ("Immunization", "status"): {"completed", "not-done"},
}


@pytest.fixture
def export(store: Store, coordinator: Session, pregnancy: Pregnancy) -> Export:
    """A bundle that was checked against R4: definitions, closed lists, references."""

    def make() -> Json:
        bundle = FhirService(store).pregnancy_bundle(coordinator, pregnancy.id)
        assert Bundle(json.loads(bundle_to_json(bundle)), strict=True).as_json() == bundle
        addresses = [entry["fullUrl"] for entry in bundle["entry"]]
        assert len(set(addresses)) == len(addresses)
        assert set(references(bundle)) <= set(addresses)
        for (kind, element), allowed in REQUIRED.items():
            assert {one[element] for one in resources(bundle, kind)} <= allowed
        return bundle

    return make


def of_system(bundle: Json, kind: str, system: str) -> dict[str, Json]:
    """Resources by the code that they have in one of this program's own systems."""
    found: dict[str, Json] = {}
    for one in resources(bundle, kind):
        codings = (one.get("code") or one["vaccineCode"])["coding"]
        found |= {coding["code"]: one for coding in codings if coding["system"] == fhir_codes().own[system]}
    return found


def test_every_visit_is_an_encounter_also_one_of_another_day_and_a_second_of_one_day(
    store: Store, nurse: Session, pregnancy: Pregnancy, export: Export
) -> None:
    visits = VisitService(store)
    made = [
        visits.record(nurse, pregnancy.id, NewVisit(day, professional, "Sem queixas"))
        for day, professional in (
            (TODAY - timedelta(days=28), Professional.NURSE),
            (TODAY, Professional.DOCTOR),
            (TODAY, Professional.NURSE),
        )
    ]
    wrong = visits.record(nurse, pregnancy.id, NewVisit(TODAY - timedelta(days=9), Professional.NURSE))
    visits.correct(nurse, wrong.id, None, "Não veio")
    encounters = {one["id"]: one for one in resources(export(), "Encounter")}
    assert {one.id for one in made} <= encounters.keys()
    assert wrong.id not in encounters
    first = encounters[made[0].id]
    assert first["period"] == {"start": "2026-02-02", "end": "2026-02-02"}
    assert first["participant"][0]["type"][0]["coding"][0]["code"] == "nurse"


def test_an_arrival_is_an_encounter_with_colour_and_reason_and_its_readings_lead_to_it(
    store: Store, nurse: Session, joana: PersonRecord, pregnancy: Pregnancy, export: Export, fake_clock: FakeClock
) -> None:
    reception = ReceptionService(store)
    arrival = reception.arrive(nurse, joana.id)
    fake_clock.advance(300)
    vitals = [NewObservation("systolic_mmhg", 148), NewObservation("diastolic_mmhg", 94)]
    reception.hear(nurse, arrival.id, Hearing("Dor de cabeça", Colour.YELLOW, vitals))
    assert {one["id"]: one["status"] for one in resources(export(), "Encounter")}[arrival.id] == "arrived"
    fake_clock.advance(600)
    reception.close(nurse, arrival.id, Ending.RESOLVED)
    bundle = export()
    encounter = {one["id"]: one for one in resources(bundle, "Encounter")}[arrival.id]
    assert (encounter["status"], encounter["priority"]["coding"][0]["code"]) == ("finished", "yellow")
    assert encounter["reasonCode"] == [{"text": "Dor de cabeça"}]
    assert encounter["period"]["end"].startswith("2026-03-02T11:15")
    (pressure,) = [one for one in resources(bundle, "Observation") if "component" in one]
    assert pressure["encounter"]["reference"] == f"urn:uuid:{arrival.id}"


def test_results_carry_unit_interpretation_and_sources_and_make_one_report_a_day(
    store: Store, nurse: Session, pregnancy: Pregnancy, export: Export
) -> None:
    exams, day = ExamService(store), TODAY - timedelta(days=3)
    for code, value in (("haemoglobin", 10.2), ("syphilis", "reactive"), ("fundal_height_cm", 20)):
        exams.record(nurse, pregnancy.id, NewResult(code, value, day))
    exams.record(nurse, pregnancy.id, NewResult("ultrasound_report", "Feto único", day))
    wrong = exams.record(nurse, pregnancy.id, NewResult("hiv", "reactive", day))
    exams.correct(nurse, wrong.id, None, "Era de outra")
    bundle = export()
    found = of_system(bundle, "Observation", "exam")
    assert set(found) == {"haemoglobin", "syphilis", "fundal_height_cm", "ultrasound_report"}
    assert found["haemoglobin"]["valueQuantity"] == {
        "value": 10.2, "system": "http://unitsofmeasure.org", "code": "g/dL", "unit": "g/dL",
    }  # fmt: skip
    assert found["haemoglobin"]["interpretation"][0]["coding"][0]["code"] == "A"
    assert "Anemia" in found["haemoglobin"]["interpretation"][0]["text"]
    assert found["haemoglobin"]["code"]["coding"][0]["code"] == "718-7"
    assert "interpretation" not in found["fundal_height_cm"]
    reports = of_system(bundle, "DiagnosticReport", "report")
    assert set(reports) == {"laboratory", "ultrasound"}
    assert len(reports["laboratory"]["result"]) == 2
    assert reports["ultrasound"]["conclusion"] == "Feto único"


def test_vaccines_tell_day_lot_dose_and_what_is_not_for_her(
    store: Store, nurse: Session, pregnancy: Pregnancy, export: Export
) -> None:
    vaccines = VaccineService(store)
    vaccines.record(nurse, pregnancy.id, NewDose("dt", None))
    vaccines.record(nurse, pregnancy.id, NewDose("dtpa", TODAY, "L1", "Sala de vacinas"))
    vaccines.exclude(nurse, pregnancy.id, "hepatitis_b", "Anti-HBs reagente")
    found = of_system(export(), "Immunization", "vaccine")
    assert (found["dtpa"]["occurrenceDateTime"], found["dtpa"]["lotNumber"]) == ("2026-03-02", "L1")
    assert found["dtpa"]["protocolApplied"] == [{"doseNumberPositiveInt": 1}]
    assert found["dt"]["occurrenceString"] == "unknown"
    assert found["hepatitis_b"]["status"] == "not-done"
    assert found["hepatitis_b"]["statusReason"] == {"text": "Anti-HBs reagente"}


def test_of_the_history_the_latest_answer_goes_out(
    store: Store, nurse: Session, pregnancy: Pregnancy, export: Export
) -> None:
    history = HistoryService(store)
    history.record(nurse, pregnancy.id, {"epilepsy": Answer.NO, "smoking_or_alcohol": Answer.YES})
    history.record(nurse, pregnancy.id, {"epilepsy": Answer.YES})
    found = of_system(export(), "Observation", "question")
    assert {code: one["valueBoolean"] for code, one in found.items()} == {"epilepsy": True, "smoking_or_alcohol": True}


@pytest.mark.parametrize(
    ("kind", "clinical", "verification", "ended"),
    [
        (OutcomeKind.BIRTH, "inactive", "confirmed", True),
        (OutcomeKind.LOSS, "inactive", "confirmed", True),
        (OutcomeKind.TRANSFER, "inactive", "confirmed", False),
        (OutcomeKind.MISTAKE, None, "entered-in-error", False),
    ],
)
def test_the_outcome_ends_the_condition_as_r4_wants_it(
    kind: OutcomeKind,
    clinical: str | None,
    verification: str,
    ended: bool,
    store: Store,
    nurse: Session,
    pregnancy: Pregnancy,
    export: Export,
) -> None:
    OutcomeService(store).record(nurse, pregnancy.id, NewOutcome(kind, TODAY, "Parto normal"))
    bundle = export()
    (condition,) = resources(bundle, "Condition")
    assert condition.get("clinicalStatus", {}).get("coding", [{}])[0].get("code") == clinical
    assert condition["verificationStatus"]["coding"][0]["code"] == verification
    assert ("abatementDateTime" in condition) is ended
    (outcome,) = [one for one in resources(bundle, "Observation") if one["code"]["coding"][0]["code"] == "63893-2"]
    assert outcome["valueCodeableConcept"]["coding"][0]["code"] == kind.value
    assert outcome["note"] == [{"text": "Parto normal"}]
