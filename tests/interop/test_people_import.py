"""People out of a table: checked like typed ones, stored all at once or not at all, refused with reasons."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from app.clinic.people.model import PersonRecord, Sex
from app.clinic.people.service import PeopleService
from app.interop.csv_people.checking import ImportOptions
from app.interop.csv_people.columns import propose
from app.interop.csv_people.reading import read_table
from app.interop.csv_people.service import ImportReport, PeopleImportService, refusals_to_csv
from app.kernel.errors import KnownError
from app.kernel.progress import Progress
from app.security.session import Session
from app.store.audit_chain import verify
from app.store.store import Store
from app.store.tables import audit, care_link, change_log, person
from tests.interop.conftest import keys

HEADER = "Nome;Nascimento;Sexo;Mãe;CPF;CNS;Motivo sem documento;Telefone;Município"
SYNTHETIC = ImportOptions(synthetic=True)
ANA = "Ana Inventada Nunes;09/04/1996;F;Rosa Inventada;529.982.247-25;;;(84) 99999-1234;Natal"
RUTE = "Rute Inventada Lima;1990-02-03;Feminino;Ester Inventada;;;sem documento;;natal"


@pytest.fixture
def importing(store: Store) -> PeopleImportService:
    return PeopleImportService(store)


Import = Callable[..., ImportReport]


@pytest.fixture
def run(importing: PeopleImportService, coordinator: Session) -> Import:
    def run(*lines: str, how: str = "run", header: str = HEADER, **settings: Any) -> ImportReport:
        table = read_table("\n".join((header, *lines)).encode())
        progress = settings.pop("progress", Progress())
        options = ImportOptions(synthetic=True, **settings)
        call = importing.run if how == "run" else importing.preview
        return call(coordinator, table, propose(table.headers), options, progress)

    return run


def counts(store: Store) -> tuple[int, ...]:
    with store.read() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (person, change_log, audit, care_link)
        )


def codes(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(one.line, one.field, one.code) for one in report.refusals]


def test_a_good_table_is_stored_as_it_was_meant(run: Import, people: PeopleService, coordinator: Session) -> None:
    report = run(ANA, RUTE)
    assert (report.total, report.accepted, report.refused) == (2, 2, 0)
    ana, rute = (people.open(coordinator, one) for one in report.person_ids)
    assert (ana.full_name, ana.birth_date, ana.sex) == ("Ana Inventada Nunes", date(1996, 4, 9), Sex.FEMALE)
    assert (ana.cpf, ana.phone, ana.municipality_code) == ("52998224725", "+5584999991234", "2408102")
    assert (rute.cpf, rute.no_document_reason, rute.synthetic) == (None, "sem documento", True)
    assert [hit.person_id for hit in people.search(coordinator, "rute inv").hits] == [rute.id]


def test_every_problem_of_a_row_is_told_with_its_line_and_value(run: Import) -> None:
    report = run(ANA, "Bia;31/02/1990;Q;Zita Inventada;111;;;abc;Lugar Nenhum")
    assert codes(report) == [
        (3, "birth_date", "people_import.date_unreadable"),
        (3, "sex", "people_import.sex_unknown"),
        (3, "municipality_name", "people_import.municipality_unknown"),
        (3, "full_name", "people.name_needs_two_parts"),
        (3, "cpf", "people.cpf_wrong"),
        (3, "phone", "people.phone_wrong"),
    ]
    assert (report.accepted, report.refused) == (1, 1)
    assert report.refusals[0].value == "31/02/1990"


def test_a_preview_stores_nothing_and_says_the_same(run: Import, store: Store) -> None:
    before = counts(store)
    lines = (ANA, "Bia;31/02/1990;F;Zita Inventada;;;x;;Natal")
    previewed = run(*lines, how="preview")
    assert counts(store) == before
    assert previewed.refusals == run(*lines).refusals


def test_who_repeats_an_earlier_row_is_refused_with_its_line(run: Import) -> None:
    again = "Ana Inventada Nunes;09/04/1996;F;Rosa Inventada;;;perdeu;;Natal"
    document = "Carla Inventada Reis;01/01/1980;F;Eva Inventada;52998224725;;;;Natal"
    report = run(ANA, again, document)
    assert codes(report) == [
        (3, "full_name", "people_import.repeats_line"),
        (4, "full_name", "people_import.repeats_line"),
    ]
    assert dict(report.refusals[0].values) == {"line": 2}
    assert run(RUTE, RUTE, accept_similar=True).accepted == 2


def test_who_is_registered_already_is_refused_unless_it_was_looked_at(
    run: Import, register: Callable[..., PersonRecord]
) -> None:
    register(
        full_name="Ana Inventada Nunes", birth_date=date(1996, 4, 9), mother_name="Rosa Inventada", cpf="52998224725"
    )
    without_document = ANA.replace("529.982.247-25;;", ";;perdeu")
    other_name = "Carla Inventada Reis;01/01/1980;F;Eva Inventada;52998224725;;;;Natal"
    assert codes(run(other_name)) == [(2, "cpf", "people_import.document_taken")]
    assert codes(run(without_document)) == [(2, "full_name", "people_import.already_registered")]
    assert run(other_name, accept_similar=True).accepted == 0
    assert run(without_document, accept_similar=True).accepted == 1


def test_unlikely_values_wait_for_a_yes(run: Import) -> None:
    old = ANA.replace("1996", "1918")
    assert codes(run(old, how="preview")) == [(2, "birth_date", "people.unlikely_age")]
    assert run(old, accept_unlikely=True).accepted == 1


def test_empty_cells_take_what_was_said_for_all(run: Import) -> None:
    reasons = dict.fromkeys(("no_mother_reason", "no_document_reason"), "não consta na planilha")
    report = run("Ana Inventada Nunes;09/04/1996;F;;;;;;", defaults={**reasons, "municipality_code": "2408102"})
    assert report.accepted == 1


def test_zeros_that_a_spreadsheet_dropped_come_back(run: Import, people: PeopleService, coordinator: Session) -> None:
    (ana,) = run(ANA.replace("529.982.247-25", "191")).person_ids or (None,)
    assert ana is None  # eight zeros are not dropped by accident
    (ana,) = run(ANA.replace("529.982.247-25", "1234567890")).person_ids or (None,)
    assert ana is not None
    assert people.open(coordinator, ana).cpf == "01234567890"


def test_stopping_leaves_nothing_behind(run: Import, store: Store) -> None:
    before, told = counts(store), list[int]()

    def stop_while_storing() -> bool:
        return bool(told) and told[-1] >= 2

    progress = Progress(lambda done, total: told.append(done), stop_while_storing)
    with pytest.raises(KnownError) as caught:
        run(ANA, RUTE, progress=progress)
    assert caught.value.code == "work.cancelled"
    assert told[-1] >= 2, "it was stopped after the first rows were stored"
    assert counts(store) == before


def test_people_of_another_unit_are_kept_as_such(run: Import, people: PeopleService, coordinator: Session) -> None:
    (ana,) = run(ANA, unit="7654321").person_ids
    with pytest.raises(KnownError) as caught:
        people.open(coordinator, ana)
    assert caught.value.code == "people.reason_needed"
    with pytest.raises(KnownError) as caught:
        run(RUTE, unit="76543")
    assert caught.value.code == "people_import.unit_wrong"


def test_hostile_rows_are_refused_and_the_others_come_in(run: Import) -> None:
    hostile = [
        "=cmd|' /C calc'!A0;09/04/1996;F;Rosa Inventada;;;x;;Natal",
        f"{'A' * 5000} B;09/04/1996;F;Rosa Inventada;;;x;;Natal",
        "Ana\0 Inventada;09/04/1996;F;Rosa Inventada;;;x;;Natal",
    ]
    report = run(*hostile, RUTE)
    assert (report.accepted, report.refused) == (1, 3)
    written = refusals_to_csv(report.refusals, keys)
    assert "'=cmd" in written
    assert written.count("\r\n") == len(report.refusals) + 1


def test_the_whole_import_is_audited(run: Import, store: Store) -> None:
    run(ANA, "Bia;;;;;;;;")
    with store.read() as connection:
        actions = connection.execute(select(audit.c.action, audit.c.details).order_by(audit.c.number)).all()
    assert [action for action, _ in actions] == ["person_registered", "people_imported"]
    assert actions[1][1] == '{"accepted":1,"refused":1,"rows":2,"unit":""}'


def test_the_audit_chain_holds_over_people_stored_together(run: Import, store: Store) -> None:
    run(ANA, RUTE)
    with store.read() as connection:
        report = verify(connection)
        registered = select(func.count()).select_from(audit).where(audit.c.action == "person_registered")
        assert connection.execute(registered).scalar_one() == 2
    assert (report.broken_at, report.rows >= 3) == (None, True)
