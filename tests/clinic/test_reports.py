"""What the manager's report counts, at each of its thresholds."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from app.clinic.assessments.service import AssessmentService
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.reports.model import BehindFilter, ReportBy, ReportFigure, ReportFilter, ReportRow, report_figures
from app.clinic.reports.service import ReportService
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.audit_service import AuditFilter, AuditService
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import care_link, prenatal_fact
from tests.clinic.conftest import TODAY, end_pregnancy, session_of

COORDINATOR = session_of(Role.COORDINATOR)
FIGURES = report_figures()
Open = Callable[..., Pregnancy]


@pytest.fixture
def reports(store: Store) -> ReportService:
    return ReportService(store)


@pytest.fixture
def opened(pregnancies: PregnancyService, register: Callable[..., PersonRecord]) -> Open:
    made = iter(range(100))

    def opened(lmp_days_ago: int | None = None) -> Pregnancy:
        letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[next(made)]
        woman = register(full_name=f"Inventada {letter * 5}", mother_name=f"Outra {letter * 4}")
        lmp = None if lmp_days_ago is None else TODAY - timedelta(days=lmp_days_ago)
        confirmed = frozenset({"pregnancies.lmp_long_ago"})
        return pregnancies.open(COORDINATOR, woman.id, lmp, confirmed=confirmed)

    return opened


def total(reports: ReportService, wanted: ReportFilter | None = None) -> ReportRow:
    (row,) = reports.report(COORDINATOR, wanted).rows
    return row


def visit(store: Store, pregnancy: Pregnancy, day: date) -> None:
    row = {"person_id": pregnancy.person_id, "pregnancy_id": pregnancy.id, "kind": "visit", "code": "visit"}
    with store.write(COORDINATOR.actor) as writing:
        writing.append(prenatal_fact, {**row, "day": day.isoformat(), "content": "{}"})


def test_an_empty_store_has_no_rows(reports: ReportService) -> None:
    report = reports.report(COORDINATOR)
    assert (report.rows, dict(report.reasons)) == ((), {})


@pytest.mark.parametrize(("days", "early"), [(0, 1), (FIGURES.early_days, 1), (FIGURES.early_days + 1, 0)])
def test_an_early_start_counts_to_the_end_of_its_week(
    reports: ReportService, opened: Open, days: int, early: int
) -> None:
    opened(days)
    opened(None)
    row = total(reports)
    assert (row.opened, row.start_known, row.early) == (2, 1, early)


def test_the_first_visit_counts_as_the_start_where_there_is_one(
    store: Store, reports: ReportService, opened: Open
) -> None:
    late = opened(FIGURES.early_days + 30)
    assert total(reports).early == 0
    visit(store, late, TODAY - timedelta(days=60))
    assert total(reports).early == 1


@pytest.mark.parametrize(("visits", "enough"), [(FIGURES.enough_visits - 1, 0), (FIGURES.enough_visits, 1)])
def test_enough_visits_are_six(store: Store, reports: ReportService, opened: Open, visits: int, enough: int) -> None:
    one = opened(100)
    opened(100)
    for number in range(visits):
        visit(store, one, TODAY - timedelta(days=number))
    row = total(reports)
    assert (row.visits_known, row.enough_visits) == (1, enough)


@pytest.mark.parametrize(("days", "past"), [(FIGURES.past_due_days, 0), (FIGURES.past_due_days + 1, 1)])
def test_past_due_begins_the_day_after(reports: ReportService, opened: Open, days: int, past: int) -> None:
    opened(days)
    assert total(reports).past_due == past


@pytest.mark.parametrize(("days", "count"), [(FIGURES.not_seen_days, 0), (FIGURES.not_seen_days + 1, 1)])
def test_not_seen_counts_from_the_last_visit(
    store: Store, reports: ReportService, opened: Open, days: int, count: int
) -> None:
    visit(store, opened(200), TODAY - timedelta(days=days))
    assert total(reports).not_seen == count


def test_a_closed_pregnancy_is_neither_overdue_nor_current(
    store: Store, reports: ReportService, opened: Open, pregnancies: PregnancyService
) -> None:
    end_pregnancy(store, COORDINATOR, opened(300).id)
    row = total(reports)
    assert (row.opened, row.current, row.past_due, row.not_seen) == (1, 0, 0, 0)


def test_classes_and_reasons_are_those_in_force(
    reports: ReportService, opened: Open, assessments: AssessmentService
) -> None:
    one, other, _ = opened(50), opened(60), opened(70)
    ill = ReferralForm(
        age_years=40.0, conditions=frozenset({"hypertension"}), conditions_asked=frozenset({"hypertension"})
    )
    wrong = assessments.save(COORDINATOR, one.id, ill)
    assessments.save(COORDINATOR, other.id, ill)
    assessments.correct(COORDINATOR, wrong.id, ReferralForm(age_years=40.0), "engano")
    report = reports.report(COORDINATOR)
    assert report.rows[0].by_class == {"RH": 1, "ARSE": 0, "ARCE": 1, "": 1}
    assert report.reasons == {"age_years": 2, "hypertension": 1}


def test_a_period_holds_its_first_and_last_day_where_the_unit_stands(
    reports: ReportService, opened: Open, fake_clock: FakeClock
) -> None:
    fake_clock.set_wall(datetime(2026, 3, 2, 2, 59, tzinfo=UTC))  # still 1 March in Natal
    opened(10)
    fake_clock.set_wall(datetime(2026, 3, 2, 3, 0, tzinfo=UTC))
    opened(10)
    first, second = date(2026, 3, 1), date(2026, 3, 2)
    for since, until, count in ((first, first, 1), (second, second, 1), (first, second, 2), (None, first, 1)):
        assert total(reports, ReportFilter(since, until)).opened == count
    assert reports.report(COORDINATOR, ReportFilter(date(2026, 3, 3))).rows == ()
    with pytest.raises(KnownError) as caught:
        reports.report(COORDINATOR, ReportFilter(second, first))
    assert caught.value.code == "reports.period_reversed"


def test_months_and_units_have_rows_of_their_own(
    store: Store, reports: ReportService, opened: Open, fake_clock: FakeClock
) -> None:
    here, elsewhere = opened(10), opened(20)
    with store.write(COORDINATOR.actor) as writing:
        writing.append(care_link, {"person_id": elsewhere.person_id, "ground": "registered", "unit": "7654321"})
    fake_clock.advance(31 * 86_400)
    opened(10)
    months = reports.report(COORDINATOR, ReportFilter(by=ReportBy.MONTH)).rows
    assert [(row.group, row.opened) for row in months] == [("2026-03", 2), ("2026-04", 1)]
    units = reports.report(COORDINATOR, ReportFilter(by=ReportBy.UNIT)).rows
    assert [(row.group, row.opened) for row in units] == [("", 2), ("7654321", 1)]
    assert total(reports, ReportFilter(unit="7654321")).opened == 1
    assert here.id != elsewhere.id


COUNTED: dict[ReportFigure, Callable[[ReportRow], int]] = {
    ReportFigure.OPENED: lambda row: row.opened,
    ReportFigure.EARLY: lambda row: row.early,
    ReportFigure.LATE: lambda row: row.start_known - row.early,
    ReportFigure.START_UNKNOWN: lambda row: row.opened - row.start_known,
    ReportFigure.ENOUGH_VISITS: lambda row: row.enough_visits,
    ReportFigure.FEW_VISITS: lambda row: row.visits_known - row.enough_visits,
    ReportFigure.NO_VISITS: lambda row: row.opened - row.visits_known,
    ReportFigure.PAST_DUE: lambda row: row.past_due,
    ReportFigure.NOT_SEEN: lambda row: row.not_seen,
}
"""What the report says of each figure without a code."""


@pytest.fixture
def mixed(
    store: Store, opened: Open, assessments: AssessmentService, pregnancies: PregnancyService, fake_clock: FakeClock
) -> None:
    """Pregnancies of every sort, in two months and two units."""
    ill = ReferralForm(age_years=40.0, conditions=frozenset({"hypertension"}), conditions_asked=ALL_CONDITIONS)
    for days in (10, FIGURES.early_days, 100, 200, 300, None):
        one = opened(days)
        if days and days != 200:
            assessments.save(COORDINATOR, one.id, ill if days > 90 else ReferralForm(age_years=20.0))
        for number in range(7 if days == 300 else 2 if days == 100 else 0):
            visit(store, one, TODAY - timedelta(days=60 - number))
    with store.write(COORDINATOR.actor) as writing:
        writing.append(care_link, {"person_id": one.person_id, "ground": "registered", "unit": "7654321"})
    fake_clock.advance(31 * 86_400)
    end_pregnancy(store, COORDINATOR, opened(300).id)
    opened(30)


@pytest.mark.parametrize("by", list(ReportBy))
def test_behind_every_figure_stand_as_many_women_as_it_counts(
    reports: ReportService, mixed: None, by: ReportBy
) -> None:
    wanted = ReportFilter(by=by)
    report = reports.report(COORDINATOR, wanted)
    assert {row.opened > 0 for row in report.rows} == {True}
    for row in report.rows:
        for figure, count in COUNTED.items():
            women = reports.women_behind(COORDINATOR, BehindFilter(wanted, figure, group=row.group))
            assert (women.total, len(women.rows)) == (count(row), count(row)), (row.group, figure)
        for code, number in row.by_class.items():
            behind = BehindFilter(wanted, ReportFigure.CLASS, code, row.group)
            assert reports.women_behind(COORDINATOR, behind).total == number
    for code, number in report.reasons.items():
        assert reports.women_behind(COORDINATOR, BehindFilter(wanted, ReportFigure.REASON, code)).total == number


def test_the_rows_of_a_report_add_up_to_its_total(reports: ReportService, mixed: None) -> None:
    whole = total(reports)
    for by in (ReportBy.MONTH, ReportBy.UNIT):
        assert reports.report(COORDINATOR, ReportFilter(by=by)).total() == whole
    assert reports.report(COORDINATOR, ReportFilter(until=date(2020, 1, 1))).total().opened == 0


def test_reasons_can_be_those_of_one_class(reports: ReportService, mixed: None) -> None:
    assert "hypertension" not in reports.report(COORDINATOR, ReportFilter(reasons_of="RH")).reasons
    grave = ReportFilter(reasons_of="ARCE")
    assert reports.report(COORDINATOR, grave).reasons["hypertension"] == 2
    assert reports.women_behind(COORDINATOR, BehindFilter(grave, ReportFigure.REASON, "hypertension")).total == 2
    light = BehindFilter(ReportFilter(reasons_of="RH"), ReportFigure.REASON, "hypertension")
    assert reports.women_behind(COORDINATOR, light).total == 0


def test_looking_at_the_women_behind_a_figure_is_written_down(
    store: Store, reports: ReportService, mixed: None
) -> None:
    period = ReportFilter(date(2026, 3, 1), date(2026, 3, 31))
    women = reports.women_behind(COORDINATOR, BehindFilter(period, ReportFigure.PAST_DUE), limit=1)
    assert (women.total, len(women.rows)) == (1, 1)
    assert women.rows[0].shown_name.startswith("Inventada")
    row = AuditService(store).page(COORDINATOR, AuditFilter(actions=frozenset({"report_women_viewed"})))[0]
    assert row.details == {"figure": "past_due", "women": 1, "since": "2026-03-01", "until": "2026-03-31"}
    with pytest.raises(KnownError) as caught:
        reports.women_behind(session_of(Role.NURSE), BehindFilter(period, ReportFigure.OPENED))
    assert caught.value.code == "access.not_allowed"


def test_the_units_are_this_one_and_those_that_registered_somebody(reports: ReportService, mixed: None) -> None:
    assert reports.units(COORDINATOR) == ("", "7654321")


def test_two_periods_are_counted_from_one_snapshot(reports: ReportService, mixed: None) -> None:
    march, april = ReportFilter(date(2026, 3, 1), date(2026, 3, 31)), ReportFilter(date(2026, 4, 1), date(2026, 4, 30))
    pair = reports.compare(COORDINATOR, april, march)
    assert pair.before is not None
    assert (pair.now.total().opened, pair.before.total().opened) == (2, 6)
    assert reports.compare(COORDINATOR, april, None).before is None
