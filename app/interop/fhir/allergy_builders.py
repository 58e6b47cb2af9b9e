"""Allergies as AllergyIntolerance of R4; that none is known is one of them too, by its SNOMED CT code. Pure.

Not asked is no resource: a receiver must not read silence as none.
"""

from typing import Final

from app.clinic.allergies.model import Allergy, AllergyKind, AllergyList, Certainty, NoneKnown, Source
from app.clinic.people.model import PersonRecord
from app.interop.fhir.builders import as_instant
from app.interop.fhir.codes import TERMINOLOGY, Json, concept, fhir_codes, meta, reference

_CATEGORIES: Final = {
    AllergyKind.MEDICINE: "medication",
    AllergyKind.FOOD: "food",
    # R4 has no category for latex; its own is one of what surrounds her.
    AllergyKind.LATEX: "environment",
}
_BY_HERSELF: Final = frozenset({Source.HERSELF})


def allergy_resources(known: AllergyList, person: PersonRecord) -> list[Json]:
    """What holds, each entry once; what two places disagree about goes out as unconfirmed."""
    found = [_entry(one, person) for one in known.entries]
    if known.none_known is not None:
        found.append(_none(known.none_known, person))
    return found


def _entry(one: Allergy, person: PersonRecord) -> Json:
    told = one.told
    sure = told.certainty is Certainty.CONFIRMED and not one.disputed
    code = concept(fhir_codes().own["allergen"], told.allergen, text=told.substance) if told.allergen else {}
    resource = _basis(one.id, person, "confirmed" if sure else "unconfirmed")
    if told.kind in _CATEGORIES:
        resource["category"] = [_CATEGORIES[told.kind]]
    resource |= {"code": code or {"text": told.substance}, "patient": reference(person.id)}
    if told.since:
        resource["onsetString"] = told.since
    resource |= {"recordedDate": as_instant(one.at), "recorder": {"display": one.by}}
    if told.source in _BY_HERSELF:
        resource["asserter"] = reference(person.id)
    if told.reaction or told.severity:
        # R4 wants a manifestation wherever a severity is told.
        unknown = concept(TERMINOLOGY + "data-absent-reason", "unknown", "Unknown")
        reaction: Json = {"manifestation": [{"text": told.reaction} if told.reaction else unknown]}
        if told.severity:
            reaction["severity"] = told.severity.value
        resource["reaction"] = [reaction]
    return resource


def _none(said: NoneKnown, person: PersonRecord) -> Json:
    code = fhir_codes().no_known_allergy
    resource = _basis(said.id, person, "confirmed")
    resource |= {
        "code": concept(code["system"], code["code"], code["display"]),
        "patient": reference(person.id),
        "recordedDate": said.on.isoformat(),
        "recorder": {"display": said.by},
    }
    return resource | ({"asserter": reference(person.id)} if said.source in _BY_HERSELF else {})


def _basis(resource_id: str, person: PersonRecord, verification: str) -> Json:
    return {
        "resourceType": "AllergyIntolerance",
        "id": resource_id,
        **meta(person.synthetic),
        "clinicalStatus": concept(TERMINOLOGY + "allergyintolerance-clinical", "active"),
        "verificationStatus": concept(TERMINOLOGY + "allergyintolerance-verification", verification),
    }
