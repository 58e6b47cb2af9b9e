"""The audit trail on screen: a look at a record is there, filters narrow, a row that was changed is found."""

from collections.abc import Callable
from datetime import date
from threading import Event

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app import bootstrap
from app.clinic.people.model import NewPerson, Sex
from app.security.audit_service import AuditService
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from app.store.engine import build_engine
from tests.ui.administration.office import NAMES, PASSWORD, OpenSection, SignIn, press, settled, words_in
from ui.administration.audit.section import PAGE_ROWS, AuditSection
from ui.administration.page import AdministrationPage
from ui.widgets.text_fields import SearchField

PATIENCE_SECONDS = 10.0
WOMAN = NewPerson(
    full_name="Maria Sintética da Silva",
    birth_date=date(1996, 3, 5),
    sex=Sex.FEMALE,
    mother_name="Joana Sintética",
    no_document_reason="Dados sintéticos",
    municipality_code="2408102",
    municipality_name="Natal",
    synthetic=True,
)


def _section(page: AdministrationPage) -> AuditSection:
    assert isinstance(page.page, AuditSection)
    return page.page


def _shown(section: AuditSection) -> list[tuple[str, str]]:
    return [(row.account_name, row.action) for row in section.rows]


def test_a_look_at_a_record_is_on_screen_with_who_and_whom(
    station: Station, sign_in: SignIn, open_section: OpenSection
) -> None:
    nurse = sign_in(Role.NURSE)
    person = station.people.register(nurse, WOMAN, ())
    station.people.open(nurse, person.id)
    section = _section(open_section(Role.COORDINATOR, "audit"))
    line = _shown(section).index((NAMES[Role.NURSE], "person_opened"))
    section.open_line(line)
    words = words_in(section.beside.panel)
    assert "Maria Sintética da Silva" in words
    assert NAMES[Role.NURSE] in words


def test_an_administrator_learns_of_the_look_but_not_of_whom(
    station: Station, sign_in: SignIn, open_section: OpenSection
) -> None:
    nurse = sign_in(Role.NURSE)
    station.people.open(nurse, station.people.register(nurse, WOMAN, ()).id)
    section = _section(open_section(Role.ADMINISTRATOR, "audit"))
    assert (NAMES[Role.NURSE], "person_opened") in _shown(section)
    assert "Maria Sintética" not in str(section.rows)
    assert not section.find_button.isVisible()


def test_filters_by_account_action_period_and_person_narrow_the_list(
    station: Station, sign_in: SignIn, open_section: OpenSection, qtbot: QtBot
) -> None:
    nurse = sign_in(Role.NURSE)
    person = station.people.register(nurse, WOMAN, ())
    section = _section(open_section(Role.COORDINATOR, "audit"))
    assert section.filters is not None
    section.only_account(nurse.account_id)
    settled(qtbot)
    assert {name for name, _ in _shown(section)} == {NAMES[Role.NURSE]}
    section.filters.action.set_value("signed_in")
    settled(qtbot)
    assert set(_shown(section)) == {(NAMES[Role.NURSE], "signed_in")}
    section.filters.clear()
    settled(qtbot)
    section.find_button.click()
    press_search(section, "maria sint", qtbot)
    press(section.beside.panel, "Maria Sintética da Silva · 05/03/1996")
    settled(qtbot)
    assert {row.subject_id for row in section.rows if row.subject_kind == "person"} == {person.id}
    assert "Só sobre Maria Sintética da Silva" in words_in(section)
    section.filters.since.set_day(date(2026, 3, 2))
    section.filters.until.set_day(date(2026, 2, 1))
    settled(qtbot)
    assert section.states.state == "empty"


def press_search(section: AuditSection, words: str, qtbot: QtBot) -> None:
    """Type into the search of the side panel."""
    search = section.beside.panel.findChild(SearchField)
    assert isinstance(search, SearchField)
    search.setText(words)
    search.searched.emit(words)
    settled(qtbot)


