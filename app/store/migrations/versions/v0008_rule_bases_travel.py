"""Rule bases travel: a classification made elsewhere can be stored only beside the rules that it names."""

import json
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from app.kernel.canonical import canonical_json, sha256_hex

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_UNTOLD = sa.text("""
    SELECT sha256, version, text, recorded_at, recorded_by FROM rule_base
    WHERE NOT EXISTS (SELECT 1 FROM change_log WHERE entity = 'rule_base' AND entity_id = rule_base.sha256)
    ORDER BY recorded_at
""")
_LOG = sa.text("""
    INSERT INTO change_log (id, origin, sequence, entity, entity_id, operation, payload, payload_sha256, seen,
                            recorded_at, recorded_by)
    VALUES (:id, :origin, :sequence, 'rule_base', :entity_id, 'append', :payload, :payload_sha256, 0,
            :recorded_at, :recorded_by)
""")


def upgrade() -> None:
    """Log the rule bases that were stored without an event."""
    connection = op.get_bind()
    untold = [dict(row) for row in connection.execute(_UNTOLD).mappings()]
    if untold:
        origin = json.loads(connection.execute(sa.text("SELECT value FROM setting WHERE name = 'origin'")).scalar_one())
        last = sa.text("SELECT coalesce(max(sequence), 0) FROM change_log WHERE origin = :origin")
        sequence = connection.execute(last, {"origin": origin}).scalar_one()
        rows = [_row(origin, sequence + place, one) for place, one in enumerate(untold, start=1)]
        connection.execute(_LOG, rows)


def _row(origin: str, sequence: int, kept: dict[str, str]) -> dict[str, object]:
    payload = canonical_json(kept)
    return {
        "id": str(uuid4()),
        "origin": origin,
        "sequence": sequence,
        "entity_id": kept["sha256"],
        "payload": payload,
        "payload_sha256": sha256_hex(payload),
        "recorded_at": kept["recorded_at"],
        "recorded_by": kept["recorded_by"],
    }
