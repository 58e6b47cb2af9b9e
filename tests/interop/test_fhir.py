"""One pregnancy as FHIR R4, checked against the definitions of 4.0.1 that `fhirclient` was generated from."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fhirclient.models.bundle import Bundle
from fhirclient.models.fhirabstractbase import FHIRValidationError
from sqlalchemy import select

from app.clinic.assessments.service import AssessmentService
from app.clinic.people.model import PersonRecord
from app.clinic.people.service import PeopleService
from app.clinic.pregnancies.kinds import kinds
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.risk.forms import ReferralForm
from app.interop.fhir.codes import fhir_codes
from app.interop.fhir.service import FhirService, bundle_to_json
from app.kernel.clock import FakeClock
from app.security.session import Session
from app.store.store import Store
from app.store.tables import audit

Json = dict[str, Any]
ILL = ReferralForm(age_years=29.0, conditions=frozenset({"hypertension"}), conditions_asked=frozenset({"hypertension"}))
# Value sets with a required binding in R4, which the generated classes leave unchecked.
REQUIRED = {
    ("Bundle", "type"): {"collection"},
    ("Patient", "gender"): {"male", "female", "other", "unknown"},
    ("Encounter", "status"): {"planned", "arrived", "in-progress", "finished", "cancelled"},
    ("Observation", "status"): {"registered", "preliminary", "final", "amended", "corrected", "cancelled"},
    ("RiskAssessment", "status"): {"registered", "preliminary", "final", "amended", "corrected", "cancelled"},
}


def all_kinds() -> list[NewObservation]:
    """One acceptable observation of each kind but the last period, which the pregnancy has already."""
    found = []
    for code, kind in kinds().items():
        if kind.type == "number":
            low, high = kind.usual or kind.accepted or (1, 1)
            found.append(NewObservation(code, float(int((low + high) / 2))))
        elif kind.type == "choice":
            found.append(NewObservation(code, kind.choices[-1]))
        elif kind.type == "text":
            found.append(NewObservation(code, "encaminhada & <acolhida>"))
        elif code != "lmp":
            found.append(NewObservation(code, "2025-10-15"))
    return found


@pytest.fixture
def bundle(
    store: Store,
    fake_clock: FakeClock,
    people: PeopleService,
    pregnancies: PregnancyService,
    assessments: AssessmentService,
    coordinator: Session,
    joana: PersonRecord,
    pregnancy: Pregnancy,
) -> Json:
    """Joana's pregnancy with every kind of observation, a correction, two days of care and a classification."""
    changes = {"social_name": "Jô", "cpf": "52998224725", "cns": "945808302157368", "phone": "84 99999-1234"}
    people.change(coordinator, joana.id, changes, "trouxe os documentos")
    observed = pregnancies.record(coordinator, pregnancy.id, all_kinds())
    weight = next(one for one in observed if one.code == "weight_kg")
    pregnancies.correct(coordinator, weight.id, 61.5, "digitado errado")
    fake_clock.advance(86_400)
    assessments.save(coordinator, pregnancy.id, ILL)
    return FhirService(store).pregnancy_bundle(coordinator, pregnancy.id)


def resources(bundle: Json, kind: str) -> list[Json]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def test_the_bundle_is_valid_against_the_definitions_of_r4(bundle: Json) -> None:
    again = Bundle(json.loads(bundle_to_json(bundle)), strict=True)
    assert again.as_json() == bundle
    assert {entry.resource.resource_type for entry in again.entry} == {
        "Patient", "Condition", "Encounter", "Observation", "RiskAssessment",
    }  # fmt: skip


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.pop("status"),
        lambda one: one.update(status=["final"]),
        lambda one: one.update(colour="red"),
        lambda one: one.update(subject="Patient/1"),
    ],
    ids=["missing", "list", "unknown", "type"],
)
def test_the_check_would_find_what_is_wrong(bundle: Json, spoil: Any) -> None:
    spoil(resources(bundle, "Observation")[0])
    with pytest.raises(FHIRValidationError):
        Bundle(bundle, strict=True)


