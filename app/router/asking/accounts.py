"""The accounts of this station for receivers: signing in, unlocking and leaving as at the station's own window.

Every call may take a second (Argon2, the store's disk): for worker threads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.kernel.actor import Actor
from app.privacy.confidentiality import AgreementText, ConfidentialityService
from app.router.receivers.model import Kind
from app.security import account_rows
from app.security.guard import StoreGuard
from app.security.passwords import Passwords
from app.security.roles import Action, Role
from app.security.session import Session, require
from app.security.sign_in import SignInService
from app.settings import is_demo, read_lock_minutes
from app.store.store import Store

PHONE_LOCK_SECONDS: Final = 120.0
"""A telephone lies about: it locks sooner than a window, which locks as the station's own does."""


@dataclass(frozen=True)
class Known:
    """Who has signed in."""

    user: str
    name: str
    role: Role


class ReceiverAccounts:
    """`withheld`: what the station allows to nobody, whatever the role."""

    def __init__(
        self,
        store: Store,
        passwords: Passwords | None = None,
        withheld: Callable[[Action], bool] = lambda _action: False,
        agreements: ConfidentialityService | None = None,
    ) -> None:
        self._store, self._withheld = store, withheld
        self._agreements = agreements or ConfidentialityService(store)
        self._signing = SignInService(store, passwords, withheld)

    def sign_in(self, login: str, password: str, receiver: str) -> Known:
        """Whoever may answer alarms. KnownError as `SignInService.sign_in`, and those of `require`."""
        # A receiver has no place to choose another password, and no alarm waits until its owner comes to a station.
        session = replace(self._signing.sign_in(login, password), must_change_password=False)
        standing = require(session, Action.ANSWER_ALARMS)
        with self._store.write(session.actor) as writing:
            writing.audit("receiver_taken", "router_receiver", receiver)
        return Known(session.account_id, session.name, standing.role)

    def unlock(self, user: str, secret: str) -> None:
        """The same person is back, with the password or the PIN. KnownError as `SignInService.unlock`."""
        self._signing.unlock(self._session(user), secret)

    def leave(self, user: str, receiver: str) -> None:
        """They have left this receiver; elsewhere they may still be."""
        session = self._session(user)
        with self._store.write(session.actor) as writing:
            writing.audit("receiver_left", "router_receiver", receiver)

    def may(self, user: str, action: Action) -> Actor:
        """Whether they may do it at this moment. KnownError as `require`."""
        session = self._session(user)
        require(session, action)
        return session.actor

    def to_accept(self, user: str) -> AgreementText | None:
        """The agreement of confidentiality that they have still to accept; in a demonstration nobody is real."""
        with self._store.read() as connection:
            if is_demo(connection):
                return None
        return self._agreements.to_accept(self._session(user))

    def accept(self, user: str, version: str, language: str, place: Mapping[str, str]) -> None:
        """They accept it at this place. KnownErrors as `ConfidentialityService.accept`."""
        self._agreements.accept(self._session(user), version, language, place)

    def lock_seconds(self, kind: str) -> float:
        """After how many idle seconds a receiver of this kind locks."""
        with self._store.read() as connection:
            own = read_lock_minutes(connection) * 60.0
        return min(own, PHONE_LOCK_SECONDS) if kind == Kind.PHONE.value else own

    def _session(self, user: str) -> Session:
        """Of an account by its identifier: who is at a receiver survives a restart of the router. Its guard asks the
        store at every question, so that a suspension or another role holds at once."""
        with self._store.read() as connection:
            one = account_rows.view(connection, user)
        guard = StoreGuard(self._store, Actor(one.id, one.display_name), self._withheld)
        now = self._store.clock.now()
        return Session(one.id, one.display_name, one.login, one.role, one.status, one.language, now, guard=guard)
