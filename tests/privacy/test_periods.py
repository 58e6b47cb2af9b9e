"""How long data stays is the unit's to say, within what the law lets; who changed it, when and why is never lost."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.languages import LANGUAGES
from app.policy.applying import follow
from app.policy.reading import known_fields, policy_of
from app.privacy.erasure_service import ErasureService
from app.privacy.model import CaseKind
from app.privacy.periods import Act, ends_on, periods, settable
from app.privacy.removing import REMOVING
from app.privacy.retention import RetentionService
from app.privacy.terms import TermService, counts_in_force
from app.security.audit_service import check_chain
from app.security.roles import Role
from app.settings import StationProfile, StationRole, write_profile
from app.store.backup import Retention
from app.store.store import Store
from app.store.tables import audit, unit_setting
from app.support.log_files import KEPT, MOST_BYTES
from app.ward.recording.keeping import Keeping
from tests.privacy.histories import add_person
from tests.security.staff import Staff
from tests.store.rows import NURSE

PROFILE = StationProfile(StationRole.PRIMARY_CARE, "UBS Centro", "1234567", "2408102", "Natal")
OF_FILES = ("ward_signals", "ward_trends", "backups", "logs")
POLICY = """
format = 1
role = "unit_station"
[unit]
name = "UBS Centro"
cnes = "1234567"
municipality = "2408102"
[retention]
{lines}
"""


def _refused(unit: Staff, code: str, count: object, reason: str = "pedido da secretaria") -> KnownError:
    with pytest.raises(KnownError) as caught:
        TermService(unit.store).change(unit.session(Role.ADMINISTRATOR), code, count, reason)  # type: ignore[arg-type]  # what no screen sends
    return caught.value


def _count(store: Store, code: str) -> int:
    with store.read() as connection:
        return counts_in_force(connection)[code]


def test_every_kind_tells_its_time_its_ground_and_why_it_is_no_shorter() -> None:
    for one in periods().values():
        assert one.source and one.mark in ("verified", "second_hand", "placeholder")
        assert set(one.labels) == set(one.why) == set(LANGUAGES)
        assert (one.bounds is None) == (one.act is Act.ELSEWHERE) == (set(one.told) == set(LANGUAGES))
        if one.bounds is not None:
            assert one.count is not None and 0 < one.bounds.least <= one.count <= one.bounds.most
    assert {one.code for one in settable()} == {*REMOVING, *OF_FILES, "clinical_record", "sealed_record"}


def test_what_files_are_kept_is_told_as_the_parts_keep_it_that_write_them() -> None:
    kept, copies, shipped = Keeping(), Retention(), periods()
    assert shipped["ward_signals"].count == kept.signals_seconds / 86400
    assert shipped["ward_trends"].count == kept.minutes_seconds / 86400
    assert shipped["backups"].count == copies.monthly
    told = {"backups": (copies.daily, copies.weekly), "logs": (KEPT + 1, MOST_BYTES // 2**20)}
    for code, figures in told.items():
        for words in shipped[code].why.values():
            assert [int(one) for one in re.findall(r"\d+", words)] == list(figures)


@given(last=st.dates(date(1950, 1, 1), date(2050, 12, 31)), years=st.integers(20, 100))
def test_a_record_is_kept_for_whole_years_and_never_a_day_less(last: date, years: int) -> None:
    until = ends_on(last, years)
    assert (until.year - last.year, until - last >= timedelta(days=365 * years)) == (years, True)
    assert (until.month, until.day) == (last.month, last.day) or (last.month, last.day, until.day) == (2, 29, 1)


def test_a_change_is_told_with_who_when_from_to_and_why_and_counts_from_then_on(
    unit: Staff, fake_clock: FakeClock
) -> None:
    terms = TermService(unit.store)
    begun = fake_clock.now()
    terms.change(unit.session(Role.ADMINISTRATOR), "drafts", 60, "férias coletivas")
    fake_clock.advance(60)
    terms.change(unit.session(Role.COORDINATOR), "drafts", 10, " menos papel ")
    drafts = next(one for one in terms.terms(unit.session(Role.DOCTOR)) if one.period.code == "drafts")
    assert (drafts.count, drafts.fixed) == (10, False)
    told = [(one.before, one.after, one.reason, one.by, one.at) for one in drafts.changes]
    assert told == [
        (60, 10, "menos papel", "Pessoa Fictícia coordinator", begun + timedelta(seconds=60)),
        (30, 60, "férias coletivas", "Pessoa Fictícia administrator", begun),
    ]
    with unit.store.read() as connection:
        assert check_chain(connection).broken_at is None
        rows = connection.execute(select(audit.c.details).where(audit.c.action == "retention_changed")).scalars()
        assert [json.loads(one)["after"] for one in rows] == [60, 10]


def test_the_same_period_again_is_no_change(unit: Staff) -> None:
    terms = TermService(unit.store)
    assert terms.change(unit.session(Role.ADMINISTRATOR), "drafts", 30, "assim está bom").changes == ()
    with unit.store.read() as connection:
        assert connection.execute(select(unit_setting)).all() == []


@pytest.mark.parametrize("code", [one.code for one in settable()])
def test_what_is_out_of_its_bounds_is_refused_by_name_with_value_and_range(unit: Staff, code: str) -> None:
    period = periods()[code]
    assert period.bounds is not None
    for count in (period.bounds.least - 1, period.bounds.most + 1, 0, -5, True, 20.5, "20"):
        error = _refused(unit, code, count)
        assert error.code == "privacy.period_out_of_range"
        expected = {"field": period.field, "value": str(count), "least": period.bounds.least}
        assert error.values == {**expected, "most": period.bounds.most}
    assert _count(unit.store, code) == period.count


def test_a_kind_that_is_not_known_or_kept_elsewhere_and_a_change_without_a_reason_are_refused(unit: Staff) -> None:
    unknown = _refused(unit, "everything", 30)
    assert unknown.code == "privacy.unknown_period" and "drafts" in str(unknown.values["expected"])
    assert _refused(unit, "access_trail", 30).code == "privacy.period_elsewhere"
    assert _refused(unit, "drafts", 40, "  ").code == "privacy.no_reason"
    assert _refused(unit, "drafts", 40, "x" * 301).code == "privacy.reason_too_long"
    assert _count(unit.store, "drafts") == 30


def test_a_row_of_another_version_outside_of_the_bounds_counts_for_nothing(unit: Staff) -> None:
    TermService(unit.store).change(unit.session(Role.ADMINISTRATOR), "sealed_record", 25, "pedido da secretaria")
    for value in ('{"before":20,"count":1,"reason":"x"}', '{"count":30}', "[]", '{"before":20,"count":"40"}', "1"):
        with unit.store.write(NURSE) as writing:
            later = {"code": "retention.sealed_record", "value": value, "recorded_at": "2027-01-01T00:00:00.000000Z"}
            writing.append(unit_setting, later)
        assert _count(unit.store, "sealed_record") == 25


def test_a_policy_fixes_a_period_is_audited_once_and_nobody_changes_it(unit: Staff) -> None:
    policy = policy_of(POLICY.format(lines="sealed_record_years = 30\ndrafts_days = 14").encode(), Path("p.toml"))
    assert policy.retention == {"sealed_record": 30, "drafts": 14}
    with unit.store.write(NURSE) as writing:
        write_profile(writing, PROFILE)
    follow(unit.store, policy)
    follow(unit.store, policy)
    with unit.store.read() as connection:
        found = connection.execute(select(audit.c.details).where(audit.c.action == "retention_by_policy")).scalars()
        assert [json.loads(one)["kind_of_data"] for one in found] == ["sealed_record", "drafts"]
    terms = TermService(unit.store, policy.retention)
    with pytest.raises(KnownError) as caught:
        terms.change(unit.session(Role.ADMINISTRATOR), "drafts", 60, "férias")
    assert (caught.value.code, caught.value.values) == ("settings.fixed_by_policy", {"field": "drafts_days"})
    drafts = next(one for one in terms.terms(unit.session(Role.ADMINISTRATOR)) if one.period.code == "drafts")
    assert (drafts.count, drafts.fixed, drafts.changes[0].by_policy) == (14, True, True)
    # Another station of the unit sets it otherwise: here the policy goes on counting.
    TermService(unit.store).change(unit.session(Role.ADMINISTRATOR), "drafts", 60, "férias")
    assert next(one.count for one in terms.terms(unit.session(Role.DOCTOR)) if one.period.code == "drafts") == 14


def test_a_policy_names_every_period_that_can_be_set_and_is_refused_outside_of_its_bounds() -> None:
    assert {one for one in known_fields() if one.startswith("retention.")} == {
        f"retention.{one.field}" for one in settable()
    }
    with pytest.raises(KnownError) as caught:
        policy_of(POLICY.format(lines="clinical_record_years = 19").encode(), Path("p.toml"))
    told = caught.value.values
    assert (caught.value.code, told["field"], told["value"]) == (
        "policy.not_whole",
        "retention.clinical_record_years",
        "19",
    )
    assert (told["least"], told["most"]) == (20, 100)


def test_a_longer_period_keeps_a_seal_that_was_made_before_and_at_the_station_that_only_hears_of_it(
    unit: Staff, fake_clock: FakeClock
) -> None:
    doctor, coordinator = unit.session(Role.DOCTOR), unit.session(Role.COORDINATOR)
    with unit.store.write(NURSE) as writing:
        hers = add_person(writing)
    erasures = ErasureService(unit.store)
    erasures.confirm(coordinator, erasures.ask(doctor, hers, CaseKind.ERASURE, "asked_by_person", "pasta 1").id)
    TermService(unit.store).change(coordinator, "sealed_record", 25, "pedido da secretaria")
    (sealed,) = erasures.sealed(doctor)
    assert sealed.keep_until.year == fake_clock.now().year + 25
    fake_clock.advance(timedelta(days=366 * 20).total_seconds())
    doctor, coordinator = unit.session(Role.DOCTOR), unit.session(Role.COORDINATOR)
    with pytest.raises(KnownError) as caught:
        erasures.ask(doctor, hers, CaseKind.ERASURE, "period_over", "pasta 1")
    assert caught.value.code == "privacy.period_not_over"
    TermService(unit.store).change(coordinator, "sealed_record", 20, "voltou ao que a lei pede")
    case = erasures.ask(doctor, hers, CaseKind.ERASURE, "period_over", "pasta 1")
    # Between the two people the unit changes its mind: what was agreed on waits for the longer time.
    TermService(unit.store).change(coordinator, "sealed_record", 25, "pedido da secretaria")
    assert not erasures.confirm(coordinator, case.id).carried_out
    assert RetentionService(unit.store, erasures).run_if_due() is not None
    assert len(erasures.sealed(doctor)) == 1
    fake_clock.advance(timedelta(days=366 * 5).total_seconds())
    assert erasures.carry_out_due() == 1
    assert erasures.sealed(unit.session(Role.DOCTOR)) == ()
