"""Every table of a station's store (SQLAlchemy Core), kept equal to the end of the migration chain by a test.

Instants and dates are text (`app.kernel.clock`), identifiers are UUIDs made on the station, JSON columns hold
canonical JSON. What is clinical is only ever appended: `supersedes` names the row that a correction replaces.
"""

from app.store.tables.allergies import allergy
from app.store.tables.carried import carried_bundle
from app.store.tables.clinic import assessment, consent, observation, person, pregnancy, pregnancy_list, rule_base
from app.store.tables.common import metadata
from app.store.tables.exchange import care_link, distinct_pair, fired_factor, person_merge, rule_base_step, visit_count
from app.store.tables.history import audit, audit_head, change_log, field_history
from app.store.tables.prenatal import dating_choice, prenatal_fact
from app.store.tables.privacy import (
    confidentiality,
    privacy_step,
    record_hold,
    retention_run,
    sealed_person,
    sealed_row,
)
from app.store.tables.reception import arrival, arrival_board, arrival_event
from app.store.tables.referral import referral, referral_event
from app.store.tables.reminders import (
    campaign,
    feedback_seen,
    link_code,
    message,
    message_attempt,
    message_feedback,
    person_attribute,
    public_request,
    reminder_rule,
    request_decision,
    sealed_secret,
    template_version,
    unit_setting,
)
from app.store.tables.router import (
    router_attending,
    router_bed_step,
    router_duty,
    router_duty_end,
    router_receiver,
    router_step,
    router_table,
)
from app.store.tables.station import account, credential, draft, lease, setting, sign_in_failure
from app.store.tables.sync import (
    sync_conflict,
    sync_heard,
    sync_mark,
    sync_parked,
    sync_provisional,
    sync_provisional_name,
    sync_rejected,
    sync_state,
    sync_tail,
)
from app.store.tables.ward import ward_alarm_log, ward_bed, ward_device, ward_device_end, ward_stay, ward_stay_step

__all__ = [
    "SCHEMA_REVISION",
    "account",
    "allergy",
    "arrival",
    "arrival_board",
    "arrival_event",
    "assessment",
    "audit",
    "audit_head",
    "campaign",
    "care_link",
    "carried_bundle",
    "change_log",
    "confidentiality",
    "consent",
    "credential",
    "dating_choice",
    "distinct_pair",
    "draft",
    "feedback_seen",
    "field_history",
    "fired_factor",
    "lease",
    "link_code",
    "message",
    "message_attempt",
    "message_feedback",
    "metadata",
    "observation",
    "person",
    "person_attribute",
    "person_merge",
    "pregnancy",
    "pregnancy_list",
    "prenatal_fact",
    "privacy_step",
    "public_request",
    "record_hold",
    "referral",
    "referral_event",
    "reminder_rule",
    "request_decision",
    "retention_run",
    "router_attending",
    "router_bed_step",
    "router_duty",
    "router_duty_end",
    "router_receiver",
    "router_step",
    "router_table",
    "rule_base",
    "rule_base_step",
    "sealed_person",
    "sealed_row",
    "sealed_secret",
    "setting",
    "sign_in_failure",
    "sync_conflict",
    "sync_heard",
    "sync_mark",
    "sync_parked",
    "sync_provisional",
    "sync_provisional_name",
    "sync_rejected",
    "sync_state",
    "sync_tail",
    "template_version",
    "unit_setting",
    "visit_count",
    "ward_alarm_log",
    "ward_bed",
    "ward_device",
    "ward_device_end",
    "ward_stay",
    "ward_stay_step",
]

SCHEMA_REVISION = "0019"
"""The revision this program writes; a store with a later one is refused."""
