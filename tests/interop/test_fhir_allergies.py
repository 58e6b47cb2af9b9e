"""Allergies as AllergyIntolerance of R4: what holds, that none is known, and nothing where nobody asked."""

import json
from typing import Any

import pytest
from fhirclient.models.bundle import Bundle

from app.clinic.allergies.model import AllergyKind, Certainty, NewAllergy, Severity, Source
from app.clinic.allergies.service import AllergyService
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.referral.service import ReferralService
from app.interop.fhir.service import FhirService, bundle_to_json
from app.kernel.clock import FakeClock
from app.security.session import Session
from app.store.store import Store
from tests.clinic.referral.conftest import HYPERTENSION, UBS, be_at, ready, referrals
from tests.interop.test_fhir import references, resources

__all__ = ["ready", "referrals"]
Json = dict[str, Any]
DIPYRONE = NewAllergy(
    AllergyKind.MEDICINE, "Dipirona", "dipyrone", "urticária", Severity.SEVERE, Certainty.CONFIRMED, "desde 2015"
)
DUST = NewAllergy(AllergyKind.OTHER, "Poeira", severity=Severity.MILD, source=Source.COMPANION)


@pytest.fixture
def allergies(store: Store) -> AllergyService:
    return AllergyService(store)


def exported(store: Store, nurse: Session, pregnancy_id: str) -> list[Json]:
    bundle = FhirService(store).pregnancy_bundle(nurse, pregnancy_id)
    assert Bundle(json.loads(bundle_to_json(bundle)), strict=True).as_json() == bundle
    assert set(references(bundle)) <= {entry["fullUrl"] for entry in bundle["entry"]}
    return resources(bundle, "AllergyIntolerance")


def code_in(concept: Json) -> str:
    code: str = concept["coding"][0]["code"]
    return code


def test_what_holds_goes_out_with_its_reaction_and_what_was_taken_off_stays_at_home(
    store: Store, nurse: Session, pregnancy: Pregnancy, allergies: AllergyService
) -> None:
    assert exported(store, nurse, pregnancy.id) == []
    allergies.add(nurse, pregnancy.person_id, DIPYRONE)
    known = allergies.add(nurse, pregnancy.person_id, DUST)
    first, second = exported(store, nurse, pregnancy.id)
    assert (code_in(first["code"]), first["code"]["text"]) == ("dipyrone", "Dipirona")
    assert (first["category"], first["onsetString"]) == (["medication"], "desde 2015")
    assert first["reaction"] == [{"manifestation": [{"text": "urticária"}], "severity": "severe"}]
    assert [code_in(one["verificationStatus"]) for one in (first, second)] == ["confirmed", "unconfirmed"]
    assert "category" not in second
    assert code_in(second["reaction"][0]["manifestation"][0]) == "unknown"
    assert ("asserter" in first, "asserter" in second) == (True, False)
    for one in known.entries:
        allergies.take_off(nurse, one.id, pregnancy.person_id, Certainty.REFUTED, "testada")
    assert exported(store, nurse, pregnancy.id) == []


def test_that_none_is_known_is_said_by_its_own_code_with_its_day(
    store: Store, nurse: Session, pregnancy: Pregnancy, allergies: AllergyService
) -> None:
    allergies.none_known(nurse, pregnancy.person_id)
    (one,) = exported(store, nurse, pregnancy.id)
    assert (code_in(one["code"]), one["recordedDate"]) == ("716186003", "2026-03-02")


def test_a_referral_carries_the_list_as_it_was_sent(
    store: Store,
    nurse: Session,
    ready: Pregnancy,
    allergies: AllergyService,
    referrals: ReferralService,
    fake_clock: FakeClock,
) -> None:
    be_at(store, UBS)
    allergies.add(nurse, ready.person_id, DIPYRONE)
    course = referrals.send(nurse, ready.id, HYPERTENSION)
    fake_clock.advance(60)
    allergies.add(nurse, ready.person_id, DUST)
    bundle = FhirService(store).referral_bundle(nurse, course.referral.id)
    assert [one["code"]["text"] for one in resources(bundle, "AllergyIntolerance")] == ["Dipirona"]
    (request,) = resources(bundle, "ServiceRequest")
    listed = resources(bundle, "AllergyIntolerance")[0]["id"]
    assert any(one["reference"].endswith(listed) for one in request["supportingInfo"])
