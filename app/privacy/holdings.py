"""What the store holds of one person, table by table: how its rows are found, and what an erasure does with them.

The one list that export and erasure go by. A test walks every table of the store: each stands in `HOLDINGS`, or in
`OUTSIDE` with the reason why nothing in it is about a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, FromClause, Table, and_, or_, select

from app.store import tables as t
from app.store.listed import among


class Treatment(StrEnum):
    """What an erasure does with the rows."""

    SEALED = "sealed"
    """Moved to where daily work does not read, as the law keeps it; without ways to reach the person."""
    ERASED = "erased"
    """Deleted: nothing asks to keep it."""
    BLANKED = "blanked"
    """Its place stays, its content goes: numbers without a gap are promised."""
    UNNAMED = "unnamed"
    """Sealed as it was; what stays behind in its place tells nobody who it was."""
    KEPT = "kept"
    """Stays: it names nobody, and others count on it."""
    DERIVED = "derived"
    """Made by the store itself from other tables, and gone with them."""


Found = Mapping[str, list[str]]
"""Table → identifiers of its rows, as far as they are found; `person` is what one begins with."""
Condition = Callable[[Found], ColumnElement[bool]]


LAY: Final = "lay"
"""Under this: the stays in which she really lay (`recordings.lay`), which are not those that were noted by mistake."""


@dataclass(frozen=True)
class Holding:
    """One table. `key`: the column that names a row of it; `about`: which rows are about her."""

    table: Table
    treatment: Treatment
    about: Condition
    key: str = "id"


def _of(table: Table, **columns: str) -> Condition:
    """Rows of which one of these columns names a row found in that other table."""

    def about(found: Found) -> ColumnElement[bool]:
        return or_(*(among(table.c[column], found.get(other, [])) for column, other in columns.items()))

    return about


def _of_everything(table: Table, column: str) -> Condition:
    """Rows that are about any row found in any table."""

    def about(found: Found) -> ColumnElement[bool]:
        return among(table.c[column], sorted({one for ids in found.values() for one in ids}))

    return about


def _people(found: Found) -> ColumnElement[bool]:
    return among(t.person.c.id, found["person"])


def _requests(found: Found) -> ColumnElement[bool]:
    """Asked for her, or by her before she had a record."""
    decided = select(t.request_decision.c.request_id).where(among(t.request_decision.c.person_id, found["person"]))
    return or_(among(t.public_request.c.person_id, found["person"]), t.public_request.c.id.in_(decided))


def _told(found: Found) -> ColumnElement[bool]:
    """What was heard from her, or of a message of hers: whoever heard it may not have known yet whose it was."""
    tried = select(t.message_attempt.c.message_id).where(among(t.message_attempt.c.person_id, found["person"]))
    hers = _of(t.message_feedback, person_id="person", message_id="message")(found)
    return or_(hers, t.message_feedback.c.message_id.in_(tried))


def _audited(found: Found) -> ColumnElement[bool]:
    """About her or about what is hers, whatever table it stands in."""
    every = sorted({one for ids in found.values() for one in ids})
    return and_(t.audit.c.subject_kind != "account", among(t.audit.c.subject_id, every))


def _called(found: Found) -> ColumnElement[bool]:
    """What became of the alarms that began in a bed while she lay there, each to its end."""
    step, begun, later = t.router_step, t.router_step.alias("begun"), t.router_step.alias("later")
    into, out = t.ward_stay_step.alias("into_bed"), t.ward_stay_step.alias("out_of_bed")
    hers = found.get(LAY, [])
    # Each names what it asks about: two levels deep SQLAlchemy would join the table anew.
    left = (
        select(out.c.id)
        .where(out.c.stay_id == into.c.stay_id, out.c.number == into.c.number + 1, out.c.recorded_at <= begun.c.at)
        .correlate(into, begun)
    )
    there = (
        select(into.c.id)
        .where(among(into.c.stay_id, hers), into.c.bed_id == step.c.bed_id, into.c.recorded_at <= begun.c.at)
        .where(~left.exists())
        .correlate(step, begun)
    )
    again = (
        select(later.c.number)
        .where(_begins(later), later.c.number > begun.c.number, later.c.number <= step.c.number)
        .correlate(step, begun)
    )
    beginning = (
        select(begun.c.number)
        .where(_begins(begun), begun.c.number <= step.c.number, ~again.exists(), there.exists())
        .correlate(step)
    )
    beds = select(t.ward_stay_step.c.bed_id).where(among(t.ward_stay_step.c.stay_id, hers))
    return and_(step.c.bed_id.in_(beds), beginning.exists())


def _begins(one: FromClause) -> ColumnElement[bool]:
    """The first step of the same alarm on its way."""
    step = t.router_step
    same = and_(one.c.bed_id == step.c.bed_id, one.c.alarm == step.c.alarm)
    return and_(same, one.c.step == "generated", one.c.round == 1)


_S, _E = Treatment.SEALED, Treatment.ERASED

HOLDINGS: Final = (
    Holding(t.person, _S, _people),
    Holding(t.person_merge, _S, _of(t.person_merge, losing_id="person", surviving_id="person")),
    Holding(t.distinct_pair, _S, _of(t.distinct_pair, one_id="person", other_id="person")),
    Holding(t.care_link, _S, _of(t.care_link, person_id="person")),
    Holding(t.allergy, _S, _of(t.allergy, person_id="person")),
    Holding(t.pregnancy, _S, _of(t.pregnancy, person_id="person")),
    Holding(t.observation, _S, _of(t.observation, person_id="person", pregnancy_id="pregnancy")),
    Holding(t.assessment, _S, _of(t.assessment, person_id="person", pregnancy_id="pregnancy")),
    Holding(t.prenatal_fact, _S, _of(t.prenatal_fact, person_id="person", pregnancy_id="pregnancy")),
    Holding(t.dating_choice, _S, _of(t.dating_choice, pregnancy_id="pregnancy")),
    Holding(t.arrival, _S, _of(t.arrival, person_id="person")),
    Holding(t.arrival_event, _S, _of(t.arrival_event, arrival_id="arrival")),
    Holding(t.referral, _S, _of(t.referral, person_id="person", pregnancy_id="pregnancy")),
    Holding(t.referral_event, _S, _of(t.referral_event, person_id="person", referral_id="referral")),
    Holding(t.consent, _E, _of(t.consent, person_id="person")),
    Holding(t.person_attribute, _E, _of(t.person_attribute, person_id="person")),
    Holding(t.message, _E, _of(t.message, person_id="person")),
    Holding(t.message_attempt, _E, _of(t.message_attempt, person_id="person", message_id="message")),
    Holding(t.message_feedback, _E, _told),
    Holding(t.feedback_seen, _E, _of(t.feedback_seen, feedback_id="message_feedback")),
    Holding(t.link_code, _E, _of(t.link_code, person_id="person")),
    Holding(t.public_request, _E, _requests),
    Holding(t.request_decision, _E, _of(t.request_decision, person_id="person", request_id="public_request")),
    Holding(t.ward_stay, Treatment.UNNAMED, _of(t.ward_stay, person_id="person")),
    Holding(t.ward_stay_step, Treatment.KEPT, _of(t.ward_stay_step, stay_id="ward_stay")),
    Holding(t.ward_device, Treatment.KEPT, _of(t.ward_device, stay_id="ward_stay")),
    Holding(t.ward_device_end, Treatment.KEPT, _of(t.ward_device_end, device_id="ward_device"), "device_id"),
    Holding(t.router_attending, Treatment.KEPT, _of(t.router_attending, stay_id="ward_stay")),
    Holding(t.ward_alarm_log, Treatment.KEPT, _of(t.ward_alarm_log, stay_id=LAY), "number"),
    # How her alarms found their way to people: it names the bed and the caregivers.
    Holding(t.router_step, Treatment.KEPT, _called, "number"),
    Holding(t.sealed_person, Treatment.KEPT, _of(t.sealed_person, person_id="person"), "person_id"),
    Holding(t.sealed_row, Treatment.KEPT, _of(t.sealed_row, person_id="person"), "entity_id"),
    Holding(t.privacy_step, Treatment.KEPT, _of(t.privacy_step, person_id="person")),
    Holding(t.record_hold, Treatment.KEPT, _of(t.record_hold, person_id="person")),
    Holding(t.arrival_board, Treatment.DERIVED, _of(t.arrival_board, arrival_id="arrival"), "arrival_id"),
    Holding(t.pregnancy_list, Treatment.DERIVED, _of(t.pregnancy_list, pregnancy_id="pregnancy"), "pregnancy_id"),
    Holding(t.fired_factor, Treatment.DERIVED, _of(t.fired_factor, pregnancy_id="pregnancy"), "pregnancy_id"),
    Holding(t.visit_count, Treatment.DERIVED, _of(t.visit_count, pregnancy_id="pregnancy"), "pregnancy_id"),
    # From here on: about any of the rows above.
    Holding(t.draft, _E, _of_everything(t.draft, "subject_id"), "subject_id"),
    Holding(t.field_history, _S, _of_everything(t.field_history, "entity_id")),
    Holding(t.sync_conflict, _S, _of_everything(t.sync_conflict, "entity_id"), "event_id"),
    Holding(t.sync_provisional, _S, _of_everything(t.sync_provisional, "entity_id"), "event_id"),
    Holding(t.change_log, Treatment.BLANKED, _of_everything(t.change_log, "entity_id")),
    Holding(t.audit, Treatment.KEPT, _audited, "number"),
)
"""In this order: what a row hangs on comes before it."""

OUTSIDE: Final[Mapping[str, str]] = {
    # reason → docs/privacy.md, "What is not about a person in care"
    **dict.fromkeys(("account", "credential", "sign_in_failure", "confidentiality"), "staff"),
    **dict.fromkeys(("router_duty", "router_duty_end", "router_bed_step", "router_receiver"), "staff"),
    **dict.fromkeys(("rule_base", "rule_base_step", "router_table", "ward_bed"), "rules_and_places"),
    **dict.fromkeys(("template_version", "reminder_rule", "campaign", "unit_setting"), "written_for_everybody"),
    **dict.fromkeys(("setting", "lease", "sealed_secret", "retention_run"), "machine"),
    **dict.fromkeys(("sync_state", "sync_mark", "sync_heard", "audit_head"), "counters"),
    # Copies of events on their way: an erasure waits until there is none of hers, and blanks the tail.
    **dict.fromkeys(("sync_parked", "sync_rejected", "sync_provisional_name", "sync_tail"), "on_the_way"),
    "carried_bundle": "unreadable_here",
}
"""Tables without a row of a person in care, and why."""

BY_TABLE: Final = {one.table.name: one for one in HOLDINGS}
