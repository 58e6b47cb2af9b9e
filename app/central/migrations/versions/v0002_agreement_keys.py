"""To which key another station of the unit encrypts what goes by stick."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "station_agreement",
        sa.Column("station_id", sa.String(length=36), nullable=False),
        sa.Column("agreement", sa.String(length=64), nullable=False, comment="X25519, hexadecimal"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_station_agreement_station_id")),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_station_agreement")),
    )
