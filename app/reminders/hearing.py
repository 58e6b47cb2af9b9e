"""What is heard of messages: delivery and reading only rise, replies lie in the inbox, some withdraw consent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, or_, select, update

from app.clinic.people.consents import append_consent
from app.clinic.people.model import CONSENT_TEXT_VERSION, ConsentSource
from app.kernel.actor import PROGRAM
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import to_text
from app.reminders.channels.interface import Description, Feedback, FeedbackKind
from app.reminders.linking import link, people_of_chat
from app.reminders.outbox.model import Reason, Status
from app.reminders.withdrawal import withdraws
from app.store.store import Store
from app.store.tables import message, message_attempt, message_feedback, person
from app.store.writing import Writing

_RANK: Final = {"nothing": 0, "delivered": 1, "read": 2}
_HEARD: Final = {FeedbackKind.DELIVERED: "delivered", FeedbackKind.READ: "read"}
_LONGEST_TEXT: Final = 2000
_LONGEST_ADDRESS: Final = 200


@dataclass(frozen=True)
class Heard:
    """What one round of news changed."""

    kept: int = 0
    known_before: int = 0
    withdrawn: int = 0


class Hearing:
    """Writes down what channels hear; the same news twice changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def hear(self, way: Description, news: Sequence[Feedback]) -> Heard:
        """All of it in one transaction, in the order in which it came."""
        kept = known = withdrawn = 0
        with self._store.write(PROGRAM) as writing:
            for one in news:
                target = _message_of(writing.connection, one)
                key = _key(way.code, one)
                if _is_known(writing.connection, key):
                    known += 1
                    continue
                people = _people_at(writing.connection, way, one.address)
                about = _about(writing.connection, one, target)
                whose = self._linked(writing, way, one) or _whose(about, people)
                self._keep(writing, way, one, key, about.message_id, whose)
                kept += 1
                if target is not None:
                    _raise(writing.connection, target, one.kind)
                if takes_back(one.kind, one.text):
                    # Whoever shares the telephone or the mailbox is written to there no more either.
                    for person_id in {*people, *([about.person_id] if about.person_id else [])}:
                        _withdraw(writing, person_id, way)
                        withdrawn += 1
        return Heard(kept, known, withdrawn)

    def _linked(self, writing: Writing, way: Description, one: Feedback) -> str | None:
        """Whose code was shown, if it was one that is good."""
        if one.kind is not FeedbackKind.LINKED:
            return None
        return link(writing, way.code, one.address, one.text, self._moment(one.at))

    def _keep(
        self,
        writing: Writing,
        way: Description,
        one: Feedback,
        key: str,
        message_id: str | None,
        person_id: str | None,
    ) -> None:
        at = self._moment(one.at)
        writing.append(
            message_feedback,
            {
                "person_id": person_id,
                "message_id": message_id,
                "channel": way.code,
                "kind": one.kind.value,
                "key": key,
                "heard_at": to_text(at),
                "address": one.address[:_LONGEST_ADDRESS],
                "text": (one.text or one.code)[:_LONGEST_TEXT],
            },
        )

    def _moment(self, said: datetime | None) -> datetime:
        """What the provider says, unless it lies in the future."""
        now = self._store.clock.now()
        return min(said, now) if said is not None else now


def takes_back(kind: FeedbackKind, text: str) -> bool:
    """Whether news of this kind, with these words, withdraws the channel's consent."""
    return kind is FeedbackKind.OPT_OUT or (kind is FeedbackKind.REPLY and withdraws(text))


def _key(channel: str, one: Feedback) -> str:
    """The same piece of news has the same key: the provider's own name of it, else what it says of which message."""
    parts: dict[str, object] = {"channel": channel, "kind": one.kind.value}
    if one.reference:
        parts["reference"] = one.reference
    else:
        parts["about"] = one.message_id or one.provider_id or one.address
        if one.kind is FeedbackKind.REPLY:
            parts |= {"at": to_text(one.at) if one.at else "", "text": one.text, "from": one.address}
    return sha256_hex(canonical_json(parts))


def _is_known(connection: Connection, key: str) -> bool:
    return connection.execute(select(message_feedback.c.id).where(message_feedback.c.key == key)).first() is not None


def _message_of(connection: Connection, one: Feedback) -> RowMapping | None:
    named = [message.c.id == one.message_id] if one.message_id else []
    named += [message.c.provider_id == one.provider_id] if one.provider_id else []
    if not named:
        return None
    return connection.execute(select(message).where(or_(*named)).limit(1)).mappings().first()


@dataclass(frozen=True)
class _About:
    """Which message a piece of news is about, and whose it was, as far as it is known."""

    message_id: str | None
    person_id: str | None


def _about(connection: Connection, one: Feedback, target: RowMapping | None) -> _About:
    """The outbox knows; where another one sends, what was tried tells it, which travels."""
    if target is not None:
        return _About(target["id"], target["person_id"])
    table = message_attempt
    named = table.c.message_id == one.message_id if one.message_id else table.c.provider_id == one.provider_id
    if one.message_id or one.provider_id:
        found = connection.execute(select(table.c.message_id, table.c.person_id).where(named).limit(1)).first()
        if found is not None:
            return _About(found.message_id, found.person_id)
    return _About(one.message_id, None)


def raise_by_row(connection: Connection, row: Mapping[str, Any]) -> None:
    """News that was heard elsewhere and came by sync: a message of this outbox rises by it, and never falls."""
    if row.get("message_id"):
        wanted = select(message).where(message.c.id == row["message_id"])
        target = connection.execute(wanted).mappings().one_or_none()
        if target is not None and row["kind"] in list(FeedbackKind):
            _raise(connection, target, FeedbackKind(row["kind"]))


def _people_at(connection: Connection, way: Description, address: str) -> list[str]:
    """Everybody who has this address."""
    if not address or way.address not in ("email", "phone", "telegram"):
        return []
    if way.address == "telegram":
        return people_of_chat(connection, address)
    column = person.c.email if way.address == "email" else person.c.phone
    return list(connection.execute(select(person.c.id).where(column == address)).scalars())


def _whose(about: _About, people: Sequence[str]) -> str | None:
    """The message's person; else the only one with that address."""
    if about.person_id is not None:
        return about.person_id
    return people[0] if len(people) == 1 else None


def _raise(connection: Connection, target: RowMapping, kind: FeedbackKind) -> None:
    """States only rise; a hard bounce turns `sent` into a dead letter, whatever came before it."""
    values: dict[str, object] = {}
    heard = _HEARD.get(kind)
    if heard and _RANK[heard] > _RANK[target["heard"]]:
        values["heard"] = heard
    if heard and target["status"] == Status.UNKNOWN.value:
        # It has arrived: nobody need decide any more.
        values |= {"status": Status.SENT.value, "reason": None}
    if kind is FeedbackKind.BOUNCED_HARD and target["status"] == Status.SENT.value:
        values |= {"status": Status.FAILED.value, "reason": Reason.REFUSED_BY_PROVIDER.value}
    if values:
        connection.execute(update(message).where(message.c.id == target["id"]).values(values))


def _withdraw(writing: Writing, person_id: str, way: Description) -> None:
    row = {"person_id": person_id, "channel": way.consent, "given": 0, "text_version": CONSENT_TEXT_VERSION}
    append_consent(writing, {**row, "source": ConsentSource.REPLY.value})
    writing.audit("consent_withdrawn", "person", person_id, channel=way.consent)
