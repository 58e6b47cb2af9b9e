"""What a person sees of disagreements and decides: the part of the sync service that needs no line."""

from collections.abc import Collection, Mapping

from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.sync.conflicts import Conflict, open_conflicts
from app.sync.deciding import Choice, decide, find
from app.sync.disagreeing import Disagreeing, disagreeing, open_counts
from app.sync.past import Past, PastTopic, past_of, past_topics


class Decisions:
    """The base of `SyncService`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def conflicts(self, session: Session) -> tuple[Conflict, ...]:
        """What disagrees, with both values."""
        require(session, Action.DECIDE_CONFLICT)
        with self._store.read() as connection:
            return open_conflicts(connection)

    def disagreements(self, session: Session) -> tuple[Disagreeing, ...]:
        """Whom something disagrees about and what, without the values: the gravest first."""
        require(session, Action.VIEW_PERSON)
        with self._store.read() as connection:
            return disagreeing(connection)

    def conflicts_of(self, session: Session, person_id: str | None) -> tuple[Conflict, ...]:
        """Both values of all that disagrees about one person, the gravest first; None: of no person.

        Whoever shows it has opened her record before (`PeopleService.open` writes down who looked).
        """
        require(session, Action.VIEW_PERSON)
        with self._store.read() as connection:
            found = [one for one in open_conflicts(connection, person_id) if one.person_id == person_id]
        found.reverse()
        return tuple(sorted(found, key=lambda one: not one.serious))

    def open_counts(self, session: Session, person_ids: Collection[str] | None = None) -> Mapping[str, int]:
        """For the badges: how many decisions each of these people waits for; whoever waits for none is left out."""
        require(session, Action.VIEW_PERSON)
        with self._store.read() as connection:
            return open_counts(connection, person_ids)

    def past(self, session: Session) -> tuple[PastTopic, ...]:
        """What was decided, here or elsewhere, without the values: the newest first, at most 200."""
        require(session, Action.VIEW_PERSON)
        with self._store.read() as connection:
            return past_topics(connection)

    def past_of(self, session: Session, person_id: str | None) -> tuple[Past, ...]:
        """Both values of what was decided about one person; whoever shows it has opened her record before."""
        require(session, Action.VIEW_PERSON)
        with self._store.read() as connection:
            return past_of(connection, person_id)

    def decide(self, session: Session, event_id: str, choice: Choice, reason: str) -> None:
        """Choose; about an account only whoever authorises accounts.

        KnownError `conflicts.reason_missing`, `already_decided`, `not_settled`, `undo_merge_first`, `only_stands`,
        `allergies_listed`.
        """
        require(session, Action.DECIDE_CONFLICT)
        with self._store.read() as connection:
            of_account = find(connection, event_id).entity == "account" if reason.strip() else False
        if of_account:
            require(session, Action.AUTHORISE_ACCOUNT)
        with self._store.write(session.actor) as writing:
            decide(writing, event_id, choice, reason)
        self._hurry()

    def _hurry(self) -> None:
        """Something was decided that the other stations wait for."""
