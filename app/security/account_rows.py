"""Reading and writing the tables `account` and `credential`: rows in, dataclasses out."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.security.account_model import AccountChange, AccountView
from app.security.roles import Role
from app.security.session import Status
from app.store.tables import account, audit, credential, field_history
from app.store.writing import Writing

_VIEW = (
    account.c.id,
    account.c.login,
    account.c.display_name,
    account.c.role,
    account.c.status,
    account.c.professional_register,
    account.c.language,
    account.c.recorded_at,
    account.c.authorised_at,
    account.c.authorised_by,
    credential.c.pin_hash.is_not(None).label("has_pin"),
)
_LAST_SIGN_IN = (
    # Newest first along the index of subjects: found after a few rows, however long the trail is.
    select(audit.c.at)
    .where(audit.c.subject_kind == account.name, audit.c.subject_id == account.c.id, audit.c.action == "signed_in")
    .order_by(audit.c.number.desc())
    .limit(1)
    .scalar_subquery()
    .correlate(account)
    .label("last_sign_in")
)
_FROM = account.outerjoin(credential, credential.c.account_id == account.c.id)


def views(connection: Connection) -> list[AccountView]:
    """Every account with its last sign-in: those that wait for authorisation first, then by name."""
    pending_first = (account.c.status != Status.PENDING.value, account.c.display_name, account.c.login)
    question = select(*_VIEW, _LAST_SIGN_IN).select_from(_FROM).order_by(*pending_first)
    return [_view(row) for row in connection.execute(question)]


def view(connection: Connection, account_id: str) -> AccountView:
    """One account; KnownError access.account_missing."""
    row = connection.execute(select(*_VIEW).select_from(_FROM).where(account.c.id == account_id)).one_or_none()
    if row is None:
        raise KnownError("access.account_missing")
    return _view(row)


def by_login(connection: Connection, login: str) -> AccountView | None:
    """The account with this (normal) login."""
    row = connection.execute(select(*_VIEW).select_from(_FROM).where(account.c.login == login)).one_or_none()
    return _view(row) if row else None


def any_account(connection: Connection) -> bool:
    """Whether there is any account, in whatever state."""
    return connection.execute(select(account.c.id).limit(1)).first() is not None


def count_active(connection: Connection, role: Role) -> int:
    """How many active accounts have this role."""
    question = select(func.count()).select_from(account)
    question = question.where(account.c.role == role.value, account.c.status == Status.ACTIVE.value)
    return int(connection.execute(question).scalar_one())


def password_hash(connection: Connection, account_id: str) -> str | None:
    """The stored form of the password; None where this station has none (the account came from another station)."""
    question = select(credential.c.password_hash).where(credential.c.account_id == account_id)
    found: str | None = connection.execute(question).scalar_one_or_none()
    return found


def password_chosen_by_other(connection: Connection, account_id: str) -> bool:
    """Whether somebody else set the password, who therefore knows it."""
    question = select(credential.c.changed_by).where(credential.c.account_id == account_id)
    return connection.execute(question).scalar_one_or_none() not in (account_id, None)


def keep_password(writing: Writing, account_id: str, hashed: str, changed_by: str) -> None:
    """Set the password of an account; its PIN is dropped with the old one. Not logged: see table `credential`."""
    values: dict[str, object] = {
        "password_hash": hashed,
        "pin_hash": None,
        "pin_failures": 0,
        "changed_at": writing.at,
        "changed_by": changed_by,
    }
    statement = upsert(credential).values(account_id=account_id, **values)
    writing.connection.execute(statement.on_conflict_do_update(index_elements=[credential.c.account_id], set_=values))


def keep_credential(connection: Connection, account_id: str, **values: object) -> None:
    """Set single columns of an account's credential."""
    connection.execute(update(credential).where(credential.c.account_id == account_id).values(**values))


def add(writing: Writing, row: Mapping[str, object], hashed: str, changed_by: str | None) -> str:
    """A new account with its password; KnownError access.login_taken. `changed_by` None: chosen by its owner."""
    taken = select(account.c.id).where(account.c.login == row["login"])
    if writing.connection.execute(taken).first():
        raise KnownError("access.login_taken", login=row["login"])
    account_id = writing.create(account, row)
    writing.connection.execute(
        insert(credential).values(
            account_id=account_id,
            password_hash=hashed,
            pin_failures=0,
            changed_at=writing.at,
            changed_by=changed_by or account_id,
        )
    )
    return account_id


def changes(connection: Connection, account_id: str) -> list[AccountChange]:
    """Every change of an account's fields, newest first."""
    question = (
        select(field_history, account.c.display_name)
        .select_from(field_history.outerjoin(account, account.c.id == field_history.c.recorded_by))
        .where(field_history.c.entity == account.name, field_history.c.entity_id == account_id)
        .order_by(field_history.c.recorded_at.desc(), field_history.c.id.desc())
    )
    return [
        AccountChange(
            at=from_text(row.recorded_at),
            by=row.display_name or row.recorded_by,
            field=row.field,
            old=json.loads(row.old_value),
            new=json.loads(row.new_value),
            reason=row.reason,
        )
        for row in connection.execute(question)
    ]


def _view(row: Row[tuple[object, ...]]) -> AccountView:
    values = row._mapping
    authorised_at, last_sign_in = values["authorised_at"], values.get("last_sign_in")
    return AccountView(
        id=values["id"],
        login=values["login"],
        display_name=values["display_name"],
        role=Role(values["role"]),
        status=Status(values["status"]),
        professional_register=values["professional_register"],
        language=values["language"],
        created_at=from_text(values["recorded_at"]),
        authorised_at=from_text(authorised_at) if authorised_at else None,
        authorised_by=values["authorised_by"],
        has_pin=bool(values["has_pin"]),
        last_sign_in=from_text(last_sign_in) if last_sign_in else None,
    )
