"""The figures of referrals as a table: every part under its own headings, counts that a spreadsheet can add."""

import csv
import io
from datetime import timedelta

from sqlalchemy import select

from app.clinic.referral.statistics import Answering, Confirmation, Statistics
from app.interop.csv_lists.service import ListExportService
from app.security.session import Session
from app.store.store import Store
from app.store.tables import audit
from tests.interop.conftest import keys
from tests.security.test_texts import texts

TOLD = Statistics(
    sent=7,
    total=Confirmation(4, 1, 1, 1),
    by_reason={"epilepsy": Confirmation(0, 0, 1), "hypertension": Confirmation(4, 1, 0, 1)},
    by_unit={"1111111": Confirmation(4, 1, 1, 1)},
    causes={"laboratory_data": 2},
    answering=Answering(6, 5, timedelta(hours=30, minutes=30), timedelta(hours=80)),
    unit_names={"1111111": "UBS Fictícia"},
)


def test_reasons_units_causes_and_times_stand_below_each_other(store: Store, coordinator: Session) -> None:
    written = ListExportService(store).referral_report(coordinator, TOLD, keys)
    rows = list(csv.reader(io.StringIO(written[1:], newline=""), delimiter=";"))
    assert rows[1] == ["Epilepsia", "1", "0", "0", "1", "0", "", ""]
    assert rows[2] == ["Hipertensão arterial", "5", "4", "1", "0", "1", "367", "311"]
    assert rows[3][0].startswith("Tese")
    assert ["1111111", "UBS Fictícia", "6", "4", "1", "1", "1"] in rows
    assert ["Dados laboratoriais insuficientes", "2"] in rows
    assert rows[-1] == ["6", "5", "30,5", "80,0", "0,167"]
    known = {f"lists.{key}" for key in texts("lists")}
    assert {cell for row in rows for cell in row if cell.startswith("lists.")} <= known
    with store.read() as connection:
        exported = select(audit.c.subject_id).where(audit.c.action == "list_exported")
        assert connection.execute(exported).scalars().all() == ["referral_report"]


def test_where_nothing_was_answered_no_time_and_no_share_is_written(store: Store, coordinator: Session) -> None:
    bare = Statistics(1, Confirmation(0, 0, 0, 1), {}, {}, {}, Answering(0, 0, None, None))
    written = ListExportService(store).referral_report(coordinator, bare, keys)
    assert written.rstrip("\r\n").endswith("0;0;;;")
