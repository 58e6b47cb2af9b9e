"""A message that is proposed, as it would be read: filled in as when it is sent, but nothing is stored."""

from dataclasses import replace

from sqlalchemy import Connection

from app.reminders.channels.interface import Outgoing
from app.reminders.outbox.claiming import Compose
from app.reminders.outbox.model import Due, Planned
from app.reminders.outbox.ways import Ways
from app.reminders.recipients import Recipient


def sample(connection: Connection, compose: Compose, ways: Ways, one: Planned, who: Recipient) -> Outgoing:
    """What `who` would read; no subject where the channel has none. KnownError as `compose`: a value is missing."""
    due = Due("", one.person_id, one.template_version_id, one.variant, one.channels, one.channel, 0, 0, one.event, "")
    way = ways.by_code[one.channel].description
    read = compose(connection, due, who, way, one.due_at)
    return read if way.has_subject else replace(read, subject="")