def test_half_a_date_asks_for_nothing_and_a_later_one_than_today_is_explained(
    open_section: OpenSection, qtbot: QtBot
) -> None:
    section = _section(open_section(Role.COORDINATOR, "audit"))
    before = len(section.rows)
    assert section.filters is not None
    section.filters.since.setText("0")
    settled(qtbot)
    assert len(section.rows) == before
    section.filters.since.setText("03/03/2026")
    assert section.filters.since_field.error


def test_older_rows_follow_on_demand(
    station: Station, sign_in: SignIn, open_section: OpenSection, qtbot: QtBot
) -> None:
    nurse = sign_in(Role.NURSE)
    person = station.people.register(nurse, WOMAN, ())
    for _ in range(PAGE_ROWS):
        station.people.open(nurse, person.id)
    section = _section(open_section(Role.COORDINATOR, "audit"))
    assert len(section.rows) == PAGE_ROWS
    press(section, "Mostrar mais antigas")
    settled(qtbot)
    numbers = [row.number for row in section.rows]
    assert numbers == list(range(numbers[0], 0, -1))
    assert not section.more_button.isVisible()


def test_a_chain_that_holds_is_said_to_hold(open_section: OpenSection, qtbot: QtBot) -> None:
    section = _section(open_section(Role.COORDINATOR, "audit"))
    press(section, "Conferir a cadeia")
    settled(qtbot)
    assert "O registro de acessos está intacto" in words_in(section)


def test_a_long_check_shows_how_far_it_is_and_can_be_stopped(
    station: Station, open_section: OpenSection, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, go_on = Event(), Event()

    def walk(_service: AuditService, _session: Session, watch: Callable[[int, int], object]) -> None:
        watch(3000, 1_000_000)
        told.set()
        assert go_on.wait(PATIENCE_SECONDS)
        watch(4000, 1_000_000)
        raise AssertionError("nobody ended the walk")

    monkeypatch.setattr(AuditService, "verify", walk)
    section = _section(open_section(Role.COORDINATOR, "audit"))
    section.chain.button.setFocus()
    section.chain.button.click()
    qtbot.waitUntil(told.is_set)
    qtbot.waitUntil(lambda: "Conferindo linha por linha: 3.000 de 1.000.000" in words_in(section))
    press(section, "Cancelar")
    go_on.set()
    settled(qtbot)
    words = words_in(section)
    assert "A conferência foi interrompida" in words
    assert "As primeiras 3.000 linhas estão certas" in words
    assert section.chain.button.isEnabled()
    assert section.window().focusWidget() is section.chain.button


def test_a_row_changed_behind_the_program_s_back_is_named_and_shown(
    station: Station, open_section: OpenSection, qtbot: QtBot, cheap_ports: bootstrap.Ports
) -> None:
    key = station_key(station, cheap_ports)
    engine = build_engine(station.folders.store, key)
    with engine.connect().execution_options(plantao_write=True) as connection, connection.begin():
        connection.execute(text("update audit set account_name = 'Ninguém' where number = 3"))
    engine.dispose()
    section = _section(open_section(Role.COORDINATOR, "audit"))
    press(section, "Conferir a cadeia")
    settled(qtbot)
    words = words_in(section)
    assert "a linha 3 foi alterada" in words
    assert "Não apague nada" in words
    press(section, "Ver perto da linha 3")
    settled(qtbot)
    assert 3 in [row.number for row in section.rows]
    assert section.rows[0].number <= 5


def station_key(station: Station, ports: bootstrap.Ports) -> bytes:
    """The store's key, by the passphrase that the test adds."""
    administrator = station.sign_in.sign_in("administrator", PASSWORD)
    station.keys.add_passphrase(administrator, "quatro cadeiras de palha")
    return bootstrap.key_slots(station.folders, ports).unlock_with_passphrase("quatro cadeiras de palha")
