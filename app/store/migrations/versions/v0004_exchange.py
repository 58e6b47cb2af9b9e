"""Exchange and administration: duplicates and merges, care, steps of the rule bases, what reports count."""

import sqlalchemy as sa
from alembic import op

from app.store import report_index

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and on SQLite the triggers that derive what is counted."""
    _create_links_of_people()
    _create_merges()
    _create_steps_and_counts()
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        report_index.create_report_index(connection.exec_driver_sql)


def _create_links_of_people() -> None:
    op.create_table(
        "care_link",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("ground", sa.String(length=12), nullable=False, comment="registered, referred"),
        sa.Column(
            "unit",
            sa.String(length=7),
            nullable=False,
            comment="CNES; of whom nobody says so, this unit registered the person",
        ),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint("ground in ('registered', 'referred')", name=op.f("ck_care_link_ground")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_care_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_link")),
    )
    op.create_index(op.f("ix_care_link_person_id"), "care_link", ["person_id"], unique=False)
    op.create_index("ix_care_link_unit", "care_link", ["ground", "unit", "person_id"], unique=False)
    op.create_table(
        "distinct_pair",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("one_id", sa.String(length=36), nullable=False, comment="the smaller identifier of the two"),
        sa.Column("other_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"], name=op.f("fk_distinct_pair_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_distinct_pair_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distinct_pair")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_distinct_pair_one_id_other_id")),
    )


def _create_merges() -> None:
    op.create_table(
        "person_merge",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="1, 2, 3 … in the order of merging: undone from the last"
        ),
        sa.Column("losing_id", sa.String(length=36), nullable=False),
        sa.Column("surviving_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False, comment="merged, undone"),
        sa.Column("taken_fields", sa.Text(), nullable=False, comment="JSON: column → [value before, value taken over]"),
        sa.Column("moved_pregnancies", sa.Text(), nullable=False, comment="JSON: identifiers"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint("status in ('merged', 'undone')", name=op.f("ck_person_merge_status")),
        sa.ForeignKeyConstraint(["losing_id"], ["person.id"], name=op.f("fk_person_merge_losing_id")),
        sa.ForeignKeyConstraint(["surviving_id"], ["person.id"], name=op.f("fk_person_merge_surviving_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    op.create_index(op.f("ix_person_merge_surviving_id"), "person_merge", ["surviving_id"], unique=False)
    op.create_index(
        "uq_person_merge_losing",
        "person_merge",
        ["losing_id"],
        unique=True,
        sqlite_where=sa.text("status = 'merged'"),
        postgresql_where=sa.text("status = 'merged'"),
    )


def _create_steps_and_counts() -> None:
    op.create_table(
        "fired_factor",
        sa.Column("pregnancy_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("pregnancy_id", "code", name=op.f("pk_fired_factor")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fired_factor_code", "fired_factor", ["code"], unique=False)
    op.create_table(
        "rule_base_step",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 … in the order of the steps"),
        sa.Column("rule_base_sha256", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False, comment="loaded, approved, in_force"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint("step in ('loaded', 'approved', 'in_force')", name=op.f("ck_rule_base_step_step")),
        sa.ForeignKeyConstraint(
            ["rule_base_sha256"], ["rule_base.sha256"], name=op.f("fk_rule_base_step_rule_base_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_base_step")),
    )
    op.create_index(op.f("ix_rule_base_step_rule_base_sha256"), "rule_base_step", ["rule_base_sha256"], unique=False)
    op.create_index("ix_rule_base_step_step", "rule_base_step", ["step", "number"], unique=False)
    op.create_table(
        "visit_count",
        sa.Column("pregnancy_id", sa.String(length=36), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.String(length=10), nullable=False),
        sa.Column("last_day", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("pregnancy_id", name=op.f("pk_visit_count")),
        sqlite_with_rowid=False,
    )
