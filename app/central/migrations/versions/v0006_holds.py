"""Who is on hold is found without reading the whole journal."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_HOLDS = "entity = 'record_hold'"


def upgrade() -> None:
    """Index the few rows."""
    where = sa.text(_HOLDS)
    op.create_index("ix_event_hold", "event", ["person_id"], sqlite_where=where, postgresql_where=where)
