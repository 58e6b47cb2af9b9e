"""Machines added, tried and taken away by the administrator; wrong answers stand at their field."""

import pytest
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.router.machines.model import MachineKind
from app.security.roles import Role
from app.settings import StationRole
from app.station import Station
from tests.router.machines.standins import Board, served
from tests.ui.administration.office import OpenSection, SignIn, settled, words_in
from ui.router_admin.machines.form import MachineForm
from ui.router_admin.machines.section import MachinesSection

STATION_ROLE = StationRole.WARD


@pytest.fixture
def section(open_section: OpenSection) -> MachinesSection:
    page = open_section(Role.ADMINISTRATOR, "machines").page
    assert isinstance(page, MachinesSection)
    return page


def form_of(section: MachinesSection) -> MachineForm:
    (form,) = section.beside.panel.findChildren(MachineForm)
    return form


def filled(section: MachinesSection, address: str) -> MachineForm:
    section.open_new()
    form = form_of(section)
    form.fields["name"].control.setText("Luz do corredor")  # type: ignore[attr-defined]  # a text field
    form.fields["address"].control.setText(address)  # type: ignore[attr-defined]  # a text field
    form.fields["coil"].control.set_value(3)  # type: ignore[attr-defined]  # a number field
    form.fields["columns"].control.set_value(42)  # type: ignore[attr-defined]  # a number field
    return form


def test_where_there_is_none_the_section_says_what_a_machine_is(section: MachinesSection) -> None:
    assert section.states.state == "empty"
    assert "Nenhuma máquina recebe alarmes." in words_in(section)


def test_a_machine_is_tried_then_kept_then_taken_away(
    section: MachinesSection, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    board = Board()
    with served(board.answer) as where:
        form = filled(section, f"{where[0]}:{where[1]}")
        form.test_button.click()
        settled(qtbot)
        assert "Respondeu." in words_in(form) and not board.writes
    form.submit()
    settled(qtbot)
    (kept,) = station.receivers.receivers(sign_in(Role.ADMINISTRATOR))
    assert (kept.name, kept.kind.value, kept.reached_by["coil"]) == ("Luz do corredor", "relay", 3)
    assert section.states.state == "full"
    line = section.table.line_at(0)
    assert line is not None and line.standing == "unknown", "the router is not heard"

    section.open_subject(kept.receiver)
    settled(qtbot)
    assert not form_of(section).kind.isEnabled()
    section._take_away(kept)
    settled(qtbot)
    assert section.states.state == "empty"
    with pytest.raises(KnownError):
        station.receivers.rename(sign_in(Role.ADMINISTRATOR), kept.receiver, "Outra")


def test_a_trial_that_fails_says_why_in_words(section: MachinesSection, qtbot: QtBot) -> None:
    board = Board(broken=True)
    with served(board.answer) as where:
        form = filled(section, f"{where[0]}:{where[1]}")
        form.test_button.click()
        settled(qtbot)
    assert "A máquina recusou o aviso." in words_in(form)


def test_each_kind_asks_only_what_it_needs(section: MachinesSection) -> None:
    section.open_new()
    form = form_of(section)
    shown = {}
    for kind in MachineKind:
        form.kind.set_value(kind.value)
        special = ("secret", "authorities", "coil", "columns", "replies_port")
        shown[kind.value] = {name for name in special if not form.fields[name].isHidden()}
    assert shown == {
        "http": {"secret", "authorities"},
        "relay": {"coil"},
        "paper": {"columns"},
        "alarm_manager": {"replies_port"},
    }


def test_what_cannot_be_reached_is_said_at_its_field(section: MachinesSection, qtbot: QtBot) -> None:
    form = filled(section, "luz")
    form.submit()
    settled(qtbot)
    assert {name for name, field in form.fields.items() if field.error} == {"address"}
    form.fields["address"].control.setText("luz:502")  # type: ignore[attr-defined]  # a text field
    form.fields["name"].control.setText("")  # type: ignore[attr-defined]  # a text field
    form.submit()
    settled(qtbot)
    assert {name for name, field in form.fields.items() if field.error} == {"name"}
