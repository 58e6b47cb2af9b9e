"""The demo unit: its profile, its staff and the one password that everybody may know, because nothing there is real."""

from dataclasses import dataclass
from datetime import datetime

from app.security.account_model import AccountView, NewAccount
from app.security.accounts import AccountService
from app.security.roles import Role
from app.security.session import Session, Status
from app.settings import StationProfile, StationRole

DEMO_PASSWORD = "jangada-azul-27"
"""Of every demo account; the sign-in screen of a demo station may show it."""

DEMO_PROFILE = StationProfile(
    role=StationRole.PRIMARY_CARE,
    unit_name="UBS Demonstração",
    cnes="0000000",
    municipality_code="2408102",
    municipality_name="Natal",
    demo=True,
)

ADMINISTRATOR_LOGIN = "admin"
PENDING_LOGIN = "novata"


@dataclass(frozen=True)
class _Member:
    login: str
    display_name: str
    role: Role
    professional_register: str | None = None


_STAFF = (
    _Member("coordena", "Célia Aurora (demo)", Role.COORDINATOR, "COREN-RN 000001"),
    _Member("enfermeira", "Lúcia Maré (demo)", Role.NURSE, "COREN-RN 000002"),
    _Member("medica", "Dra. Inês Duna (demo)", Role.DOCTOR, "CRM-RN 0001"),
    _Member("estudante", "Davi Cajueiro (demo)", Role.STUDENT),
)
DEMO_LOGINS = {Role.ADMINISTRATOR: ADMINISTRATOR_LOGIN} | {member.role: member.login for member in _STAFF}
"""Role → login; everybody's password is DEMO_PASSWORD."""


def demo_administrator() -> NewAccount:
    """The account that the first start makes."""
    return NewAccount(ADMINISTRATOR_LOGIN, "Administração (demo)", Role.ADMINISTRATOR, DEMO_PASSWORD)


def make_staff(accounts: AccountService, administrator: AccountView, now: datetime) -> dict[Role, Session]:
    """One authorised account for each role and one that still waits; every account asked for as at the real desk."""
    sessions = {Role.ADMINISTRATOR: _session(administrator, now)}
    authorising = sessions[Role.ADMINISTRATOR]
    for member in _STAFF:
        new = NewAccount(member.login, member.display_name, member.role, DEMO_PASSWORD, member.professional_register)
        view = accounts.authorise(authorising, accounts.ask_for_account(new).id)
        sessions[member.role] = _session(view, now)
        # The first is the coordinator, who authorises all others.
        authorising = sessions[Role.COORDINATOR]
    accounts.ask_for_account(NewAccount(PENDING_LOGIN, "Rita Falésia (demo)", Role.NURSE, DEMO_PASSWORD))
    return sessions


def _session(view: AccountView, now: datetime) -> Session:
    return Session(view.id, view.display_name, view.login, view.role, Status.ACTIVE, view.language, now)
