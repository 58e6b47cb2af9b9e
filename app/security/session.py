"""Who sits at the station, and the one question that every service asks first: `require(session, action)`."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from app.kernel.actor import Actor
from app.kernel.errors import KnownError
from app.security.roles import Action, Role, allowed

FIRST_OF_ALL: Final = frozenset({Action.VIEW_OWN_ACCOUNT})
"""What a session may do whose password somebody else chose."""


class Status(StrEnum):
    """Where an account stands; labels: texts `roles.status_<value>`."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class Standing:
    """What an account is at this moment."""

    role: Role
    status: Status


class Guard(Protocol):
    """The live end of a session: `SignInService` hands one out with every session (`app.security.guard`)."""

    def standing(self) -> Standing:
        """The account as it stands now; KnownError access.signed_out once the session has ended."""
        ...

    def withholds(self, action: Action) -> bool:
        """Whether this station allows the action to nobody, whatever the role."""
        ...

    def denied(self, action: Action) -> None:
        """Write down that the action was refused."""
        ...


@dataclass(frozen=True)
class Session:
    """Somebody signed in. `role` and `status` are those of the sign-in (or of the last `SignInService.refresh`).

    What counts for rights is the account as it stands *now*: `guard` asks the store at every `require`, so that a
    suspension or a new role holds at once, whichever process wrote it. A session without a guard is as it says:
    only tests and the demo make such ones. `must_change_password`: somebody else chose the password, and knows it;
    until its owner has chosen another the session does nothing but that (`FIRST_OF_ALL`).
    """

    account_id: str
    name: str
    login: str
    role: Role
    status: Status
    language: str
    signed_in_at: datetime
    must_change_password: bool = False
    guard: Guard | None = field(default=None, compare=False, repr=False)

    @property
    def actor(self) -> Actor:
        """The author of what is written in this session."""
        return Actor(account_id=self.account_id, name=self.name)

    def standing(self) -> Standing:
        """The account's role and status at this moment."""
        return self.guard.standing() if self.guard else Standing(self.role, self.status)


def require(session: Session, action: Action) -> Standing:
    """Let pass who may do the action; a refusal is written to the audit trail.

    Call it first, before `store.write`: it reads the store, and a refusal is a transaction of its own.
    Raises KnownError access.not_allowed(role, action), access.not_at_this_station, access.not_yet_authorised,
    access.suspended, access.signed_out, access.password_first.
    """
    standing = session.standing()
    may = standing.status is Status.ACTIVE and allowed(standing.role, action)
    withheld = may and session.guard is not None and session.guard.withholds(action)
    changes_first = may and session.must_change_password and action not in FIRST_OF_ALL
    if may and not withheld and not changes_first:
        return standing
    if session.guard:
        session.guard.denied(action)
    if standing.status is Status.PENDING:
        raise KnownError("access.not_yet_authorised")
    if standing.status is Status.SUSPENDED:
        raise KnownError("access.suspended")
    if changes_first:
        raise KnownError("access.password_first")
    if withheld:
        raise KnownError("access.not_at_this_station", action=action.value)
    raise KnownError("access.not_allowed", role=standing.role.value, action=action.value)
