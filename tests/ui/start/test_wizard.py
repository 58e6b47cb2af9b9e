"""The first start: by keyboard alone, validated inline, nothing written before the last answer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from tests.ui.accessibility import complaints
from tests.ui.start.conftest import PASSPHRASE, PASSWORD, CheapPorts, finish
from ui.start.application import Running
from ui.start.sign_in import SignInPage
from ui.start.wizard.account_step import AccountStep
from ui.start.wizard.page import WizardPage
from ui.start.wizard.protection_step import ProtectionStep
from ui.start.wizard.recovery_step import RecoveryStep
from ui.start.wizard.steps import UnitStep
from ui.texts import choose_language, chosen_language, tr
from ui.theme import apply_theme

Run = Callable[[], Running]


def _wizard(running: Running) -> WizardPage:
    page = running.window.centralWidget()
    assert isinstance(page, WizardPage)
    return page


def _fill_unit(wizard: WizardPage) -> None:
    step = wizard.steps[2]
    assert isinstance(step, UnitStep)
    step.name.setText("UBS Sintética")
    step.cnes.setText("1234567")
    step.municipality.setText("Natal (RN)")


def _fill_account(wizard: WizardPage, password: str = PASSWORD) -> None:
    step = wizard.steps[3]
    assert isinstance(step, AccountStep)
    step.account.name.setText("Helena Sintética")
    step.account.login.setText("helena")
    step.account.password.line.setText(password)
    step.account.repeated.line.setText(password)


def _fill_protection(wizard: WizardPage) -> None:
    step = wizard.steps[4]
    assert isinstance(step, ProtectionStep)
    step.with_passphrase.box.setChecked(True)
    step.passphrase.line.setText(PASSPHRASE)
    step.repeated.line.setText(PASSPHRASE)


def _answer_all(wizard: WizardPage, qtbot: QtBot) -> None:
    wizard.go_to(2)
    _fill_unit(wizard)
    wizard.step_on()
    _fill_account(wizard)
    wizard.step_on()
    _fill_protection(wizard)
    wizard.step_on()
    finish(qtbot)


def _press(qtbot: QtBot, key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def test_the_first_steps_are_walked_by_keyboard_alone(run: Run, qtbot: QtBot) -> None:
    wizard = _wizard(run())
    _press(qtbot, Qt.Key.Key_Return)
    assert wizard.now == 1
    _press(qtbot, Qt.Key.Key_2)
    _press(qtbot, Qt.Key.Key_Return)
    assert wizard.now == 2
    _press(qtbot, Qt.Key.Key_Escape)
    assert wizard.now == 1
    assert wizard.steps[1].answers() == {"role": "hospital"}


def test_what_is_missing_is_said_at_its_field_and_the_focus_goes_there(run: Run, qtbot: QtBot) -> None:
    wizard = _wizard(run())
    wizard.go_to(2)
    step = wizard.steps[2]
    assert isinstance(step, UnitStep)
    step.name.setText("UBS Sintética")
    step.cnes.setText("123")
    wizard.step_on()
    assert wizard.now == 2
    assert step.fields["name"].error == ""
    assert "aqui há 3" in step.fields["cnes"].error
    assert step.fields["municipality"].error
    assert wizard.window().focusWidget() is step.cnes


def test_a_password_that_would_be_guessed_is_refused_at_its_field(run: Run) -> None:
    wizard = _wizard(run())
    wizard.go_to(3)
    _fill_account(wizard, "helena")
    wizard.step_on()
    step = wizard.steps[3]
    assert isinstance(step, AccountStep)
    assert "pelo menos 12" in step.account.fields["password"].error


def test_nothing_is_written_before_the_last_answer(run: Run, qtbot: QtBot, ports: CheapPorts) -> None:
    wizard = _wizard(run())
    wizard.go_to(4)
    finish(qtbot)
    assert not ports.has_store()


def test_a_way_to_the_data_must_be_chosen(run: Run, qtbot: QtBot) -> None:
    wizard = _wizard(run())
    wizard.go_to(4)
    finish(qtbot)
    step = wizard.steps[4]
    assert isinstance(step, ProtectionStep)
    step.with_passphrase.box.setChecked(False)
    wizard.step_on()
    assert step.banner.isVisible()
    step.with_passphrase.box.setChecked(True)
    step.passphrase.line.setText("curta")
    wizard.step_on()
    assert "10 caracteres" in step.passphrase_field.error


def test_the_station_is_made_and_the_code_must_be_on_paper(run: Run, qtbot: QtBot, home: Path) -> None:
    running = run()
    wizard = _wizard(running)
    _answer_all(wizard, qtbot)
    step = wizard.steps[wizard.now]
    assert isinstance(step, RecoveryStep)
    assert not wizard.back.isVisible()
    step.typed.setText("wrong")
    wizard.step_on()
    assert step.typed_field.error
    step.save_to(home / "code.pdf")
    assert step.groups[step.asked] in PdfReader(home / "code.pdf").pages[0].extract_text()
    step.typed.setText(step.groups[step.asked].lower())
    wizard.step_on()
    finish(qtbot)
    assert complaints(wizard) == []
    assert wizard.next.text() == "Trabalhar sozinha por enquanto"
    wizard.step_on()
    finish(qtbot)
    assert complaints(wizard) == []
    wizard.step_on()
    assert isinstance(running.window.centralWidget(), SignInPage)


def test_a_pdf_that_cannot_be_written_is_told(run: Run, qtbot: QtBot, home: Path) -> None:
    wizard = _wizard(run())
    _answer_all(wizard, qtbot)
    step = wizard.steps[wizard.now]
    assert isinstance(step, RecoveryStep)
    step.save_to(home / "missing" / "code.pdf")
    assert step.banner.title.text() == tr("wizard.pdf_failed")


def test_a_refusal_of_the_account_leads_back_to_it(
    run: Run, qtbot: QtBot, ports: CheapPorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_first: object) -> None:
        raise KnownError("access.login_shape")

    monkeypatch.setattr(ports, "create", refuse)
    wizard = _wizard(run())
    _answer_all(wizard, qtbot)
    step = wizard.steps[wizard.now]
    assert isinstance(step, AccountStep)
    assert step.account.fields["login"].error


def test_another_language_begins_anew_in_it(run: Run, qtbot: QtBot) -> None:
    running = run()
    _press(qtbot, Qt.Key.Key_2)
    _wizard(running).step_on()
    finish(qtbot)
    assert chosen_language() == "en"
    assert _wizard(running).next.text() == "Continue"


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_every_step_can_be_read_and_reached(
    run: Run, qtbot: QtBot, light: QApplication, language: str, scale: int
) -> None:
    running = run()
    choose_language(language)
    apply_theme(light, "light", scale)
    assert running.flow is not None
    running.flow.wizard()
    finish(qtbot)
    wizard = _wizard(running)
    found: dict[str, list[str]] = {}
    for number, step in enumerate(wizard.steps):
        wizard.go_to(number)
        finish(qtbot)
        found[step.key] = complaints(wizard)
    assert found == {step.key: [] for step in wizard.steps}


def test_title_and_explanation_stand_at_the_same_place_on_every_step(run: Run, qtbot: QtBot) -> None:
    wizard = _wizard(run())
    gaps = set()
    for number in (0, 1, 2, 3, 4, 3, 0):
        wizard.go_to(number)
        finish(qtbot)
        step, words = wizard.steps[number], wizard.explanation
        needed = 2 if number in (0, 4) else 1
        assert round(words.height() / words.fontMetrics().lineSpacing()) == needed
        assert step.y() - words.geometry().bottom() == wizard.body.spacing() + 1
        gaps.add((wizard.title.y(), words.y()))
    assert len(gaps) == 1


def test_enter_while_the_station_is_made_makes_no_second_one(
    run: Run, qtbot: QtBot, ports: CheapPorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def refuse(first: object) -> None:
        asked.append(first)
        raise KnownError("store.already_exists", path="plantao.db")

    monkeypatch.setattr(ports, "create", refuse)
    wizard = _wizard(run())
    wizard.go_to(2)
    _fill_unit(wizard)
    wizard.step_on()
    _fill_account(wizard)
    wizard.step_on()
    _fill_protection(wizard)
    wizard.step_on()
    wizard.step_on()
    finish(qtbot)
    assert len(asked) == 1
    assert wizard.banner.isVisible()
    assert wizard.window().focusWidget() is wizard.next
    assert wizard.next.text() == tr("wizard.create")
