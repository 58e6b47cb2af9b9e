"""Accounts: asked for, authorised, suspended; every change with its author, its reason and its audit row.

A new account can do nothing until a coordinator authorises it. Nobody authorises, suspends or promotes himself, and
the last active coordinator and the last active administrator stay. Passwords and PINs live in table `credential`
alone: no log, no history and no audit row ever holds one, hashed or not.
"""

from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.security import account_rows
from app.security.account_model import (
    AccountChange,
    AccountView,
    NewAccount,
    check_language,
    check_reason,
    validated,
)
from app.security.delays import Delays, attempt_key
from app.security.first_tour import note_answer, was_answered
from app.security.passwords import Passwords, check_password, check_pin
from app.security.roles import Action, Role, allowed
from app.security.session import Session, Status, require
from app.store.store import Store
from app.store.tables import account
from app.store.writing import Writing

_IRREPLACEABLE = (Role.COORDINATOR, Role.ADMINISTRATOR)
_SUBJECT = "account"
_Views = list[AccountView]  # the method `list` hides the built-in name inside the class


class AccountService:
    """The accounts of one station."""

    def __init__(self, store: Store, passwords: Passwords | None = None) -> None:
        self._store = store
        self._passwords = passwords or Passwords()
        self._delays = Delays(store)

    def create_first_administrator(self, new: NewAccount, *, for_once: bool = False) -> AccountView:
        """The one account that nobody authorises; KnownError access.not_first once any account exists.

        `for_once`: its owner did not choose the password, and must at the first sign-in.
        """
        row = {**validated(new), "role": Role.ADMINISTRATOR.value, "status": Status.ACTIVE.value}
        hashed = self._passwords.hash(new.password)
        with self._store.write(PROGRAM) as writing:
            if account_rows.any_account(writing.connection):
                raise KnownError("access.not_first")
            row |= {"authorised_at": writing.at, "authorised_by": PROGRAM.account_id}
            by = PROGRAM.account_id if for_once else None
            account_id = account_rows.add(writing, row, hashed, changed_by=by)
            writing.audit("first_administrator", _SUBJECT, account_id)
            return account_rows.view(writing.connection, account_id)

    def ask_for_account(self, new: NewAccount) -> AccountView:
        """Somebody at the sign-in screen asks for an account; it waits for a coordinator."""
        row = {**validated(new), "status": Status.PENDING.value}
        hashed = self._passwords.hash(new.password)
        with self._store.write(PROGRAM) as writing:
            account_id = account_rows.add(writing, row, hashed, changed_by=None)
            writing.audit("account_asked", _SUBJECT, account_id, role=row["role"])
            return account_rows.view(writing.connection, account_id)

    def create(self, session: Session, new: NewAccount) -> AccountView:
        """Make an account for somebody else; it waits for a coordinator too. Its owner should change the password."""
        require(session, Action.CREATE_ACCOUNT)
        row = {**validated(new), "status": Status.PENDING.value}
        hashed = self._passwords.hash(new.password)
        with self._store.write(session.actor) as writing:
            account_id = account_rows.add(writing, row, hashed, changed_by=session.account_id)
            writing.audit("account_created", _SUBJECT, account_id, role=row["role"])
            return account_rows.view(writing.connection, account_id)

    def authorise(self, session: Session, account_id: str) -> AccountView:
        """Let a waiting account work. Coordinators; while there is none, an administrator for a first coordinator.

        Raises KnownError access.not_yourself, access.not_pending, access.coordinator_exists.
        """
        rescuing = self._require_or_rescue(session, account_id, Action.AUTHORISE_ACCOUNT, coordinators_left=0)
        _refuse_self(session, account_id)
        with self._store.write(session.actor) as writing:
            target = account_rows.view(writing.connection, account_id)
            if target.status is not Status.PENDING:
                raise KnownError("access.not_pending")
            if rescuing:
                _refuse_rescue(writing, target, coordinators_left=0)
            _activate(writing, account_id)
            writing.audit("account_authorised", _SUBJECT, account_id, role=target.role.value)
            return account_rows.view(writing.connection, account_id)

    def suspend(self, session: Session, account_id: str, reason: str) -> AccountView:
        """Take an account's rights away at once, in its open sessions too.

        Raises KnownError access.not_yourself, access.reason_missing, access.already_suspended, access.last_of_role.
        """
        require(session, Action.SUSPEND_ACCOUNT)
        _refuse_self(session, account_id)
        why = check_reason(reason)
        with self._store.write(session.actor) as writing:
            target = account_rows.view(writing.connection, account_id)
            if target.status is Status.SUSPENDED:
                raise KnownError("access.already_suspended")
            _refuse_last(writing, target)
            writing.change(account, account_id, {"status": Status.SUSPENDED.value}, why)
            writing.audit("account_suspended", _SUBJECT, account_id, reason=why)
            return account_rows.view(writing.connection, account_id)

    def reinstate(self, session: Session, account_id: str, reason: str) -> AccountView:
        """Give a suspended account its rights back; one that was never authorised waits for that again.

        Raises KnownError access.not_yourself, access.reason_missing, access.not_suspended.
        """
        require(session, Action.SUSPEND_ACCOUNT)
        _refuse_self(session, account_id)
        why = check_reason(reason)
        with self._store.write(session.actor) as writing:
            target = account_rows.view(writing.connection, account_id)
            if target.status is not Status.SUSPENDED:
                raise KnownError("access.not_suspended")
            back_to = Status.ACTIVE if target.authorised_at else Status.PENDING
            writing.change(account, account_id, {"status": back_to.value}, why)
            writing.audit("account_reinstated", _SUBJECT, account_id, reason=why)
            return account_rows.view(writing.connection, account_id)

    def change_role(self, session: Session, account_id: str, role: Role, reason: str) -> AccountView:
        """Give an account another role; it holds at once, in its open sessions too.

        Raises KnownError access.not_yourself, access.reason_missing, access.last_of_role.
        """
        require(session, Action.AUTHORISE_ACCOUNT)
        _refuse_self(session, account_id)
        why = check_reason(reason)
        with self._store.write(session.actor) as writing:
            target = account_rows.view(writing.connection, account_id)
            if target.role is not role:
                _refuse_last(writing, target)
                writing.change(account, account_id, {"role": role.value}, why)
                writing.audit("role_changed", _SUBJECT, account_id, old=target.role.value, new=role.value, reason=why)
            return account_rows.view(writing.connection, account_id)

    def reset_password(self, session: Session, account_id: str, new: str) -> None:
        """Give somebody else a new password, which its owner should change. The PIN and running delays end.

        Coordinators; an administrator only for the one active coordinator. Raises KnownError access.own_password,
        access.coordinator_exists and those of `check_password`.
        """
        rescuing = self._require_or_rescue(session, account_id, Action.RESET_PASSWORD, coordinators_left=1)
        if account_id == session.account_id:
            raise KnownError("access.own_password")
        with self._store.read() as connection:
            target = account_rows.view(connection, account_id)
        check_password(new, target.login, target.display_name)
        hashed = self._passwords.hash(new)
        with self._store.write(session.actor) as writing:
            if rescuing:
                _refuse_rescue(writing, account_rows.view(writing.connection, account_id), coordinators_left=1)
            account_rows.keep_password(writing, account_id, hashed, session.account_id)
            self._delays.forgive(writing.connection, attempt_key(target.login, known=True))
            writing.audit("password_reset", _SUBJECT, account_id)

    def change_password(self, session: Session, old: str, new: str) -> None:
        """Change one's own password; the PIN ends with the old one.

        Raises KnownError access.wrong_password, access.wait(seconds), access.password_same, those of `check_password`.
        """
        require(session, Action.VIEW_OWN_ACCOUNT)
        check_password(new, session.login, session.name)
        self._confirm(session, old)
        if old == new:
            raise KnownError("access.password_same")
        hashed = self._passwords.hash(new)
        with self._store.write(session.actor) as writing:
            account_rows.keep_password(writing, session.account_id, hashed, session.account_id)
            writing.audit("password_changed", _SUBJECT, session.account_id)

    def set_pin(self, session: Session, password: str, pin: str | None) -> None:
        """Set one's own PIN for the locked screen, or take it away with None.

        Raises KnownError access.wrong_password, access.wait(seconds), access.pin_shape, access.pin_trivial.
        """
        require(session, Action.VIEW_OWN_ACCOUNT)
        if pin is not None:
            check_pin(pin)
        self._confirm(session, password)
        hashed = None if pin is None else self._passwords.hash(pin)
        with self._store.write(session.actor) as writing:
            account_rows.keep_credential(writing.connection, session.account_id, pin_hash=hashed, pin_failures=0)
            writing.audit("pin_removed" if pin is None else "pin_set", _SUBJECT, session.account_id)

    def set_language(self, session: Session, language: str) -> AccountView:
        """Choose the language of one's own windows; KnownError access.language."""
        require(session, Action.VIEW_OWN_ACCOUNT)
        check_language(language)
        with self._store.write(session.actor) as writing:
            if writing.change(account, session.account_id, {"language": language}, None):
                writing.audit("language_changed", _SUBJECT, session.account_id, language=language)
            return account_rows.view(writing.connection, session.account_id)

    def tour_is_due(self, session: Session) -> bool:
        """Whether the first-day tour is to be offered: nobody is asked again after an answer."""
        require(session, Action.VIEW_OWN_ACCOUNT)
        with self._store.read() as connection:
            return not was_answered(connection, session.account_id)

    def answer_tour(self, session: Session, *, wanted: bool) -> None:
        """The tour was taken, or refused for ever; it stays in the help."""
        require(session, Action.VIEW_OWN_ACCOUNT)
        with self._store.write(session.actor) as writing:
            note_answer(writing, wanted=wanted)

    def own(self, session: Session) -> AccountView:
        """One's own account."""
        require(session, Action.VIEW_OWN_ACCOUNT)
        with self._store.read() as connection:
            return account_rows.view(connection, session.account_id)

    def list(self, session: Session) -> _Views:
        """Every account, those that wait for authorisation first."""
        require(session, Action.VIEW_ACCOUNTS)
        with self._store.read() as connection:
            return account_rows.views(connection)

    def history(self, session: Session, account_id: str) -> tuple[AccountChange, ...]:
        """What changed in an account, newest first; one's own is open to everybody."""
        own = account_id == session.account_id
        require(session, Action.VIEW_OWN_ACCOUNT if own else Action.VIEW_ACCOUNTS)
        with self._store.read() as connection:
            account_rows.view(connection, account_id)
            return tuple(account_rows.changes(connection, account_id))

    def _require_or_rescue(self, session: Session, account_id: str, action: Action, *, coordinators_left: int) -> bool:
        """Ask for the action, or for RESCUE_COORDINATOR where only that can help; whether it is a rescue."""
        role = session.standing().role
        if not allowed(role, action) and allowed(role, Action.RESCUE_COORDINATOR):
            with self._store.read() as connection:
                target = account_rows.view(connection, account_id)
                rescuing = _may_be_rescued(
                    target, account_rows.count_active(connection, Role.COORDINATOR), coordinators_left
                )
            if rescuing:
                require(session, Action.RESCUE_COORDINATOR)
                return True
        require(session, action)
        return False

    def _confirm(self, session: Session, password: str) -> None:
        """The signed-in person shows the password again; wrong ones are counted and delayed like at the sign-in."""
        key = attempt_key(session.login, known=True)
        self._delays.begin(key)
        with self._store.read() as connection:
            stored = account_rows.password_hash(connection, session.account_id)
        right = self._passwords.verify(stored, password)
        with self._store.write(session.actor) as writing:
            if right:
                self._delays.forgive(writing.connection, key)
            else:
                writing.audit("password_not_confirmed", _SUBJECT, session.account_id)
        if not right:
            raise KnownError("access.wrong_password")


