"""What the server's own database holds of one person, table by table: how it is found, what an erasure does with it.

The one list that export and erasure at the server go by; the copies of units beside it have `app.privacy.holdings`. A
test walks every table of the database: each stands in `HELD`, or in `OUTSIDE` with the reason why nothing in it is
about a person in care.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Table, or_, select

from app.central import tables as t
from app.central.bulk import among
from app.privacy.contact import Contact, contact_of
from app.privacy.steps import confirmation_id
from app.reminders.channels.interface import FeedbackKind
from app.reminders.hearing import takes_back
from app.sync.erased import MARK

Row = dict[str, Any]


class AtServer(StrEnum):
    """What an erasure does with the rows."""

    CLEANED = "cleaned"
    """Numbers without a gap are promised: ways to reach her go, and what nothing asks to keep."""
    ERASED = "erased"
    """Deleted: copies of what is on its way."""
    KEPT = "kept"
    """Identifiers and times alone; stations are served by them."""


@dataclass(frozen=True)
class Hers:
    """What is known of a person before the tables are asked. `people`: her identifiers; `events`: of the journal."""

    people: tuple[str, ...]
    events: tuple[Row, ...]
    messages: frozenset[str]
    """Identifiers of her messages, ours and the providers'."""
    requests: frozenset[str]
    """What she asked for on the public pages, before she had a record too."""
    contact: Contact

    @property
    def known(self) -> bool:
        """Whether anything of hers was ever here."""
        return bool(self.events)


@dataclass(frozen=True)
class Held:
    """One table of the server's own."""

    table: Table
    treatment: AtServer
    rows: Callable[[Connection, Hers], list[Row]]


def hers_of(connection: Connection, people: Sequence[str]) -> Hers:
    """Read from the journal, in its order. `people`: all her identifiers."""
    table = t.event
    own = _rows(connection, table, among(connection, table.c.person_id, people))
    nobodys = _of_nobody(connection)
    decided = [one for one in nobodys if _content(one).get("person_id") in people]
    requests = {str(_content(one).get("request_id")) for one in decided if one["entity"] == "request_decision"}
    requests |= {one["entity_id"] for one in own if one["entity"] == "public_request"}
    messages = _messages(own)
    heard = (one for one in nobodys if one["entity"] == "message_feedback")
    more = [one for one in heard if str(_content(one).get("message_id")) in messages]
    asked = [one for one in _asked(connection, requests) if one["person_id"] is None]
    found = {one["number"]: one for one in (*own, *decided, *more, *asked)}
    events = tuple(found[number] for number in sorted(found))
    contact = contact_of(_as_rows(events))
    return Hers(tuple(people), events, frozenset(messages), frozenset(requests), contact)


def _of_nobody(connection: Connection) -> list[Row]:
    """What may be hers though no person stands beside it: the index of people finds these few."""
    table, kinds = t.event, ("request_decision", "message_feedback")
    return _rows(connection, table, table.c.person_id.is_(None) & table.c.entity.in_(kinds))


def _asked(connection: Connection, requests: Iterable[str]) -> list[Row]:
    table = t.event
    mine = among(connection, table.c.entity_id, sorted(requests))
    return _rows(connection, table, mine & table.c.entity.in_(("public_request", "request_decision")))


def _messages(events: Iterable[Row]) -> set[str]:
    found: set[str] = set()
    for one in events:
        if one["entity"] == "message_attempt":
            content = _content(one)
            found |= {str(content[name]) for name in ("message_id", "provider_id") if content.get(name)}
    return found


def _as_rows(events: Iterable[Row]) -> Mapping[str, list[Row]]:
    """As `contact_of` reads them: a change tells of a person's fields, too."""
    found: dict[str, list[Row]] = {}
    for one in events:
        content = _content(one)
        if content.get(MARK) is True:
            continue
        if one["entity"] == "person" and "fields" in content:
            found.setdefault("person", []).extend(({**content["fields"]}, {**content.get("before", {})}))
        elif one["entity"] in ("person", "public_request", "message_feedback"):
            found.setdefault(one["entity"], []).append(content)
    return found


