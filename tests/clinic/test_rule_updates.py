"""A program update that brings other rules: in force where nobody decided, offered where somebody did, always told."""

from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app import bootstrap
from app.clinic.assessments.service import AssessmentService
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.loader import default_rule_base, load_rule_base
from app.clinic.risk.rules import RuleBase
from app.clinic.rule_admin.in_force import RulesInForce
from app.clinic.rule_admin.service import RuleAdminService
from app.clinic.rule_admin.updates import note_shipped_rules
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.account_model import NewAccount
from app.security.audit_service import AuditFilter, AuditService
from app.security.passwords import Passwords
from app.security.roles import Role
from app.settings import StationProfile, StationRole
from app.store.store import Store
from tests.clinic.conftest import session_of, someone
from tests.clinic.test_rule_admin import NEW, OLDER, changed

COORDINATOR, DOCTOR, NURSE = (session_of(one) for one in (Role.COORDINATOR, Role.DOCTOR, Role.NURSE))
FIRST = default_rule_base()
SECOND = load_rule_base(NEW)
THIRD = load_rule_base(changed((OLDER, "{above: 35, points: 4,")).replace(b'version: "teste.2"', b'version: "teste.3"'))


def open_with(store: Store, shipped: RuleBase) -> RuleAdminService:
    """A program that ships these rules opens the station."""
    note_shipped_rules(store, shipped)
    return RuleAdminService(store, RulesInForce(store, shipped))


@pytest.fixture
def classified(store: Store, pregnancies: PregnancyService, register: Callable[..., PersonRecord]) -> str:
    """A classification under the first rules; nobody ever approved anything."""
    found = pregnancies.open(COORDINATOR, register().id)
    AssessmentService(store, FIRST).save(NURSE, found.id, ReferralForm(age_years=40.0))
    return found.id


def updates(store: Store) -> list[dict[str, object]]:
    wanted = AuditFilter(actions=frozenset({"rule_base_updated"}))
    return [dict(row.details) for row in AuditService(store).page(COORDINATOR, wanted)]


def test_an_update_is_in_force_from_the_first_opening_and_written_down(store: Store, classified: str) -> None:
    admin = open_with(store, SECOND)
    assert admin.in_force().version == "teste.2"
    newest, before = admin.versions(COORDINATOR)
    assert (newest.in_force, [one.step for one in newest.steps], newest.steps[0].by_program) == (
        True,
        ["in_force"],
        True,
    )
    assert (before.version, before.was_in_force) == (FIRST.version, True)
    assert updates(store) == [{"version": "teste.2", "before": FIRST.version}]
    assert not note_shipped_rules(store, SECOND)
    assert len(updates(store)) == 1


def test_a_new_or_untouched_station_has_no_steps_and_no_news(store: Store) -> None:
    admin = open_with(store, FIRST)
    assert open_with(store, SECOND).in_force().version == "teste.2"
    assert (updates(store), admin.news(NURSE)) == ([], None)


def test_the_news_say_what_changed_until_they_were_seen(store: Store, classified: str) -> None:
    admin = open_with(store, SECOND)
    news = admin.news(NURSE)
    assert news is not None
    assert (news.version_before, news.version, news.by_program) == (FIRST.version, "teste.2", True)
    assert [one.code for one in news.changes] == ["ranges_changed"]
    assert admin.news(DOCTOR) is not None
    admin.note_seen(NURSE, news.number)
    admin.note_seen(NURSE, news.number)
    assert admin.news(NURSE) is None
    assert admin.news(DOCTOR) is not None, "everybody is told"
    seen = AuditService(store).page(COORDINATOR, AuditFilter(actions=frozenset({"rule_change_seen"})))
    assert [(row.account_id, row.details) for row in seen] == [(NURSE.account_id, {"version": "teste.2"})]


def test_who_missed_two_changes_is_told_of_both_at_once(store: Store, classified: str) -> None:
    admin = open_with(store, SECOND)
    first = admin.news(NURSE)
    assert first is not None
    admin.note_seen(NURSE, first.number)
    admin = open_with(store, THIRD)
    told, never_told = admin.news(NURSE), admin.news(DOCTOR)
    assert told is not None and never_told is not None
    assert (told.version_before, told.version) == ("teste.2", "teste.3")
    assert (never_told.version_before, never_told.version) == (FIRST.version, "teste.3")


def test_going_back_to_what_somebody_knows_is_no_news(store: Store, classified: str) -> None:
    admin = open_with(store, SECOND)
    admin.roll_back(COORDINATOR, FIRST.sha256, "erro nos pontos")
    assert admin.news(DOCTOR) is None
    news = RuleAdminService(store, RulesInForce(store, SECOND)).news(COORDINATOR)
    assert news is None, "it was her own deed"


