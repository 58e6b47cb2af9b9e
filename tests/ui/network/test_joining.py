"""Joining a network by a person: three lines pasted, or typed and compared; every refusal where it belongs."""

import socket

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.security.roles import Role
from app.station import Station
from tests.central.serving import Served
from tests.ui.administration.office import OpenSection, press, settled, words_in
from tests.ui.network.conftest import CNES, three_lines
from ui.administration.page import AdministrationPage
from ui.network.join_form import JoinForm
from ui.network.section import NetworkSection


def section_of(page: AdministrationPage) -> NetworkSection:
    assert isinstance(page.page, NetworkSection)
    return page.page


@pytest.fixture
def section(open_section: OpenSection) -> NetworkSection:
    return section_of(open_section(Role.ADMINISTRATOR, "network"))


@pytest.fixture
def form(section: NetworkSection) -> JoinForm:
    assert section.form is not None
    return section.form


def test_the_three_lines_pasted_and_one_press_let_the_station_in_and_bring_the_first_exchange(
    section: NetworkSection, form: JoinForm, station: Station, central: Served, qtbot: QtBot
) -> None:
    form.paste.set_value(three_lines(central, central.code(CNES)))
    assert form.address.value() == central.address
    assert form.submit_button.text() == "Entrar na rede"
    form.submit_button.click()
    settled(qtbot)
    enrolment = station.enrolling.current()
    assert enrolment is not None
    words = words_in(section)
    assert f"UBS Sintética (CNES {CNES})" in words
    assert "Sala 1" in words
    assert central.address in words
    assert "A primeira troca terminou" in words
    assert station.sync.status().synchronised


def test_without_a_fingerprint_it_is_shown_in_groups_and_a_person_must_have_compared_it(
    form: JoinForm, station: Station, central: Served, qtbot: QtBot
) -> None:
    form.address.setFocus()
    QTest.keyClicks(form.address, central.address)
    QTest.keyClicks(form.code, central.code(CNES).lower().replace("-", " "))
    QTest.keyClick(form.code, Qt.Key.Key_Return)
    settled(qtbot)
    assert "".join(form.check.groups) == central.certificate.fingerprint
    assert len(form.check.groups) == 16
    assert form.check.isVisible()
    assert station.enrolling.current() is None
    form.submit()
    assert "marque que conferiu" in form.banner.title.text()
    assert QApplication.focusWidget() is form.check.same
    QTest.keyClick(form.check.same, Qt.Key.Key_Space)
    form.submit()
    settled(qtbot)
    assert station.enrolling.current() is not None


def test_a_server_with_another_fingerprint_than_the_pasted_one_hears_no_code(
    form: JoinForm, station: Station, central: Served, qtbot: QtBot
) -> None:
    code = central.code(CNES)
    lines = three_lines(central, code).replace("fingerprint  ", "fingerprint  0000 ")
    form.paste.set_value(lines[: lines.rindex(" ")])
    form.submit()
    settled(qtbot)
    assert "não é o servidor das três linhas" in form.banner.title.text()
    assert station.enrolling.current() is None
    assert central.services.enrolment.stations() == []


@pytest.mark.parametrize(
    ("code", "said"), [("ABCD-EF", "aqui há 6"), ("ABCD-EFGH-JKLM-2345", "já foi usado"), ("", "aqui há 0")]
)
def test_a_code_that_is_not_good_is_refused_at_its_field(
    form: JoinForm, central: Served, qtbot: QtBot, code: str, said: str
) -> None:
    form.paste.set_value(three_lines(central, central.code(CNES)))
    form.code.set_value(code)
    form.submit()
    settled(qtbot)
    assert said in form.fields["code"].error
    assert QApplication.focusWidget() is form.code


def test_a_used_code_and_one_of_yesterday_are_refused_alike(form: JoinForm, central: Served, qtbot: QtBot) -> None:
    code = central.code(CNES)
    central.clock.advance(25 * 3600)
    form.paste.set_value(three_lines(central, code))
    form.submit()
    settled(qtbot)
    assert "passou de um dia" in form.fields["code"].error


def test_a_server_that_cannot_be_reached_or_is_none_is_said_at_the_address(
    form: JoinForm, central: Served, qtbot: QtBot
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    form.paste.set_value(three_lines(central, central.code(CNES)))
    form.address.set_value(f"https://127.0.0.1:{port}")
    form.submit()
    settled(qtbot)
    assert f"não responde em https://127.0.0.1:{port}" in form.fields["address"].error
    form.address.set_value("ftp://servidor")
    form.submit()
    assert "não é um endereço do servidor" in form.fields["address"].error


def test_a_text_without_address_and_code_is_said_at_once(form: JoinForm) -> None:
    form.paste.set_value("bom dia")
    assert "Não se achou" in form.fields["paste"].error
    form.paste.set_value("")
    assert form.fields["paste"].error == ""


def test_another_address_forgets_the_fingerprint_that_was_compared(
    form: JoinForm, central: Served, qtbot: QtBot
) -> None:
    form.address.set_value(central.address)
    form.code.set_value(central.code(CNES))
    form.submit()
    settled(qtbot)
    form.check.same.setChecked(True)
    form.address.set_value("https://127.0.0.2")
    assert form.check.isHidden()
    assert form.submit_button.text() == "Conferir o servidor"


def test_a_code_of_another_unit_is_pointed_out(
    section: NetworkSection, form: JoinForm, central: Served, qtbot: QtBot
) -> None:
    form.paste.set_value(three_lines(central, central.code("2222222")))
    form.submit()
    settled(qtbot)
    words = words_in(section)
    assert "CNES 2222222; esta estação foi cadastrada com o CNES 0000000" in words


def test_a_station_in_a_network_may_join_again(
    joined: Station, open_section: OpenSection, central: Served, qtbot: QtBot
) -> None:
    before = joined.enrolling.current()
    section = section_of(open_section(Role.ADMINISTRATOR, "network"))
    assert "Esta estação está na rede" in words_in(section)
    press(section, "Entrar de novo…")
    assert section.form is not None
    section.form.paste.set_value(three_lines(central, central.code(CNES)))
    section.form.submit()
    settled(qtbot)
    assert joined.enrolling.current() == before


def test_only_the_administrator_is_offered_the_section(open_section: OpenSection) -> None:
    assert "network" in open_section(Role.ADMINISTRATOR, "network").entries
    assert "network" not in open_section(Role.COORDINATOR, "own_account").entries
