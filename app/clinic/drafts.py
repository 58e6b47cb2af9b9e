"""What somebody has typed and not saved yet: kept at every pause, so that a dying program loses at most the last word.

A draft belongs to one account, one kind of form and (where there is one) one record. Services drop it in the very
transaction that stores what it was for: there is no moment with neither.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.kernel.canonical import canonical_json
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import draft
from app.store.writing import Writing

NO_SUBJECT = ""
_MOST_CHARACTERS = 200_000


@dataclass(frozen=True)
class Draft:
    """One kept form; `content` is what the screen gave, as JSON types. `subject_id` is empty for a new record."""

    kind: str
    subject_id: str
    content: dict[str, Any]
    saved_at: datetime


class DraftService:
    """The drafts of whoever is signed in; nobody sees another account's drafts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, session: Session, kind: str, subject_id: str, content: Mapping[str, object]) -> None:
        """Keep the latest state; on disk when this returns. Not audited: nothing is in a record yet."""
        require(session, Action.VIEW_OWN_ACCOUNT)
        text = canonical_json(content)
        if len(text) > _MOST_CHARACTERS:
            raise KnownError("drafts.too_long", most=_MOST_CHARACTERS)
        with self._store.write(session.actor) as writing:
            row = {
                "account_id": session.account_id,
                "kind": kind,
                "subject_id": subject_id,
                "content": text,
                "saved_at": writing.at,
            }
            changed = {"content": row["content"], "saved_at": row["saved_at"]}
            key = ["account_id", "kind", "subject_id"]
            writing.connection.execute(insert(draft).values(row).on_conflict_do_update(key, set_=changed))

    def get(self, session: Session, kind: str, subject_id: str = NO_SUBJECT) -> Draft | None:
        """The draft of this form for this record; one that cannot be read any more counts as none."""
        found = self._select(session, draft.c.kind == kind, draft.c.subject_id == subject_id)
        return found[0] if found else None

    def drop(self, session: Session, kind: str, subject_id: str = NO_SUBJECT) -> None:
        """Forget the draft; nothing happens where there is none."""
        require(session, Action.VIEW_OWN_ACCOUNT)
        with self._store.write(session.actor) as writing:
            drop_draft(writing, kind, subject_id)

    def list(self, session: Session) -> tuple[Draft, ...]:
        """All drafts of this account, the latest first."""
        return self._select(session)

    def _select(self, session: Session, *conditions: Any) -> tuple[Draft, ...]:
        require(session, Action.VIEW_OWN_ACCOUNT)
        wanted = select(draft).where(draft.c.account_id == session.account_id, *conditions)
        with self._store.read() as connection:
            rows = connection.execute(wanted.order_by(draft.c.saved_at.desc(), draft.c.kind)).mappings().all()
        return tuple(found for row in rows if (found := _to_draft(row)))


def drop_draft(writing: Writing, kind: str, subject_id: str = NO_SUBJECT) -> None:
    """Drop the author's draft inside the transaction that stores what it was for."""
    writing.connection.execute(
        delete(draft).where(
            draft.c.account_id == writing.actor.account_id, draft.c.kind == kind, draft.c.subject_id == subject_id
        )
    )


def _to_draft(row: RowMapping) -> Draft | None:
    """None for a draft that this program cannot read, e.g. after an upgrade: it must not stop the screen."""
    try:
        content = json.loads(row["content"])
    except ValueError:
        return None
    if not isinstance(content, dict):
        return None
    return Draft(row["kind"], row["subject_id"], content, from_text(row["saved_at"]))
