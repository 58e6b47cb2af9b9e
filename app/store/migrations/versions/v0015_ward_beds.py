"""The beds of the ward, who lies where with which device, and the log of its alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_beds()
    _create_stays()
    _create_devices()
    _create_alarm_log()


def _create_beds() -> None:
    op.create_table(
        "ward_bed",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False, comment="empty where the station has one ward"),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="1, 2, 3 … in the order of the screen"),
        sa.Column("active", sa.Integer(), nullable=False, comment="0: taken out of use; its rows stay"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_bed")),
    )


def _create_stays() -> None:
    op.create_table(
        "ward_stay",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column(
            "person_id", sa.String(length=36), nullable=True, comment="null: the records know nobody by this identifier"
        ),
        sa.Column("identifier", sa.Text(), nullable=False, comment="as the bracelet was read, or as it was typed"),
        sa.Column("age_class", sa.String(length=10), nullable=False, comment="app.ward.alarms.limits.AgeClass"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_stay")),
    )
    op.create_index(op.f("ix_ward_stay_person_id"), "ward_stay", ["person_id"], unique=False)
    op.create_table(
        "ward_stay_step",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("stay_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 … in one stay; the highest says where"),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="admitted, transferred, discharged"),
        sa.Column("bed_id", sa.String(length=36), nullable=True, comment="null: discharged"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint("(bed_id is null) = (kind = 'discharged')", name=op.f("ck_ward_stay_step_whole")),
        sa.ForeignKeyConstraint(["bed_id"], ["ward_bed.id"], name=op.f("fk_ward_stay_step_bed_id")),
        sa.ForeignKeyConstraint(["stay_id"], ["ward_stay.id"], name=op.f("fk_ward_stay_step_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_stay_step")),
        sa.UniqueConstraint("stay_id", "number", name=op.f("uq_ward_stay_step_stay_id_number")),
    )


def _create_devices() -> None:
    op.create_table(
        "ward_device",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("stay_id", sa.String(length=36), nullable=False),
        sa.Column("device", sa.Text(), nullable=False, comment="its own identifier, as it says it"),
        sa.Column("device_class", sa.String(length=1), nullable=False, comment="A to D of table 13"),
        sa.Column("life_support", sa.Integer(), nullable=False, comment="1: whoever lies there depends on it"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint("device_class in ('A', 'B', 'C', 'D')", name=op.f("ck_ward_device_device_class")),
        sa.ForeignKeyConstraint(["stay_id"], ["ward_stay.id"], name=op.f("fk_ward_device_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_device")),
    )
    op.create_index(op.f("ix_ward_device_stay_id"), "ward_device", ["stay_id"], unique=False)
    op.create_table(
        "ward_device_end",
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="taken_off, transferred, discharged"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["ward_device.id"], name=op.f("fk_ward_device_end_device_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_ward_device_end")),
    )


def _create_alarm_log() -> None:
    op.create_table(
        "ward_alarm_log",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 … without a gap"),
        sa.Column("bed_id", sa.String(length=36), nullable=False, comment="empty: the station itself"),
        sa.Column("stay_id", sa.String(length=36), nullable=False, comment="who lay there; empty: nobody"),
        sa.Column("what", sa.Text(), nullable=False, comment="an alarm's key, silence, limits:…, device:…"),
        sa.Column("at", sa.String(length=27), nullable=False, comment="by the wall clock of the node"),
        sa.Column(
            "clock_zero",
            sa.Float(),
            nullable=False,
            comment="POSIX second at which the node's monotonic clock stood at 0",
        ),
        sa.Column("content", sa.Text(), nullable=False, comment="canonical JSON: app.ward.alarms.records"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ward_alarm_log")),
    )
    op.create_index("ix_ward_alarm_log_at", "ward_alarm_log", ["at"], unique=False)
    op.create_index("ix_ward_alarm_log_what", "ward_alarm_log", ["stay_id", "bed_id", "what", "number"], unique=False)
