"""What an account looks like from outside, and what a new one must bring along. No secret ever shows in a `repr`."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from app.kernel.errors import KnownError
from app.kernel.languages import LANGUAGES
from app.security.passwords import check_password
from app.security.roles import Role
from app.security.session import Status

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{2,59}")


@dataclass(frozen=True)
class NewAccount:
    """What is asked of somebody who wants an account. `professional_register`: COREN or CRM with its state."""

    login: str
    display_name: str
    role: Role
    password: str = field(repr=False)
    professional_register: str | None = None
    language: str = "pt_BR"


@dataclass(frozen=True)
class AccountView:
    """One account as others may see it; `has_pin` says whether quick unlock is set up.

    `last_sign_in` is known in the list of accounts alone, and on this station alone: it is read from the audit trail.
    """

    id: str
    login: str
    display_name: str
    role: Role
    status: Status
    professional_register: str | None
    language: str
    created_at: datetime
    authorised_at: datetime | None
    authorised_by: str | None
    has_pin: bool
    last_sign_in: datetime | None = None


@dataclass(frozen=True)
class AccountChange:
    """One field of an account that changed; values are as stored (codes), `by` is a display name."""

    at: datetime
    by: str
    field: str
    old: object
    new: object
    reason: str | None


def normal_login(typed: str) -> str:
    """Logins know neither case nor the spaces around them (nor halves of characters, which SQLite cannot be asked)."""
    return typed.strip().lower().encode(errors="replace").decode()


def validated(new: NewAccount) -> dict[str, object]:
    """The columns of table `account` that a new one fills.

    Raises KnownError access.login_shape, access.name_missing, access.register_long(maximum), access.language and
    those of `check_password`.
    """
    login, name = normal_login(new.login), " ".join(new.display_name.split())
    register = " ".join((new.professional_register or "").split()) or None
    if not _LOGIN.fullmatch(login):
        raise KnownError("access.login_shape")
    if not name:
        raise KnownError("access.name_missing")
    if register is not None and len(register) > 30:
        raise KnownError("access.register_long", maximum=30)
    check_language(new.language)
    check_password(new.password, login, name)
    return {
        "login": login,
        "display_name": name,
        "role": Role(new.role).value,
        "professional_register": register,
        "language": new.language,
    }


def check_language(language: str) -> None:
    """KnownError access.language unless the program speaks it."""
    if language not in LANGUAGES:
        raise KnownError("access.language", language=language)


def check_reason(reason: str) -> str:
    """The reason without spaces around; KnownError access.reason_missing where there is none."""
    if not reason.strip():
        raise KnownError("access.reason_missing")
    return reason.strip()
