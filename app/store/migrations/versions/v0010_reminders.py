"""Reminders: attributes, templates, rules, campaigns, the outbox of this station, what came of each message."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WAITING = sa.text("status in ('scheduled', 'retrying')")


def upgrade() -> None:
    """Create the tables."""
    _create_what_is_written()
    _create_rules_and_campaigns()
    _create_outbox()
    _create_secrets()
    _create_what_came_of_it()
    _create_what_people_do_with_it()
    _create_what_is_asked_for()


def _create_what_is_written() -> None:
    op.create_table(
        "person_attribute",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column(
            "code", sa.String(length=40), nullable=False, comment="a code of resources/reminders/attributes.toml"
        ),
        sa.Column("value", sa.Text(), nullable=True, comment="JSON; null: taken away"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_attribute_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_attribute")),
    )
    op.create_index("ix_person_attribute_code", "person_attribute", ["code", "value"], unique=False)
    op.create_index(
        "ix_person_attribute_person_id", "person_attribute", ["person_id", "code", "recorded_at"], unique=False
    )
    op.create_table(
        "template_version",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column(
            "template_id", sa.String(length=36), nullable=False, comment="the same for all versions of one template"
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="canonical JSON: app.reminders.template_model"),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("supersedes", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_version")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_template_version_supersedes")),
    )
    op.create_index("ix_template_version_template_id", "template_version", ["template_id", "number"], unique=False)


def _create_rules_and_campaigns() -> None:
    op.create_table(
        "reminder_rule",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "anchor", sa.String(length=30), nullable=False, comment="which date of the record: app.reminders.anchors"
        ),
        sa.Column("week", sa.Integer(), nullable=True, comment="of the anchor gestational_week"),
        sa.Column(
            "hour", sa.String(length=5), nullable=False, comment="HH:MM: when a day without an hour begins to count"
        ),
        sa.Column("offset_minutes", sa.Integer(), nullable=False, comment="negative: before"),
        sa.Column("window_minutes", sa.Integer(), nullable=False, comment="how late it may still go out"),
        sa.Column("template_id", sa.String(length=36), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False, comment="JSON list: the first that she agreed to is used"),
        sa.Column("criteria", sa.Text(), nullable=False, comment="canonical JSON: app.reminders.criteria"),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_rule")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("template_version_id", sa.String(length=36), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False, comment="JSON list"),
        sa.Column("criteria", sa.Text(), nullable=False, comment="canonical JSON: app.reminders.criteria"),
        sa.Column("due_at", sa.String(length=27), nullable=False),
        sa.Column("window_minutes", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False, comment="how many got a message"),
        sa.Column("left_out", sa.Text(), nullable=False, comment="JSON: reason → how many did not"),
        sa.Column("status", sa.String(length=10), nullable=False, comment="confirmed, cancelled"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_version_id"], ["template_version.id"], name=op.f("fk_campaign_template_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )


def _create_outbox() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False, comment="one message for one cause: it is made once"),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("rule_id", sa.String(length=36), nullable=True),
        sa.Column("campaign_id", sa.String(length=36), nullable=True),
        sa.Column("template_version_id", sa.String(length=36), nullable=False),
        sa.Column("variant", sa.String(length=1), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False, comment="JSON list: in the order in which they are tried"),
        sa.Column(
            "event",
            sa.Text(),
            nullable=True,
            comment="kind/ISO: the date of the record that it is about, in her own time",
        ),
        sa.Column("due_at", sa.String(length=27), nullable=False),
        sa.Column("until", sa.String(length=27), nullable=False, comment="later it is expired"),
        sa.Column("moved", sa.String(length=20), nullable=True, comment="why it is not due when it was asked for"),
        sa.Column(
            "rule_state",
            sa.String(length=16),
            nullable=True,
            comment="its rule as it was then: once that differs it is placed anew",
        ),
        sa.Column("priority", sa.Integer(), nullable=False, comment="0 first"),
        sa.Column("status", sa.String(length=10), nullable=False, comment="app.reminders.outbox.model.Status"),
        sa.Column("reason", sa.String(length=60), nullable=True, comment="why it was not sent"),
        sa.Column("next_at", sa.String(length=27), nullable=False, comment="due, or the next try"),
        sa.Column(
            "channel", sa.String(length=20), nullable=False, comment="the one that is tried next, or was tried last"
        ),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="with this channel"),
        sa.Column("tried", sa.Integer(), nullable=False, comment="with all channels"),
        sa.Column("holder", sa.String(length=80), nullable=True, comment="who is sending it"),
        sa.Column("held_until", sa.String(length=27), nullable=True),
        sa.Column("provider_id", sa.String(length=120), nullable=True),
        sa.Column("heard", sa.String(length=10), nullable=False, comment="nothing, delivered, read"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "status in ('scheduled', 'retrying', 'sending', 'sent', 'failed', 'unknown', 'cancelled', 'expired', "
            "'refused')",
            name=op.f("ck_message_status"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("name", name=op.f("uq_message_name")),
    )
    _index_outbox()


def _index_outbox() -> None:
    op.create_index("ix_message_campaign_id", "message", ["campaign_id", "status"], unique=False)
    op.create_index("ix_message_status", "message", ["status", "due_at"], unique=False)
    op.create_index(
        "ix_message_waiting",
        "message",
        ["channel", "priority", "next_at"],
        unique=False,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_index("ix_message_person_id", "message", ["person_id", "due_at"], unique=False)
    op.create_index("ix_message_provider_id", "message", ["provider_id"], unique=False)
    op.create_index("ix_message_rule_id", "message", ["rule_id", "status"], unique=False)


def _create_secrets() -> None:
    op.create_table(
        "sealed_secret",
        sa.Column("name", sa.String(length=80), nullable=False, comment="channel/<code>/<setting>"),
        sa.Column(
            "sealed", sa.Text(), nullable=False, comment="AES-256-GCM under a key derived from the store's; hexadecimal"
        ),
        sa.Column("changed_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sealed_secret")),
    )


def _create_what_came_of_it() -> None:
    op.create_table(
        "message_attempt",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 … for each message"),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False, comment="app.reminders.channels.interface.Outcome"),
        sa.Column("code", sa.String(length=60), nullable=False, comment="the provider's own"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.String(length=120), nullable=True),
        sa.Column("started_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_attempt_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_attempt")),
    )
    op.create_index("ix_message_attempt_message_id", "message_attempt", ["message_id", "number"], unique=False)
    op.create_index("ix_message_attempt_person_id", "message_attempt", ["person_id", "recorded_at"], unique=False)
    op.create_table(
        "message_feedback",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True, comment="null: an address that nobody here has"),
        sa.Column("message_id", sa.String(length=36), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column(
            "kind", sa.String(length=20), nullable=False, comment="app.reminders.channels.interface.FeedbackKind"
        ),
        sa.Column("key", sa.String(length=120), nullable=False, comment="the same news is kept once"),
        sa.Column(
            "heard_at", sa.String(length=27), nullable=False, comment="as the provider says, else when it was heard"
        ),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_feedback_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_feedback")),
        sa.UniqueConstraint("key", name=op.f("uq_message_feedback_key")),
    )
    op.create_index("ix_message_feedback_message_id", "message_feedback", ["message_id"], unique=False)
    op.create_index("ix_message_feedback_person_id", "message_feedback", ["person_id", "recorded_at"], unique=False)


def _create_what_people_do_with_it() -> None:
    op.create_table(
        "feedback_seen",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("feedback_id", sa.String(length=36), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False, comment="0: put back among the unread; the latest row counts"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["feedback_id"], ["message_feedback.id"], name=op.f("fk_feedback_seen_feedback_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_seen")),
    )
    op.create_index("ix_feedback_seen_feedback_id", "feedback_seen", ["feedback_id", "recorded_at"], unique=False)
    op.create_table(
        "link_code",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column(
            "digest",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the code: it is shown once, and kept nowhere",
        ),
        sa.Column("expires_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_code")),
    )
    op.create_index("ix_link_code_digest", "link_code", ["digest"], unique=False)
    op.create_index("ix_link_code_person_id", "link_code", ["person_id"], unique=False)


def _create_what_is_asked_for() -> None:
    op.create_table(
        "public_request",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True, comment="null: somebody who asks to be registered"),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="app.reminders.requests.RequestKind"),
        sa.Column("content", sa.Text(), nullable=False, comment="canonical JSON: app.reminders.request_content"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_public_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_request")),
    )
    op.create_index("ix_public_request_recorded_at", "public_request", ["recorded_at"], unique=False)
    op.create_table(
        "request_decision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False, comment="accepted, dismissed"),
        sa.Column("person_id", sa.String(length=36), nullable=True, comment="whose record came of it"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_request_decision_person_id")),
        sa.ForeignKeyConstraint(["request_id"], ["public_request.id"], name=op.f("fk_request_decision_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_decision")),
    )
    op.create_index("ix_request_decision_request_id", "request_decision", ["request_id"], unique=False)
