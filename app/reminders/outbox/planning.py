"""Making messages: each cause has a name, and what is known by its name is not made again."""

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from app.kernel.clock import from_text, to_text
from app.reminders.grant import not_before, require_sending
from app.reminders.outbox.model import Planned, Status
from app.store.inserting import insert_new
from app.store.tables import message
from app.store.writing import Writing

_SCHEDULED: Final = Status.SCHEDULED.value


def plan(writing: Writing, planned: Sequence[Planned]) -> int:
    """Make messages; those whose name is known already are left as they are. How many were new.

    The outbox is this station's own: its rows do not travel and are not in the change log. KnownError `grant.not_here`
    where another one sends for the unit.
    """
    require_sending(writing.connection, from_text(writing.at))
    # After a forced move: what was due before may have been sent by the station that is gone.
    earliest = not_before(writing.connection)
    planned = [one for one in planned if earliest is None or to_text(one.due_at) >= earliest]
    return insert_new(writing.connection, message, "name", _rows(writing, planned))


def _rows(writing: Writing, planned: Sequence[Planned]) -> Iterator[tuple[object, ...]]:
    """In the order of the table's columns: a dict for each of ten thousand would take longer than the inserting."""
    author = writing.actor.account_id
    # Most messages of a campaign share these.
    instant, channels = lru_cache(to_text), lru_cache(json.dumps)
    for one, message_id in zip(planned, writing.new_ids(len(planned)), strict=True):
        due = instant(one.due_at)
        yield (
            message_id, one.name, one.person_id, one.rule_id, one.campaign_id, one.template_version_id, one.variant,
            channels(one.channels), one.event, due, instant(one.until), one.moved, one.rule_state, int(one.priority),
            _SCHEDULED, None, due, one.channel, 0, 0, None, None, None, "nothing", writing.at, author,
        )  # fmt: skip
