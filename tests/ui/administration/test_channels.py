"""The channels: each is set up, tested and turned on by the administrator, and no secret is ever shown again."""

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.reminders.channel_service import ChannelService, ChannelSetup
from app.reminders.channels.registry import CHANNELS
from app.security.roles import Role
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import OpenSection, SignIn, press, settled, words_in
from tests.ui.conftest import settle
from ui.administration.channels.channel_page import ChannelPage
from ui.administration.channels.secret_field import SecretField
from ui.administration.channels.section import ChannelsSection
from ui.administration.channels.words import outcome_words
from ui.administration.page import AdministrationPage
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.number_field import NumberField
from ui.widgets.text_fields import TextField

SECRET = "sintetica-123"
MAIL = {"host": "mail.example.org", "sender": "ubs@example.org", "user": "ubs"}
Opened = Callable[[str], ChannelPage]


@pytest.fixture
def place(open_section: OpenSection) -> AdministrationPage:
    return open_section(Role.ADMINISTRATOR, "channels")


@pytest.fixture
def section(place: AdministrationPage) -> ChannelsSection:
    assert isinstance(place.page, ChannelsSection)
    return place.page


@pytest.fixture
def opened(section: ChannelsSection, qtbot: QtBot) -> Opened:
    """The form of a channel."""

    def of(code: str) -> ChannelPage:
        section.open_channel(code)
        settled(qtbot)
        assert section.channel is not None
        return section.channel

    return of


def secret_of(page: ChannelPage, name: str = "password") -> SecretField:
    control = page.form.fields[name].control
    assert isinstance(control, SecretField)
    return control


def kept(station: Station, sign_in: SignIn, code: str = "email") -> ChannelSetup:
    session = sign_in(Role.ADMINISTRATOR)
    return next(one for one in station.reminders.channels.list(session) if one.description.code == code)


def test_every_channel_is_listed_and_it_is_said_that_none_sends(section: ChannelsSection) -> None:
    assert list(section.rows.buttons) == list(CHANNELS)
    assert "Nenhum canal está ligado" in words_in(section)


@pytest.mark.parametrize("code", list(CHANNELS))
def test_every_form_has_its_words_and_is_complete_for_eyes_and_keyboard(
    opened: Opened, place: AdministrationPage, code: str
) -> None:
    page = opened(code)
    if not page.form.more.isVisible():
        page.form.fold_or_open()
    QApplication.processEvents()
    assert "[" not in words_in(page).replace("[code]", "")
    assert complaints(place) == []


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("scale", [90, 150])
def test_the_longest_form_fits_at_every_text_size(
    qapp: QApplication, open_section: OpenSection, qtbot: QtBot, language: str, scale: int
) -> None:
    choose_language(language)
    apply_theme(qapp, "dark", scale)
    place = open_section(Role.ADMINISTRATOR, "channels")
    assert complaints(place) == []
    assert isinstance(place.page, ChannelsSection)
    place.page.open_channel("email")
    settled(qtbot)
    page = place.page.channel
    assert page is not None
    page.form.active.setChecked(True)
    page.save()
    page.form.fold_or_open()
    settle()
    assert complaints(place) == []
    assert page.minimumSizeHint().width() <= place.stack.width()


