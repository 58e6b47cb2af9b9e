"""The demo unit: its profile, its staff and the one password that everybody may know, because nothing there is real."""

from collections.abc import Sequence
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
class Member:
    """One of the staff."""

    login: str
    display_name: str
    role: Role
    professional_register: str | None = None


_STAFF = (
    Member("coordena", "Célia Aurora (demo)", Role.COORDINATOR, "COREN-RN 000001"),
    Member("enfermeira", "Lúcia Maré (demo)", Role.NURSE, "COREN-RN 000002"),
    Member("medica", "Dra. Inês Duna (demo)", Role.DOCTOR, "CRM-RN 0001"),
    Member("estudante", "Davi Cajueiro (demo)", Role.STUDENT),
)
DEMO_LOGINS = {Role.ADMINISTRATOR: ADMINISTRATOR_LOGIN} | {member.role: member.login for member in _STAFF}
"""Role → login; everybody's password is DEMO_PASSWORD."""

HOSPITAL_PROFILE = StationProfile(
    role=StationRole.HOSPITAL,
    unit_name="Maternidade Demonstração",
    cnes="0000001",
    municipality_code="2408102",
    municipality_name="Natal",
    demo=True,
)
PRECEPTOR_LOGIN = "preceptora"
# The same logins for the same roles as at the primary-care unit, and a second doctor, who reads after the resident.
HOSPITAL_STAFF = (
    Member("coordena", "Dra. Teresa Alvorada (demo)", Role.COORDINATOR, "CRM-RN 0011"),
    Member("enfermeira", "Nair Restinga (demo)", Role.NURSE, "COREN-RN 000012"),
    Member("medica", "Dra. Olga Falésia (demo)", Role.DOCTOR, "CRM-RN 0012"),
    Member("estudante", "Caio Mangue, residente (demo)", Role.STUDENT, "CRM-RN 0013"),
    Member(PRECEPTOR_LOGIN, "Dra. Iara Salina (demo)", Role.DOCTOR, "CRM-RN 0014"),
)


def demo_administrator() -> NewAccount:
    """The account that the first start makes."""
    return NewAccount(ADMINISTRATOR_LOGIN, "Administração (demo)", Role.ADMINISTRATOR, DEMO_PASSWORD)


def make_staff(accounts: AccountService, administrator: AccountView, now: datetime) -> dict[Role, Session]:
    """One authorised account for each role and one that still waits; every account asked for as at the real desk."""
    sessions = admit(accounts, administrator, now, _STAFF)
    accounts.ask_for_account(NewAccount(PENDING_LOGIN, "Rita Falésia (demo)", Role.NURSE, DEMO_PASSWORD))
    return {Role.ADMINISTRATOR: sessions[ADMINISTRATOR_LOGIN]} | {one.role: sessions[one.login] for one in _STAFF}


def admit(
    accounts: AccountService, administrator: AccountView, now: datetime, members: Sequence[Member]
) -> dict[str, Session]:
    """Sessions by login; the first of the members is the coordinator, who authorises all others."""
    sessions = {ADMINISTRATOR_LOGIN: _session(administrator, now)}
    authorising = sessions[ADMINISTRATOR_LOGIN]
    for member in members:
        new = NewAccount(member.login, member.display_name, member.role, DEMO_PASSWORD, member.professional_register)
        view = accounts.authorise(authorising, accounts.ask_for_account(new).id)
        sessions[member.login] = _session(view, now)
        authorising = sessions[members[0].login]
    return sessions


def _session(view: AccountView, now: datetime) -> Session:
    return Session(view.id, view.display_name, view.login, view.role, Status.ACTIVE, view.language, now)
