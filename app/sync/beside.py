"""Rows from elsewhere that mean no disagreement, yet cannot stand beside what this station has under the same name."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from app.store.tables import account, distinct_pair, message_feedback

_TOLD_APART: Final = 8
"""Signs of the identifier that are put behind a name to sign in by that is taken here."""


def beside(connection: Connection, entity: str, content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The row as it can be stored here; None where the same is said already.

    Two stations may each have made an account with one name to sign in by ("admin"): secrets do not travel, so whoever
    signs in here keeps the name, and the other account is kept for its author's sake under a name of its own.
    """
    if entity == "account":
        taken = select(account.c.id).where(account.c.login == content["login"], account.c.id != content["id"])
        if connection.execute(taken).first() is not None:
            return {**content, "login": f"{content['login']}.{str(content['id'])[-_TOLD_APART:]}"}
    if entity == "distinct_pair":
        pair = (distinct_pair.c.one_id == content["one_id"], distinct_pair.c.other_id == content["other_id"])
        if connection.execute(select(distinct_pair.c.id).where(*pair)).first() is not None:
            return None
    if entity == "message_feedback":
        # The same news, heard by two: it is kept once.
        known = select(message_feedback.c.id).where(message_feedback.c.key == content["key"])
        if connection.execute(known).first() is not None:
            return None
    return content
