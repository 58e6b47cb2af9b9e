"""Making messages: each cause has a name, and what is known by its name is not made again."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from app.kernel.clock import from_text, to_text
from app.reminders.grant import not_before, require_sending
from app.reminders.outbox.model import Planned, Status
from app.store.inserting import insert_new
from app.store.tables import message
from app.store.writing import Writing

_MANY: Final = 100
"""From so many on, what messages share is given to the database once and not with each."""
_OWN: Final = frozenset({"id", "name", "person_id", "variant", "channel"})
"""Columns in which even messages that are alike differ."""
_SCHEDULED: Final = Status.SCHEDULED.value


def plan(writing: Writing, planned: Sequence[Planned]) -> int:
    """Make messages; those whose name is known already are left as they are. How many were new.

    The outbox is this station's own: its rows do not travel and are not in the change log. KnownError `grant.not_here`
    where another one sends for the unit.
    """
    require_sending(writing.connection, from_text(writing.at))
    # After a forced move: what was due before may have been sent by the station that is gone.
    earliest = not_before(writing.connection)
    groups: defaultdict[tuple[object, ...], list[Planned]] = defaultdict(list)
    for one in planned:
        if earliest is None or to_text(one.due_at) >= earliest:
            groups[_alike(one)].append(one)
    many = [group for group in groups.values() if len(group) >= _MANY]
    few = [one for group in groups.values() if len(group) < _MANY for one in group]
    return sum(_insert_alike(writing, group) for group in many) + _insert_single(writing, few)


def _alike(one: Planned) -> tuple[object, ...]:
    """Messages with the same answer differ in nothing but `_OWN`."""
    what = one.template_version_id, one.rule_id, one.campaign_id, one.event, one.rule_state
    return (*what, one.channels, one.due_at, one.until, one.moved, one.priority)


def _insert_alike(writing: Writing, group: Sequence[Planned]) -> int:
    """Handing every column of ten thousand rows to the driver takes as long as storing them."""
    whole = dict(zip(message.c.keys(), next(_rows(writing, group[:1])), strict=True))
    shared = {name: value for name, value in whole.items() if name not in _OWN}
    ids = writing.new_ids(len(group))
    rows = (
        (message_id, one.name, one.person_id, one.variant, one.channel)
        for message_id, one in zip(ids, group, strict=True)
    )
    return insert_new(writing.connection, message, "name", rows, shared)


def _insert_single(writing: Writing, few: Sequence[Planned]) -> int:
    return insert_new(writing.connection, message, "name", _rows(writing, few)) if few else 0


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
