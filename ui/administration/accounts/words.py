"""An account in words, and what the reader may do about it. Pure."""

from dataclasses import dataclass

from app.security.account_model import AccountChange, AccountView
from app.security.roles import Action, Role, allowed
from app.security.session import Session, Status
from ui.texts import has_text, tr
from ui.texts.formats import show_instant

STATUS_LOOK = {
    Status.PENDING: ("warn", "diamond"),
    Status.ACTIVE: ("success", "circle"),
    Status.SUSPENDED: ("neutral", "square"),
}
"""Status → colour token and shape of its badge (the word is `roles.status_<value>`)."""


def last_sign_in(one: AccountView, zone: str) -> str:
    """When the account was last used on this station, in the time of the unit."""
    if one.last_sign_in is None:
        return tr("administration.account_never_in")
    return show_instant(one.last_sign_in, zone)


@dataclass(frozen=True)
class Possible:
    """What may be done about one account; `why_not` explains what is missing, by text key."""

    authorise: bool
    suspend: bool
    reinstate: bool
    change_role: bool
    reset_password: bool
    why_not: str | None


def possible(session: Session, one: AccountView, every: list[AccountView]) -> Possible:
    """The rules of `AccountService`, asked beforehand so that no button leads to a refusal. The service decides."""
    role = Role(session.role)
    itself = one.id == session.account_id
    coordinators = sum(1 for each in every if each.role is Role.COORDINATOR and each.status is Status.ACTIVE)
    pending, suspended = one.status is Status.PENDING, one.status is Status.SUSPENDED
    rescue = allowed(role, Action.RESCUE_COORDINATOR) and one.role is Role.COORDINATOR
    may_authorise = allowed(role, Action.AUTHORISE_ACCOUNT) or (rescue and pending and coordinators == 0)
    may_reset = allowed(role, Action.RESET_PASSWORD) or (rescue and one.status is Status.ACTIVE and coordinators == 1)
    may_suspend = allowed(role, Action.SUSPEND_ACCOUNT)
    return Possible(
        authorise=pending and may_authorise and not itself,
        suspend=not suspended and may_suspend and not itself,
        reinstate=suspended and may_suspend and not itself,
        change_role=allowed(role, Action.AUTHORISE_ACCOUNT) and not itself,
        reset_password=may_reset and not itself,
        why_not=_why_not(itself, may_suspend, may_authorise),
    )


def _why_not(itself: bool, may_suspend: bool, may_authorise: bool) -> str | None:
    if itself:
        return "administration.accounts_itself"
    if not may_suspend:
        return "administration.accounts_rescue_only" if may_authorise else "administration.accounts_coordinator_only"
    return None


def role_words(role: Role | str) -> str:
    """The role as people say it."""
    return tr(f"roles.role_{Role(role).value}")


def status_words(status: Status | str) -> str:
    """The status as people say it."""
    return tr(f"roles.status_{Status(status).value}")


def change_words(change: AccountChange) -> str:
    """What changed: "papel: Enfermagem → Coordenação"."""
    key = f"administration.account_field_{change.field}"
    name = tr(key) if has_text(key) else change.field
    old, new = _value_words(change.field, change.old), _value_words(change.field, change.new)
    return f"{name}: {new}" if change.old in (None, "") else f"{name}: {old} → {new}"


def _value_words(field: str, value: object) -> str:
    if value in (None, ""):
        return "—"
    if field == "role":
        return role_words(str(value))
    if field == "status":
        return status_words(str(value))
    if field == "language":
        return tr(f"administration.language_{value}")
    return str(value)
