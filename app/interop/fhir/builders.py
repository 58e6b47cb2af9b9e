"""The resources of one pregnancy: Patient, Condition, Encounter, Observation, RiskAssessment. Pure.

Every function gives one resource of FHIR R4 (4.0.1) as a dictionary. Instants carry their offset, dates are dates.
"""

from collections.abc import Sequence
from datetime import date, datetime

from app.clinic.assessments.model import StoredAssessment
from app.clinic.people.model import PersonRecord, Sex
from app.clinic.pregnancies.kinds import kinds
from app.clinic.pregnancies.model import Observation, Pregnancy, PregnancyStatus
from app.clinic.prenatal.outcomes import Outcome, OutcomeKind
from app.clinic.risk.rules import RuleBase
from app.interop.fhir.codes import TERMINOLOGY, UCUM, Json, concept, fhir_codes, kind_concept, meta, reference

_GENDERS = {Sex.FEMALE: "female", Sex.MALE: "male", Sex.INTERSEX: "other"}


def patient(person: PersonRecord) -> Json:
    """The woman; a social name is the name in use, the registered one stays the official name."""
    systems = fhir_codes().identifiers
    documents = [
        {"use": "official", "system": systems[name], "value": value}
        for name, value in (("cpf", person.cpf), ("cns", person.cns))
        if value
    ]
    names = [{"use": "official", "text": person.full_name}]
    if person.social_name:
        names.append({"use": "usual", "text": person.social_name})
    telecom = [
        {"system": system, "value": value}
        for system, value in (("phone", person.phone), ("email", person.email))
        if value
    ]
    resource: Json = {"resourceType": "Patient", "id": person.id, **meta(person.synthetic)}
    if documents:
        resource["identifier"] = documents
    resource |= {"name": names, "gender": _GENDERS[person.sex], "birthDate": person.birth_date.isoformat()}
    if telecom:
        resource["telecom"] = telecom
    resource["address"] = [{"city": person.municipality_name, "country": "BR"}]
    if person.mother_name:
        mother = concept(TERMINOLOGY + "v3-RoleCode", "MTH", "mother")
        resource["contact"] = [{"relationship": [mother], "name": {"text": person.mother_name}}]
    return resource


def pregnancy_condition(found: Pregnancy, person: PersonRecord, outcome: Outcome | None = None) -> Json:
    """The pregnancy itself, from the first day of the last period to its end, where one is known."""
    code = fhir_codes().pregnancy
    mistake = outcome is not None and outcome.kind is OutcomeKind.MISTAKE
    resource: Json = {"resourceType": "Condition", "id": found.id, **meta(person.synthetic)}
    if not mistake:  # R4, con-5: an entry in error has no clinical status
        status = "active" if found.status is PregnancyStatus.CURRENT else "inactive"
        resource["clinicalStatus"] = concept(TERMINOLOGY + "condition-clinical", status)
    resource |= {
        "verificationStatus": concept(
            TERMINOLOGY + "condition-ver-status", "entered-in-error" if mistake else "confirmed"
        ),
        "category": [concept(TERMINOLOGY + "condition-category", "problem-list-item")],
        "code": concept(code["system"], code["code"], code["display"]),
        "subject": reference(person.id),
        "recordedDate": as_instant(found.opened_at),
    }
    if found.lmp:
        resource["onsetDateTime"] = found.lmp.isoformat()
    if outcome is not None and outcome.kind in (OutcomeKind.BIRTH, OutcomeKind.LOSS):
        resource["abatementDateTime"] = outcome.day.isoformat()
    return resource


def encounter(encounter_id: str, times: Sequence[datetime], unit: tuple[str, str], person: PersonRecord) -> Json:
    """One day of care, from the first to the last thing recorded in it; `unit` is (CNES, name)."""
    resource: Json = {
        "resourceType": "Encounter",
        "id": encounter_id,
        **meta(person.synthetic),
        "status": "finished",
        "class": {"system": TERMINOLOGY + "v3-ActCode", "code": "AMB", "display": "ambulatory"},
        "subject": reference(person.id),
        "period": {"start": as_instant(min(times)), "end": as_instant(max(times))},
    }
    if unit[0]:
        place = {"identifier": {"system": fhir_codes().identifiers["cnes"], "value": unit[0]}, "display": unit[1]}
        resource["serviceProvider"] = place
    return resource


