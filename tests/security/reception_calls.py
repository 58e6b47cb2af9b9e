"""How each method of the reception and of the danger signs is called for the test of rights."""

from collections.abc import Mapping

from app.clinic.danger_signs.service import DangerSignService
from app.clinic.people.service import PeopleService
from app.clinic.pregnancies.model import NewObservation
from app.clinic.reception.model import Colour, Hearing, Outcome
from app.clinic.reception.service import ReceptionService
from app.security.roles import Action, Role
from tests.security.account_calls import ServiceCall
from tests.security.clinic_calls import somebody
from tests.security.staff import Staff

HEARING = Hearing("Dor de cabeça", Colour.YELLOW, (NewObservation("pulse_bpm", 80),))


def _reception(staff: Staff) -> ReceptionService:
    return ReceptionService(staff.store)


def _danger(staff: Staff) -> DangerSignService:
    return DangerSignService(staff.store)


def _person(staff: Staff) -> str:
    return PeopleService(staff.store).register(staff.session(Role.NURSE), somebody()).id


def _in_emergency(staff: Staff) -> str:
    """Somebody with a danger sign for whom everything was done."""
    person_id, nurse = _person(staff), staff.session(Role.NURSE)
    _danger(staff).record(nurse, person_id, "visit", {"fever": True})
    for action in _danger(staff).signs().actions:
        _danger(staff).note_done(nurse, person_id, "visit", action)
    return person_id


def _arrival(staff: Staff) -> str:
    return _reception(staff).arrive(staff.session(Role.NURSE), _person(staff)).id


def _called(staff: Staff) -> str:
    return _reception(staff).call(staff.session(Role.NURSE), _arrival(staff)).id


def _hearing(staff: Staff) -> str:
    nurse, arrival_id = staff.session(Role.NURSE), _arrival(staff)
    _reception(staff).hear(nurse, arrival_id, HEARING)
    return _reception(staff).get(nurse, arrival_id).events[0].id


RECEPTION_CALLS: Mapping[str, ServiceCall] = {
    "ReceptionService.arrive": ServiceCall(
        Action.RECEIVE, lambda staff, session, one: _reception(staff).arrive(session, one), _person
    ),
    "ReceptionService.hear": ServiceCall(
        Action.HEAR_ARRIVAL, lambda staff, session, one: _reception(staff).hear(session, one, HEARING), _arrival
    ),
    "ReceptionService.measure": ServiceCall(
        Action.HEAR_ARRIVAL,
        lambda staff, session, one: _reception(staff).measure(session, one, HEARING.vitals),
        _arrival,
    ),
    "ReceptionService.call": ServiceCall(
        Action.RECEIVE, lambda staff, session, one: _reception(staff).call(session, one), _arrival
    ),
    "ReceptionService.not_answered": ServiceCall(
        Action.RECEIVE, lambda staff, session, one: _reception(staff).not_answered(session, one), _called
    ),
    "ReceptionService.attend": ServiceCall(
        Action.RECEIVE, lambda staff, session, one: _reception(staff).attend(session, one), _arrival
    ),
    "ReceptionService.close": ServiceCall(
        Action.RECEIVE, lambda staff, session, one: _reception(staff).close(session, one, Outcome.RESOLVED), _arrival
    ),
    "ReceptionService.no_show": ServiceCall(
        Action.RECEIVE, lambda staff, session, one: _reception(staff).no_show(session, one), _arrival
    ),
    "ReceptionService.correct_hearing": ServiceCall(
        Action.CORRECT_ARRIVAL,
        lambda staff, session, one: _reception(staff).correct_hearing(session, one, "Tontura", Colour.RED, "teste"),
        _hearing,
    ),
    "ReceptionService.take_back": ServiceCall(
        Action.CORRECT_ARRIVAL, lambda staff, session, one: _reception(staff).take_back(session, one, "teste"), _hearing
    ),
    "ReceptionService.withdraw": ServiceCall(
        Action.CORRECT_ARRIVAL, lambda staff, session, one: _reception(staff).withdraw(session, one, "teste"), _arrival
    ),
    "ReceptionService.get": ServiceCall(
        Action.VIEW_ARRIVALS, lambda staff, session, one: _reception(staff).get(session, one), _arrival
    ),
    "ReceptionService.board": ServiceCall(
        Action.VIEW_ARRIVALS, lambda staff, session, _: _reception(staff).board(session), _arrival
    ),
    "ReceptionService.aids": ServiceCall(
        Action.VIEW_ARRIVALS, lambda staff, session, one: _reception(staff).aids(session, one), _arrival
    ),
    "DangerSignService.record": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _danger(staff).record(session, one, "visit", {"fever": True}),
        _person,
    ),
    "DangerSignService.pressure": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _danger(staff).pressure(session, one, "visit"), _person
    ),
    "DangerSignService.situation": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _danger(staff).situation(session, one, "visit"), _person
    ),
    "DangerSignService.encounter_of_today": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _danger(staff).encounter_of_today(session, one), _person
    ),
    "DangerSignService.measure": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _danger(staff).measure(session, one, "visit", HEARING.vitals),
        _person,
    ),
    "DangerSignService.note_done": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _danger(staff).note_done(session, one, "visit", "call_samu"),
        _person,
    ),
    "DangerSignService.go_on": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _danger(staff).go_on(session, one, "visit", "SAMU chamado"),
        _in_emergency,
    ),
}
