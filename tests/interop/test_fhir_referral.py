"""The loop of a referral as FHIR R4: request, task, answers and counter-replies, with the record as it was sent."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fhirclient.models.bundle import Bundle
from sqlalchemy import select

from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.referral.desk import ReferralDeskService
from app.clinic.referral.model import Course, NewAnswer
from app.clinic.referral.service import ReferralService
from app.interop.fhir.codes import fhir_codes
from app.interop.fhir.service import FhirService, bundle_to_json
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from app.store.tables import audit
from tests.clinic.conftest import session_of
from tests.clinic.referral.conftest import (
    CONFIRMED,
    HOSPITAL,
    INCONCLUSIVE,
    NOT_CONFIRMED,
    UBS,
    answered,
    be_at,
    desk,
    doctor,
    ready,
    referrals,
    sent,
    stamp,
)
from tests.interop.test_fhir import references, resources

__all__ = ["answered", "desk", "doctor", "ready", "referrals", "sent"]
Json = dict[str, Any]
Answered = Callable[[NewAnswer], Course]
REQUIRED = {
    ("ServiceRequest", "status"): {"active", "completed", "revoked"},
    ("ServiceRequest", "intent"): {"order"},
    ("ServiceRequest", "priority"): {"routine", "urgent", "asap", "stat"},
    ("Task", "status"): {
        "draft", "requested", "received", "in-progress", "on-hold", "failed", "completed", "cancelled",
    },
    ("Task", "intent"): {"order"},
    ("Communication", "status"): {"completed"},
}  # fmt: skip


@pytest.fixture
def export(store: Store, nurse: Session, sent: Course) -> Callable[[], Json]:
    """A bundle that was checked against R4: definitions, closed lists, references."""

    def make() -> Json:
        bundle = FhirService(store).referral_bundle(nurse, sent.referral.id)
        assert Bundle(json.loads(bundle_to_json(bundle)), strict=True).as_json() == bundle
        addresses = [entry["fullUrl"] for entry in bundle["entry"]]
        assert len(set(addresses)) == len(addresses)
        assert set(references(bundle)) <= set(addresses)
        for (kind, element), allowed in REQUIRED.items():
            assert {one[element] for one in resources(bundle, kind)} <= allowed
        return bundle

    return make


def task_of(bundle: Json) -> Json:
    (task,) = resources(bundle, "Task")
    return task


def outputs(task: Json) -> list[tuple[str, str]]:
    found = []
    for one in task.get("output", []):
        coded = one.get("valueCodeableConcept", {"coding": [{"code": "-"}]})["coding"][-1]["code"]
        found.append((one["type"]["coding"][0]["code"], coded))
    return found


def test_the_request_says_what_is_asked_by_whom_of_whom_and_on_what_grounds(
    export: Callable[[], Json], sent: Course
) -> None:
    bundle = export()
    (request,) = resources(bundle, "ServiceRequest")
    assert (request["status"], request["priority"]) == ("active", "asap")
    assert request["identifier"] == [{"system": fhir_codes().own["referral"], "value": sent.referral.id}]
    assert request["performer"][0]["identifier"] == {"system": fhir_codes().identifiers["cnes"], "value": HOSPITAL}
    assert request["reasonCode"][0]["coding"][0]["code"] == "hypertension"
    assert request["reasonCode"][1] == {"text": "Pré-eclâmpsia?"}
    assert request["note"] == [{"text": "PA alta em duas consultas"}]
    assert request["reasonReference"] == [{"reference": f"urn:uuid:{sent.referral.pregnancy_id}"}]
    kinds = {one["resource"]["id"]: one["resource"]["resourceType"] for one in bundle["entry"]}
    with_it = {kinds[one["reference"].removeprefix("urn:uuid:")] for one in request["supportingInfo"]}
    assert with_it == {"Observation", "RiskAssessment"}
    assert len(resources(bundle, "Patient")) == len(resources(bundle, "Condition")) == 1


def test_the_task_follows_the_states_and_the_72_hours(
    export: Callable[[], Json], store: Store, sent: Course, fake_clock: FakeClock
) -> None:
    queued = task_of(export())
    assert (queued["status"], queued["businessStatus"]["coding"][0]["code"]) == ("draft", "queued")
    assert "restriction" not in queued
    assert queued["input"][0]["valueString"] == sent.version
    be_at(store, HOSPITAL)
    assert task_of(export())["status"] == "requested"
    stamp(store, sent.referral.id, sent.referral.id, fake_clock.now())
    received = task_of(export())
    assert received["status"] == "received"
    end = fake_clock.now() + timedelta(hours=72)
    assert received["restriction"]["period"]["end"] == end.isoformat(timespec="milliseconds")
    assert received["requester"]["identifier"]["value"] == UBS
    assert received["owner"]["identifier"]["value"] == HOSPITAL


@pytest.mark.parametrize(
    ("new", "status", "of_request", "parts"),
    [
        (CONFIRMED, "completed", "completed",
         [("verdict", "confirmed"), ("conduct", "booked"), ("clinic", "hypertension")]),
        (NOT_CONFIRMED, "completed", "completed", [("verdict", "not_confirmed"), ("conduct", "counter_referral")]),
        (INCONCLUSIVE, "on-hold", "active",
         [("verdict", "inconclusive"), ("conduct", "exams_to_decide"), ("cause", "laboratory_data"),
          ("requested_exam", "haemoglobin")]),
    ],
)  # fmt: skip
def test_an_answer_is_a_communication_and_its_parts_are_coded_outputs(
    export: Callable[[], Json], answered: Answered, new: NewAnswer, status: str, of_request: str,
    parts: list[tuple[str, str]],
) -> None:  # fmt: skip
    done = answered(new)
    bundle = export()
    task = task_of(bundle)
    assert task["status"] == status
    assert resources(bundle, "ServiceRequest")[0]["status"] == of_request
    assert outputs(task) == [("answer", "-"), ("answered_version", "-"), *parts]
    (message,) = resources(bundle, "Communication")
    assert done.answer is not None
    assert (
        task["output"][0]["valueReference"]["reference"]
        == f"urn:uuid:{done.answer.id}"
        == (f"urn:uuid:{message['id']}")
    )
    assert task["output"][1]["valueString"] == done.version
    assert message["topic"]["coding"][0]["code"] == new.verdict.value
    assert message["recipient"][0]["identifier"]["value"] == UBS
    assert [one["text"] for one in message["note"]] == [*new.sources, f"version {done.version}"]
    assert new.guidance in [one["contentString"] for one in message["payload"]] or not new.guidance


def test_a_counter_reply_answers_the_answer_and_brings_what_is_new(
    export: Callable[[], Json], answered: Answered, store: Store, desk: ReferralDeskService,
    pregnancies: PregnancyService, nurse: Session, sent: Course,
) -> None:  # fmt: skip
    referrals, doctor = ReferralService(store), session_of(Role.DOCTOR)
    answered(INCONCLUSIVE)
    (added,) = pregnancies.record(nurse, sent.referral.pregnancy_id, [NewObservation("weight_kg", 66.5)])
    again = referrals.counter_reply(nurse, sent.referral.id, "Peso de hoje")
    be_at(store, HOSPITAL)
    desk.answer(doctor, sent.referral.id, again.version, CONFIRMED)
    first, reply, second = resources(export(), "Communication")
    assert reply["inResponseTo"] == [{"reference": f"urn:uuid:{first['id']}"}]
    assert second["inResponseTo"] == [{"reference": f"urn:uuid:{reply['id']}"}]
    assert reply["payload"][0] == {"contentString": "Peso de hoje"}
    assert {"contentReference": {"reference": f"urn:uuid:{added.id}"}} in reply["payload"]
    assert reply["recipient"][0]["identifier"]["value"] == HOSPITAL


def test_the_record_is_that_which_was_sent_not_that_of_today(
    export: Callable[[], Json], answered: Answered, pregnancies: PregnancyService, nurse: Session, sent: Course
) -> None:
    answered(CONFIRMED)
    counted = next(
        one for one in pregnancies.observations(nurse, sent.referral.pregnancy_id) if one.code == "pregnancies_count"
    )
    pregnancies.correct(nurse, counted.id, 3, "digitado errado")
    pregnancies.record(nurse, sent.referral.pregnancy_id, [NewObservation("weight_kg", 66.5)])
    found = {one["code"]["coding"][-1]["code"]: one for one in resources(export(), "Observation")}
    assert found["pregnancies_count"]["valueQuantity"]["value"] == 2
    assert "weight_kg" not in found


def test_a_synthetic_woman_is_marked_in_every_resource(export: Callable[[], Json], answered: Answered) -> None:
    answered(CONFIRMED)
    tagged = {one["resource"]["meta"]["tag"][0]["code"] for one in export()["entry"]}
    assert tagged == {"HTEST"}


def test_every_export_is_audited_and_who_may_not_export_gets_nothing(
    export: Callable[[], Json], store: Store, sent: Course, ready: Pregnancy
) -> None:
    export()
    with store.read() as connection:
        rows = connection.execute(
            select(audit.c.subject_id, audit.c.details).where(audit.c.action == "record_exported")
        )
        ((subject, details),) = rows.all()
    assert subject == ready.id
    assert sent.referral.id in details
    with pytest.raises(KnownError):
        FhirService(store).referral_bundle(session_of(Role.STUDENT), sent.referral.id)
    with pytest.raises(KnownError) as caught:
        FhirService(store).referral_bundle(session_of(Role.NURSE), "nobody")
    assert caught.value.code == "referrals.not_found"
