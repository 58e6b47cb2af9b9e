"""Reminders: what criteria ask, templates, rules, campaigns, this station's outbox, what came of each message."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, text

from app.store.tables.common import author_columns, correction_columns, id_column, metadata

_WAITING = text("status in ('scheduled', 'retrying')")

person_attribute = Table(
    "person_attribute",
    metadata,
    id_column(),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("code", String(40), nullable=False, comment="a code of resources/reminders/attributes.toml"),
    Column("value", Text, comment="JSON; null: taken away"),
    *author_columns(),
    Index("ix_person_attribute_person_id", "person_id", "code", "recorded_at"),
    Index("ix_person_attribute_code", "code", "value"),
)

template_version = Table(
    "template_version",
    metadata,
    id_column(),
    Column("template_id", String(36), nullable=False, comment="the same for all versions of one template"),
    Column("number", Integer, nullable=False),
    Column("name", String(80), nullable=False),
    Column("content", Text, nullable=False, comment="canonical JSON: app.reminders.template_model"),
    Column("retired", Integer, nullable=False),
    *author_columns(),
    *correction_columns(),
    Index("ix_template_version_template_id", "template_id", "number"),
)

reminder_rule = Table(
    "reminder_rule",
    metadata,
    id_column(),
    Column("name", String(80), nullable=False),
    Column("anchor", String(30), nullable=False, comment="which date of the record: app.reminders.anchors"),
    Column("week", Integer, comment="of the anchor gestational_week"),
    Column("hour", String(5), nullable=False, comment="HH:MM: when a day without an hour begins to count"),
    Column("offset_minutes", Integer, nullable=False, comment="negative: before"),
    Column("window_minutes", Integer, nullable=False, comment="how late it may still go out"),
    Column("template_id", String(36), nullable=False),
    Column("channels", Text, nullable=False, comment="JSON list: the first that she agreed to is used"),
    Column("criteria", Text, nullable=False, comment="canonical JSON: app.reminders.criteria"),
    Column("active", Integer, nullable=False),
    *author_columns(),
)

campaign = Table(
    "campaign",
    metadata,
    id_column(),
    Column("name", String(80), nullable=False),
    Column("template_version_id", ForeignKey("template_version.id"), nullable=False),
    Column("channels", Text, nullable=False, comment="JSON list"),
    Column("criteria", Text, nullable=False, comment="canonical JSON: app.reminders.criteria"),
    Column("due_at", String(27), nullable=False),
    Column("window_minutes", Integer, nullable=False),
    Column("chosen", Integer, nullable=False, comment="how many got a message"),
    Column("left_out", Text, nullable=False, comment="JSON: reason → how many did not"),
    Column("status", String(10), nullable=False, comment="confirmed, cancelled"),
    *author_columns(),
)

message = Table(
    "message",
    metadata,
    id_column(),
    Column("name", String(120), nullable=False, unique=True, comment="one message for one cause: it is made once"),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("rule_id", String(36)),
    Column("campaign_id", String(36)),
    Column("template_version_id", String(36), nullable=False),
    Column("variant", String(1), nullable=False),
    Column("channels", Text, nullable=False, comment="JSON list: in the order in which they are tried"),
    Column("event", Text, comment="kind/ISO: the date of the record that it is about, in her own time"),
    Column("due_at", String(27), nullable=False),
    Column("until", String(27), nullable=False, comment="later it is expired"),
    Column("moved", String(20), comment="why it is not due when it was asked for"),
    Column("rule_state", String(16), comment="its rule as it was then: once that differs it is placed anew"),
    Column("priority", Integer, nullable=False, comment="0 first"),
    Column("status", String(10), nullable=False, comment="app.reminders.outbox.model.Status"),
    Column("reason", String(60), comment="why it was not sent"),
    Column("next_at", String(27), nullable=False, comment="due, or the next try"),
    Column("channel", String(20), nullable=False, comment="the one that is tried next, or was tried last"),
    Column("attempts", Integer, nullable=False, comment="with this channel"),
    Column("tried", Integer, nullable=False, comment="with all channels"),
    Column("holder", String(80), comment="who is sending it"),
    Column("held_until", String(27)),
    Column("provider_id", String(120)),
    Column("heard", String(10), nullable=False, comment="nothing, delivered, read"),
    *author_columns(),
    CheckConstraint(
        "status in ('scheduled', 'retrying', 'sending', 'sent', 'failed', 'unknown', 'cancelled', 'expired', "
        "'refused')",
        name="status",
    ),
    # For each channel and priority in turn: the next due ones are read off it without sorting all that is due.
    Index("ix_message_waiting", "channel", "priority", "next_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index("ix_message_status", "status", "due_at"),
    Index("ix_message_person_id", "person_id", "due_at"),
    Index("ix_message_campaign_id", "campaign_id", "status"),
    Index("ix_message_rule_id", "rule_id", "status"),
    Index("ix_message_provider_id", "provider_id"),
)

message_attempt = Table(
    "message_attempt",
    metadata,
    id_column(),
    Column("message_id", String(36), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("number", Integer, nullable=False, comment="1, 2, 3 … for each message"),
    Column("channel", String(20), nullable=False),
    Column("outcome", String(12), nullable=False, comment="app.reminders.channels.interface.Outcome"),
    Column("code", String(60), nullable=False, comment="the provider's own"),
    Column("text", Text, nullable=False),
    Column("provider_id", String(120)),
    Column("started_at", String(27), nullable=False),
    *author_columns(),
    Index("ix_message_attempt_message_id", "message_id", "number"),
    Index("ix_message_attempt_person_id", "person_id", "recorded_at"),
)

message_feedback = Table(
    "message_feedback",
    metadata,
    id_column(),
    Column("person_id", ForeignKey("person.id"), comment="null: an address that nobody here has"),
    Column("message_id", String(36)),
    Column("channel", String(20), nullable=False),
    Column("kind", String(20), nullable=False, comment="app.reminders.channels.interface.FeedbackKind"),
    Column("key", String(120), nullable=False, unique=True, comment="the same news is kept once"),
    Column("heard_at", String(27), nullable=False, comment="as the provider says, else when it was heard"),
    Column("address", Text, nullable=False),
    Column("text", Text, nullable=False),
    *author_columns(),
    Index("ix_message_feedback_message_id", "message_id"),
    Index("ix_message_feedback_person_id", "person_id", "recorded_at"),
)

feedback_seen = Table(
    "feedback_seen",
    metadata,
    id_column(),
    Column("feedback_id", ForeignKey("message_feedback.id"), nullable=False),
    Column("seen", Integer, nullable=False, comment="0: put back among the unread; the latest row counts"),
    *author_columns(),
    Index("ix_feedback_seen_feedback_id", "feedback_id", "recorded_at"),
)

link_code = Table(
    "link_code",
    metadata,
    id_column(),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the code: it is shown once, and kept nowhere"),
    Column("expires_at", String(27), nullable=False),
    *author_columns(),
    Index("ix_link_code_digest", "digest"),
    Index("ix_link_code_person_id", "person_id"),
)

public_request = Table(
    "public_request",
    metadata,
    id_column(),
    Column("person_id", ForeignKey("person.id"), comment="null: somebody who asks to be registered"),
    Column("kind", String(20), nullable=False, comment="app.reminders.requests.RequestKind"),
    Column("content", Text, nullable=False, comment="canonical JSON: app.reminders.request_content"),
    *author_columns(),
    Index("ix_public_request_recorded_at", "recorded_at"),
)

request_decision = Table(
    "request_decision",
    metadata,
    id_column(),
    Column("request_id", ForeignKey("public_request.id"), nullable=False),
    Column("decision", String(10), nullable=False, comment="accepted, dismissed"),
    Column("person_id", ForeignKey("person.id"), comment="whose record came of it"),
    Column("reason", Text, nullable=False),
    *author_columns(),
    Index("ix_request_decision_request_id", "request_id"),
)

unit_setting = Table(
    "unit_setting",
    metadata,
    id_column(),
    Column("code", String(40), nullable=False, comment="app.reminders.unit_settings: the latest row of a code counts"),
    Column("value", Text, nullable=False, comment="canonical JSON"),
    *author_columns(),
    Index("ix_unit_setting_code", "code", "recorded_at"),
)

sealed_secret = Table(
    "sealed_secret",
    metadata,
    Column("name", String(80), primary_key=True, comment="channel/<code>/<setting>"),
    Column("sealed", Text, nullable=False, comment="AES-256-GCM under a key derived from the store's; hexadecimal"),
    Column("changed_at", String(27), nullable=False),
)
