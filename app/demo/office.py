"""What the staff did through the program's own services: a merge, a rule base under way, records opened."""

import re
from collections.abc import Sequence
from datetime import timedelta

from app.clinic.people.merges import DuplicateService
from app.clinic.people.service import PeopleService
from app.clinic.prenatal.visits_service import CallOutcome, NewCall, VisitService
from app.clinic.risk.loader import DEFAULT_FILE
from app.clinic.risk.rules import RuleBase
from app.clinic.rule_admin.in_force import RulesInForce
from app.clinic.rule_admin.service import RuleAdminService
from app.demo.doubles import Doubles
from app.demo.placed import ZONE
from app.demo.prenatal import Followed
from app.kernel.clock import local_date
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store

_CHANGES = (
    # Whatever version and weight the shipped file has: it may change without this.
    (r'^version: ".*"$', 'version: "2026.2-proposta"'),
    (r"\{above: 35, points: [0-9.]+,", "{above: 35, points: 2,"),
)
_OPENED = 5


def work_in_the_office(
    store: Store, rules: RuleBase, staff: dict[Role, Session], followed: Sequence[Followed], doubles: Doubles
) -> None:
    """One merge done, one proposed rule base approved by one of two, some records opened."""
    reason = "A mesma mulher, registrada duas vezes"
    DuplicateService(store).merge(staff[Role.COORDINATOR], doubles.losing, doubles.surviving, reason)
    administration = RuleAdminService(store, RulesInForce(store, rules))
    proposed = administration.load(staff[Role.COORDINATOR], proposed_rules())
    administration.approve(staff[Role.DOCTOR], proposed.sha256)
    _call_women(store, staff[Role.NURSE])
    people = PeopleService(store)
    for one in [one.placed.person_id for one in followed if one.goes_on][:_OPENED]:
        people.open(staff[Role.DOCTOR], one)
    people.open(staff[Role.NURSE], doubles.past[-1].person_id, reason="Ligou pedindo a segunda via do cartão")


def _call_women(store: Store, nurse: Session) -> None:
    """The first calls of this morning."""
    visits = VisitService(store)
    today = local_date(store.clock.now(), ZONE)
    made = (
        NewCall(CallOutcome.NO_ANSWER, note="Caixa postal"),
        NewCall(CallOutcome.COMES, today + timedelta(days=2)),
        NewCall(CallOutcome.NO_ANSWER),
    )
    for woman, call in zip(visits.to_call(nurse), made, strict=False):
        visits.note_call(nurse, woman.pregnancy_id, call)


def proposed_rules() -> bytes:
    """The shipped rule base with one weight changed, under a version of its own; nobody has decided on it."""
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    for old, new in _CHANGES:
        text, times = re.subn(old, new, text, count=1, flags=re.MULTILINE)
        if not times:
            raise ValueError(f"the shipped rule base no longer says {old}")
    return text.encode()
