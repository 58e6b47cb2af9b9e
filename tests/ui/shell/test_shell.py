"""The shell: only what the role may use, everything by keyboard, nothing lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session, Status
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.shell.conftest import PASSWORD, Holder, finish, screen
from ui.about.parts import parts
from ui.about.sheet import AboutSheet
from ui.shell.own_account import PasswordSheet, PinSheet
from ui.shell.palette import Palette
from ui.shell.places import known_places
from ui.shell.shortcuts import ShortcutSheet
from ui.shell.window import Shell
from ui.texts import LANGUAGES, choose_language, has_text, tr
from ui.theme import apply_theme
from ui.widgets.labels import Text

OpenShell = Callable[[Session], Shell]
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def test_only_the_places_of_the_role_are_offered(open_shell: OpenShell, nurse: Session, administrator: Session) -> None:
    assert list(open_shell(nurse).rail.buttons) == ["reception", "pregnancy"]
    assert list(open_shell(administrator).rail.buttons) == ["administration"]


def test_a_place_is_built_when_somebody_goes_there_and_kept(open_shell: OpenShell, nurse: Session) -> None:
    shell = open_shell(nurse)
    assert list(shell._built) == ["reception"]
    first = screen(shell)
    shell.navigate("pregnancy", "p1")
    assert first.noted == ["arrive None", "leave"]
    assert screen(shell).noted == ["arrive p1"]
    shell.go("reception")
    assert screen(shell) is first
    assert shell.window().focusWidget() is first.field


def test_a_focus_that_got_lost_goes_back_to_the_place(open_shell: OpenShell, nurse: Session, qtbot: QtBot) -> None:
    shell = open_shell(nurse)
    field = screen(shell).field
    button = QPushButton(shell)
    button.show()
    button.setFocus()
    button.clearFocus()
    button.deleteLater()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)


def test_a_place_that_the_role_may_not_use_stays_closed(open_shell: OpenShell, nurse: Session) -> None:
    shell = open_shell(nurse)
    shell.navigate("administration", None)
    assert screen(shell).key == "reception"


def test_the_keys_of_the_window_do_what_the_list_says(open_shell: OpenShell, nurse: Session, qtbot: QtBot) -> None:
    shell = open_shell(nurse)
    QTest.keyClick(screen(shell).field, Qt.Key.Key_2, ALT)
    assert screen(shell).key == "pregnancy"
    QTest.keyClick(screen(shell).field, Qt.Key.Key_P, CTRL)
    QTest.keyClick(screen(shell).field, Qt.Key.Key_Escape)
    assert screen(shell).noted == ["arrive None", "print", "back"]
    QTest.keyClick(screen(shell).field, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    sheet = shell.findChild(ShortcutSheet)
    assert sheet is not None
    shown = [text.text() for text in sheet.findChildren(Text)]
    assert {"Ctrl + K", "Alt + 1", "Alt + 2", "Ctrl + L", "Ctrl + P", "Esc", "F1"} <= set(shown)
    finish(qtbot)
    assert complaints(sheet) == []
    sheet.leave()


def test_every_screen_of_a_demonstration_says_so(open_shell: OpenShell, nurse: Session) -> None:
    shell = open_shell(nurse)
    shown = [text.text() for text in shell.findChildren(Text) if text.isVisible()]
    assert tr("shell.demo") in shown


def test_the_status_is_honest_about_the_backup(
    open_shell: OpenShell, administrator: Session, station: Station, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    shell = open_shell(administrator)
    assert shell.bar.status.words.text() == "Só nesta estação · sem cópia de segurança"
    shell.bar.status.show_backup(fake_clock.now() - timedelta(hours=3), fake_clock.now())
    assert shell.bar.status.accessibleName() == "Só nesta estação · cópia há 3 h"
    shell.bar.status.show_backup(fake_clock.now() + timedelta(hours=27), fake_clock.now())
    assert shell.bar.status.accessibleName() == "Só nesta estação · cópia em data futura (relógio atrasado?)"


def test_the_age_of_the_backup_is_asked_again_every_minute_and_after_a_backup(
    open_shell: OpenShell, administrator: Session, station: Station, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    shell = open_shell(administrator)
    watch = shell.watches.backups
    assert watch.timer.isActive()
    assert watch.timer.interval() == 60_000
    station.backups.create(administrator)
    shell.context.backups_changed()
    finish(qtbot)
    assert shell.bar.status.words.text() == "Só nesta estação · cópia agora"
    fake_clock.advance(180)
    watch.timer.timeout.emit()
    finish(qtbot)
    assert shell.bar.status.words.text() == "Só nesta estação · cópia há 3 min"


def test_a_failed_backup_is_said_in_words(
    open_shell: OpenShell, administrator: Session, station: Station, qtbot: QtBot, tmp_path: Path
) -> None:
    shell = open_shell(administrator)
    station.backups.create(administrator)
    (tmp_path / "a file").write_text("")
    with pytest.raises(KnownError):
        station.backups.create(administrator, tmp_path / "a file")
    shell.context.backups_changed()
    finish(qtbot)
    assert shell.bar.status.accessibleName() == "A cópia de segurança falhou"
    assert "Última cópia boa: agora" in shell.bar.status.toolTip()
    assert complaints(shell) == []


def test_a_pending_account_sees_only_that_it_waits(
    open_shell: OpenShell, administrator: Session, holder: Holder, qtbot: QtBot
) -> None:
    shell = open_shell(replace(administrator, status=Status.PENDING))
    assert shell.places == ()
    shell.open_palette()
    assert shell.findChild(Palette) is None
    assert shell.bar.search is None
    shell.look_again()
    finish(qtbot)
    assert ("rebuild", Status.ACTIVE, "pt_BR", None, None) in holder.noted


def test_another_language_or_size_keeps_the_place(open_shell: OpenShell, nurse: Session, holder: Holder) -> None:
    shell = open_shell(nurse)
    shell.navigate("pregnancy", "p1")
    shell.speak("en")
    shell.look(scale=125)
    shell.look(theme="dark")
    assert holder.noted == [
        ("language", "en"),
        ("rebuild", Status.ACTIVE, "en", "pregnancy", "p1"),
        ("look", None, 125),
        ("rebuild", Status.ACTIVE, "pt_BR", "pregnancy", "p1"),
        ("look", "dark", None),
    ]


def test_changing_person_keeps_drafts_and_ends_the_session(
    open_shell: OpenShell, administrator: Session, holder: Holder, qtbot: QtBot
) -> None:
    shell = open_shell(administrator)
    screen(shell).field.setText("a meio caminho")
    assert screen(shell).keeps_draft()
    shell.change_user()
    finish(qtbot)
    assert screen(shell).noted[-1] == "leave"
    assert holder.noted == ["sign in"]
    assert open_shell(administrator).status.words() == tr("shell.draft_kept")
    assert not holder.preferences.draft_kept


def test_the_menu_offers_what_one_does_for_oneself(open_shell: OpenShell, nurse: Session, qtbot: QtBot) -> None:
    from ui.shell.user_menu import user_menu

    shell = open_shell(nurse)
    menu = user_menu(shell, shell)
    words = [action.text() for action in menu.actions() if action.text()]
    assert len(words) == 13
    menu.deleteLater()


def test_a_pin_is_set_and_a_wrong_password_is_said_in_the_sheet(
    open_shell: OpenShell, administrator: Session, station: Station, qtbot: QtBot
) -> None:
    shell = open_shell(administrator)
    shell.ask_pin()
    sheet = shell.findChild(PinSheet)
    assert sheet is not None
    sheet.password.line.setText("falsch")
    sheet.pin.line.setText("7391")
    sheet._set()
    finish(qtbot)
    assert sheet.banner.isVisible()
    assert complaints(sheet) == []
    sheet.password.line.setText(PASSWORD)
    sheet._set()
    finish(qtbot)
    assert station.accounts.own(administrator).has_pin
    assert shell.status.words() == tr("shell.pin_done")


def test_a_password_is_changed_once_it_was_typed_twice(
    open_shell: OpenShell, administrator: Session, station: Station, qtbot: QtBot
) -> None:
    shell = open_shell(administrator)
    shell.ask_password()
    sheet = shell.findChild(PasswordSheet)
    assert sheet is not None
    sheet.old.line.setText(PASSWORD)
    sheet.new.line.setText("outros barcos verdes")
    sheet._set()
    assert sheet.again_field.error
    sheet.again.line.setText("outros barcos verdes")
    sheet._set()
    finish(qtbot)
    assert station.sign_in.sign_in("helena", "outros barcos verdes").role is Role.ADMINISTRATOR


def test_the_about_box_reads_the_licences_of_what_is_installed(
    open_shell: OpenShell, nurse: Session, qtbot: QtBot
) -> None:
    shell = open_shell(nurse)
    shell.show_about()
    finish(qtbot)
    sheet = shell.findChild(AboutSheet)
    assert sheet is not None
    assert complaints(sheet) == []
    names = {part.name.lower() for part in parts()}
    assert {"sqlalchemy", "alembic", "keyring"} <= names
    assert all(part.licence for part in parts())
    sheet.leave()


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("folded", [False, True])
def test_the_frame_can_be_read_and_reached(
    open_shell: OpenShell, nurse: Session, light: QApplication, qtbot: QtBot, folded: bool, language: str, scale: int
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    shell = open_shell(nurse)
    shell.rail.fold(folded)
    finish(qtbot)
    assert complaints(shell) == []


def test_every_place_that_exists_has_its_words() -> None:
    for place in known_places():
        assert has_text(f"places.{place.key}")
        assert has_text(f"places.{place.key}_hint")
