"""From a file to people: columns, a look before, all or nothing, and every refused row with its reason."""

import os
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.interop.csv_people.service import ImportReport
from app.security.roles import Role
from app.station import Station
from tests.ui.accessibility import complaints, focusables
from tests.ui.administration.office import OpenSection, SignIn, press, settled, words_in
from ui.administration.people_import import section as module
from ui.administration.people_import.section import PeopleImportSection
from ui.texts import choose_language
from ui.theme import apply_theme

HEADER = "Nome;Nascimento;Sexo;Mãe;Motivo sem documento;Município;Observação"
RUTE = "Rute Inventada Lima;03/02/1990;F;Ester Inventada;sem documento;Natal;"
ANA = "Ana Inventada Nunes;09/04/1996;F;Rosa Inventada;sem documento;Natal;x"
WRONG = "Bia Inventada Sá;31/02/1990;F;Lia Inventada;sem documento;Natal;"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "gestantes.csv"
    path.write_bytes("\r\n".join((HEADER, RUTE, ANA, WRONG)).encode("cp1252"))
    return path


@pytest.fixture
def section(open_section: OpenSection) -> PeopleImportSection:
    page = open_section(Role.COORDINATOR, "people_import").page
    assert isinstance(page, PeopleImportSection)
    return page


def checked(section: PeopleImportSection, table: Path, qtbot: QtBot) -> None:
    section.open_file(table)
    settled(qtbot)
    press(section, "Conferir as linhas")
    settled(qtbot)


def people(station: Station, sign_in: SignIn) -> list[str]:
    found = station.people.search(sign_in(Role.NURSE), "inventada")
    return sorted(one.full_name for one in found.hits)


def test_only_a_coordinator_is_offered_the_import(open_section: OpenSection) -> None:
    offered = {role: set(open_section(role, "own_account").entries) for role in (Role.NURSE, Role.ADMINISTRATOR)}
    assert all("people_import" not in entries for entries in offered.values())


def test_without_a_file_it_says_what_to_do_first(section: PeopleImportSection) -> None:
    assert "Escolha uma tabela em CSV" in words_in(section)
    assert complaints(section) == []


def test_a_file_is_recognised_and_its_columns_are_proposed(
    section: PeopleImportSection, table: Path, qtbot: QtBot
) -> None:
    section.open_file(table)
    settled(qtbot)
    assert "3 linhas · separada por ponto e vírgula · acentos em CP1252" in words_in(section)
    assert section.mapping is not None
    assert section.mapping.columns() == {
        "full_name": 0, "birth_date": 1, "sex": 2, "mother_name": 3, "no_document_reason": 4, "municipality_name": 5,
    }  # fmt: skip
    assert "Rute Inventada Lima · Ana Inventada Nunes · Bia Inventada Sá" in words_in(section)
    assert complaints(section) == []


def test_what_is_missing_is_said_before_anything_is_checked(
    section: PeopleImportSection, table: Path, qtbot: QtBot
) -> None:
    section.open_file(table)
    settled(qtbot)
    mapping = section.mapping
    assert mapping is not None
    mapping.fields[1].set_value(None)
    assert mapping.missing.title.text() == "Nenhuma coluna traz: data de nascimento."
    mapping.fields[6].set_value("full_name")
    assert mapping.missing.title.text().startswith("Duas colunas estão como Nome completo")
    assert not mapping.check_button.isEnabled()
    mapping.fields[6].set_value(None)
    mapping.fields[0].set_value(None)
    assert mapping.missing.title.text() == "Diga qual coluna tem o nome completo."
    assert not mapping.check_button.isEnabled()


def test_the_check_stores_nothing_and_names_every_refusal(
    section: PeopleImportSection, table: Path, qtbot: QtBot, station: Station, sign_in: SignIn
) -> None:
    checked(section, table, qtbot)
    words = words_in(section)
    assert "Rute Inventada Lima, Ana Inventada Nunes" in words
    assert "Cadastrar 2 pessoas" in words
    assert section.outcome is not None
    assert section.outcome.table is not None
    model = section.outcome.table.model()
    line = [model.index(0, place).data() for place in range(model.columnCount())]
    assert line[:3] == ["4", "Data de nascimento", "31/02/1990"]
    assert str(line[3]).startswith("Escreva a data como dia/mês/ano")
    assert people(station, sign_in) == []
    assert complaints(section) == []


