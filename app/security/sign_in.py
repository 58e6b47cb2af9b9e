"""Signing in and out, the locked screen, and what a stranger at the keyboard may learn: nothing.

An unknown login and a wrong password get the same error after the same work. Wrong passwords cost rising delays
(`app.security.delays`); three wrong PINs in a row, and only the password opens the locked screen.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select

from app.kernel.actor import PROGRAM, Actor
from app.kernel.errors import KnownError
from app.security import account_rows
from app.security.account_model import AccountView, normal_login
from app.security.delays import Delays, attempt_key
from app.security.guard import StoreGuard
from app.security.passwords import Passwords, is_pin
from app.security.roles import Action
from app.security.session import Guard, Session, Status
from app.store.store import Store
from app.store.tables import credential

MAX_PIN_FAILURES = 3
_SUBJECT = "account"


class SignInService:
    """Opens, refreshes, locks and ends sessions. Sessions live in this process alone.

    `withheld`: what the station allows to nobody, whatever the role.
    """

    def __init__(
        self,
        store: Store,
        passwords: Passwords | None = None,
        withheld: Callable[[Action], bool] = lambda _action: False,
    ) -> None:
        self._store = store
        self._withheld = withheld
        self._passwords = passwords or Passwords()
        self._delays = Delays(store)

    def sign_in(self, login: str, password: str) -> Session:
        """A session; that of a waiting account may do nothing (`require` says access.not_yet_authorised).

        Raises KnownError access.wrong_login, access.wait(seconds), access.suspended.
        """
        typed = normal_login(login)
        with self._store.read() as connection:
            found = account_rows.by_login(connection, typed)
            stored = account_rows.password_hash(connection, found.id) if found else None
        key = attempt_key(typed, known=found is not None)
        self._delays.begin(key)
        if not self._passwords.verify(stored, password) or found is None or stored is None:
            self._note_failure(found)
            raise KnownError("access.wrong_login")
        actor = Actor(found.id, found.display_name)
        self._welcome(actor, key, stored, password, "signed_in")
        guard = StoreGuard(self._store, actor, self._withheld)
        return self._session(found.id, self._store.clock.now(), guard)

    def refresh(self, session: Session) -> Session:
        """The session with role, status, name and language as they are now; rights follow without it (`Guard`).

        Raises KnownError access.suspended, access.signed_out.
        """
        session.standing()
        return self._session(session.account_id, session.signed_in_at, session.guard)

    def lock(self, session: Session) -> None:
        """Note that the screen was locked. What already runs goes on: the lock covers the window, not the services."""
        self._note(session.actor, "locked", session.account_id)

    def unlock(self, session: Session, secret: str) -> Session:
        """Open the locked screen with the password, or with the PIN (4 to 8 digits: no password looks like that).

        Returns the refreshed session. Raises KnownError access.wrong_password, access.wait(seconds),
        access.wrong_pin(left), access.pin_blocked, access.pin_not_set, access.suspended, access.signed_out.
        """
        session.standing()
        if is_pin(secret):
            self._check_pin(session, secret)
            self._note(session.actor, "unlocked", session.account_id, means="pin")
        else:
            self._check_password(session, secret)
        return self.refresh(session)

    def sign_out(self, session: Session) -> None:
        """End the session for good: every later `require` says access.signed_out."""
        if isinstance(session.guard, StoreGuard):
            session.guard.end()
        self._note(session.actor, "signed_out", session.account_id)

    def _check_password(self, session: Session, password: str) -> None:
        key = attempt_key(session.login, known=True)
        self._delays.begin(key)
        with self._store.read() as connection:
            stored = account_rows.password_hash(connection, session.account_id)
        if not self._passwords.verify(stored, password) or stored is None:
            self._note(session.actor, "unlock_failed", session.account_id, means="password")
            raise KnownError("access.wrong_password")
        self._welcome(session.actor, key, stored, password, "unlocked", means="password")

    def _check_pin(self, session: Session, pin: str) -> None:
        """Counted before it is checked, like a password, so that killing the program gives no further tries."""
        mine = credential.c.account_id == session.account_id
        with self._store.write(session.actor) as writing:
            row = writing.connection.execute(
                select(credential.c.pin_hash, credential.c.pin_failures).where(mine)
            ).one_or_none()
            if row is None or row.pin_hash is None:
                raise KnownError("access.pin_not_set")
            if row.pin_failures >= MAX_PIN_FAILURES:
                raise KnownError("access.pin_blocked")
            failures = row.pin_failures + 1
            account_rows.keep_credential(writing.connection, session.account_id, pin_failures=failures)
        right = self._passwords.verify(row.pin_hash, pin)
        with self._store.write(session.actor) as writing:
            if right:
                account_rows.keep_credential(writing.connection, session.account_id, pin_failures=0)
            else:
                writing.audit("unlock_failed", _SUBJECT, session.account_id, means="pin")
        if not right and failures >= MAX_PIN_FAILURES:
            raise KnownError("access.pin_blocked")
        if not right:
            raise KnownError("access.wrong_pin", left=MAX_PIN_FAILURES - failures)

    def _welcome(self, actor: Actor, key: str, stored: str, password: str, done: str, **details: str) -> None:
        """The password was right: forgive failures, strengthen an old hash, and leave the audit row."""
        stronger = self._passwords.hash(password) if self._passwords.is_weaker(stored) else None
        values: Mapping[str, object] = {"pin_failures": 0} | ({"password_hash": stronger} if stronger else {})
        with self._store.write(actor) as writing:
            suspended = account_rows.view(writing.connection, actor.account_id).status is Status.SUSPENDED
            self._delays.forgive(writing.connection, key)
            account_rows.keep_credential(writing.connection, actor.account_id, **values)
            writing.audit("sign_in_refused" if suspended else done, _SUBJECT, actor.account_id, **details)
        if suspended:
            raise KnownError("access.suspended")

    def _session(self, account_id: str, signed_in_at: datetime, guard: Guard | None) -> Session:
        with self._store.read() as connection:
            now = account_rows.view(connection, account_id)
            chosen_by_other = account_rows.password_chosen_by_other(connection, account_id)
        if now.status is Status.SUSPENDED:
            raise KnownError("access.suspended")
        return Session(
            account_id=now.id,
            name=now.display_name,
            login=now.login,
            role=now.role,
            status=now.status,
            language=now.language,
            signed_in_at=signed_in_at,
            must_change_password=chosen_by_other,
            guard=guard,
        )

    def _note_failure(self, found: AccountView | None) -> None:
        """The name typed is kept only where it is an account's: people type passwords into the wrong field."""
        subject, details = (found.id, {"login": found.login}) if found else ("unknown", {})
        with self._store.write(PROGRAM) as writing:
            writing.audit("sign_in_failed", _SUBJECT, subject, **details)

    def _note(self, actor: Actor, action: str, account_id: str, **details: object) -> None:
        with self._store.write(actor) as writing:
            writing.audit(action, _SUBJECT, account_id, **details)