def test_rules_that_people_approved_stay_and_the_update_is_offered(store: Store, classified: str) -> None:
    admin = open_with(store, FIRST)
    loaded = admin.load(COORDINATOR, NEW)
    for session in (COORDINATOR, DOCTOR):
        admin.approve(session, loaded.sha256)
    told = admin.news(NURSE)
    assert told is not None
    assert (told.by_program, told.by) == (False, DOCTOR.account_id)
    admin = open_with(store, THIRD)
    assert admin.in_force().version == "teste.2"
    offered = next(one for one in admin.versions(COORDINATOR) if one.shipped)
    assert (offered.version, offered.was_in_force, offered.approvers) == ("teste.3", False, ())
    with pytest.raises(KnownError) as caught:
        admin.roll_back(COORDINATOR, offered.sha256, "quero")
    assert caught.value.code == "rules.never_in_force", "one person alone does not put new rules into force"
    for session in (NURSE, DOCTOR):
        admin.approve(session, offered.sha256)
    assert admin.in_force().version == "teste.3"


def test_who_went_back_from_an_update_is_not_updated_again(store: Store, classified: str) -> None:
    admin = open_with(store, SECOND)
    admin.roll_back(COORDINATOR, FIRST.sha256, "erro nos pontos")
    assert open_with(store, SECOND).in_force().version == FIRST.version
    assert open_with(store, THIRD).in_force().version == FIRST.version


def test_an_older_program_does_not_bring_its_rules_back(store: Store, classified: str) -> None:
    open_with(store, SECOND)
    assert open_with(store, FIRST).in_force().version == "teste.2"
    assert open_with(store, SECOND).in_force().version == "teste.2"
    assert len(updates(store)) == 1


def test_approvals_for_an_earlier_time_do_not_count_again(store: Store, fake_clock: FakeClock) -> None:
    admin = open_with(store, FIRST)
    loaded = admin.load(COORDINATOR, NEW)
    for session in (COORDINATOR, DOCTOR):
        admin.approve(session, loaded.sha256)
    fake_clock.advance(60)
    admin.roll_back(COORDINATOR, FIRST.sha256, "erro nos pontos")
    assert not admin.approve(NURSE, loaded.sha256).in_force
    assert admin.approve(DOCTOR, loaded.sha256).in_force


@pytest.mark.parametrize(
    ("code", "passes"), [("store.disk_full", True), ("store.read_only", True), ("store.in_use", False)]
)
def test_a_disk_that_takes_nothing_leaves_the_update_to_the_next_opening(
    store: Store, classified: str, monkeypatch: pytest.MonkeyPatch, code: str, passes: bool
) -> None:
    def refuses(_actor: object) -> None:
        raise KnownError(code, path="plantao.db")

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", refuses)
        if passes:
            assert not note_shipped_rules(store, SECOND)
        else:
            with pytest.raises(KnownError):
                note_shipped_rules(store, SECOND)
    assert updates(store) == []
    assert note_shipped_rules(store, SECOND)
    assert updates(store) == [{"version": "teste.2", "before": FIRST.version}]


def test_a_station_opened_by_an_updated_program_has_its_rules_and_says_so(
    tmp_path: Path, fake_clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = bootstrap.Ports(
        clock=fake_clock,
        ids=SeededIds(fake_clock, seed=3),
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        background=False,
    )
    folders = StationFolders(tmp_path / "home")
    first = bootstrap.FirstStart(
        profile=StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", "0000000", "2408102", "Natal"),
        administrator=NewAccount("administrator", "Sofia Sintética", Role.ADMINISTRATOR, "tres-barcos-azuis"),
        key_file=tmp_path / "station.key",
    )
    station = bootstrap.create_station(folders, first, ports).station
    woman = station.people.register(NURSE, someone())
    found = station.pregnancies.open(NURSE, woman.id)
    station.assessments.save(NURSE, found.id, ReferralForm(age_years=40.0))
    assert station.rule_admin.news(NURSE) is None
    station.close()
    monkeypatch.setattr("app.bootstrap.services.default_rule_base", lambda: SECOND)
    key = bootstrap.unlock_silently(folders, ports).key
    assert key is not None
    again = bootstrap.open_station(folders, key, ports)
    try:
        news = again.rule_admin.news(NURSE)
        assert news is not None
        assert (news.version_before, news.version, news.by_program) == (FIRST.version, "teste.2", True)
        assert again.assessments.preview(ReferralForm(age_years=40.0)).total == 5
        back = again.rule_admin.roll_back(COORDINATOR, FIRST.sha256, "erro nos pontos")
        assert back.in_force
        assert again.assessments.preview(ReferralForm(age_years=40.0)).total == 1
    finally:
        again.close()
