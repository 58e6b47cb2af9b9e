"""What patients asked for is decided by a person, with a reason, and a record changes only by that."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.people.model import Channel
from app.reminders.request_content import RequestContent
from app.security.roles import Role
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import SignIn, press, settled, words_in
from tests.ui.conftest import settle
from tests.ui.reminders.requests.conftest import CONTACT, NEWCOMER, Ask, OpenPage, register
from ui.reception.person_fields import PersonFields
from ui.reminders.page import RemindersPage
from ui.reminders.requests.page import RequestsPage
from ui.texts import choose_language
from ui.theme import apply_theme

LEAST_ROOM = QSize(752, 500)
"""What the smallest window leaves to a place."""
WHY = "Confirmado por telefone"


def requests(window: RemindersPage) -> RequestsPage:
    assert isinstance(window.page, RequestsPage)
    return window.page


def decide(page: RequestsPage, qtbot: QtBot, why: str = WHY) -> None:
    assert page.sheet is not None
    page.sheet.reason.set_value(why)
    page.sheet.submit()
    settled(qtbot)
    settled(qtbot)


def test_no_request_says_where_requests_come_from(open_page: OpenPage) -> None:
    words = words_in(requests(open_page()))
    assert "Nenhum pedido espera" in words
    assert "pelo link de uma mensagem" in words


def test_a_request_that_another_system_sent_names_it(open_page: OpenPage, ask: Ask) -> None:
    ask(replace(NEWCOMER, sent_by="Sistema do hospital"))
    words = words_in(requests(open_page()))
    assert "Veio por" in words
    assert "Sistema do hospital" in words


def test_another_contact_stands_above_the_one_of_today_and_is_changed_with_a_reason(
    open_page: OpenPage, ask: Ask, she: str, station: Station, sign_in: SignIn, said: list[str], qtbot: QtBot
) -> None:
    ask(CONTACT, she)
    page = requests(open_page())
    words = words_in(page)
    assert "(84) 98888-1234" in words
    assert "Hoje no cadastro: (84) 99999-0012" in words
    assert "Hoje no cadastro: nada" in words
    press(page, "Trocar o contato")
    session = sign_in(Role.NURSE)
    assert station.people.open(session, she).phone == "+5584999990012"
    decide(page, qtbot)
    record = station.people.open(session, she)
    assert (record.phone, record.email) == ("+5584988881234", "nova@example.org")
    assert {one.reason for one in station.people.history(session, she)} == {WHY}
    assert page.states.state == "empty"
    assert said == ["Pedido aceito. Não há mais pedidos."]


def test_nothing_is_decided_without_a_reason(
    open_page: OpenPage, ask: Ask, she: str, station: Station, sign_in: SignIn
) -> None:
    ask(CONTACT, she)
    page = requests(open_page())
    press(page, "Trocar o contato")
    assert page.sheet is not None
    page.sheet.submit()
    assert "Escreva o motivo" in page.sheet.field.error
    assert len(station.reminders.requests.list(sign_in(Role.NURSE))) == 1
    QTest.keyClick(page.sheet, Qt.Key.Key_Escape)
    assert page.states.state == "full"


def test_a_contact_that_cannot_be_says_what_is_wrong_and_waits(
    open_page: OpenPage, ask: Ask, she: str, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    ask(RequestContent(phone="12"), she)
    page = requests(open_page())
    page.ask_contact()
    decide(page, qtbot)
    assert page.sheet is not None
    assert "O cadastro não mudou" in words_in(page.sheet)
    assert len(station.reminders.requests.list(sign_in(Role.NURSE))) == 1


def test_a_newcomer_is_registered_in_the_form_of_the_desk_that_begins_with_what_she_typed(
    open_page: OpenPage, ask: Ask, station: Station, sign_in: SignIn, gone: list[tuple[str, str | None]], qtbot: QtBot
) -> None:
    ask(NEWCOMER)
    page = requests(open_page())
    words = words_in(page)
    assert "Ninguém parecido está cadastrado aqui." in words
    assert "E-mail, WhatsApp" in words
    press(page, "Cadastrar na recepção")
    settled(qtbot)
    assert gone == [("reception", None)]
    draft = station.drafts.get(sign_in(Role.NURSE), "person")
    assert draft is not None
    form = PersonFields(date(2026, 3, 2))
    qtbot.addWidget(form)
    form.take_draft(draft.content)
    begun = form.person()
    assert (begun.full_name, begun.birth_date) == ("Rosa Fictícia de Souza", date(1990, 5, 6))
    assert (begun.phone, begun.email) == ("(84) 99999-1111", "rosa@example.org")
    assert begun.municipality_code == "2408102"


def test_a_form_that_was_begun_at_the_desk_is_left_alone(
    open_page: OpenPage, ask: Ask, station: Station, sign_in: SignIn, gone: list[tuple[str, str | None]], qtbot: QtBot
) -> None:
    ask(NEWCOMER)
    session = sign_in(Role.NURSE)
    station.drafts.keep(session, "person", "", {"full_name": "Outra Sintética"})
    page = requests(open_page())
    press(page, "Cadastrar na recepção")
    settled(qtbot)
    assert gone == []
    assert "Há um cadastro começado na recepção." in words_in(page)
    kept = station.drafts.get(session, "person")
    assert kept is not None
    assert kept.content == {"full_name": "Outra Sintética"}


def test_who_was_registered_meanwhile_is_offered_and_gets_the_consents_that_she_gave(
    open_page: OpenPage, ask: Ask, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    ask(NEWCOMER)
    page = requests(open_page())
    person_id = register(station, sign_in, "Rosa Fictícia de Souza", date(1990, 5, 6))
    page.refresh()
    settled(qtbot)
    settled(qtbot)
    assert "Talvez já esteja cadastrada:" in words_in(page)
    press(page, "É esta pessoa: Rosa Fictícia de Souza")
    decide(page, qtbot)
    given = station.people.open(sign_in(Role.NURSE), person_id).consents
    assert {channel for channel, one in given.items() if one.given} == {Channel.EMAIL, Channel.WHATSAPP}
    assert page.states.state == "empty"


def test_what_is_dismissed_leaves_the_list_and_changes_nothing(
    open_page: OpenPage, ask: Ask, she: str, station: Station, sign_in: SignIn, said: list[str], qtbot: QtBot
) -> None:
    ask(CONTACT, she)
    ask(NEWCOMER)
    page = requests(open_page())
    press(page, "Recusar")
    decide(page, qtbot, "Não foi ela quem pediu")
    assert station.people.open(sign_in(Role.NURSE), she).phone == "+5584999990012"
    assert said == ["Pedido recusado. Falta 1 pedido."]
    assert page.request is not None
    assert page.request.content == NEWCOMER


def test_what_somebody_else_has_decided_meanwhile_leaves_the_list(
    open_page: OpenPage, ask: Ask, she: str, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    one = ask(CONTACT, she)
    ask(NEWCOMER)
    page = requests(open_page())
    station.reminders.requests.dismiss(sign_in(Role.DOCTOR), one, "não era ela")
    page.ask_contact()
    decide(page, qtbot)
    assert "já foi resolvido" in words_in(page)
    assert page.table.model().rowCount() == 1


def test_her_record_is_opened_and_a_request_is_found_by_its_name(
    open_page: OpenPage, ask: Ask, she: str, gone: list[tuple[str, str | None]]
) -> None:
    ask(NEWCOMER)
    second = ask(CONTACT, she)
    page = requests(open_page(f"requests/{second}"))
    assert page.request is not None
    assert page.request.id == second
    press(page, "Abrir o cadastro dela")
    assert gone == [("reception", she)]


def test_who_may_not_change_a_record_only_reads(open_page: OpenPage, ask: Ask, she: str) -> None:
    ask(CONTACT, she)
    page = requests(open_page(at_hospital=True))
    words = words_in(page).split("\n")
    assert "Quem atende na recepção decide sobre este pedido." in words
    assert "Trocar o contato" not in words
    assert "Recusar" not in words


def test_esc_closes_the_panel_and_enter_opens_it(open_page: OpenPage, ask: Ask, she: str) -> None:
    ask(CONTACT, she)
    window = open_page()
    page = requests(window)
    assert window.step_back()
    assert not page.beside.panel.isVisible()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.beside.panel.isVisible()


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("scale", [90, 150])
def test_everything_fits_at_every_text_size(
    qapp: QApplication, open_page: OpenPage, ask: Ask, she: str, language: str, scale: int, qtbot: QtBot
) -> None:
    ask(CONTACT, she)
    ask(RequestContent(full_name="Maria Sintética da Costa", birth_date=date(1994, 3, 2), agreed=("sms",)))
    choose_language(language)
    apply_theme(qapp, "dark", scale)
    window = open_page()
    page = requests(window)
    assert complaints(window) == []
    page.table.selectRow(1)
    settled(qtbot)
    assert page.panel is not None
    assert "[" not in words_in(window.page)
    qtbot.waitUntil(lambda: complaints(window) == [])
    assert window.page.minimumSizeHint().width() <= window.stack.width()
    page.table.selectRow(0)
    page.ask_contact()
    assert page.sheet is not None
    assert complaints(page.sheet) == []


@pytest.mark.parametrize("full", [True, False], ids=["full", "empty"])
def test_the_least_window_holds_it(open_page: OpenPage, ask: Ask, she: str, full: bool) -> None:
    if full:
        ask(CONTACT, she)
    window = open_page()
    window.resize(LEAST_ROOM)
    settle()
    assert window.width() == LEAST_ROOM.width()
    assert complaints(window) == []
