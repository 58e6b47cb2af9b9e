"""The table of rights against the services themselves: every method, called as every role.

A room that adds a service adds its methods to SERVICES and SERVICE_CALLS; a method left out fails here.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from app.kernel.errors import KnownError
from app.security.accounts import AccountService
from app.security.audit_service import AuditService
from app.security.roles import RIGHTS, Action, Role
from app.security.session import Session
from app.security.sign_in import SignInService
from app.settings import SettingsService, StationProfile, StationRole, write_profile
from tests.security.questions import audited, code_of, row_counts
from tests.security.staff import NEW_PASSWORD, PASSWORD, Staff, newcomer


@dataclass(frozen=True)
class ServiceCall:
    """One call of one service method: who may make it, and how.

    `prepare` (as somebody who may) returns what `call` needs. `also` is a second action that opens the same door.
    `other_refusals` are codes that a role which passed `require` may still meet.
    """

    action: Action
    call: Callable[[Staff, Session, str], object]
    prepare: Callable[[Staff], str] = lambda staff: staff.id_of("nurse")
    also: Action | None = None
    other_refusals: frozenset[str] = frozenset()

    def allowed(self, role: Role) -> bool:
        """What the table says."""
        return bool({self.action, self.also} & RIGHTS[role])


def _asked(staff: Staff) -> str:
    return staff.accounts.ask_for_account(newcomer("rita")).id


def _suspended(staff: Staff) -> str:
    hired = staff.hire("rita").id
    staff.accounts.suspend(staff.session(Role.COORDINATOR), hired, "teste")
    return hired


def _hired(staff: Staff) -> str:
    return staff.hire("rita").id


def _profiled(staff: Staff) -> str:
    profile = StationProfile(StationRole.PRIMARY_CARE, "UBS Fictícia", "1234567", "2408102", "Natal")
    with staff.store.write(staff.session(Role.ADMINISTRATOR).actor) as writing:
        write_profile(writing, profile)
    return ""


SERVICE_CALLS: Mapping[str, ServiceCall] = {
    "AccountService.create": ServiceCall(
        Action.CREATE_ACCOUNT, lambda staff, session, _: staff.accounts.create(session, newcomer("nova"))
    ),
    "AccountService.authorise": ServiceCall(
        Action.AUTHORISE_ACCOUNT, lambda staff, session, one: staff.accounts.authorise(session, one), _asked
    ),
    "AccountService.suspend": ServiceCall(
        Action.SUSPEND_ACCOUNT, lambda staff, session, one: staff.accounts.suspend(session, one, "teste"), _hired
    ),
    "AccountService.reinstate": ServiceCall(
        Action.SUSPEND_ACCOUNT, lambda staff, session, one: staff.accounts.reinstate(session, one, "teste"), _suspended
    ),
    "AccountService.change_role": ServiceCall(
        Action.AUTHORISE_ACCOUNT,
        lambda staff, session, one: staff.accounts.change_role(session, one, Role.DOCTOR, "teste"),
        _hired,
    ),
    "AccountService.reset_password": ServiceCall(
        Action.RESET_PASSWORD,
        lambda staff, session, one: staff.accounts.reset_password(session, one, NEW_PASSWORD),
        _hired,
    ),
    "AccountService.reset_password of the only coordinator": ServiceCall(
        Action.RESCUE_COORDINATOR,
        lambda staff, session, one: staff.accounts.reset_password(session, one, NEW_PASSWORD),
        lambda staff: staff.id_of("coordinator"),
        also=Action.RESET_PASSWORD,
        other_refusals=frozenset({"access.own_password"}),
    ),
    "AccountService.change_password": ServiceCall(
        Action.VIEW_OWN_ACCOUNT,
        lambda staff, session, _: staff.accounts.change_password(session, PASSWORD, NEW_PASSWORD),
    ),
    "AccountService.set_pin": ServiceCall(
        Action.VIEW_OWN_ACCOUNT, lambda staff, session, _: staff.accounts.set_pin(session, PASSWORD, "8306")
    ),
    "AccountService.set_language": ServiceCall(
        Action.VIEW_OWN_ACCOUNT, lambda staff, session, _: staff.accounts.set_language(session, "en")
    ),
    "AccountService.own": ServiceCall(Action.VIEW_OWN_ACCOUNT, lambda staff, session, _: staff.accounts.own(session)),
    "AccountService.list": ServiceCall(Action.VIEW_ACCOUNTS, lambda staff, session, _: staff.accounts.list(session)),
    "AccountService.history": ServiceCall(
        Action.VIEW_ACCOUNTS, lambda staff, session, one: staff.accounts.history(session, one), _hired
    ),
    "AccountService.history of oneself": ServiceCall(
        Action.VIEW_OWN_ACCOUNT, lambda staff, session, _: staff.accounts.history(session, session.account_id)
    ),
    "AuditService.page": ServiceCall(
        Action.VIEW_AUDIT, lambda staff, session, _: AuditService(staff.store).page(session)
    ),
    "AuditService.of_person": ServiceCall(
        Action.VIEW_AUDIT, lambda staff, session, one: AuditService(staff.store).of_person(session, one)
    ),
    "AuditService.verify": ServiceCall(
        Action.VERIFY_AUDIT, lambda staff, session, _: AuditService(staff.store).verify(session)
    ),
    "SettingsService.change": ServiceCall(
        Action.CHANGE_SETTINGS,
        lambda staff, session, _: SettingsService(staff.store).change(session, unit_name="UBS Nova"),
        _profiled,
    ),
}

SERVICES: tuple[type, ...] = (AccountService, AuditService, SettingsService, SignInService)
"""Every public method of these that takes a session stands in SERVICE_CALLS or in WITHOUT_RIGHT."""

WITHOUT_RIGHT = {
    "SignInService.refresh": "a waiting account asks with it whether it was authorised",
    "SignInService.lock": "everybody may cover the screen",
    "SignInService.unlock": "asks for the secret instead",
    "SignInService.sign_out": "everybody may leave",
}

SCREEN_ONLY = {
    Action.TRY_CLASSIFICATION: "AssessmentService.preview is pure: it reads no record and saves nothing",
    Action.VIEW_RULES: "the rule base is a file that ships with the program",
}

AWAITED = {
    Action.FIND_PERSON: "people",
    Action.VIEW_PERSON: "people",
    Action.REGISTER_PERSON: "people",
    Action.CHANGE_PERSON: "people",
    Action.VIEW_PREGNANCIES: "pregnancies",
    Action.OPEN_PREGNANCY: "pregnancies",
    Action.RECORD_OBSERVATION: "pregnancies",
    Action.CLASSIFY: "assessments",
    Action.CORRECT_ASSESSMENT: "assessments",
    Action.PRINT_RECORD: "papers",
    Action.EXPORT_LIST: "pregnancies",
    Action.BACK_UP: "backups",
    Action.RESTORE: "backups",
    Action.MANAGE_KEYS: "keys",
}
"""Actions whose services are not in SERVICE_CALLS yet, and the room that brings them. To be emptied."""


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", SERVICE_CALLS)
def test_a_service_method_serves_exactly_the_roles_of_the_table(staff: Staff, name: str, role: Role) -> None:
    tried = SERVICE_CALLS[name]
    subject = tried.prepare(staff)
    session = staff.session(role)
    before, trail = row_counts(staff.store), audited(staff.store)
    try:
        tried.call(staff, session, subject)
        code = None
    except KnownError as error:
        code = error.code
    if tried.allowed(role):
        assert code is None or code in tried.other_refusals
        return
    assert code == "access.not_allowed"
    assert row_counts(staff.store) == before, "a refused action writes nothing but its audit row"
    assert audited(staff.store) == [*trail, "denied"]


@pytest.mark.parametrize("name", SERVICE_CALLS)
def test_no_service_method_serves_a_waiting_a_suspended_or_an_ended_session(staff: Staff, name: str) -> None:
    tried = SERVICE_CALLS[name]
    subject = tried.prepare(staff)
    newcomer_id = staff.accounts.ask_for_account(newcomer("zilda", Role.COORDINATOR)).id
    session = staff.sign_in.sign_in("zilda", PASSWORD)
    assert code_of(lambda: tried.call(staff, session, subject)) == "access.not_yet_authorised"
    staff.accounts.suspend(staff.session(Role.COORDINATOR), newcomer_id, "teste")
    assert code_of(lambda: tried.call(staff, session, subject)) == "access.suspended"
    ended = staff.session(Role.COORDINATOR)
    staff.sign_in.sign_out(ended)
    assert code_of(lambda: tried.call(staff, ended, subject)) == "access.signed_out"


def test_every_method_that_takes_a_session_is_tried() -> None:
    methods = {
        f"{service.__name__}.{name}"
        for service in SERVICES
        for name, method in inspect.getmembers(service, inspect.isfunction)
        if not name.startswith("_") and "session" in inspect.signature(method).parameters
    }
    tried = {name.split(" of ", maxsplit=1)[0] for name in SERVICE_CALLS}
    assert methods == tried | WITHOUT_RIGHT.keys()


def test_every_action_is_asked_for_by_a_service_or_has_a_reason_not_to_be() -> None:
    asked_for = {action for one in SERVICE_CALLS.values() for action in (one.action, one.also) if action is not None}
    groups = [asked_for, set(SCREEN_ONLY), set(AWAITED)]
    assert set().union(*groups) == set(Action)
    assert sum(map(len, groups)) == len(Action), "an action stands in two groups"


def test_the_first_coordinator_is_authorised_by_an_administrator_only_in_an_empty_unit(empty: Staff) -> None:
    empty.accounts.create_first_administrator(newcomer("administrator", Role.ADMINISTRATOR))
    first = empty.accounts.ask_for_account(newcomer("carla", Role.COORDINATOR))
    empty.accounts.authorise(empty.session(Role.ADMINISTRATOR), first.id)
    assert "denied" not in audited(empty.store)
