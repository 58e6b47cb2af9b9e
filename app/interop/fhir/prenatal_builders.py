"""The prenatal record as resources: visits and arrivals, exams and their reports, vaccines, history, outcome. Pure.

Every function gives one resource of FHIR R4 (4.0.1) as a dictionary. Only what holds is given to them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.clinic.people.model import PersonRecord
from app.clinic.prenatal.exam_catalogue import Exam, ExamKind, Level
from app.clinic.prenatal.facts import Fact
from app.clinic.prenatal.history_questions import groups
from app.clinic.prenatal.interpretation import Reading, gravest
from app.clinic.prenatal.outcomes import Outcome
from app.clinic.prenatal.vaccine_calendar import vaccines
from app.clinic.prenatal.vaccines_service import VaccineRecord
from app.clinic.reception.model import Arrival, ArrivalState
from app.interop.fhir.builders import as_instant
from app.interop.fhir.codes import TERMINOLOGY, UCUM, Json, concept, fhir_codes, kind_concept, meta, reference

_INTERPRETATIONS: Final = {Level.USUAL: "N", Level.DOUBTFUL: "IND", Level.ATTENTION: "A", Level.URGENT: "AA"}
_CATEGORIES: Final = {
    ExamKind.LABORATORY: "laboratory",
    ExamKind.PHYSICAL: "exam",
    ExamKind.ULTRASOUND: "imaging",
}
_REPORTS: Final = {ExamKind.LABORATORY: ("LAB", "Laboratory"), ExamKind.ULTRASOUND: ("OUS", "OB Ultrasound")}
"""HL7 v2 table 0074, diagnostic service section."""
_ARRIVALS: Final = {
    ArrivalState.WAITING: "arrived",
    ArrivalState.CALLED: "arrived",
    ArrivalState.ATTENDING: "in-progress",
    ArrivalState.CLOSED: "finished",
    ArrivalState.NO_SHOW: "cancelled",
}


@dataclass(frozen=True)
class ResultFact:
    """A result in force with what its sources say of it."""

    fact: Fact
    what: Exam
    readings: Sequence[Reading]


def visit_encounter(basis: Json, visit: Fact) -> Json:
    """The encounter of a day with what the visit says: which profession saw her, and the note."""
    content = visit.content or {}
    kind = concept(fhir_codes().own["professional"], str(content.get("professional")))
    resource = {
        **basis,
        "type": [concept(fhir_codes().own["encounter"], "prenatal_visit")],
        "participant": [{"type": [kind], "individual": {"display": visit.by}}],
    }
    if content.get("complaints"):
        resource["reasonCode"] = [{"text": content["complaints"]}]
    return resource


def arrival_encounter(basis: Json, arrival: Arrival) -> Json:
    """The encounter of an arrival: how it stands, why she came, the colour that the nurse chose."""
    resource = {
        **basis,
        "status": _ARRIVALS[arrival.state],
        "type": [concept(fhir_codes().own["encounter"], "reception")],
    }
    period = {"start": as_instant(arrival.arrived_at)}
    if not arrival.state.is_open:
        period["end"] = as_instant(arrival.since)
    resource["period"] = period
    if arrival.colour is not None:
        resource["priority"] = concept(fhir_codes().own["colour"], arrival.colour.value)
    if arrival.reason:
        resource["reasonCode"] = [{"text": arrival.reason}]
    return resource


def exam_result(one: ResultFact, person: PersonRecord, encounter_id: str | None, language: str) -> Json:
    """One result with unit, interpretation (the gravest of its sources) and, in words, what each source says."""
    resource = _observation(one.fact, person, _CATEGORIES[one.what.kind], encounter_id)
    resource["code"] = exam_concept(one.what, language)
    resource |= _exam_value(one.what, (one.fact.content or {}).get("value"))
    level = gravest(one.readings)
    if level is not None:
        words = "; ".join(f"{said.label.in_language(language)} ({said.source.document})" for said in one.readings)
        system = TERMINOLOGY + "v3-ObservationInterpretation"
        resource["interpretation"] = [concept(system, _INTERPRETATIONS[level], text=words)]
    return resource


def report(
    report_id: str, kind: ExamKind, day: date, results: Sequence[ResultFact], person: PersonRecord, language: str
) -> Json:
    """What the laboratory or the scan of one day found, as one report; `kind` is one of the two."""
    section, display = _REPORTS[kind]
    latest = max(one.fact.recorded_at for one in results)
    resource: Json = {
        "resourceType": "DiagnosticReport",
        "id": report_id,
        **meta(person.synthetic),
        "status": "final",
        "category": [concept(TERMINOLOGY + "v2-0074", section, display)],
        "code": concept(fhir_codes().own["report"], kind.value),
        "subject": reference(person.id),
        "effectiveDateTime": day.isoformat(),
        "issued": as_instant(latest),
        "result": [reference(one.fact.id, one.what.label.in_language(language)) for one in results],
    }
    texts = [str((one.fact.content or {}).get("value")) for one in results if one.what.type == "text"]
    if texts:
        resource["conclusion"] = "\n".join(texts)
    return resource


def immunization(one: VaccineRecord, number: int | None, person: PersonRecord, language: str) -> Json:
    """One dose, or that the vaccine is not for her; `number`: which dose of its scheme."""
    known = vaccines().get(one.code)
    label = known.label.in_language(language) if known else one.code
    resource: Json = {
        "resourceType": "Immunization",
        "id": one.id,
        **meta(person.synthetic),
        "status": "completed" if one.not_for_her is None else "not-done",
        "vaccineCode": concept(fhir_codes().own["vaccine"], one.code, text=label),
        "patient": reference(person.id),
        "recorded": as_instant(one.recorded_at),
        "primarySource": False,
    }
    if one.given_on is not None:
        resource["occurrenceDateTime"] = one.given_on.isoformat()
    else:
        resource["occurrenceString"] = "unknown" if one.not_for_her is None else "not given"
    if one.not_for_her is not None:
        resource["statusReason"] = {"text": one.not_for_her}
    if one.lot:
        resource["lotNumber"] = one.lot
    if one.place:
        resource["location"] = {"display": one.place}
    if number is not None:
        resource["protocolApplied"] = [{"doseNumberPositiveInt": number}]
    return resource


_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def history_answer(one: Fact, person: PersonRecord, language: str) -> Json:
    """One answer of the history form: yes, no, or asked and not known (which is no value)."""
    resource = _observation(one, person, "survey", None)
    label = _questions(language).get(one.code, one.code)
    resource["code"] = concept(fhir_codes().own["question"], one.code, text=label)
    answer = (one.content or {}).get("answer")
    if answer == "unknown":
        return resource | {"dataAbsentReason": {"coding": [{"system": _ABSENT, "code": "asked-unknown"}]}}
    return resource | {"valueBoolean": answer == "yes"}


def outcome_observation(one: Outcome, person: PersonRecord) -> Json:
    """How the pregnancy ended."""
    resource: Json = {
        "resourceType": "Observation",
        "id": one.id,
        **meta(person.synthetic),
        "status": "final",
        "code": kind_concept("pregnancy_outcome"),
        "subject": reference(person.id),
        "focus": [reference(one.pregnancy_id)],
        "effectiveDateTime": one.day.isoformat(),
        "issued": as_instant(one.recorded_at),
        "performer": [{"display": one.by}],
        "valueCodeableConcept": concept(fhir_codes().own["outcome"], one.kind.value),
    }
    if one.details:
        resource["note"] = [{"text": one.details}]
    return resource


def _observation(one: Fact, person: PersonRecord, category: str, encounter_id: str | None) -> Json:
    resource: Json = {
        "resourceType": "Observation",
        "id": one.id,
        **meta(person.synthetic),
        "status": "corrected" if one.supersedes else "final",
        "category": [concept(TERMINOLOGY + "observation-category", category)],
        "subject": reference(person.id),
        "effectiveDateTime": one.day.isoformat(),
        "issued": as_instant(one.recorded_at),
        "performer": [{"display": one.by}],
    }
    if encounter_id is not None:
        resource["encounter"] = reference(encounter_id)
    return resource


def exam_concept(what: Exam, language: str) -> Json:
    """An exam by LOINC where the file knows it, always by this program's own code too."""
    own = {"system": fhir_codes().own["exam"], "code": what.code}
    known = fhir_codes().loinc.get(what.code)
    standard = [{"system": "http://loinc.org", "code": known.code, "display": known.display}] if known else []
    return {"coding": [*standard, own], "text": what.label.in_language(language)}


def _exam_value(what: Exam, value: object) -> Json:
    if isinstance(value, int | float):
        unit = {"system": UCUM, "code": what.unit, "unit": what.unit} if what.unit else {}
        return {"valueQuantity": {"value": value, **unit}}
    if what.type == "choice":
        return {"valueCodeableConcept": concept(fhir_codes().own["answer"], f"{what.code}.{value}")}
    return {"valueString": str(value)}


def _questions(language: str) -> Mapping[str, str]:
    return {one.code: one.label.in_language(language) for group in groups() for one in group.questions}
