"""Making messages: each cause has a name, and what is known by its name is not made again."""

import json
from collections.abc import Sequence

from sqlalchemy import select

from app.kernel.clock import from_text, to_text
from app.reminders.grant import not_before, require_sending
from app.reminders.outbox.model import Planned, Status
from app.store.inserting import insert_rows
from app.store.listed import among
from app.store.tables import message
from app.store.writing import Writing


def plan(writing: Writing, planned: Sequence[Planned]) -> int:
    """Make messages; those whose name is known already are left as they are. How many were new.

    The outbox is this station's own: its rows do not travel and are not in the change log. KnownError `grant.not_here`
    where another one sends for the unit.
    """
    require_sending(writing.connection, from_text(writing.at))
    # After a forced move: what was due before may have been sent by the station that is gone.
    earliest = not_before(writing.connection)
    planned = [one for one in planned if earliest is None or to_text(one.due_at) >= earliest]
    names = [one.name for one in planned]
    known = set(writing.connection.execute(select(message.c.name).where(among(message.c.name, names))).scalars())
    rows = [_to_row(writing, one) for one in planned if one.name not in known]
    insert_rows(writing.connection, message, rows)
    return len(rows)


def _to_row(writing: Writing, one: Planned) -> dict[str, object]:
    due = to_text(one.due_at)
    return {
        "id": writing.new_id(),
        "name": one.name,
        "person_id": one.person_id,
        "rule_id": one.rule_id,
        "campaign_id": one.campaign_id,
        "template_version_id": one.template_version_id,
        "variant": one.variant,
        "channels": json.dumps(one.channels),
        "event": one.event,
        "due_at": due,
        "until": to_text(one.until),
        "moved": one.moved,
        "rule_state": one.rule_state,
        "priority": int(one.priority),
        "status": Status.SCHEDULED.value,
        "reason": None,
        "next_at": due,
        "channel": one.channel,
        "attempts": 0,
        "tried": 0,
        "holder": None,
        "held_until": None,
        "provider_id": None,
        "heard": "nothing",
        "recorded_at": writing.at,
        "recorded_by": writing.actor.account_id,
    }
