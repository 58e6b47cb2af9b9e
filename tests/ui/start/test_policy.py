"""A machine with a policy: the first start finds it answered and locked, the station's page shows what is fixed, and a
display opens by itself."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from app import bootstrap
from app.central.database import open_database
from app.central.tables import unit
from app.kernel.folders import StationFolders
from tests.central.serving import Served, served
from tests.conftest import ExpectedLogs
from tests.policy.test_reading import written
from tests.ui.administration.office import words_in
from tests.ui.start.conftest import PASSWORD, finish
from ui.commands.composing import StationPorts
from ui.start.application import Running
from ui.start.kiosk import KioskFlow
from ui.start.sign_in import SignInPage
from ui.start.trouble import TroublePage
from ui.start.unlock import UnlockPage
from ui.start.wizard.account_step import AccountStep
from ui.start.wizard.network_step import NetworkStep
from ui.start.wizard.page import WizardPage
from ui.start.wizard.protection_step import ProtectionStep
from ui.start.wizard.recovery_step import RecoveryStep
from ui.start.wizard.steps import LanguageStep, RoleStep, UnitStep

Open = Callable[[], Running]
OPEN = (LanguageStep, RoleStep, UnitStep)


class PolicyPorts(StationPorts):
    """Real ports on a policy file, with hashing that costs nothing."""

    def __init__(self, home: Path, ports: bootstrap.Ports, file: Path) -> None:
        super().__init__(StationFolders(home), policy_file=file)
        self.cheap = ports

    def ports(self) -> bootstrap.Ports:
        made = super().ports()
        return replace(self.cheap, policy=made.policy)


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Served]:
    """A server that knows the unit."""
    engine = open_database(f"sqlite:///{tmp_path / 'central.db'}")
    with engine.begin() as connection:
        connection.execute(insert(unit).values(cnes="1111111", name="UBS Sintética", kind="primary_care"))
    with served(engine, tmp_path / "server") as one:
        yield one
    engine.dispose()


@pytest.fixture
def start(
    qtbot: QtBot, light: QApplication, home: Path, cheap_ports: bootstrap.Ports, tmp_path: Path
) -> Iterator[Callable[[bytes], Running]]:
    """Open the program on a machine with this policy."""
    started: list[Running] = []

    def begin(policy: bytes) -> Running:
        file = tmp_path / "policy.toml"
        file.write_bytes(policy)
        file.chmod(0o600)
        running = Running([], PolicyPorts(home, cheap_ports, file))
        started.append(running)
        qtbot.addWidget(running.window)
        running.window.resize(1366, 768)
        running.show()
        qtbot.waitUntil(lambda: running.flow is not None)
        finish(qtbot)
        return running

    yield begin
    for running in started:
        running.window.end()
        running.end()


def _policy(tmp_path: Path, role: str = "unit_station", server: dict[str, str] | None = None) -> bytes:
    content = {
        "format": 1,
        "role": role,
        "unit": {"name": "UBS Sintética", "cnes": "1111111", "municipality": "2408102"},
        "station": {"language": "en", "theme": "dark", "lock_after_minutes": 7},
        "keys": {"key_file": str(tmp_path / "key")},
        "administrator": {"login": "suporte", "name": "Suporte Sintético"},
    }
    return written({**content, **({"server": server} if server else {})})


def test_the_first_start_asks_only_for_what_the_policy_leaves_open(
    start: Callable[[bytes], Running], central: Served, tmp_path: Path, qtbot: QtBot
) -> None:
    server = {"address": central.address, "certificate": str(central.certificate.certificate), "code": central.code()}
    running = start(_policy(tmp_path, server=server))
    wizard = running.window.centralWidget()
    assert isinstance(wizard, WizardPage)
    assert wizard.title.text() == "Welcome to Plantão" and running.preferences.theme == "dark"
    for kind in OPEN:
        step = wizard.steps[wizard.now]
        assert isinstance(step, kind)
        assert "Set by the network's administration" in words_in(step)
        wizard.next.click()
    account = wizard.steps[wizard.now]
    assert isinstance(account, AccountStep) and account.account.login.value() == "suporte"
    assert not account.account.login.isEnabled() and account.account.password.isEnabled()
    account.account.password.line.setText(PASSWORD)
    account.account.repeated.line.setText(PASSWORD)
    wizard.next.click()
    assert isinstance(wizard.steps[wizard.now], ProtectionStep)
    wizard.next.click()
    finish(qtbot)
    recovery = wizard.steps[wizard.now]
    assert isinstance(recovery, RecoveryStep)
    recovery.typed.setText(recovery.groups[recovery.asked])
    wizard.next.click()
    network = wizard.steps[wizard.now]
    assert isinstance(network, NetworkStep) and not network.form.address.isEnabled()
    network.form.submit()
    finish(qtbot)
    assert "UBS Sintética (CNES 1111111)" in words_in(network)
    wizard.step_on()
    wizard.step_on()
    assert isinstance(running.window.centralWidget(), SignInPage)
    assert running.flow is not None and running.flow.station is not None
    profile = running.flow.station.profile
    assert (profile.role.value, profile.lock_after_minutes, profile.municipality_name) == ("ubs", 7, "Natal")


def test_without_a_store_a_policy_that_cannot_be_read_is_told_instead_of_the_first_start(
    start: Callable[[bytes], Running], expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("app.policy.places", "policy.not_one_of role")
    running = start(b'format = 1\nrole = "wall"\n')
    page = running.window.centralWidget()
    assert isinstance(page, TroublePage)
    assert "“role”" in words_in(page) and "wall" in words_in(page)


def _made(home: Path, ports: bootstrap.Ports, file: Path) -> None:
    from app.bootstrap.unattended import set_up
    from app.policy.reading import read_policy

    set_up(StationFolders(home), read_policy(file), ports, lambda _done: None)


def test_a_display_opens_on_the_whole_screen_and_waits_for_nobody_when_its_key_comes_late(
    start: Callable[[bytes], Running],
    home: Path,
    cheap_ports: bootstrap.Ports,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    from ui.ward.layouts.kiosk_page import KioskPage

    policy = _policy(tmp_path, "central_display")
    file = tmp_path / "policy.toml"
    file.write_bytes(policy)
    file.chmod(0o600)
    _made(home, cheap_ports, file)
    key = tmp_path / "key"
    late = key.rename(tmp_path / "not-mounted-yet")
    running = start(policy)
    flow = running.flow
    assert isinstance(flow, KioskFlow) and running.window.isFullScreen()
    page = running.window.centralWidget()
    assert isinstance(page, UnlockPage) and "every 30 seconds" in words_in(page)
    flow._again.timeout.emit()
    finish(qtbot)
    assert running.window.centralWidget() is page, "what did not change is not drawn anew"
    late.rename(key)
    flow._again.timeout.emit()
    finish(qtbot)
    assert isinstance(running.window.centralWidget(), KioskPage) and running.window.isFullScreen()
