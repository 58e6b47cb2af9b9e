"""Lists that leave the station: what they hold, that they are safe to open, and that it is written down."""

import csv
import io

from sqlalchemy import select

from app.clinic.assessments.service import AssessmentService
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.reports.service import ReportService
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.loader import default_rule_base
from app.interop.csv_lists.service import ListExportService
from app.kernel.clock import FakeClock
from app.security.session import Session
from app.store.store import Store
from app.store.tables import audit
from tests.interop.conftest import keys
from tests.security.test_texts import texts


def rows_of(written: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written[1:], newline=""), delimiter=";"))


def test_people_are_listed_with_dates_and_documents(store: Store, coordinator: Session, joana: PersonRecord) -> None:
    header, row = rows_of(ListExportService(store).people(coordinator, keys))
    assert header[:2] == ["lists.column_full_name", "lists.column_social_name"]
    assert row[0] == joana.full_name
    assert row[3:5] == ["09/04/1996", "people.sex_female"]
    assert row[-1] == "02/03/2026"


def test_pregnancies_are_listed_with_class_and_age(
    store: Store, coordinator: Session, pregnancy: Pregnancy, assessments: AssessmentService
) -> None:
    assessments.save(coordinator, pregnancy.id, ReferralForm(age_years=40.0))
    header, row = rows_of(ListExportService(store).pregnancies(coordinator, keys))
    shown = dict(zip((name.removeprefix("lists.column_") for name in header), row, strict=True))
    assert (shown["weeks"], shown["due_date"], shown["class"], shown["total"]) == ("20+0", "20/07/2026", "RH", "1")


def test_women_to_call_are_listed_with_their_number_and_how_late_they_are(
    store: Store, coordinator: Session, pregnancy: Pregnancy, joana: PersonRecord, fake_clock: FakeClock
) -> None:
    fake_clock.advance(8 * 24 * 3600)
    header, row = rows_of(ListExportService(store).calls(coordinator, keys))
    shown = dict(zip((name.removeprefix("lists.column_") for name in header), row, strict=True))
    assert (shown["name"], shown["phone"]) == (joana.full_name, "")
    assert (shown["due_since"], shown["planned_age"]) == ("02/03/2026", "20+0")
    assert (shown["days_late"], shown["missed"]) == ("8", "0")
    assert (shown["last_call"], shown["comes_on"]) == ("", "")


def test_the_audit_trail_goes_out_with_its_seals(store: Store, coordinator: Session, joana: PersonRecord) -> None:
    _, *rows = rows_of(ListExportService(store).audit(coordinator, keys))
    with store.read() as connection:
        trail = connection.execute(select(audit.c.number, audit.c.hash, audit.c.action).order_by(audit.c.number)).all()
    assert [(row[0], row[-1]) for row in rows] == [(str(number), seal) for number, seal, _ in trail[:-1]]
    assert trail[-1].action == "list_exported"


def test_a_report_is_a_table_of_numbers_and_reasons(
    store: Store, coordinator: Session, pregnancy: Pregnancy, assessments: AssessmentService
) -> None:
    assessments.save(coordinator, pregnancy.id, ReferralForm(age_years=40.0))
    report = ReportService(store).report(coordinator)
    written = rows_of(ListExportService(store).report(coordinator, report, default_rule_base(), keys))
    assert written[1][:2] == ["", "1"]
    assert written[-1] == ["Idade", "1"]


def test_every_header_has_its_words(store: Store, coordinator: Session) -> None:
    lists = ListExportService(store)
    known = {f"lists.{key}" for key in texts("lists")}
    for export in (lists.people, lists.pregnancies, lists.calls, lists.audit):
        assert set(rows_of(export(coordinator, keys))[0]) <= known
