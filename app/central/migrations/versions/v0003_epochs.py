"""A restored server begins a new epoch of numbers, and takes what stations hand in of what its copy lacks."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table, add the columns."""
    op.create_table(
        "epoch",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 …"),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("held", _NUMBER, nullable=False, comment="the last number of the copy that the server went back to"),
        sa.Column("first", _NUMBER, nullable=False, comment="the numbers of the epoch come after this one"),
        sa.Column("begun_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_epoch")),
        sa.UniqueConstraint("id", name=op.f("uq_epoch_id")),
    )
    op.add_column(
        "journal_head",
        sa.Column(
            "epoch", sa.String(length=36), nullable=False, server_default="", comment="its id; empty: never restored"
        ),
    )
    op.add_column(
        "station",
        sa.Column("reported", _NUMBER, comment="it has seen up to here, which is more than this database holds"),
    )
    op.add_column(
        "event",
        sa.Column(
            "handed_in_by",
            sa.String(length=36),
            comment="the station that brought it on its origin's behalf after a restore",
        ),
    )
    op.add_column(
        "guard_head",
        sa.Column("since", _NUMBER, comment="where it was handed in; `number` is then that of the epoch before"),
    )
