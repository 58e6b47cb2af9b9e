"""Keys on screen: a passphrase added, the recovery code replaced and proved, the last one kept."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.kernel.errors import KnownError
from app.security.keys.keyring import SystemKeyring
from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import OpenSection, SignIn, fill, press, settled, words_in
from ui.administration.keys.forms import KeyFileForm, PassphraseForm
from ui.administration.keys.recovery import RecoveryPage
from ui.administration.keys.section import KeysSection
from ui.administration.page import AdministrationPage
from ui.widgets.confirm_sheet import ConfirmSheet

PHRASE = "quatro cadeiras de palha"


def _section(page: AdministrationPage) -> KeysSection:
    assert isinstance(page.page, KeysSection)
    return page.page


def _agree(section: KeysSection) -> None:
    sheet = next(one for one in section.window().findChildren(ConfirmSheet) if one.isVisible())
    sheet.yes.click()


def _slots(station: Station, sign_in: SignIn) -> list[str]:
    return [slot.kind for slot in station.keys.list(sign_in(Role.ADMINISTRATOR))]


def test_the_only_key_that_a_person_can_use_offers_no_removal(open_section: OpenSection) -> None:
    section = _section(open_section(Role.ADMINISTRATOR, "keys"))
    assert section.rows["recovery"].remove_buttons == []
    assert "é a única que uma pessoa pode usar" in words_in(section)


def test_a_removal_that_would_lock_everybody_out_is_refused_by_the_service_too(
    station: Station, open_section: OpenSection, qtbot: QtBot
) -> None:
    section = _section(open_section(Role.ADMINISTRATOR, "keys"))
    section.ask_remove(section.rows["recovery"].slots[0])
    _agree(section)
    settled(qtbot)
    assert "Não foi feito" in words_in(section)
    with pytest.raises(KnownError, match=r"keys\.last_slot"):
        station.keys.remove(section.context.session, section.rows["recovery"].slots[0].id)


def test_a_passphrase_is_added_and_then_the_code_may_go(
    station: Station, sign_in: SignIn, open_section: OpenSection, qtbot: QtBot, cheap_ports: bootstrap.Ports
) -> None:
    section = _section(open_section(Role.ADMINISTRATOR, "keys"))
    press(section, "Acrescentar frase")
    form = section.findChild(PassphraseForm)
    assert isinstance(form, PassphraseForm)
    fill(form, passphrase="curta")
    form.submit()
    settled(qtbot)
    assert form.fields["passphrase"].error
    fill(form, passphrase=PHRASE)
    form.submit()
    settled(qtbot)
    assert "Frase de acesso acrescentada" in words_in(section)
    assert bootstrap.key_slots(station.folders, cheap_ports).unlock_with_passphrase(PHRASE)
    section.rows["recovery"].remove_buttons[0].click()
    _agree(section)
    settled(qtbot)
    assert _slots(station, sign_in) == ["passphrase"]
    assert section.rows["passphrase"].remove_buttons == []


def test_a_new_recovery_code_replaces_the_old_one_and_is_proved_by_one_group(
    station: Station, open_section: OpenSection, qtbot: QtBot, cheap_ports: bootstrap.Ports
) -> None:
    section = _section(open_section(Role.ADMINISTRATOR, "keys"))
    press(section, "Gerar novo código")
    _agree(section)
    settled(qtbot)
    page = section.findChild(RecoveryPage)
    assert isinstance(page, RecoveryPage)
    code, asked = page.step.code, page.step.asked
    assert all(group in words_in(section) for group in code.split("-"))
    page.step.typed.set_value("XXXXX")
    page.finish.click()
    assert page.step.typed_field.error
    page.step.typed.set_value(code.split("-")[asked].lower())
    page.finish.click()
    settled(qtbot)
    words = words_in(section)
    assert "Novo código de recuperação guardado" in words
    assert code.split("-")[asked] not in words
    slots = bootstrap.key_slots(station.folders, cheap_ports)
    assert slots.unlock_with_recovery_code(code)
    section.replace_code()
    settled(qtbot)
    with pytest.raises(KnownError, match=r"keys\.wrong_recovery_code"):
        slots.unlock_with_recovery_code(code)


def test_a_key_file_is_written_and_one_that_exists_is_refused_at_its_field(
    station: Station, sign_in: SignIn, open_section: OpenSection, qtbot: QtBot
) -> None:
    section = _section(open_section(Role.ADMINISTRATOR, "keys"))
    path = station.folders.home / "unit.key"
    for expected in ("", "error"):
        press(section, "Criar arquivo")
        form = [one for one in section.findChildren(KeyFileForm) if one.isVisibleTo(section)][-1]
        fill(form, path=str(path))
        form.submit()
        settled(qtbot)
        if expected:
            assert form.fields["path"].error
    assert path.exists()
    assert _slots(station, sign_in).count("key_file") == 1


def test_a_computer_without_a_keyring_is_explained(
    open_section: OpenSection, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_self: object, _name: str, _secret: str) -> None:
        raise KnownError("keys.keyring_missing", backend="none")

    monkeypatch.setattr(SystemKeyring, "write", missing)
    section = _section(open_section(Role.ADMINISTRATOR, "keys"))
    press(section, "Usar este computador")
    settled(qtbot)
    QApplication.processEvents()
    assert "Não foi feito" in words_in(section)
