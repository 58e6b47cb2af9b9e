"""All of one person as FHIR R4: every pregnancy and referral, what stands outside of them, consents, messages, who saw.

The rows come as the store holds them; what R4 has no resource for stands in the readable export beside it.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from app.clinic.allergies.rows import read_allergies
from app.clinic.people.model import PersonRecord
from app.clinic.people.rows import read_person
from app.clinic.referral.rows import read_course
from app.interop.fhir import builders
from app.interop.fhir.allergy_builders import allergy_resources
from app.interop.fhir.codes import TERMINOLOGY, Json, concept, kind_concept, meta, reference
from app.interop.fhir.reading import read_record
from app.interop.fhir.record_resources import derived, record_resources
from app.interop.fhir.referral_builders import referral_resources
from app.kernel.clock import from_text, local_date

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
_TO_RECORD: Final = "http://terminology.hl7.org/CodeSystem/audit-event-type"


def whole_person_bundle(
    connection: Connection, person_id: str, rows: Rows, now: datetime, zone: str, language: str
) -> Json:
    """One `collection`; each resource once."""
    who = read_person(connection, person_id)
    resources: dict[str, Json] = {person_id: builders.patient(who)}

    def add(more: Sequence[Json]) -> None:
        for one in more:
            resources.setdefault(one["id"], one)

    for row in rows["pregnancy"]:
        record = read_record(connection, row["id"], local_date(now, zone))
        add(record_resources(connection, record, zone, language))
        for sent in rows["referral"]:
            if sent["pregnancy_id"] == row["id"]:
                course = read_course(connection, sent["id"], now)
                add(referral_resources(course, record, list(resources.values()), language))
    add(allergy_resources(read_allergies(connection, person_id), who))
    add([_arrival(row, who) for row in rows["arrival"]])
    add([_observed(row, who) for row in rows["observation"] if row["pregnancy_id"] is None and _holds(row, rows)])
    add([_consent(row, who) for row in rows["consent"]])
    add([_message(row, rows, who) for row in rows["message"]])
    add([_stay(row, rows, who) for row in rows["ward_stay"]])
    add([_seen(row, who) for row in rows["audit"]])
    return {
        "resourceType": "Bundle",
        "id": derived(person_id, now.isoformat()),
        **meta(who.synthetic),
        "type": "collection",
        "timestamp": now.isoformat(timespec="milliseconds"),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources.values()],
    }


def _holds(row: Mapping[str, Any], rows: Rows) -> bool:
    corrected = any(one["supersedes"] == row["id"] for one in rows["observation"])
    return not corrected and row["value"] != "null"


def _arrival(row: Mapping[str, Any], who: PersonRecord) -> Json:
    return builders.encounter(row["id"], [from_text(row["arrived_at"])], ("", ""), who)


def _observed(row: Mapping[str, Any], who: PersonRecord) -> Json:
    value = json.loads(row["value"])
    resource: Json = {
        "resourceType": "Observation",
        "id": row["id"],
        **meta(who.synthetic),
        "status": "corrected" if row["supersedes"] else "final",
        "code": kind_concept(row["code"]),
        "subject": reference(who.id),
        "effectiveDateTime": builders.as_instant(from_text(row["observed_at"])),
    }
    if isinstance(value, bool):
        return resource | {"valueBoolean": value}
    if isinstance(value, int | float):
        return resource | {"valueQuantity": {"value": value, **({"unit": row["unit"]} if row["unit"] else {})}}
    return resource | {"valueString": str(value)}


def _consent(row: Mapping[str, Any], who: PersonRecord) -> Json:
    scope, category = f"{TERMINOLOGY}consentscope", f"{TERMINOLOGY}consentcategorycodes"
    return {
        "resourceType": "Consent",
        "id": row["id"],
        **meta(who.synthetic),
        "status": "active" if row["given"] else "rejected",
        "scope": concept(scope, "patient-privacy"),
        "category": [concept(category, "infao")],
        "patient": reference(who.id),
        "dateTime": builders.as_instant(from_text(row["recorded_at"])),
        "policyRule": {"text": f"{row['channel']} · {row['text_version']}"},
    }


def _message(row: Mapping[str, Any], rows: Rows, who: PersonRecord) -> Json:
    tried = [one for one in rows["message_attempt"] if one["message_id"] == row["id"]]
    texts = [one["text"] for one in tried if one["text"]]
    resource: Json = {
        "resourceType": "Communication",
        "id": row["id"],
        **meta(who.synthetic),
        "status": "completed" if row["status"] == "sent" else "stopped",
        "subject": reference(who.id),
        "medium": [{"text": row["channel"]}],
    }
    if tried:
        resource["sent"] = builders.as_instant(from_text(tried[-1]["started_at"]))
    if texts:
        resource["payload"] = [{"contentString": texts[-1]}]
    return resource


def _stay(row: Mapping[str, Any], rows: Rows, who: PersonRecord) -> Json:
    steps = [from_text(one["recorded_at"]) for one in rows["ward_stay_step"] if one["stay_id"] == row["id"]]
    over = any(one["kind"] == "discharged" for one in rows["ward_stay_step"] if one["stay_id"] == row["id"])
    moments = [from_text(row["recorded_at"]), *steps]
    resource = builders.encounter(row["id"], moments, ("", ""), who)
    resource["class"] = {"system": TERMINOLOGY + "v3-ActCode", "code": "IMP", "display": "inpatient encounter"}
    resource["status"] = "finished" if over else "in-progress"
    if not over:
        resource["period"].pop("end")
    return resource


def _seen(row: Mapping[str, Any], who: PersonRecord) -> Json:
    return {
        "resourceType": "AuditEvent",
        "id": str(uuid.uuid5(uuid.UUID(who.id), f"audit {row['number']}")),
        **meta(who.synthetic),
        "type": {"system": _TO_RECORD, "code": "rest", "display": row["action"]},
        "recorded": builders.as_instant(from_text(row["at"])),
        "agent": [{"who": {"display": row["account_name"]}, "requestor": True}],
        "source": {"observer": {"display": "Plantão"}},
        "entity": [{"what": reference(who.id)}],
    }
