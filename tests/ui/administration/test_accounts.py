"""Accounts: authorised, suspended, given another role or password; what is refused is said where it is wrong."""

import pytest
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.security.account_model import AccountView, NewAccount
from app.security.roles import Action, Role
from app.security.session import Session, Status, require
from app.station import Station
from tests.ui.administration.office import NAMES, PASSWORD, OpenSection, SignIn, fill, press, settled, words_in
from ui.administration.accounts.forms import NewAccountForm, PasswordForm, ReasonForm, RoleForm
from ui.administration.accounts.section import AccountsSection
from ui.administration.page import AdministrationPage
from ui.texts.formats import show_instant

BIA = NewAccount("bia.lima", "Bia Lima Sintética", Role.NURSE, PASSWORD, "COREN-RN 000.001")


def _section(page: AdministrationPage) -> AccountsSection:
    assert isinstance(page.page, AccountsSection)
    return page.page


def _account(station: Station, sign_in: SignIn, role: Role) -> AccountView:
    every = station.accounts.list(sign_in(Role.COORDINATOR))
    return next(one for one in every if one.role is role)


def test_a_coordinator_authorises_a_waiting_account_which_then_works(
    station: Station, open_section: OpenSection, qtbot: QtBot
) -> None:
    station.accounts.ask_for_account(BIA)
    with pytest.raises(KnownError, match="not_yet_authorised"):
        require(station.sign_in.sign_in(BIA.login, PASSWORD), Action.FIND_PERSON)
    section = _section(open_section(Role.COORDINATOR, "accounts"))
    assert "1 conta espera autorização" in words_in(section)
    press(section, "Autorizar Bia Lima Sintética")
    settled(qtbot)
    assert "Bia Lima Sintética já pode trabalhar" in words_in(section)
    assert section.waiting.isHidden()
    assert require(station.sign_in.sign_in(BIA.login, PASSWORD), Action.CLASSIFY).status is Status.ACTIVE


def test_an_administrator_sees_who_waits_and_who_can_authorise(station: Station, open_section: OpenSection) -> None:
    waiting = station.accounts.ask_for_account(BIA)
    section = _section(open_section(Role.ADMINISTRATOR, "accounts"))
    assert "Autorizar" not in words_in(section).splitlines()
    section.open_account(waiting.id)
    assert "Quem autoriza, suspende, muda o perfil e dá nova senha é a coordenação." in words_in(section)


def test_more_waiting_accounts_than_fit_are_counted(station: Station, open_section: OpenSection) -> None:
    for number in range(5):
        station.accounts.ask_for_account(NewAccount(f"nova{number}", f"Nova Sintética {number}", Role.NURSE, PASSWORD))
    words = words_in(_section(open_section(Role.COORDINATOR, "accounts")))
    assert "5 contas esperam autorização" in words
    assert "E mais 2, no começo da lista abaixo" in words


def test_one_s_own_account_offers_no_deed_and_says_why(
    open_section: OpenSection, station: Station, sign_in: SignIn
) -> None:
    section = _section(open_section(Role.COORDINATOR, "accounts"))
    section.open_account(_account(station, sign_in, Role.COORDINATOR).id)
    words = words_in(section)
    assert "Esta é a sua conta." in words
    assert "Suspender…" not in words


def test_a_suspension_needs_a_reason_which_the_history_keeps(
    station: Station, sign_in: SignIn, open_section: OpenSection, qtbot: QtBot
) -> None:
    nurse = _account(station, sign_in, Role.NURSE)
    section = _section(open_section(Role.COORDINATOR, "accounts"))
    section.open_account(nurse.id)
    settled(qtbot)
    press(section, "Suspender…")
    form = section.findChild(ReasonForm)
    assert isinstance(form, ReasonForm)
    form.submit()
    settled(qtbot)
    assert form.fields["reason"].error
    fill(form, reason="Mudou de unidade")
    form.submit()
    settled(qtbot)
    assert _account(station, sign_in, Role.NURSE).status is Status.SUSPENDED
    assert "Motivo: Mudou de unidade" in words_in(section)
    press(section, "Reativar…")
    settled(qtbot)
    form = next(one for one in section.findChildren(ReasonForm) if one.isVisible())
    fill(form, reason="Voltou")
    form.submit()
    settled(qtbot)
    assert _account(station, sign_in, Role.NURSE).status is Status.ACTIVE


