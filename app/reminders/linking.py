"""Codes that link a chat to one person: shown to her once, good for one chat, within seven days.

A chat has no address that a person could tell at the desk: she shows her code to the bot, and the bot hears from where.
Linking is no consent; that is asked for as for every channel.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from app.clinic.people.merged import ids_of, surviving_id
from app.kernel.canonical import sha256_hex
from app.kernel.clock import from_text, to_text
from app.reminders.attributes import stored_value
from app.reminders.channels import telegram
from app.reminders.channels.interface import FeedbackKind
from app.store.tables import link_code, message_feedback, person_attribute
from app.store.writing import Writing

CHAT: Final = "telegram_chat"
"""The attribute that holds the chat."""
LIFE: Final = timedelta(days=7)
SIGNS: Final = 10
_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1: a code is also read aloud and typed."""


@dataclass(frozen=True)
class LinkCode:
    """What is shown to the person, once: afterwards nobody can read it any more."""

    code: str
    expires_at: datetime


@dataclass(frozen=True)
class ChatState:
    """`linked_at`: since when a chat is hers, None where none is; `code_until`: until when the latest code that was
    shown since then is good, None where there is none."""

    linked_at: datetime | None
    code_until: datetime | None


def issue(writing: Writing, person_id: str, channel: str) -> LinkCode:
    """A new code of this person; earlier ones stay good until they are used or expire."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(SIGNS))
    expires = from_text(writing.at) + LIFE
    row = {"person_id": person_id, "channel": channel, "digest": _digest(code), "expires_at": to_text(expires)}
    writing.append(link_code, row)
    return LinkCode(code, expires)


def link(writing: Writing, channel: str, chat: str, shown: str, at: datetime) -> str | None:
    """Whose code was shown `at` this instant: the chat is hers now. None for one that is unknown, used or expired."""
    table = link_code
    wanted = select(table.c.person_id, table.c.expires_at).where(table.c.digest == _digest(shown))
    found = writing.connection.execute(wanted.where(table.c.channel == channel)).first()
    if found is None or from_text(found.expires_at) < at or _was_used(writing.connection, channel, shown):
        return None
    person_id = surviving_id(writing.connection, found.person_id)
    mine = person_attribute.c.person_id.in_(ids_of(writing.connection, person_id)), person_attribute.c.code == CHAT
    last = writing.connection.execute(select(func.max(person_attribute.c.recorded_at)).where(*mine)).scalar_one()
    row = {"person_id": person_id, "code": CHAT, "value": stored_value(CHAT, chat)}
    writing.append(person_attribute, {**row, "recorded_at": writing.after(last)})
    writing.audit("chat_linked", "person", person_id, channel=channel)
    return person_id


def chat_state(connection: Connection, living: str, now: datetime) -> ChatState:
    """How the chat of this person stands, a merged record's too."""
    ids, said = ids_of(connection, living), person_attribute
    wanted = select(said.c.value, said.c.recorded_at).where(said.c.person_id.in_(ids), said.c.code == CHAT)
    last = connection.execute(wanted.order_by(said.c.recorded_at.desc(), said.c.id.desc()).limit(1)).first()
    linked = last.recorded_at if last is not None and last.value is not None else None
    shown = link_code.c.person_id.in_(ids), link_code.c.channel == telegram.DESCRIPTION.code
    codes = select(link_code.c.expires_at).where(*shown, link_code.c.expires_at > to_text(now))
    if linked is not None:
        codes = codes.where(link_code.c.recorded_at > linked)
    until = connection.execute(codes.order_by(link_code.c.expires_at.desc()).limit(1)).scalar_one_or_none()
    return ChatState(from_text(linked) if linked else None, from_text(until) if until else None)


def people_of_chat(connection: Connection, chat: str) -> list[str]:
    """Everybody whose chat this is now."""
    table, later = person_attribute, person_attribute.alias("later")
    newer = (
        select(later.c.id)
        .where(later.c.person_id == table.c.person_id, later.c.code == CHAT)
        .where(
            (later.c.recorded_at > table.c.recorded_at)
            | ((later.c.recorded_at == table.c.recorded_at) & (later.c.id > table.c.id))
        )
        .exists()
    )
    wanted = select(table.c.person_id).where(table.c.code == CHAT, table.c.value == stored_value(CHAT, chat), ~newer)
    return list(connection.execute(wanted.distinct()).scalars())


def _was_used(connection: Connection, channel: str, shown: str) -> bool:
    """A code that linked somebody stands among the news, with whom it linked."""
    table = message_feedback
    used = table.c.kind == FeedbackKind.LINKED.value, table.c.channel == channel, table.c.person_id.is_not(None)
    same = func.upper(table.c.text) == shown.strip().upper()
    return connection.execute(select(table.c.id).where(*used, same).limit(1)).first() is not None


def _digest(code: str) -> str:
    return sha256_hex(code.strip().upper())
