"""The last question of the first start: join the network now, or work alone for now."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from app.central.database import open_database
from app.central.tables import unit
from tests.central.serving import Served, served
from tests.ui.administration.office import words_in
from tests.ui.network.conftest import three_lines
from tests.ui.start.conftest import finish
from tests.ui.start.test_wizard import _answer_all, _wizard
from ui.start.application import Running
from ui.start.sign_in import SignInPage
from ui.start.wizard.network_step import NetworkStep
from ui.start.wizard.page import WizardPage
from ui.start.wizard.recovery_step import RecoveryStep


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Served]:
    """A server that knows the unit which the wizard is told."""
    engine = open_database(f"sqlite:///{tmp_path / 'central.db'}")
    with engine.begin() as connection:
        connection.execute(insert(unit).values(cnes="1234567", name="UBS Sintética", kind="primary_care"))
    with served(engine, tmp_path / "server") as one:
        yield one
    engine.dispose()


def _at_the_network(wizard: WizardPage, qtbot: QtBot) -> NetworkStep:
    _answer_all(wizard, qtbot)
    recovery = wizard.steps[wizard.now]
    assert isinstance(recovery, RecoveryStep)
    recovery.typed.setText(recovery.groups[recovery.asked])
    wizard.step_on()
    finish(qtbot)
    step = wizard.steps[wizard.now]
    assert isinstance(step, NetworkStep)
    return step


def test_the_first_start_joins_the_network_and_brings_the_first_exchange(
    run: Callable[[], Running], central: Served, qtbot: QtBot
) -> None:
    running = run()
    wizard = _wizard(running)
    step = _at_the_network(wizard, qtbot)
    step.form.paste.set_value(three_lines(central, central.code("1234567")))
    step.form.submit()
    finish(qtbot)
    words = words_in(step)
    assert "UBS Sintética (CNES 1234567)" in words
    assert "A primeira troca terminou" in words
    assert wizard.next.text() == "Continuar"
    wizard.step_on()
    wizard.step_on()
    assert isinstance(running.window.centralWidget(), SignInPage)
    assert running.flow is not None
    assert running.flow.station is not None
    assert running.flow.station.sync.status().synchronised


def test_a_refused_code_leaves_the_question_open_and_it_may_be_left_for_later(
    run: Callable[[], Running], central: Served, qtbot: QtBot
) -> None:
    running = run()
    wizard = _wizard(running)
    step = _at_the_network(wizard, qtbot)
    step.form.paste.set_value(three_lines(central, "ABCD-EFGH-JKLM-2345"))
    step.form.submit()
    finish(qtbot)
    assert "já foi usado" in step.form.fields["code"].error
    assert wizard.next.text() == "Trabalhar sozinha por enquanto"
    wizard.step_on()
    wizard.step_on()
    assert running.flow is not None
    assert running.flow.station is not None
    assert running.flow.station.enrolling.current() is None
