"""The tables of the router in the editor: checked while typed, saved together with a reason, back to the source."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.router.tables.reading import NAMES, default_contents
from app.router.words import DataClass, Rule
from app.security.roles import Role
from app.settings import StationRole
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import NAMES as PEOPLE
from tests.ui.administration.office import OpenSection, SignIn, press, settled, words_in
from tests.ui.conftest import settle
from ui.router_admin.tables.cells import Cell
from ui.router_admin.tables.draft import Draft, place_of
from ui.router_admin.tables.escalation import TargetsInput
from ui.router_admin.tables.section import TablesSection
from ui.texts import choose_language, tr
from ui.theme import apply_theme
from ui.widgets.confirm_sheet import ConfirmSheet
from ui.widgets.dropdown import Dropdown
from ui.widgets.number_field import NumberField
from ui.widgets.text_fields import TextField

STATION_ROLE = StationRole.WARD
Open = Callable[[str], TablesSection]


@pytest.fixture
def opened(open_section: OpenSection, qtbot: QtBot) -> Open:
    """The section as the administrator sees it, at one of the tables."""

    def at(name: str) -> TablesSection:
        section = open_section(Role.ADMINISTRATOR, "router_tables").page
        assert isinstance(section, TablesSection) and section.states.state == "full"
        section.open_subject(name)
        settled(qtbot)
        settle()
        return section

    return at


def cell(section: TablesSection, place: str) -> Cell:
    return next(one for one in section.cells if one.place == place)


def type_number(section: TablesSection, qtbot: QtBot, place: str, words: str) -> None:
    control = cell(section, place).control
    assert isinstance(control, NumberField)
    control.line.setText(words)
    settled(qtbot)


def test_what_is_wrong_stands_below_its_value_and_nothing_can_be_saved(opened: Open, qtbot: QtBot) -> None:
    section = opened("escalation")
    place = "group 1, levels 2, interval"
    type_number(section, qtbot, place, "0,05")
    assert cell(section, place).field.error == (
        "0,05 s é pouco: precisa passar de 0,12 s, para a resposta poder voltar."
    )
    assert not section.foot.save_button.isEnabled() and "▲ Chamadas" in words_in(section)
    type_number(section, qtbot, place, "")
    assert cell(section, place).field.error == "Falta um valor."
    type_number(section, qtbot, place, "muito")
    assert cell(section, place).field.error
    type_number(section, qtbot, place, "2")
    assert not cell(section, place).field.error and cell(section, place).field.hint == "Na fonte: 1 s"
    assert section.foot.save_button.isEnabled()


def test_an_alarm_without_a_last_destination_cannot_be_saved(opened: Open, qtbot: QtBot) -> None:
    section = opened("escalation")
    last = cell(section, "group 1, failsafe")
    assert isinstance(last.control, TargetsInput)
    for words in ("Enfermeira executiva", "Posto central"):
        press(last, tr("router_tables.remove_what", what=words))
        settled(qtbot)
    assert last.field.error == tr("router_table_fields.problem_no_failsafe")
    assert not section.foot.save_button.isEnabled()
    last.control.add.set_value("local_post")
    settled(qtbot)
    assert not last.field.error
    last.to_source()
    settled(qtbot)
    assert section.draft is not None and section.draft.changed() == () and not section.foot.isVisible()


def test_what_one_table_makes_wrong_in_another_is_said_with_that_one_s_name(opened: Open, qtbot: QtBot) -> None:
    section = opened("deadlines")
    place = next(one.place for one in section.cells if one.place == "row 1, transmission")
    type_number(section, qtbot, place, "0,15")
    type_number(section, qtbot, "row 1, response", "0,9")
    assert not section.wrong.isVisible()
    type_number(section, qtbot, place, "0,8")
    assert section.wrong.text().startswith("Chamadas: 1 s é pouco") and "▲ Chamadas" in words_in(section)


def test_changes_in_two_tables_are_saved_together_with_who_when_and_why(
    opened: Open, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    section = opened("escalation")
    type_number(section, qtbot, "group 1, levels 1, limit", "15")
    section.open_subject("priorities")
    type_number(section, qtbot, "row 2, period", "4")
    assert "Mudou: Chamadas, Períodos. Por quê?" in words_in(section.foot)
    section.foot.submit()
    assert section.foot.field.error == tr("router_tables.reason_missing")
    section.foot.reason.setText("dois andares")
    QTest.keyClick(section.foot.reason, Qt.Key.Key_Return)
    settled(qtbot)
    tables = station.router_tables.tables(sign_in(Role.NURSE))
    assert (tables.escalation[0].levels[0].limit, tables.period(1)) == (15, 4)
    said = words_in(section)
    assert "Em vigor: Chamadas, Períodos." in said and f"Versão 1, por {PEOPLE[Role.ADMINISTRATOR]}" in said
    assert "dois andares" in section.version.text() and not section.foot.isVisible()
    assert cell(section, "row 2, period").field.hint == "Na fonte: 5 s"


def test_former_versions_are_listed_brought_back_and_the_source_is_one_question_away(
    opened: Open, station: Station, sign_in: SignIn, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    administrator = sign_in(Role.ADMINISTRATOR)
    for period in (7, 9):
        contents = default_contents()
        contents["priorities"]["row"][1]["period"] = period
        fake_clock.advance(60)
        station.router_tables.edit(administrator, {"priorities": contents["priorities"]}, reason=f"período {period}")
    section = opened("priorities")
    fake_clock.advance(60)
    section.open_versions()
    settled(qtbot)
    said = words_in(section.beside.panel)
    assert "período 9" in said and "período 7" in said and tr("router_tables.of_program") in said
    press(section.beside.panel, "Trazer para edição: Versão 1")
    settled(qtbot)
    field = cell(section, "row 2, period").control
    assert isinstance(field, NumberField) and field.value() == Decimal(7)
    assert section.draft is not None and section.draft.changed() == ("priorities",)
    section.foot.undo_button.click()
    settled(qtbot)
    section.open_versions()
    settled(qtbot)
    press(section.beside.panel, tr("router_tables.all_to_source"))
    (sheet,) = [one for one in section.window().findChildren(ConfirmSheet) if one.isVisible()]
    sheet.yes.click()
    settled(qtbot)
    assert station.router_tables.tables(sign_in(Role.NURSE)).period(1) == 5
    assert "de volta aos valores da fonte" in section.version.text()


def test_a_crossing_of_table_14_is_changed_by_a_digit_and_one_that_nobody_would_receive_is_refused(
    opened: Open, qtbot: QtBot
) -> None:
    section = opened("distribution")
    matrix = section.shown.matrix if section.shown is not None else None
    assert matrix is not None and section.draft is not None
    nursing, critical = 3, list(DataClass).index(DataClass.ALARM_0)
    matrix.table.setCurrentIndex(matrix.model.index(critical, nursing))
    QTest.keyClick(matrix.table, Qt.Key.Key_2)
    settled(qtbot)
    assert matrix.model.value(matrix.table.currentIndex()) == Rule.ON_REQUEST.value
    assert matrix.error.text() == tr("router_table_fields.problem_nobody") and matrix.error.isVisible()
    assert "Enfermagem · Alarmes críticos" in words_in(matrix) and "Na fonte: Envia" in words_in(matrix)
    press(matrix, "Voltar à fonte")
    settled(qtbot)
    assert section.draft.changed() == () and not matrix.error.isVisible()
    matrix.table.setCurrentIndex(matrix.model.index(0, 4))
    QTest.keyClick(matrix.table, Qt.Key.Key_1)
    QTest.keyClick(matrix.table, Qt.Key.Key_3)
    settled(qtbot)
    assert section.draft.changed() == ()  # not sent, as where the source writes nothing


def test_steps_and_shifts_are_added_and_removed(opened: Open, station: Station, sign_in: SignIn, qtbot: QtBot) -> None:
    section = opened("escalation")
    press(section, "Alarmes baixos: Incluir passo")
    qtbot.waitUntil(lambda: any(one.place == "group 3, levels 4, targets" for one in section.cells))
    section.open_subject("shifts")
    settled(qtbot)
    press(section, "Incluir turno")
    qtbot.waitUntil(lambda: any(one.place == "shift 3, ends" for one in section.cells))
    assert cell(section, "shift 3, ends").field.error
    ends = cell(section, "shift 3, ends").control
    assert isinstance(ends, TextField)
    ends.setText("13:00")
    settled(qtbot)
    section.foot.reason.setText("turno da manhã")
    section.foot.submit()
    settled(qtbot)
    tables = station.router_tables.tables(sign_in(Role.NURSE))
    assert len(tables.escalation[2].levels) == 4 and [one.code for one in tables.shifts] == ["day", "night", "shift_1"]


def test_an_edit_that_somebody_else_overtook_is_refused_and_nothing_is_lost(
    opened: Open, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    section = opened("priorities")
    type_number(section, qtbot, "row 2, period", "4")
    contents = default_contents()
    contents["priorities"]["row"][1]["period"] = 6
    station.router_tables.edit(sign_in(Role.ADMINISTRATOR), {"priorities": contents["priorities"]})
    section.foot.reason.setText("outro")
    section.foot.submit()
    settled(qtbot)
    assert "Enquanto você editava" in words_in(section)
    assert station.router_tables.tables(sign_in(Role.NURSE)).period(1) == 6
    assert section.draft is not None and section.draft.value("priorities", ("row", 1, "period")) == 4


def test_whoever_left_is_named_where_table_17_still_calls_them(
    opened: Open, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    section = opened("escalation")
    nurse = sign_in(Role.NURSE)
    control = cell(section, "group 1, levels 1, targets").control
    assert isinstance(control, TargetsInput)
    control.add.set_value(f"user:{nurse.account_id}")
    settled(qtbot)
    assert PEOPLE[Role.NURSE] in words_in(control)
    station.accounts.suspend(sign_in(Role.COORDINATOR), nurse.account_id, "saiu")
    section.foot.reason.setText("ana")
    section.foot.submit()
    settled(qtbot)
    shown = cell(section, "group 1, levels 1, targets")
    assert shown.field.error == tr("router_table_fields.problem_unknown_target")


def test_every_place_that_a_refusal_can_name_is_the_place_of_a_field() -> None:
    contents = default_contents()
    assert place_of(("group", 0, "levels", 1, "interval"), contents["escalation"]) == "group 1, levels 2, interval"
    assert place_of(("class", 3, "data", "alarm_0"), contents["distribution"]) == "nursing, data, alarm_0"
    assert place_of(("topics", "infusion"), contents["distribution"]) == "topics, infusion"


def test_tables_that_cannot_be_read_say_why(
    open_section: OpenSection, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_session: object) -> None:
        raise KnownError("access.signed_out")

    monkeypatch.setattr(station.router_tables, "versions", refuse)
    section = open_section(Role.ADMINISTRATOR, "router_tables").page
    assert isinstance(section, TablesSection) and section.states.state == "wrong"


def test_every_table_is_complete_for_keyboard_and_screen_reader(opened: Open, qtbot: QtBot) -> None:
    section = opened("escalation")
    for name in NAMES:
        section.open_subject(name)
        settled(qtbot)
        settle()
        assert complaints(section) == [], name


def test_every_table_has_its_words_in_english_and_fits_in_large_text(
    opened: Open, qapp: QApplication, qtbot: QtBot
) -> None:
    choose_language("en")
    apply_theme(qapp, "dark", 150)
    section = opened("escalation")
    for name in NAMES:
        section.open_subject(name)
        settled(qtbot)
        assert "[" not in words_in(section), name
        assert section.minimumSizeHint().width() <= section.width(), name
        assert all(control.accessibleName() for control in section.findChildren(Dropdown)), name


def test_a_draft_knows_what_was_changed_and_what_the_source_has(station: Station, sign_in: SignIn) -> None:
    draft = Draft(station.router_tables.versions(sign_in(Role.ADMINISTRATOR)))
    draft.set_value("deadlines", ("row", 0, "presence"), 90)
    assert draft.changed() == ("deadlines",) and draft.source("deadlines", ("row", 0, "presence")) == 60
    assert draft.problem() is None
    draft.forget("deadlines")
    assert draft.changed() == ()
