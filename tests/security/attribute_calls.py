"""How each service method of what is known of a person for messages is called for the test of rights."""

from collections.abc import Mapping
from datetime import date

from app.reminders.attribute_service import AttributeService
from app.security.roles import Action
from tests.security.account_calls import ServiceCall
from tests.security.reminder_calls import person_who_agreed
from tests.security.staff import Staff

TODAY = date(2026, 3, 2)


def _attributes(staff: Staff) -> AttributeService:
    return AttributeService(staff.store)


ATTRIBUTE_CALLS: Mapping[str, ServiceCall] = {
    "AttributeService.of_person": ServiceCall(
        Action.VIEW_PERSON, lambda staff, session, one: _attributes(staff).of_person(session, one), person_who_agreed
    ),
    "AttributeService.history": ServiceCall(
        Action.VIEW_PERSON, lambda staff, session, one: _attributes(staff).history(session, one), person_who_agreed
    ),
    "AttributeService.set": ServiceCall(
        Action.CHANGE_PERSON,
        lambda staff, session, one: _attributes(staff).set(session, one, {"surgery_date": TODAY}),
        person_who_agreed,
    ),
    "AttributeService.link_calls": ServiceCall(
        Action.VIEW_PERSON, lambda staff, session, one: _attributes(staff).link_calls(session, one), person_who_agreed
    ),
    "AttributeService.call_back_links": ServiceCall(
        Action.CHANGE_PERSON,
        lambda staff, session, one: _attributes(staff).call_back_links(session, one, "Celular perdido"),
        person_who_agreed,
    ),
    "AttributeService.issue_link_code": ServiceCall(
        Action.SCHEDULE_MESSAGES,
        lambda staff, session, one: _attributes(staff).issue_link_code(session, one),
        person_who_agreed,
    ),
    "AttributeService.chat": ServiceCall(
        Action.VIEW_PERSON, lambda staff, session, one: _attributes(staff).chat(session, one), person_who_agreed
    ),
}