def test_words_of_closed_lists_are_those_of_r4(bundle: Json) -> None:
    for one in (bundle, *(entry["resource"] for entry in bundle["entry"])):
        for (kind, element), allowed in REQUIRED.items():
            if one["resourceType"] == kind:
                assert one[element] in allowed


def references(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        yield from ([content["reference"]] if "reference" in content else [])
        for value in content.values():
            yield from references(value)
    elif isinstance(content, list):
        for value in content:
            yield from references(value)


def test_every_reference_leads_to_an_entry_and_every_entry_has_its_own_address(bundle: Json) -> None:
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(addresses)) == len(addresses)
    assert set(references(bundle)) <= set(addresses)


def test_the_patient_has_the_national_identifiers_and_both_names(bundle: Json) -> None:
    (patient,) = resources(bundle, "Patient")
    systems = fhir_codes().identifiers
    assert {one["system"]: one["value"] for one in patient["identifier"]} == {
        systems["cpf"]: "52998224725",
        systems["cns"]: "945808302157368",
    }
    assert [one["use"] for one in patient["name"]] == ["official", "usual"]
    assert (patient["birthDate"], patient["gender"]) == ("1996-04-09", "female")


def test_a_synthetic_person_is_marked_in_every_resource(bundle: Json) -> None:
    tagged = [one["meta"]["tag"][0]["code"] for one in (bundle, *(entry["resource"] for entry in bundle["entry"]))]
    assert set(tagged) == {"HTEST"}


def test_readings_have_their_loinc_code_and_ucum_unit(bundle: Json) -> None:
    by_code = {one["code"]["coding"][0]["code"]: one for one in resources(bundle, "Observation")}
    weight = by_code["29463-7"]
    assert weight["valueQuantity"] == {"value": 61.5, "system": "http://unitsofmeasure.org", "code": "kg", "unit": "kg"}
    assert weight["status"] == "corrected"
    pressure = by_code["85354-9"]
    assert [one["code"]["coding"][0]["code"] for one in pressure["component"]] == ["8480-6", "8462-4"]
    assert "8480-6" not in by_code
    assert by_code["8665-2"]["valueDateTime"] == "2025-10-13"
    assert by_code["11778-8"]["valueDateTime"] == "2026-07-20"


def test_only_what_holds_goes_out_and_each_day_is_one_encounter(bundle: Json) -> None:
    codes = [one["code"]["coding"][-1]["code"] for one in resources(bundle, "Observation")]
    assert codes.count("weight_kg") == 1
    assert [one["period"]["start"][:10] for one in resources(bundle, "Encounter")] == ["2026-03-02", "2026-03-03"]


def test_the_classification_says_class_and_reasons(bundle: Json) -> None:
    (risk,) = resources(bundle, "RiskAssessment")
    (prediction,) = risk["prediction"]
    assert prediction["qualitativeRisk"]["coding"][0]["code"] == "ARCE"
    assert prediction["rationale"].startswith("10; ")


def test_the_same_record_has_the_same_identifiers_at_every_export(
    store: Store, coordinator: Session, pregnancy: Pregnancy
) -> None:
    once, again = (FhirService(store).pregnancy_bundle(coordinator, pregnancy.id) for _ in range(2))
    assert [one["fullUrl"] for one in once["entry"]] == [one["fullUrl"] for one in again["entry"]]


def test_a_bare_record_is_valid_too_and_every_export_is_audited(
    store: Store, pregnancies: PregnancyService, coordinator: Session, joana: PersonRecord
) -> None:
    opened = pregnancies.open(coordinator, joana.id)
    bundle = FhirService(store).pregnancy_bundle(coordinator, opened.id)
    assert Bundle(bundle, strict=True).as_json() == bundle
    assert len(bundle["entry"]) == 2
    with store.read() as connection:
        exported = select(audit.c.subject_id).where(audit.c.action == "record_exported")
        assert connection.execute(exported).scalars().all() == [opened.id]


def test_dates_stay_dates(bundle: Json) -> None:
    (condition,) = resources(bundle, "Condition")
    assert date.fromisoformat(condition["onsetDateTime"]) == date(2025, 10, 13)
