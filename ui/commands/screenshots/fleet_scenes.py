"""A machine among many: the first start with a policy, settings that it fixes, a new version, an older program."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.bootstrap import Ports
from app.fleet.service import UpdateService
from app.fleet.versions import Offer
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.security.keys.keyring import SystemKeyring
from app.security.keys.passphrase import PassphraseCost
from app.security.roles import Role
from app.security.session import Session
from app.sync.enrolling import DecidedServer
from ui.commands.composing import StationPorts
from ui.commands.screenshots.stage import Stage
from ui.start.kiosk import KioskFlow
from ui.start.trouble import TroublePage
from ui.start.wizard.page import WizardPage

_POLICY: Final = """
format = 1
role = "hospital_desk"
[unit]
name = "Maternidade Demonstração"
cnes = "0000000"
municipality = "2408102"
[station]
lock_after_minutes = 3
[keys]
key_file = "/etc/plantao/station.key"
[administrator]
login = "suporte"
name = "Suporte (demo)"
"""
_OFFER: Final = Offer(
    "1.4.0",
    "Busca mais rápida e relatório do mês corrigido.\nInstale depois do expediente; leva dois minutos por computador.",
    {"plantao_1.4.0_amd64.deb": "3fa4c0de" * 8, "plantao-1.4.0-windows.msi": "90b1d2e7" * 8},
    "2026-11-20T13:00:00.000000Z",
)


class _Told(UpdateService):
    """Something is offered, whatever the store says."""

    def __init__(self) -> None:
        self.version = "1.3.2"

    def news(self, session: Session) -> Offer | None:
        return _OFFER


def first_start(stage: Stage) -> None:
    """The wizard on a machine with a policy: what it says is locked."""
    with tempfile.TemporaryDirectory(prefix="plantao-scene-") as folder:
        file = Path(folder) / "policy.toml"
        file.write_text(_POLICY, encoding="utf-8")
        file.chmod(0o600)
        cost = PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1)
        keyring = SystemKeyring(allowed=frozenset())
        ports = Ports(clock=stage.station.clock, passphrase_cost=cost, keyring=keyring, background=False)
        home = StationFolders(Path(folder) / "station")
        page = WizardPage(StationPorts(home, ports, policy_file=file), lambda _made: None, lambda: None)
        stage.show_page(page)
        for name in ("role", "unit", "account"):
            page.step_on()
            stage.shoot(f"policy-{name}")
        page.go_to(page.now + 1)
        stage.shoot("policy-protection")


def fixed_settings(stage: Stage) -> None:
    """The station's page, some of it set by the administration."""
    settings = stage.station.settings
    before, settings.fixed = settings.fixed, frozenset(("role", "cnes", "unit_name", "lock_after_minutes"))
    try:
        stage.enter(Role.ADMINISTRATOR, "administration", "station")
        stage.shoot("policy-settings")
    finally:
        settings.fixed = before


def decided_server(stage: Stage) -> None:
    """Joining the one server that the administration has decided on."""
    enrolling = stage.station.enrolling
    enrolling.decided = DecidedServer("https://central.example:8443", "", lambda: ("0" * 64, ""))
    try:
        stage.enter(Role.ADMINISTRATOR, "administration", "network")
        stage.shoot("policy-network")
    finally:
        enrolling.decided = None


def broken_policy(stage: Stage) -> None:
    """A policy with a mistake in it: said above every place to who may act."""
    policy = stage.station.policy
    with tempfile.TemporaryDirectory(prefix="plantao-scene-") as folder:
        policy.path = Path(folder) / "policy.toml"
        policy.path.write_text(_POLICY.replace("lock_after_minutes = 3", "lock_after_minutes = 90"), encoding="utf-8")
        policy.path.chmod(0o600)
        try:
            stage.enter(Role.ADMINISTRATOR, "administration", "station")
            stage.shoot("policy-broken")
        finally:
            policy.path = None


def new_version(stage: Stage) -> None:
    """Told above every place, and in full."""
    with _offered(stage):
        shell = stage.enter(Role.ADMINISTRATOR)
        stage.shoot("new-version")
        sheet = shell.watches.updates.open_sheet()
        assert sheet is not None
        stage.shoot("new-version-sheet")
        sheet.leave()


def older_program(stage: Stage) -> None:
    """A store of a newer program."""
    versions = {"store": "0021", "program": "0018", "written_by": "1.4.0", "version": "1.3.2"}
    error = KnownError("store.newer_than_program", path=str(stage.station.folders.store), **versions)
    stage.show_page(TroublePage(error, stage.flow))
    stage.shoot("older-program")


def waiting_display(stage: Stage) -> None:
    """A wall whose key is not there yet: it waits for nobody."""
    flow = KioskFlow(stage.window, stage.flow.ports)
    flow.unlock()
    stage.shoot("display-waits")
    flow.close_station()


@contextmanager
def _offered(stage: Stage) -> Iterator[None]:
    before = stage.station
    stage.station = stage.flow.station = replace(before, updates=_Told())
    try:
        yield
    finally:
        stage.station = stage.flow.station = before


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("first start with a policy", first_start),
    ("settings that a policy fixes", fixed_settings),
    ("server that a policy names", decided_server),
    ("policy that is not followed", broken_policy),
    ("new version", new_version),
    ("older program", older_program),
    ("display that waits", waiting_display),
)
