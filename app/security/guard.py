"""The live end of a session: rights are those of the account as it stands in the store at this moment."""

from collections.abc import Callable

from sqlalchemy import select

from app.kernel.actor import Actor
from app.kernel.errors import KnownError
from app.security.roles import Action, Role
from app.security.session import Standing, Status
from app.store.store import Store
from app.store.tables import account


class StoreGuard:
    """Asks the store at every `require` (one row by its key), so that no copy of a right can grow old."""

    def __init__(self, store: Store, actor: Actor, withheld: Callable[[Action], bool]) -> None:
        self._store = store
        self._actor = actor
        self._withheld = withheld
        self._ended = False

    def standing(self) -> Standing:
        """Role and status now; KnownError access.signed_out after the end, or when the account is not there."""
        if self._ended:
            raise KnownError("access.signed_out")
        question = select(account.c.role, account.c.status).where(account.c.id == self._actor.account_id)
        with self._store.read() as connection:
            row = connection.execute(question).one_or_none()
        if row is None:
            raise KnownError("access.signed_out")
        return Standing(Role(row.role), Status(row.status))

    def withholds(self, action: Action) -> bool:
        """Asked of the station as it is set up now."""
        return self._withheld(action)

    def denied(self, action: Action) -> None:
        """One audit row; where it cannot be written the store's own error passes on, and nothing was done either."""
        with self._store.write(self._actor) as writing:
            writing.audit("denied", "account", self._actor.account_id, denied_action=action.value)

    def end(self) -> None:
        """The session is over for good."""
        self._ended = True
