"""From a text that is being written a trial goes to its writer, and the provider's answer is told."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.security.roles import Role
from tests.reminders.channels.local_smtp import Behaviour, MailRoom, mail_server
from tests.ui.accessibility import complaints
from tests.ui.administration.office import OpenSection, open_section, settled, words_in
from tests.ui.reminders.texts.desk import Desk, OpenPlace, texts_page
from ui.administration.channels.section import ChannelsSection
from ui.reminders.parts.trial_form import TrialForm
from ui.reminders.templates.editor import TemplateEditor
from ui.texts import choose_language
from ui.theme import apply_theme

__all__ = ["open_section"]
ME = "clara@example.org"


@pytest.fixture
def room() -> Iterator[MailRoom]:
    with mail_server(Behaviour()) as one:
        yield one


@pytest.fixture
def mail(desk: Desk, room: MailRoom) -> MailRoom:
    """E-mail goes to the server on this machine."""
    settings = {"host": "localhost", "port": str(room.port), "sender": "ubs@example.org", "security": "none"}
    desk.station.reminders.channels.save(desk.sign_in(Role.ADMINISTRATOR), "email", settings, {}, active=True)
    return room


def opened(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> TemplateEditor:
    desk.add_people(1, 1)
    place = open_place(f"templates/{desk.text().template_id}")
    settled(qtbot)
    editor = texts_page(place).editor
    assert editor is not None
    return editor


def send(form: TrialForm, to: str, qtbot: QtBot) -> None:
    form.address.set_value(to)
    form.send_button.click()
    settled(qtbot)


def test_what_stands_in_the_editor_arrives_unsaved(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot, mail: MailRoom
) -> None:
    editor = opened(desk, open_place, qtbot)
    editor.form.pad.body.set_value("Vacina, {{first_name}}!")
    send(editor.trial, ME, qtbot)
    assert "O provedor aceitou o teste" in words_in(editor.trial)
    (letter,) = mail.letters
    assert (letter.to, b"Vacina, Maria!" in letter.raw) == (ME, True)
    assert [one.number for one in desk.texts()] == [1]


def test_a_broken_text_or_address_sends_nothing(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot, mail: MailRoom
) -> None:
    editor = opened(desk, open_place, qtbot)
    send(editor.trial, "clara", qtbot)
    assert "não é um e-mail" in editor.trial.address_field.error
    editor.form.pad.body.set_value("Olá, {{")
    send(editor.trial, ME, qtbot)
    assert mail.letters == []


def test_a_refusal_is_told_in_words(desk: Desk, open_place: OpenPlace, qtbot: QtBot, mail: MailRoom) -> None:
    mail.behaviour.replies["RCPT"] = ["550 5.1.1 no such box"]
    editor = opened(desk, open_place, qtbot)
    send(editor.trial, ME, qtbot)
    assert "O teste não saiu" in words_in(editor.trial)
    assert "no such box" in words_in(editor.trial)


def test_without_a_channel_it_says_so(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    editor = opened(desk, open_place, qtbot)
    assert "Nenhum canal ligado" in words_in(editor.trial)
    assert not editor.trial.send_button.isVisible()


def test_the_administrator_tries_a_channel_as_it_is_saved(
    desk: Desk, open_section: OpenSection, qtbot: QtBot, mail: MailRoom
) -> None:
    section = open_section(Role.ADMINISTRATOR, "channels").page
    assert isinstance(section, ChannelsSection)
    section.open_channel("email")
    settled(qtbot)
    page = section.channel
    assert page is not None
    send(page.trial, ME, qtbot)
    assert [one.to for one in mail.letters] == [ME]
    page.form.take({"host": "elsewhere.example.org"})
    send(page.trial, ME, qtbot)
    assert "Salve o que mudou" in words_in(page.form.banner)
    assert len(mail.letters) == 1


@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_it_fits_in_large_text(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot, qapp: QApplication, mail: MailRoom, language: str
) -> None:
    choose_language(language)
    apply_theme(qapp, "dark", 150)
    editor = opened(desk, open_place, qtbot)
    send(editor.trial, ME, qtbot)
    assert "[" not in words_in(editor.trial)
    assert complaints(editor) == []
