"""One's own account: password, PIN, language, open to every role."""

import pytest
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import PASSWORD, OpenSection, SignIn, fill, settled, words_in
from ui.administration.own_account import OwnAccountSection
from ui.administration.page import AdministrationPage


def _section(page: AdministrationPage) -> OwnAccountSection:
    assert isinstance(page.page, OwnAccountSection)
    return page.page


def test_a_new_password_needs_the_old_one_and_ends_the_pin(
    station: Station, open_section: OpenSection, sign_in: SignIn, qtbot: QtBot
) -> None:
    station.accounts.set_pin(sign_in(Role.STUDENT), PASSWORD, "7294")
    section = _section(open_section(Role.STUDENT, "own_account"))
    assert "Você tem um PIN." in words_in(section)
    section.password.submit()
    assert section.password.fields["old"].error
    fill(section.password, old="errada-de-todo", new="cinco-redes-verdes")
    section.password.submit()
    settled(qtbot)
    assert section.password.fields["old"].error
    fill(section.password, old=PASSWORD, new="12345678")
    section.password.submit()
    settled(qtbot)
    assert section.password.fields["new"].error
    fill(section.password, old=PASSWORD, new="cinco-redes-verdes")
    section.password.submit()
    settled(qtbot)
    words = words_in(section)
    assert "Senha trocada" in words
    assert "Você ainda não tem PIN." in words
    assert section.password.new.value() == ""
    assert station.sign_in.sign_in("student", "cinco-redes-verdes").role is Role.STUDENT
    with pytest.raises(KnownError):
        station.sign_in.sign_in("student", PASSWORD)


def test_a_pin_is_set_refused_when_trivial_and_taken_away(
    station: Station, open_section: OpenSection, qtbot: QtBot
) -> None:
    section = _section(open_section(Role.NURSE, "own_account"))
    fill(section.pin, old=PASSWORD, pin="1234")
    section.pin.submit()
    settled(qtbot)
    assert section.pin.fields["pin"].error
    fill(section.pin, old=PASSWORD, pin="7294")
    section.pin.submit()
    settled(qtbot)
    assert "PIN definido" in words_in(section)
    assert station.sign_in.unlock(section.context.session, "7294").role is Role.NURSE
    section.pin.remove_button.click()
    assert section.pin.fields["old"].error
    fill(section.pin, old=PASSWORD)
    section.pin.remove_button.click()
    settled(qtbot)
    assert not station.accounts.own(section.context.session).has_pin


def test_the_language_chosen_is_kept_in_the_account(station: Station, open_section: OpenSection, qtbot: QtBot) -> None:
    section = _section(open_section(Role.NURSE, "own_account"))
    section.language.set_value("en")
    section.language.changed.emit("en")
    settled(qtbot)
    assert station.accounts.own(section.context.session).language == "en"
    assert "English" in words_in(section)
