"""How a machine's policy stands at a station: followed, or not, and why. The doctor and the window tell it."""

from pathlib import Path

from app.kernel.errors import KnownError
from app.policy.model import Policy
from app.policy.reading import read_policy
from app.security.roles import Action, allowed
from app.security.session import Session, Status
from app.settings import read_profile
from app.store.store import Store
from app.sync.enrolling import read_enrolment
from app.sync.pinned import clean_address


def disagreement(store: Store, policy: Policy) -> KnownError | None:
    """Why this station cannot follow it: `policy.other_unit`, `policy.other_server`; None: nothing is against it."""
    with store.read() as connection:
        cnes, joined = read_profile(connection).cnes, read_enrolment(connection)
    wanted = policy.settings["cnes"]
    if cnes != wanted:
        return KnownError("policy.other_unit", value=cnes, expected=wanted, path=str(policy.path))
    if joined is not None and policy.server is not None and joined.address != clean_address(policy.server.address):
        return KnownError("policy.other_server", value=joined.address, expected=policy.server.address)
    return None


def problem_of(store: Store, path: Path) -> KnownError | None:
    """As `disagreement`, and what keeps the file from being read at all (`policy.*`)."""
    try:
        return disagreement(store, read_policy(path))
    except KnownError as error:
        return error


class PolicyService:
    """One for each station. The file is read anew each time: it may have been mended, or broken, since the start."""

    def __init__(self, store: Store, path: Path | None) -> None:
        self._store, self.path = store, path

    def problem(self, session: Session) -> KnownError | None:
        """Why the policy is not followed, for those who may change the station alone; None: it is, or there is none."""
        if session.status is not Status.ACTIVE or not allowed(session.role, Action.CHANGE_SETTINGS):
            return None
        return None if self.path is None else problem_of(self._store, self.path)
