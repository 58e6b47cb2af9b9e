"""How each method of the allergies is called for the test of rights."""

from collections.abc import Mapping

from app.clinic.allergies.model import AllergyKind, Certainty, NewAllergy
from app.clinic.allergies.service import AllergyService
from app.clinic.people.service import PeopleService
from app.security.roles import Action, Role
from app.security.session import Session
from tests.security.account_calls import ServiceCall
from tests.security.clinic_calls import somebody
from tests.security.staff import Staff

NEW = NewAllergy(AllergyKind.MEDICINE, "Dipirona")


def _service(staff: Staff) -> AllergyService:
    return AllergyService(staff.store)


def _person(staff: Staff) -> str:
    return PeopleService(staff.store).register(staff.session(Role.NURSE), somebody()).id


def _listed(staff: Staff) -> str:
    """An entry and whose it is."""
    person_id = _person(staff)
    (entry,) = _service(staff).add(staff.session(Role.NURSE), person_id, NEW).entries
    return f"{entry.id}/{person_id}"


def _correct(staff: Staff, session: Session, listed: str) -> object:
    allergy_id, person_id = listed.split("/")
    return _service(staff).correct(session, allergy_id, person_id, NEW, "engano")


def _take_off(staff: Staff, session: Session, listed: str) -> object:
    allergy_id, person_id = listed.split("/")
    return _service(staff).take_off(session, allergy_id, person_id, Certainty.REFUTED, "engano")


ALLERGY_CALLS: Mapping[str, ServiceCall] = {
    "AllergyService.of_person": ServiceCall(
        Action.VIEW_PERSON, lambda staff, session, one: _service(staff).of_person(session, one), _person
    ),
    "AllergyService.add": ServiceCall(
        Action.RECORD_OBSERVATION, lambda staff, session, one: _service(staff).add(session, one, NEW), _person
    ),
    "AllergyService.none_known": ServiceCall(
        Action.RECORD_OBSERVATION, lambda staff, session, one: _service(staff).none_known(session, one), _person
    ),
    "AllergyService.correct": ServiceCall(Action.RECORD_OBSERVATION, _correct, _listed),
    "AllergyService.take_off": ServiceCall(Action.RECORD_OBSERVATION, _take_off, _listed),
}