def test_the_accepted_rows_are_stored_together(
    section: PeopleImportSection, table: Path, qtbot: QtBot, station: Station, sign_in: SignIn
) -> None:
    checked(section, table, qtbot)
    press(section, "Cadastrar 2 pessoas")
    settled(qtbot)
    assert people(station, sign_in) == ["Ana Inventada Nunes", "Rute Inventada Lima"]
    assert "pessoas cadastradas" in words_in(section)
    press(section, "Trazer outra tabela")
    assert "Escolha uma tabela em CSV" in words_in(section)


def test_cancelling_leaves_nothing_behind(
    section: PeopleImportSection,
    table: Path,
    qtbot: QtBot,
    station: Station,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = station.people_import.run
    under_way, cancelled = Event(), Event()

    def held(*wanted: Any) -> ImportReport:
        under_way.set()
        assert cancelled.wait(10)
        return store(*wanted)

    checked(section, table, qtbot)
    monkeypatch.setattr(station.people_import, "run", held)
    press(section, "Cadastrar 2 pessoas")
    assert under_way.wait(10)
    assert section.progress.isVisible()
    section.cancel()
    cancelled.set()
    settled(qtbot)
    assert section.banner.title.text() == "Interrompido a seu pedido."
    assert people(station, sign_in) == []
    assert section.outcome is not None
    assert section.outcome.isVisible()


def test_refusals_are_saved_for_nobody_else_to_read(
    section: PeopleImportSection, table: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = tmp_path / "fora.csv"
    monkeypatch.setattr(module, "ask_where", lambda *_: saved)
    checked(section, table, qtbot)
    press(section, "Salvar o que ficou de fora (CSV)")
    settled(qtbot)
    lines = saved.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Linha;Campo;Valor;Motivo"
    assert lines[1].startswith("4;Data de nascimento;31/02/1990;")
    if os.name == "posix":
        assert saved.stat().st_mode & 0o777 == 0o600
    assert "não é protegido por senha" in section.banner.title.text() + section.banner.body.text()


def test_a_wrong_unit_is_said_at_its_field(section: PeopleImportSection, table: Path, qtbot: QtBot) -> None:
    section.open_file(table)
    settled(qtbot)
    assert section.mapping is not None
    section.mapping.options.unit.set_value("12")
    section.mapping.submit()
    settled(qtbot)
    assert section.mapping.isVisible()
    assert section.mapping.options.unit_field.error


def test_an_unreadable_file_is_named(section: PeopleImportSection, tmp_path: Path, qtbot: QtBot) -> None:
    section.open_file(tmp_path / "nada.csv")
    settled(qtbot)
    assert "nada.csv não pôde ser lido" in section.banner.body.text()


def test_escape_goes_back_step_by_step(open_section: OpenSection, table: Path, qtbot: QtBot) -> None:
    page = open_section(Role.COORDINATOR, "people_import")
    section = page.page
    assert isinstance(section, PeopleImportSection)
    checked(section, table, qtbot)
    assert page.step_back()
    assert section.mapping is not None
    assert section.mapping.isVisible()
    assert page.step_back()
    assert section.choose_button.isVisible()
    assert not page.step_back()


def test_tab_reaches_every_column_and_then_the_check(section: PeopleImportSection, table: Path, qtbot: QtBot) -> None:
    section.open_file(table)
    settled(qtbot)
    assert section.mapping is not None
    stops = focusables(section)
    places = [stops.index(one) for one in (*section.mapping.fields, section.mapping.check_button)]
    assert places == sorted(places)
    QTest.keyClick(section.mapping.check_button, Qt.Key.Key_Return)
    settled(qtbot)
    assert section.outcome is not None


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_every_step_has_room(
    open_section: OpenSection, table: Path, qtbot: QtBot, light: QApplication, language: str, scale: int
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    section = open_section(Role.COORDINATOR, "people_import").page
    assert isinstance(section, PeopleImportSection)
    assert complaints(section) == []
    section.open_file(table)
    settled(qtbot)
    assert complaints(section) == []
    assert section.mapping is not None
    section.mapping.submit()
    settled(qtbot)
    assert complaints(section) == []
