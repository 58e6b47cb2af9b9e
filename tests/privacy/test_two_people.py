"""Nothing is erased or opened by one person alone, and nobody is erased under the hands of those who care for her."""

import json
from datetime import date, timedelta

from sqlalchemy import insert, select

from app.clinic.reception.service import ReceptionService
from app.kernel.clock import FakeClock
from app.privacy.erasure_service import ErasureService
from app.privacy.export_service import PersonExportService
from app.privacy.model import CaseKind
from app.privacy.periods import ends_on
from app.privacy.retention import RetentionService
from app.security.audit_service import check_chain
from app.security.roles import Role
from app.store.tables import audit, draft, sealed_row, sign_in_failure
from tests.privacy.histories import refusal
from tests.security.staff import Staff
from tests.store.rows import NURSE


def test_an_opening_takes_two_people_holds_a_day_and_is_in_the_trail(
    unit: Staff, hers: str, fake_clock: FakeClock
) -> None:
    doctor, coordinator = unit.session(Role.DOCTOR), unit.session(Role.COORDINATOR)
    erasures, exports = ErasureService(unit.store), PersonExportService(unit.store)
    case = erasures.ask(doctor, hers, CaseKind.ERASURE, "asked_by_person", "pasta 1")
    assert refusal(lambda: erasures.ask(doctor, hers, CaseKind.ERASURE, "asked_by_person", "de novo")) == (
        "privacy.asked_already"
    )
    assert erasures.confirm(coordinator, case.id).carried_out
    assert refusal(lambda: exports.export(doctor, hers, "pediu")) == "privacy.sealed"
    opening = erasures.ask(coordinator, hers, CaseKind.OPENING, "court", "processo 1")
    assert refusal(lambda: erasures.confirm(coordinator, opening.id)) == "privacy.same_person"
    assert refusal(lambda: exports.open_sealed(doctor, opening.id)) == "privacy.not_open"
    erasures.confirm(doctor, opening.id)
    found = exports.open_sealed(coordinator, opening.id)
    assert (found.sealed, found.name) == (True, "Joana Inventada")
    fake_clock.advance(timedelta(hours=25).total_seconds())
    assert refusal(lambda: exports.open_sealed(coordinator, opening.id)) == "privacy.not_open"
    with unit.store.read() as connection:
        assert check_chain(connection).broken_at is None
        told = connection.execute(select(audit.c.action, audit.c.details)).all()
    assert [one.action for one in told if one.action.startswith(("erasure", "opening", "sealed", "record_se"))] == [
        "erasure_asked", "erasure_confirmed", "record_sealed", "opening_asked", "opening_confirmed", "sealed_opened",
    ]  # fmt: skip
    assert not any("Joana" in one.details for one in told)


def test_whoever_waits_at_the_reception_is_not_erased(unit: Staff, hers: str) -> None:
    ReceptionService(unit.store).arrive(unit.session(Role.NURSE), hers)
    ask = lambda: ErasureService(unit.store).ask(  # noqa: E731 - called by the helper
        unit.session(Role.DOCTOR), hers, CaseKind.ERASURE, "asked_by_person", "pasta 1"
    )
    assert refusal(ask) == "privacy.in_care"


def test_a_sealed_record_is_destroyed_after_its_time_only_and_by_two_people(
    unit: Staff, hers: str, fake_clock: FakeClock
) -> None:
    erasures = ErasureService(unit.store)

    def asks(ground: str) -> str:
        return erasures.ask(unit.session(Role.DOCTOR), hers, CaseKind.ERASURE, ground, "pasta 1").id

    erasures.confirm(unit.session(Role.COORDINATOR), asks("asked_by_person"))
    assert refusal(lambda: asks("period_over")) == "privacy.period_not_over"
    fake_clock.advance(timedelta(days=366 * 20).total_seconds())
    assert RetentionService(unit.store, erasures).run().proposed["sealed_record"] == 1
    case = asks("period_over")
    assert erasures.confirm(unit.session(Role.COORDINATOR), case).carried_out
    with unit.store.read() as connection:
        assert connection.execute(select(sealed_row)).all() == []
        assert check_chain(connection).broken_at is None
    assert erasures.carry_out_due() == 0


def test_the_night_removes_what_is_due_counts_it_and_runs_once_a_day(
    unit: Staff, hers: str, fake_clock: FakeClock
) -> None:
    old = {"kind": "visit", "content": json.dumps({"of": hers}), "saved_at": "2026-01-01T00:00:00.000000Z"}
    with unit.store.write(NURSE) as writing:
        for number, saved in enumerate((old["saved_at"], writing.at)):
            row = {**old, "account_id": "x", "subject_id": str(number), "saved_at": saved}
            writing.connection.execute(insert(draft).values(row))
        failed = {"login": "x", "count": 3, "blocked_until": "2025-01-01T00:00:00.000000Z"}
        writing.connection.execute(insert(sign_in_failure).values(failed))
    service = RetentionService(unit.store, ErasureService(unit.store))
    run = service.run_if_due()
    assert run is not None
    assert (run.removed["drafts"], run.removed["sign_in_failures"], run.proposed["clinical_record"]) == (1, 1, 0)
    assert service.run_if_due() is None
    fake_clock.advance(timedelta(hours=25).total_seconds())
    assert service.run_if_due() is not None
    assert len(service.runs(unit.session(Role.COORDINATOR))) == 2


def test_the_leap_day_has_an_end() -> None:
    assert ends_on(date(2024, 2, 29), 20) == date(2044, 2, 29)
    assert ends_on(date(2024, 2, 29), 21) == date(2045, 3, 1)
