"""How stations say that they are, and which version of the program they are told of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the two tables."""
    op.create_table(
        "station_health",
        sa.Column("station_id", sa.String(length=36), nullable=False),
        sa.Column("received_at", sa.String(length=27), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("store_format", sa.String(length=10), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.Column("oldest_pending", _NUMBER, comment="seconds that the oldest had waited; null: nothing waits"),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("disagreements", sa.Integer(), nullable=False),
        sa.Column("disk_free", _NUMBER, comment="bytes"),
        sa.Column("store_size", _NUMBER, nullable=False, comment="bytes"),
        sa.Column("backup_age", _NUMBER, comment="seconds; null: never made"),
        sa.Column("clock_ahead", _NUMBER, nullable=False, comment="seconds, as the server measured it"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_station_health_station_id_station")),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_station_health")),
    )
    op.create_table(
        "offered_version",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("packages", sa.Text(), nullable=False, comment="JSON: name of the file -> SHA-256"),
        sa.Column("offered_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_offered_version")),
    )