def observation(one: Observation, person: PersonRecord, encounter_id: str) -> Json:
    """One reading, date, answer or text."""
    resource = _observed(one, person, encounter_id)
    resource["code"] = kind_concept(one.code)
    return resource | _value(one)


def blood_pressure(systolic: Observation, diastolic: Observation, person: PersonRecord, encounter_id: str) -> Json:
    """Both pressures of one measurement, as FHIR's vital signs want them: one panel with two components."""
    resource = _observed(systolic, person, encounter_id)
    resource["code"] = kind_concept("blood_pressure")
    resource["component"] = [{"code": kind_concept(one.code), **_value(one)} for one in (systolic, diastolic)]
    return resource


def due_date(found: Pregnancy, due: date, person: PersonRecord, observation_id: str) -> Json:
    """The probable date of birth that the record counts by."""
    return {
        "resourceType": "Observation",
        "id": observation_id,
        **meta(person.synthetic),
        "status": "final",
        "code": kind_concept("due_date"),
        "subject": reference(person.id),
        "effectiveDateTime": as_instant(found.opened_at),
        "valueDateTime": due.isoformat(),
    }


def risk_assessment(
    stored: StoredAssessment, rules: RuleBase, person: PersonRecord, encounter_id: str, language: str
) -> Json:
    """The classification in force: class, total and every factor that earned points, in words."""
    result, own = stored.assessment, fhir_codes().own
    label = rules.class_label(result.risk_class).in_language(language)
    fired = [
        " – ".join(part.in_language(language) for part in (one.label, one.detail) if part) + f": {one.points:g}"
        for one in result.fired
    ]
    return {
        "resourceType": "RiskAssessment",
        "id": stored.id,
        **meta(person.synthetic),
        "status": "corrected" if stored.supersedes else "final",
        "method": concept(own["rule_base"], result.rule_base_sha256, text=f"Plantão {result.rule_base_version}"),
        "subject": reference(person.id),
        "encounter": reference(encounter_id),
        "occurrenceDateTime": as_instant(stored.recorded_at),
        "condition": reference(stored.pregnancy_id),
        "performer": {"display": stored.by},
        "prediction": [
            {
                "outcome": {"text": rules.title.in_language(language)},
                "qualitativeRisk": concept(own["risk_class"], result.risk_class, text=label),
                "rationale": "; ".join([f"{result.total:g}", *fired]),
            }
        ],
    }


def _observed(one: Observation, person: PersonRecord, encounter_id: str) -> Json:
    known = fhir_codes().loinc.get(one.code)
    category = "vital-signs" if known and known.vital else "exam"
    return {
        "resourceType": "Observation",
        "id": one.id,
        **meta(person.synthetic),
        "status": "corrected" if one.supersedes else "final",
        "category": [concept(TERMINOLOGY + "observation-category", category)],
        "subject": reference(person.id),
        "encounter": reference(encounter_id),
        "effectiveDateTime": as_instant(one.observed_at),
        "issued": as_instant(one.recorded_at),
        "performer": [{"display": one.by}],
    }


def _value(one: Observation) -> Json:
    kind = kinds().get(one.code)
    if isinstance(one.value, bool):
        return {"valueBoolean": one.value}
    if isinstance(one.value, int | float):
        unit = {"system": UCUM, "code": one.unit, "unit": one.unit} if one.unit else {}
        return {"valueQuantity": {"value": one.value, **unit}}
    text = str(one.value)
    if kind is not None and kind.type == "date":
        return {"valueDateTime": text}
    if kind is not None and kind.type == "choice":
        return {"valueCodeableConcept": concept(fhir_codes().own["answer"], f"{one.code}.{text}")}
    return {"valueString": text}


def as_instant(moment: datetime) -> str:
    """An instant with its offset, as R4 writes it."""
    return moment.isoformat(timespec="milliseconds")
