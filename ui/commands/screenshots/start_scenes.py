"""Before the shell: first window, wizard, unlock, trouble, sign-in, a new account."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from app.bootstrap import Ports
from app.demo.unit import DEMO_PASSWORD, PENDING_LOGIN
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.security.keys.keyring import SystemKeyring
from app.security.keys.passphrase import PassphraseCost
from app.security.roles import Role
from app.station import Station
from ui.commands.composing import StationPorts
from ui.commands.demo_sign_in import DemoAccounts
from ui.commands.screenshots.stage import Stage
from ui.start.ask_account import AskAccountPage
from ui.start.first_window import FirstPage
from ui.start.own_password import OwnPasswordPage
from ui.start.ports import CreatedStation
from ui.start.sign_in import SignInPage
from ui.start.trouble import TroublePage
from ui.start.unlock import UnlockPage
from ui.start.wizard.account_step import AccountStep
from ui.start.wizard.page import WizardPage
from ui.start.wizard.protection_step import ProtectionStep
from ui.start.wizard.recovery_step import RecoveryStep
from ui.start.wizard.steps import Step, UnitStep

OneStep = TypeVar("OneStep", bound=Step)
_PASSPHRASE = "quatro-barcos-sem-vela"
"""Of a station that lives for seconds in a temporary folder."""


def ports_of(station: Station) -> StationPorts:
    """The start's ports on the station of the walk; nothing of the machine's keyring is asked."""
    return _ports(station, station.folders.home)


def _ports(station: Station, home: Path) -> StationPorts:
    cost = PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1)
    ports = Ports(
        clock=station.clock, passphrase_cost=cost, keyring=SystemKeyring(allowed=frozenset()), background=False
    )
    return StationPorts(StationFolders(home), ports)


def first_window(stage: Stage) -> None:
    """What is painted before anything heavy is loaded."""
    stage.show_page(FirstPage(lambda: None))
    stage.shoot("first-window")


def wizard(stage: Stage) -> None:
    """Every step of the first start, up to the recovery code of a station of its own."""
    made: list[CreatedStation] = []
    page = WizardPage(_ports(stage.station, stage.station.folders.home / "first-start"), made.append, lambda: None)
    stage.show_page(page)
    stage.shoot("wizard-language")
    page.step_on()
    stage.shoot("wizard-role")
    page.step_on()
    unit = _step(page, UnitStep)
    stage.settle()
    unit.name.set_value("UBS Demonstração")
    unit.cnes.set_value("0000000")
    unit.municipality.set_value("2408102")
    stage.shoot("wizard-unit")
    page.step_on()
    account = _step(page, AccountStep).account
    account.name.set_value("Administração (demo)")
    account.login.set_value("admin")
    account.password.line.setText("12345678")
    account.repeated.line.setText("12345678")
    page.step_on()
    stage.shoot("wizard-account-refused")
    account.password.line.setText(DEMO_PASSWORD)
    account.repeated.line.setText(DEMO_PASSWORD)
    page.step_on()
    protection = _step(page, ProtectionStep)
    protection.with_passphrase.box.setChecked(True)
    protection.passphrase.line.setText(_PASSPHRASE)
    protection.repeated.line.setText(_PASSPHRASE)
    stage.shoot("wizard-protection")
    page.step_on()
    stage.settle()
    stage.shoot("wizard-recovery-code")
    recovery = _step(page, RecoveryStep)
    recovery.typed.set_value(recovery.groups[recovery.asked])
    page.step_on()
    stage.shoot("wizard-network")
    page.step_on()
    stage.shoot("wizard-done")
    page.step_on()
    made[0].station.close()


def unlock(stage: Stage) -> None:
    """A person must open the store: empty, and after a wrong recovery code."""
    page = UnlockPage(stage.flow.ports, lambda _station: None, lambda: None)
    stage.show_page(page)
    stage.shoot("unlock")
    page.means.set_value("recovery")
    page.means.changed.emit("recovery")
    page.code.set_value("AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF-GGGGG")
    page.open.click()
    stage.shoot("unlock-refused")


def trouble(stage: Stage) -> None:
    """A file that is no store."""
    error = KnownError("store.not_a_store", path=str(stage.station.folders.store))
    stage.show_page(TroublePage(error, stage.flow))
    stage.shoot("not-a-store")


def sign_in(stage: Stage) -> None:
    """The sign-in as the demo shows it, and after a wrong password."""
    stage.flow.sign_in()
    page = stage.window.centralWidget()
    assert isinstance(page, SignInPage)
    DemoAccounts(page)
    stage.shoot("sign-in")
    page.password.line.setText("não é esta")
    page.enter.click()
    stage.shoot("sign-in-refused")


def new_account(stage: Stage) -> None:
    """Asking for an account, and the page of one that still waits."""
    stage.show_page(AskAccountPage(stage.station, lambda: None))
    stage.shoot("ask-for-account")
    waiting = stage.station.sign_in.sign_in(PENDING_LOGIN, DEMO_PASSWORD)
    stage.flow.rebuild(waiting, None, None)
    stage.shoot("waiting-for-authorisation")


def own_password(stage: Stage) -> None:
    """What whoever was given a password sees before anything else."""
    page = OwnPasswordPage(stage.station, stage.session(Role.NURSE), lambda _session: None, lambda: None)
    stage.show_page(page)
    page.old.line.setText("dada por outra pessoa")
    page.new.line.setText("sete barcos verdes")
    page.again.line.setText("sete barcos")
    page.choose()
    stage.shoot("own-password")


def _step(page: WizardPage, kind: type[OneStep]) -> OneStep:
    return next(step for step in page.steps if isinstance(step, kind))


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("first window", first_window),
    ("wizard", wizard),
    ("unlock", unlock),
    ("trouble", trouble),
    ("sign-in", sign_in),
    ("new account", new_account),
    ("password of one's own", own_password),
)
