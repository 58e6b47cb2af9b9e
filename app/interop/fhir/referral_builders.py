"""The loop of one referral: ServiceRequest, Task, and a Communication for every answer and counter-reply. Pure.

Every function gives resources of FHIR R4 (4.0.1) as dictionaries; words of closed lists are those of R4.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final

from app.clinic.people.model import PersonRecord
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.referral.model import Answer, Course, Happened, Kind, Priority, State, Verdict
from app.clinic.referral.parameters import label_of, parameters
from app.interop.fhir.builders import as_instant
from app.interop.fhir.codes import Json, concept, fhir_codes, meta, reference, unit_reference
from app.interop.fhir.prenatal_builders import exam_concept
from app.interop.fhir.reading import Record
from app.interop.fhir.record_resources import derived
from app.interop.fhir.referral_reading import rows_in, unit_name_in
from app.kernel.clock import from_text

_PRIORITIES: Final = {
    Priority.ELECTIVE: "routine",
    Priority.PRIORITY: "urgent",
    Priority.URGENT: "asap",
    Priority.EMERGENCY: "stat",
}
_TASK_CODES: Final = "http://hl7.org/fhir/CodeSystem/task-code"
_SUPPORTING: Final = frozenset(
    {"AllergyIntolerance", "DiagnosticReport", "Encounter", "Immunization", "Observation", "RiskAssessment"}
)


def referral_resources(one: Course, record: Record, beside: Sequence[Json], language: str) -> list[Json]:
    """The loop; `beside`: the resources of the record that stand in the same bundle."""
    supporting = [found["id"] for found in beside if found["resourceType"] in _SUPPORTING]
    messages = [*_communications(one, record.person, supporting, language)]
    return [_request(one, record.person, supporting, language), _task(one, record.person, language), *messages]


def request_status(one: Course) -> str:
    """request-status: active while the hospital or the unit has something to do, completed with a final answer."""
    if one.state is State.REFUSED:
        return "revoked"
    if one.answer is None:
        return "revoked" if one.state is State.CLOSED else "active"
    if one.answer.given.verdict is not Verdict.INCONCLUSIVE:
        return "completed"
    return "revoked" if one.state is State.CLOSED else "active"


def task_status(one: Course) -> str:
    """task-status; `businessStatus` tells the state itself."""
    if one.state in (State.ANSWERED, State.READ, State.CLOSED):
        final = one.answer is not None and one.answer.given.verdict is not Verdict.INCONCLUSIVE
        return "completed" if final else "cancelled" if one.state is State.CLOSED else "on-hold"
    if one.received_at is not None:
        return "in-progress" if one.assigned_to is not None else "received"
    return {State.QUEUED: "draft", State.REFUSED: "failed"}.get(one.state, "requested")


def _request(one: Course, person: PersonRecord, supporting: Collection[str], language: str) -> Json:
    asked, codes = one.referral, fhir_codes()
    sent, reason = rows_in(asked.snapshot), label_of(parameters().reasons, asked.reason, language)
    resource: Json = {
        "resourceType": "ServiceRequest",
        "id": asked.id,
        **meta(person.synthetic),
        "identifier": [{"system": codes.own["referral"], "value": asked.id}],
        "status": request_status(one),
        "intent": "order",
        "priority": _PRIORITIES[asked.priority],
        "code": concept(codes.referral["system"], codes.referral["code"], codes.referral["display"]),
        "subject": reference(person.id),
        "authoredOn": as_instant(asked.sent_at),
        "requester": {"display": asked.by},
        "performer": [unit_reference(asked.to_unit)],
        "reasonCode": [
            concept(codes.own["referral_reason"], asked.reason, text=reason),
            {"text": asked.hypothesis},
        ],
        "reasonReference": [reference(asked.pregnancy_id)],
        "note": [{"text": asked.justification}],
    }
    with_it = [reference(found) for found in supporting if found in sent]
    return resource | ({"supportingInfo": with_it} if with_it else {})


def _task(one: Course, person: PersonRecord, language: str) -> Json:
    asked, own = one.referral, fhir_codes().own
    resource: Json = {
        "resourceType": "Task",
        "id": derived(asked.id, "task"),
        **meta(person.synthetic),
        "basedOn": [reference(asked.id)],
        "status": task_status(one),
        "businessStatus": concept(own["referral_state"], one.state.value),
        "intent": "order",
        "priority": _PRIORITIES[asked.priority],
        "code": concept(_TASK_CODES, "fulfill", "Fulfill the focal request"),
        "focus": reference(asked.id),
        "for": reference(person.id),
        "authoredOn": as_instant(asked.sent_at),
        "lastModified": as_instant(max((asked.sent_at, *(event.at for event in one.events)))),
        "requester": unit_reference(asked.from_unit, unit_name_in(asked.snapshot)),
        "owner": unit_reference(asked.to_unit),
        "input": [{"type": _part("version"), "valueString": one.version}],
    }
    if one.received_at is not None and one.due_at is not None:
        resource["restriction"] = {"period": {"start": as_instant(one.received_at), "end": as_instant(one.due_at)}}
    if one.answer is not None:
        resource["output"] = list(_outputs(one.answer, language))
    return resource


def _outputs(answer: Answer, language: str) -> Iterator[Json]:
    """What the answer that stands comes to, each part with its code."""
    own, given, lists = fhir_codes().own, answer.given, parameters()
    yield {"type": _part("answer"), "valueReference": reference(answer.id)}
    yield {"type": _part("answered_version"), "valueString": answer.version}
    yield _coded("verdict", concept(own["verdict"], given.verdict.value))
    yield _coded(
        "conduct", concept(own["conduct"], given.conduct, text=label_of(lists.conducts, given.conduct, language))
    )
    if given.clinic:
        yield _coded(
            "clinic", concept(own["clinic"], given.clinic, text=label_of(lists.clinics, given.clinic, language))
        )
    for cause in given.causes:
        yield _coded("cause", concept(own["cause"], cause, text=label_of(lists.causes, cause, language)))
    for code in given.requested_exams:
        yield _coded("requested_exam", _exam(code, language))


def _communications(one: Course, person: PersonRecord, supporting: Collection[str], language: str) -> Iterator[Json]:
    """Answers and counter-replies in their order, each in response to the one before."""
    stamps = {str(event.content["of"]): from_text(event.content["at"]) for event in one.events if _is_stamp(event)}
    answers = {answer.id: answer for answer in one.answers}
    before, known = "", rows_in(one.referral.snapshot)
    for event in one.events:
        if event.kind not in (Kind.ANSWERED, Kind.COUNTER_REPLY):
            continue
        resource = _message(one, event, person, stamps.get(event.id))
        if before:
            resource["inResponseTo"] = [reference(before)]
        if event.kind is Kind.ANSWERED:
            resource |= _answer_content(answers[event.id], language)
        else:
            now = rows_in(event.snapshot) if event.snapshot else known
            added = [{"contentReference": reference(each)} for each in supporting if each in now - known]
            resource["payload"] = [{"contentString": str(event.content["text"])}, *added]
            resource["note"] = [{"text": f"version {event.version}"}]
            known = known | now
        before = event.id
        yield resource


def _message(one: Course, event: Happened, person: PersonRecord, received: datetime | None) -> Json:
    """What every message has; who receives it is the other unit."""
    answered = event.kind is Kind.ANSWERED
    to = one.referral.from_unit if answered else one.referral.to_unit
    resource: Json = {
        "resourceType": "Communication",
        "id": event.id,
        **meta(person.synthetic),
        "basedOn": [reference(one.referral.id)],
        "status": "completed",
        "category": [concept(fhir_codes().own["referral_message"], event.kind.value)],
        "priority": _PRIORITIES[one.referral.priority],
        "subject": reference(person.id),
        "about": [reference(one.referral.id)],
        "sent": as_instant(event.at),
        "recipient": [unit_reference(to)],
        "sender": {"display": event.by},
        "reasonReference": [reference(one.referral.pregnancy_id)],
    }
    return resource | ({"received": as_instant(received)} if received else {})


def _answer_content(answer: Answer, language: str) -> Json:
    """The verdict, what is to be done in words, the sources, and the version that was answered."""
    given, lists = answer.given, parameters()
    told = [label_of(lists.conducts, given.conduct, language)]
    if given.clinic:
        told.append(label_of(lists.clinics, given.clinic, language))
    told += [_exam(code, language)["text"] for code in given.requested_exams]
    if given.guidance:
        told.append(given.guidance)
    return {
        "topic": concept(fhir_codes().own["verdict"], given.verdict.value),
        "payload": [{"contentString": one} for one in told],
        "note": [*({"text": source} for source in given.sources), {"text": f"version {answer.version}"}],
    }


def _exam(code: str, language: str) -> Json:
    """An exam; under its code alone where the catalogue of this program does not have it."""
    found = exams().get(code)
    return exam_concept(found, language) if found else concept(fhir_codes().own["exam"], code, text=code)


def _part(code: str) -> Json:
    return concept(fhir_codes().own["referral_part"], code)


def _coded(part: str, value: Json) -> Json:
    return {"type": _part(part), "valueCodeableConcept": value}


def _is_stamp(event: Happened) -> bool:
    return event.kind is Kind.RECEIVED