def test_another_role_holds_at_once(station: Station, sign_in: SignIn, open_section: OpenSection, qtbot: QtBot) -> None:
    student = _account(station, sign_in, Role.STUDENT)
    session = sign_in(Role.STUDENT)
    section = _section(open_section(Role.COORDINATOR, "accounts"))
    section.open_account(student.id)
    press(section, "Mudar o perfil…")
    form = section.findChild(RoleForm)
    assert isinstance(form, RoleForm)
    fill(form, role=Role.NURSE, reason="Terminou o estágio")
    form.submit()
    settled(qtbot)
    assert require(session, Action.CLASSIFY).role is Role.NURSE


def test_a_new_password_opens_the_account_and_a_weak_one_is_refused_at_its_field(
    station: Station, sign_in: SignIn, open_section: OpenSection, qtbot: QtBot
) -> None:
    section = _section(open_section(Role.COORDINATOR, "accounts"))
    section.open_account(_account(station, sign_in, Role.NURSE).id)
    press(section, "Dar nova senha…")
    form = section.findChild(PasswordForm)
    assert isinstance(form, PasswordForm)
    fill(form, password="12345678")
    form.submit()
    settled(qtbot)
    assert form.fields["password"].error
    fill(form, password="cinco-redes-verdes")
    form.submit()
    settled(qtbot)
    assert station.sign_in.sign_in(Role.NURSE.value, "cinco-redes-verdes").must_change_password


def test_a_created_account_waits_and_a_login_in_use_is_said_at_the_login(
    station: Station, open_section: OpenSection, qtbot: QtBot
) -> None:
    section = _section(open_section(Role.ADMINISTRATOR, "accounts"))
    press(section, "Criar conta")
    form = section.findChild(NewAccountForm)
    assert isinstance(form, NewAccountForm)
    form.submit()
    assert form.fields["display_name"].error
    assert form.fields["login"].error
    fill(form, display_name=BIA.display_name, login="nurse", password=PASSWORD, professional_register="COREN-RN 1")
    form.submit()
    settled(qtbot)
    assert form.fields["login"].error
    fill(form, login=BIA.login)
    form.submit()
    settled(qtbot)
    assert "Conta de Bia Lima Sintética criada; falta a coordenação autorizar" in words_in(section)
    assert section.beside.panel.isHidden()


def test_a_list_that_cannot_be_read_says_so_and_tries_again(
    open_section: OpenSection, station: Station, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = _section(open_section(Role.COORDINATOR, "accounts"))
    real, disk_fails = station.accounts.list, True

    def read(session: Session) -> list[AccountView]:
        if disk_fails:
            raise KnownError("store.disk_failed", path="plantao.db")
        return real(session)

    monkeypatch.setattr(station.accounts, "list", read)
    section.refresh()
    settled(qtbot)
    assert section.states.state == "wrong"
    assert "O disco não respondeu como devia" in words_in(section)
    disk_fails = False
    press(section, "Tentar de novo")
    settled(qtbot)
    assert section.states.state == "full"
    assert NAMES[Role.NURSE] in [one.display_name for one in real(section.context.session)]


def test_the_list_says_when_an_account_was_last_used(
    station: Station, sign_in: SignIn, open_section: OpenSection
) -> None:
    sign_in(Role.NURSE)
    section = _section(open_section(Role.COORDINATOR, "accounts"))
    model = section.table.model()
    lines = {
        str(model.index(line, 0).data()): str(model.index(line, model.columnCount() - 1).data())
        for line in range(model.rowCount())
    }
    assert lines[NAMES[Role.NURSE]] == show_instant(station.clock.now(), station.profile.time_zone)
    assert lines[NAMES[Role.DOCTOR]] == "ainda não entrou"
    section.open_account(_account(station, sign_in, Role.DOCTOR).id)
    assert "ainda não entrou" in words_in(section.beside.panel)