def test_a_channel_that_is_to_send_must_be_whole_and_what_is_missing_is_said_at_its_field(
    opened: Opened, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    page = opened("email")
    page.form.active.setChecked(True)
    page.save()
    settled(qtbot)
    wrong = {name for name, field in page.form.fields.items() if field.error}
    assert wrong == {"host", "sender"}
    assert page.form.fields["host"].control.hasFocus()
    assert not kept(station, sign_in).active


def test_a_wrong_value_is_named_and_folded_settings_come_to_sight(opened: Opened, qtbot: QtBot) -> None:
    page = opened("email")
    page.form.take({**MAIL, "user": "", "sender": "ubs"})
    page.form.active.setChecked(True)
    page.save()
    settled(qtbot)
    assert "“ubs” não é um endereço de e-mail" in page.form.fields["sender"].error
    page.form.take({"sender": "ubs@example.org", "certificate_file": "/no/such.pem"})
    assert not page.form.more.isVisible()
    page.save()
    settled(qtbot)
    assert page.form.more.isVisible()
    assert "/no/such.pem" in page.form.fields["certificate_file"].error


def test_a_number_out_of_range_is_refused_with_its_range(opened: Opened, qtbot: QtBot) -> None:
    page = opened("email")
    port = page.form.fields["port"].control
    assert isinstance(port, NumberField)
    port.line.setText("70000")
    page.save()
    settled(qtbot)
    assert "65.535" in page.form.fields["port"].error


def test_a_secret_is_kept_unseen_changed_and_removed(
    opened: Opened, section: ChannelsSection, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    page = opened("email")
    page.form.take(MAIL)
    secret_of(page).password.line.setText(SECRET)
    page.save()
    settled(qtbot)
    assert kept(station, sign_in).kept == {"password"}
    assert "Guardada" in words_in(page)
    assert all(SECRET not in line.text() for line in page.findChildren(QLineEdit))
    page.save()
    settled(qtbot)
    assert kept(station, sign_in).kept == {"password"}
    secret_of(page).remove_button.click()
    assert "Será apagada ao gravar" in words_in(page)
    secret_of(page).back_button.click()
    assert not page.form.is_changed()
    secret_of(page).remove_button.click()
    page.save()
    settled(qtbot)
    assert kept(station, sign_in).kept == frozenset()


def test_what_was_typed_is_there_again_but_never_a_secret(
    opened: Opened, section: ChannelsSection, qtbot: QtBot, station: Station, sign_in: SignIn
) -> None:
    page = opened("email")
    page.form.take(MAIL)
    secret_of(page).password.line.setText(SECRET)
    assert section.step_back()
    settled(qtbot)
    assert SECRET not in repr(station.drafts.list(sign_in(Role.ADMINISTRATOR)))
    page = opened("email")
    assert page.form.values()["host"] == MAIL["host"]
    assert secret_of(page).value() is None
    press(page, "Voltar ao que está gravado")
    settled(qtbot)
    assert page.form.values()["host"] == ""
    assert not page.kept.isVisible()


def test_the_test_saves_what_was_typed_reaches_the_provider_and_offers_to_turn_it_on(
    opened: Opened, section: ChannelsSection, station: Station, sign_in: SignIn, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(ChannelService, "open", lambda _self, _code: Silent())
    page = opened("email")
    page.form.take(MAIL)
    secret_of(page).password.line.setText(SECRET)
    page.test()
    settled(qtbot)
    assert kept(station, sign_in).values["host"] == MAIL["host"]
    assert "Conexão boa" in words_in(page)
    press(page, "Ligar o canal")
    settled(qtbot)
    assert kept(station, sign_in).active
    assert page.badge.words == "Ligado"
    section.step_back()
    settled(qtbot)
    assert not section.none_on.isVisible()
    assert section.rows.buttons["email"].hasFocus()


def test_who_does_not_answer_is_said_with_what_to_do_and_stays_in_the_list(
    opened: Opened, section: ChannelsSection, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ChannelService, "open", lambda _self, _code: Silent("channels.unreachable"))
    page = opened("telegram")
    secret_of(page, "bot_token").password.line.setText("1:a")
    page.test()
    settled(qtbot)
    assert "O provedor não respondeu." in words_in(page)
    assert "nada se perde" in page.form.banner.body.text()
    section.step_back()
    settled(qtbot)
    assert "O provedor não respondeu." in words_in(section.rows)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("channels.not_admitted", "recusou usuário, senha ou chave"),
        ("secrets.not_ours", "foi lacrada em outra estação"),
        ("channels.unknown", "O teste não pôde ser feito"),
    ],
)
def test_whatever_comes_of_a_test_is_said_in_words_with_a_next_step(error: str, words: str) -> None:
    title, following = outcome_words(error)
    assert words in title
    assert following


def test_nobody_need_wait_for_a_slow_provider(opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Silent()
    slow.goes_on.clear()
    monkeypatch.setattr(ChannelService, "open", lambda _self, _code: slow)
    page = opened("telegram")
    page.test()
    qtbot.waitUntil(slow.asked.is_set)
    assert page.progress.isVisible()
    assert not page.form.test_button.isEnabled()
    assert not page.form.submit_button.isEnabled()
    press(page, "Não esperar")
    assert not page.progress.isVisible()
    assert page.form.test_button.isEnabled()
    assert page.form.submit_button.isEnabled()
    slow.goes_on.set()
    settled(qtbot)
    assert "Conexão boa" not in words_in(page)


def test_the_keyboard_fills_in_and_saves(opened: Opened, station: Station, sign_in: SignIn, qtbot: QtBot) -> None:
    page = opened("email")
    host = page.form.fields["host"].control
    assert isinstance(host, TextField)
    assert host.hasFocus()
    QTest.keyClicks(host, "mail.example.org")
    QTest.keyClick(host, Qt.Key.Key_Return)
    settled(qtbot)
    assert kept(station, sign_in).values["host"] == "mail.example.org"


class Silent:
    """A channel that answers, or does not."""

    def __init__(self, error: str = "") -> None:
        self.error = error
        self.asked, self.goes_on = Event(), Event()
        self.goes_on.set()

    def test(self) -> None:
        self.asked.set()
        assert self.goes_on.wait(60)
        if self.error:
            raise KnownError(self.error)

    def close(self) -> None:
        """Nothing to close."""
