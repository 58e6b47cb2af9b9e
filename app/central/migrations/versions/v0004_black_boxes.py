"""What the routers of stations wrote into their black boxes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "black_box",
        sa.Column("station_id", sa.String(length=36), nullable=False),
        sa.Column(
            "box", sa.String(length=32), nullable=False, comment="its own name; one that is begun anew has another"
        ),
        sa.Column("last", _NUMBER, nullable=False, comment="the number of the newest record that is here"),
        sa.Column("link", sa.String(length=64), nullable=False, comment="its hash: of everything up to it"),
        sa.Column("begun_at", sa.String(length=27), nullable=False),
        sa.Column("received_at", sa.String(length=27), nullable=False),
        sa.Column("refused", _NUMBER, comment="the last record that did not fit"),
        sa.Column("refused_at", sa.String(length=27)),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_black_box_station_id_station")),
        sa.PrimaryKeyConstraint("station_id", "box", name=op.f("pk_black_box")),
    )
    op.create_table(
        "black_box_record",
        sa.Column("station_id", sa.String(length=36), nullable=False),
        sa.Column("box", sa.String(length=32), nullable=False),
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="as it was written: MessagePack"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_black_box_record_station_id_station")),
        sa.PrimaryKeyConstraint("station_id", "box", "number", name=op.f("pk_black_box_record")),
    )
    op.create_table(
        "black_box_hole",
        sa.Column("station_id", sa.String(length=36), nullable=False),
        sa.Column("box", sa.String(length=32), nullable=False),
        sa.Column("first", _NUMBER, autoincrement=False, nullable=False, comment="discarded before it was sent"),
        sa.Column("last", _NUMBER, nullable=False),
        sa.Column(
            "link",
            sa.String(length=64),
            nullable=False,
            comment="the hash of everything up to `last`, as the next record says",
        ),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_black_box_hole_station_id_station")),
        sa.PrimaryKeyConstraint("station_id", "box", "first", name=op.f("pk_black_box_hole")),
    )
