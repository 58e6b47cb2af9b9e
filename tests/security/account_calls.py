"""How each service method is called for the test of rights: accounts, audit, settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.security.audit_service import AuditService
from app.security.roles import RIGHTS, Action, Role
from app.security.session import Session
from app.settings import SettingsService, StationProfile, StationRole, write_profile
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


ACCOUNT_CALLS: Mapping[str, ServiceCall] = {
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
    "AccountService.tour_is_due": ServiceCall(
        Action.VIEW_OWN_ACCOUNT, lambda staff, session, _: staff.accounts.tour_is_due(session)
    ),
    "AccountService.answer_tour": ServiceCall(
        Action.VIEW_OWN_ACCOUNT, lambda staff, session, _: staff.accounts.answer_tour(session, wanted=False)
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
    "AuditService.did_since": ServiceCall(
        Action.VIEW_OWN_ACCOUNT,
        lambda staff, session, _: AuditService(staff.store).did_since(session, "person_created", session.signed_in_at),
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
