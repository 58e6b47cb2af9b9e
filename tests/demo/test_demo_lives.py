"""Exams, histories, vaccines and lives beyond the cohort: what the screens of the demo unit have to show."""

from collections import Counter

import pytest

from app.clinic.people.merges import DuplicateService
from app.clinic.people.service import PeopleService
from app.clinic.prenatal.dating_service import DatingService
from app.clinic.prenatal.exam_catalogue import Level
from app.clinic.prenatal.exams_service import ExamService, RequestStatus
from app.clinic.prenatal.interpretation import gravest
from app.clinic.prenatal.vaccines_service import VaccineService
from app.clinic.risk.loader import default_rule_base, load_rule_base
from app.clinic.rule_admin.in_force import RulesInForce
from app.clinic.rule_admin.service import RuleAdminService
from app.demo.office import proposed_rules
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from tests.demo.conftest import Unit
from tests.demo.test_demo_unit import rows

CURRENT = "SELECT id FROM pregnancy WHERE status = 'current' ORDER BY id LIMIT 160"


@pytest.fixture
def store(unit: Unit) -> Store:
    return unit.store


@pytest.fixture
def staff(unit: Unit) -> dict[Role, Session]:
    return unit.staff


def current(store: Store) -> list[str]:
    with store.read() as connection:
        return [str(row[0]) for row in rows(connection, CURRENT)]


def test_exams_wait_are_late_are_done_and_some_results_ask_for_attention(
    store: Store, staff: dict[Role, Session]
) -> None:
    exams, nurse = ExamService(store), staff[Role.NURSE]
    requests = [one for pregnancy in current(store) for one in exams.requests(nurse, pregnancy)]
    assert {one.status for one in requests} == set(RequestStatus)
    results = [one for pregnancy in current(store) for one in exams.results(nurse, pregnancy)]
    levels = Counter(gravest(one.readings) for one in results)
    assert levels[Level.USUAL] > levels[Level.ATTENTION] > 10
    assert any(one.superseded_by is not None for one in results)
    assert {one.value for one in results if one.code == "rh_factor"} == {"positive", "negative"}


def test_some_scans_disagree_with_the_last_period_and_some_of_them_are_in_use(
    store: Store, staff: dict[Role, Session]
) -> None:
    dating, nurse = DatingService(store), staff[Role.NURSE]
    with store.read() as connection:
        scanned = [
            str(row[0]) for row in rows(connection, "SELECT pregnancy_id FROM prenatal_fact WHERE code = 'ultrasound'")
        ]
    found = [dating.dating(nurse, one) for one in scanned]
    assert sum(one.suggestion is not None for one in found) >= 3
    assert sum(bool(one.choices) for one in found) >= 3


def test_vaccines_stand_in_every_place_that_a_dose_can_have(store: Store, staff: dict[Role, Session]) -> None:
    cards = [VaccineService(store).card(staff[Role.NURSE], one) for one in current(store)]
    assert {dose.status for card in cards for dose in card.doses} == {
        "given",
        "later",
        "due",
        "overdue",
        "not_applicable",
    }
    assert any(record.not_for_her for card in cards for record in card.records)


def test_likely_pairs_have_different_evidence(store: Store, staff: dict[Role, Session]) -> None:
    duplicates, coordinator = DuplicateService(store), staff[Role.COORDINATOR]
    pairs = duplicates.likely_pairs(coordinator).pairs
    assert len({one.evidence for one in pairs}) >= 4
    assert {"same_cns", "swapped_birth_date", "close_birth_date"} <= {code for one in pairs for code in one.evidence}


def test_the_merge_can_be_undone(own_unit: Unit) -> None:
    with own_unit.store.read() as connection:
        ((merge_id,),) = rows(connection, "SELECT id FROM person_merge")
    undone = DuplicateService(own_unit.store).undo(own_unit.staff[Role.COORDINATOR], str(merge_id), "teste")
    assert undone.moved_pregnancies


def test_the_record_of_another_units_woman_asks_for_a_reason(store: Store, staff: dict[Role, Session]) -> None:
    people, nurse = PeopleService(store), staff[Role.NURSE]
    (hit,) = people.search(nurse, "Terezinha Enseada").hits
    with pytest.raises(KnownError, match=r"people\.reason_needed"):
        people.open(nurse, hit.person_id)


def test_some_women_have_more_than_one_pregnancy_and_never_two_current_ones(
    store: Store, staff: dict[Role, Session]
) -> None:
    counted = "SELECT person_id, count(*), sum(status = 'current') FROM pregnancy GROUP BY person_id"
    with store.read() as connection:
        lives = rows(connection, counted)
        known = (
            "SELECT count(*) FROM pregnancy g JOIN person p ON p.id = g.person_id WHERE g.recorded_at < p.recorded_at"
        )
        moved = "SELECT count(*) FROM person_merge"
        assert rows(connection, known) == rows(connection, moved)
    assert sum(int(str(count)) > 1 for _, count, _ in lives) >= 20
    assert {int(str(now)) for _, _, now in lives} == {0, 1}


def test_a_second_rule_base_waits_for_the_second_approval(store: Store, staff: dict[Role, Session]) -> None:
    assert load_rule_base(proposed_rules()).version != default_rule_base().version
    versions = RuleAdminService(store, RulesInForce(store, default_rule_base())).versions(staff[Role.NURSE])
    assert [(one.in_force, len(one.approvers)) for one in versions] == [(True, 0), (False, 1)]