def _journal(_connection: Connection, hers: Hers) -> list[Row]:
    return list(hers.events)


def _refused(connection: Connection, hers: Hers) -> list[Row]:
    names = (*hers.people, *hers.requests)
    return [
        row
        for row in _rows(connection, t.rejected)
        if any(one in row["raw"] for one in names) or hers.contact.within(row["raw"])
    ]


def _on_the_shelf(connection: Connection, hers: Hers) -> list[Row]:
    """By the text first: a shelf holds every message of a unit that ever changed hands."""
    table = t.sending_shelf
    wanted = or_(*(table.c.message.contains(one, autoescape=True) for one in hers.people))
    return [
        row for row in _rows(connection, table, wanted) if json.loads(row["message"]).get("person_id") in hers.people
    ]


def _not_heard_yet(connection: Connection, hers: Hers) -> list[Row]:
    """Calls of providers with anything about her; `news` holds what is about her alone."""
    found = []
    for row in _rows(connection, t.heard_news):
        own = [one for one in json.loads(row["news"]) if is_about(one, hers)]
        if own:
            found.append({**row, "news": json.dumps(own, ensure_ascii=False)})
    return found


def is_about(news: Mapping[str, Any], hers: Hers) -> bool:
    """Whether a piece of news is about a message of hers, or came from an address of hers. What takes a consent back
    and names no message stays until it was heard: somebody else may have that telephone too."""
    if {str(news.get("message_id")), str(news.get("provider_id"))} & hers.messages:
        return True
    if takes_back(FeedbackKind(news["kind"]), str(news.get("text", ""))):
        return False
    return hers.contact.within(json.dumps(dict(news), ensure_ascii=False))


def _by_person(table: Table) -> Callable[[Connection, Hers], list[Row]]:
    return lambda connection, hers: _rows(connection, table, among(connection, table.c.person_id, hers.people))


HELD: Final = (
    Held(t.event, AtServer.CLEANED, _journal),
    Held(t.rejected, AtServer.ERASED, _refused),
    Held(t.sending_shelf, AtServer.ERASED, _on_the_shelf),
    Held(t.heard_news, AtServer.ERASED, _not_heard_yet),
    Held(t.scope, AtServer.KEPT, _by_person(t.scope)),
    Held(t.referral_desk, AtServer.KEPT, _by_person(t.referral_desk)),
)

OUTSIDE: Final[Mapping[str, str]] = {
    # reason → docs/privacy.md, "At the server"
    **dict.fromkeys(("unit", "station", "station_agreement", "station_origin", "enrolment_code"), "machine"),
    **dict.fromkeys(("server_secret", "sending_grant", "station_health", "offered_version"), "machine"),
    **dict.fromkeys(("api_client", "api_call"), "other_systems"),
    # Names of rows, never what stands in them.
    **dict.fromkeys(("journal_head", "epoch", "guard_head"), "counters"),
    # Beds, machines and staff of the alarms' way: app.router.blackbox.model.
    **dict.fromkeys(("black_box", "black_box_record", "black_box_hole"), "alarms_without_names"),
}
"""Tables without a row of a person in care, and why."""

BY_TABLE: Final = {one.table.name: one for one in HELD}


def is_erased(connection: Connection, person_id: str) -> bool:
    """Whether two people's confirmation of her erasure has come to the journal."""
    table = t.event
    name = confirmation_id(person_id)
    wanted = select(table.c.number).where(table.c.entity_id == name, table.c.entity == "privacy_step")
    return connection.execute(wanted).first() is not None


def _rows(connection: Connection, table: Table, *where: Any) -> list[Row]:
    wanted = select(table).where(*where).order_by(*table.primary_key.columns)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _content(one: Row) -> Row:
    content: Row = json.loads(one["payload"])
    return content
