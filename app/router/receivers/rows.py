"""Between the table of receivers and their values; the last step of a receiver says all that holds of it."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from app.kernel.canonical import canonical_json
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.router.duty.model import Post
from app.router.receivers.model import Kind, ReceiverStep, StoredReceiver
from app.router.words import Capability
from app.store.tables import account, router_receiver
from app.store.writing import Writing
from app.ward.beds.rows import add_row

_later = router_receiver.alias("later")
_first = router_receiver.alias("first_step")
_admitter = account.alias("admitter")


def read_receivers(connection: Connection, *, revoked: bool = False) -> tuple[StoredReceiver, ...]:
    """Those that may come in, by name; `revoked`: those that once could as well."""
    table = router_receiver
    newer = _later.c.receiver_id == table.c.receiver_id, _later.c.number > table.c.number
    asked = (
        select(
            table,
            _first.c.recorded_at.label("admitted_at"),
            func.coalesce(_admitter.c.display_name, _first.c.recorded_by).label("admitted_by"),
            func.coalesce(account.c.display_name, table.c.recorded_by).label("changed_by"),
        )
        .join(_first, (_first.c.receiver_id == table.c.receiver_id) & (_first.c.number == 1))
        .outerjoin(_admitter, _admitter.c.id == _first.c.recorded_by)
        .outerjoin(account, account.c.id == table.c.recorded_by)
        .where(~select(_later.c.id).where(*newer).exists())
        .order_by(table.c.name, table.c.receiver_id)
    )
    if not revoked:
        asked = asked.where(table.c.step != ReceiverStep.REVOKED.value)
    return tuple(_receiver(row) for row in connection.execute(asked).mappings())


def read_receiver(connection: Connection, receiver: str) -> StoredReceiver:
    """One that may come in; KnownError router_receivers.unknown."""
    found = next((one for one in read_receivers(connection) if one.receiver == receiver), None)
    if found is None:
        raise KnownError("router_receivers.unknown")
    return found


def write_step(writing: Writing, step: ReceiverStep, as_it_is_now: StoredReceiver) -> None:
    """One more step; the value says all that holds after it. Stays on this station, and in its audit trail."""
    one, table = as_it_is_now, router_receiver
    last = select(func.max(table.c.number)).where(table.c.receiver_id == one.receiver)
    row: dict[str, Any] = {
        "receiver_id": one.receiver,
        "number": (writing.connection.execute(last).scalar_one_or_none() or 0) + 1,
        "step": step.value,
        "kind": one.kind.value,
        "name": one.name,
        "public_key": one.public_key,
        "capabilities": _words(one.capabilities),
        "post": one.post.value if one.post else None,
        "reached_by": canonical_json(dict(one.reached_by)),
    }
    add_row(writing, table, row)
    told = {"kind": row["kind"], "name": one.name, "capabilities": row["capabilities"], "post": row["post"] or ""}
    writing.audit(f"receiver_{step.value}", "router_receiver", one.receiver, **told)


def _words(capabilities: Iterable[Capability]) -> str:
    return " ".join(sorted(one.value for one in capabilities))


def _receiver(row: RowMapping) -> StoredReceiver:
    return StoredReceiver(
        receiver=row["receiver_id"],
        kind=Kind(row["kind"]),
        name=row["name"],
        capabilities=frozenset(Capability(one) for one in row["capabilities"].split()),
        post=Post(row["post"]) if row["post"] else None,
        revoked=row["step"] == ReceiverStep.REVOKED.value,
        public_key=row["public_key"],
        reached_by=json.loads(row["reached_by"]),
        admitted_at=from_text(row["admitted_at"]),
        admitted_by=row["admitted_by"],
        changed_at=from_text(row["recorded_at"]),
        changed_by=row["changed_by"],
    )
