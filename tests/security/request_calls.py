"""How each service method about patients' requests is called for the test of rights."""

from collections.abc import Callable, Mapping

from app.clinic.people.service import PeopleService
from app.reminders.request_content import RequestContent, RequestKind
from app.reminders.requests import RequestService
from app.security.roles import Action, Role
from app.security.session import Session
from app.store.tables import public_request
from tests.security.account_calls import ServiceCall
from tests.security.clinic_calls import somebody
from tests.security.staff import Staff


def _requests(staff: Staff) -> RequestService:
    return RequestService(staff.store, PeopleService(staff.store))


def _asked(kind: RequestKind) -> Callable[[Staff], str]:
    def made(staff: Staff) -> str:
        """The request, and whom it is about."""
        content, person_id = (
            RequestContent(phone="+5586988881234"),
            PeopleService(staff.store).register(staff.session(Role.NURSE), somebody()).id,
        )
        whose = person_id if kind is RequestKind.CONTACT else None
        with staff.store.write(staff.session(Role.NURSE).actor) as writing:
            row = {"person_id": whose, "kind": kind.value, "content": content.to_stored()}
            return f"{writing.append(public_request, row)} {person_id}"

    return made


def _accepting(staff: Staff, session: Session, both: str) -> object:
    request_id, person_id = both.split()
    return _requests(staff).accept(session, request_id, "teste", person_id)


REQUEST_CALLS: Mapping[str, ServiceCall] = {
    "RequestService.list": ServiceCall(
        Action.VIEW_MESSAGES, lambda staff, session, _: _requests(staff).list(session), _asked(RequestKind.CONTACT)
    ),
    "RequestService.accept": ServiceCall(Action.CHANGE_PERSON, _accepting, _asked(RequestKind.CONTACT)),
    "RequestService.accept of a registration": ServiceCall(
        Action.REGISTER_PERSON, _accepting, _asked(RequestKind.REGISTRATION)
    ),
    "RequestService.dismiss": ServiceCall(
        Action.CHANGE_PERSON,
        lambda staff, session, both: _requests(staff).dismiss(session, both.split()[0], "teste"),
        _asked(RequestKind.CONTACT),
    ),
}
