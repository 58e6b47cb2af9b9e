"""Backups on screen: made and checked, listed, overdue or failed said honestly, and the way back prepared."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import PASSWORD, OpenSection, SignIn, fill, press, settled, words_in
from ui.administration.backups.restore import RestoreForm
from ui.administration.backups.section import BackupsSection
from ui.administration.page import AdministrationPage
from ui.widgets.confirm_sheet import ConfirmSheet


def _section(page: AdministrationPage) -> BackupsSection:
    assert isinstance(page.page, BackupsSection)
    return page.page


def test_a_station_without_a_backup_says_so_and_what_to_do_first(open_section: OpenSection) -> None:
    words = words_in(_section(open_section(Role.ADMINISTRATOR, "backups")))
    assert "nunca" in words
    assert "Atrasada" in words or "Ainda não há nenhuma cópia" in words
    assert "Faça a primeira agora" in words


def test_a_backup_is_made_checked_and_listed(
    station: Station, sign_in: SignIn, open_section: OpenSection, qtbot: QtBot
) -> None:
    section = _section(open_section(Role.ADMINISTRATOR, "backups"))
    press(section, "Fazer cópia agora")
    settled(qtbot)
    words = words_in(section)
    assert "Cópia feita e conferida" in words
    assert "Em dia" in words
    made = station.backups.list(sign_in(Role.ADMINISTRATOR))
    assert len(made) == 1
    assert made[0].path.exists()
    section.open_line(0)
    QApplication.processEvents()
    assert made[0].path.name in words_in(section)


def test_a_backup_older_than_a_day_is_overdue(
    station: Station, sign_in: SignIn, open_section: OpenSection, fake_clock: FakeClock
) -> None:
    station.backups.create(sign_in(Role.ADMINISTRATOR))
    fake_clock.advance(25 * 3600)
    words = words_in(_section(open_section(Role.ADMINISTRATOR, "backups")))
    assert "Atrasada" in words
    assert "há 1 dia" in words


def test_a_failed_backup_is_said_and_stays_said(
    station: Station, open_section: OpenSection, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise KnownError("store.disk_full", path="plantao.db")

    monkeypatch.setattr("app.backups.back_up", full)
    page = open_section(Role.ADMINISTRATOR, "backups")
    section = _section(page)
    press(section, "Fazer cópia agora")
    settled(qtbot)
    assert "O disco está cheio" in words_in(section)
    assert section.make_button.isEnabled()
    section.banner.hide()
    assert "A última tentativa falhou em" in words_in(section)


def test_going_back_asks_first_and_is_then_prepared_for_the_next_start(
    station: Station, sign_in: SignIn, open_section: OpenSection, qtbot: QtBot
) -> None:
    station.backups.create(sign_in(Role.ADMINISTRATOR))
    section = _section(open_section(Role.ADMINISTRATOR, "backups"))
    section.open_line(0)
    QApplication.processEvents()
    press(section, "Voltar a esta cópia…")
    press(section, "Preparar a volta")
    sheet = section.window().findChild(ConfirmSheet)
    assert isinstance(sheet, ConfirmSheet)
    sheet.yes.click()
    settled(qtbot)
    assert "Tudo pronto para voltar" in words_in(section)


def test_a_backup_of_another_key_asks_for_the_secret_of_its_time(
    station: Station,
    sign_in: SignIn,
    open_section: OpenSection,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    administrator = sign_in(Role.ADMINISTRATOR)
    station.keys.add_passphrase(administrator, "quatro cadeiras de palha")
    station.backups.create(administrator)
    # As if the copied file came from a station with another key.
    monkeypatch.setattr(station.backups, "_key", bytes(32))
    section = _section(open_section(Role.ADMINISTRATOR, "backups"))
    section.open_line(0)
    QApplication.processEvents()
    press(section, "Voltar a esta cópia…")
    form = section.findChild(RestoreForm)
    assert isinstance(form, RestoreForm)
    for secret, ready in (("", False), (PASSWORD, False), ("quatro cadeiras de palha", True)):
        if secret:
            fill(form, secret=secret)
        form.submit()
        sheet = next(one for one in section.window().findChildren(ConfirmSheet) if one.isVisible())
        sheet.yes.click()
        settled(qtbot)
        assert ("Tudo pronto para voltar" in words_in(section)) is ready