def _activate(writing: Writing, account_id: str) -> None:
    fields = {
        "status": Status.ACTIVE.value,
        "authorised_at": writing.at,
        "authorised_by": writing.actor.account_id,
    }
    writing.change(account, account_id, fields, None)


def _refuse_self(session: Session, account_id: str) -> None:
    if account_id == session.account_id:
        raise KnownError("access.not_yourself")


def _refuse_last(writing: Writing, target: AccountView) -> None:
    active = target.status is Status.ACTIVE
    if active and target.role in _IRREPLACEABLE and account_rows.count_active(writing.connection, target.role) == 1:
        raise KnownError("access.last_of_role", role=target.role.value)


def _may_be_rescued(target: AccountView, active_coordinators: int, coordinators_left: int) -> bool:
    wanted = Status.PENDING if coordinators_left == 0 else Status.ACTIVE
    return target.role is Role.COORDINATOR and target.status is wanted and active_coordinators == coordinators_left


def _refuse_rescue(writing: Writing, target: AccountView, *, coordinators_left: int) -> None:
    """Asked again under the write lock: another administrator may have been faster."""
    if not _may_be_rescued(target, account_rows.count_active(writing.connection, Role.COORDINATOR), coordinators_left):
        raise KnownError("access.coordinator_exists")
