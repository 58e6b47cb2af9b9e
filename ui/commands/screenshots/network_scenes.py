"""The network: alone, joining, joined, waiting, without the server, suspended, refused, and the USB stick."""

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from app.central.api import create_app
from app.central.certificate import own
from app.central.database import open_database
from app.central.enrolment import Enrolment
from app.central.https import running
from app.central.server import make_services
from app.kernel.ids import SeededIds
from app.security.roles import Role
from app.sync.joining import in_groups
from app.sync.ledger import SyncCounts
from app.sync.service import Progress
from ui.administration.page import AdministrationPage
from ui.commands.screenshots.stage import Stage
from ui.network.join_form import JoinForm
from ui.network.screen import NetworkScreen
from ui.network.section import NetworkSection
from ui.shell.window import Shell

_SEED: Final = 7
_OTHER_FINGERPRINT: Final = "0123456789abcdef" * 4


def network(stage: Stage) -> None:
    """Alone; joined through the form; everything sent; then the server suspends the station, and is gone."""
    stage.enter(Role.NURSE, "network")
    stage.shoot("network-alone")
    with tempfile.TemporaryDirectory(prefix="plantao-scene-") as folder, _server(stage, Path(folder)) as enrolment:
        _join(stage, enrolment)
        screen = _screen(stage, Role.NURSE)
        _synchronise(stage, screen)
        _standings(stage, screen)
        for part in ("refused", "parked"):
            screen.full.open_part(part)
            stage.shoot(f"network-{part}")
        _stick(stage, screen, Path(folder) / "pendrive")
        joined = stage.station.enrolling.current()
        assert joined is not None
        enrolment.services.suspend(joined.station_id)
        _synchronise(stage, _screen(stage, Role.COORDINATOR))
        stage.shoot("network-suspended")
        enrolment.services.let_in_again(joined.station_id)
    stage.clock_moves(7200.0)
    _synchronise(stage, _screen(stage, Role.ADMINISTRATOR))
    stage.shoot("network-without-server")


class _Central:
    """What the scenes need of a server."""

    def __init__(self, services: Enrolment, address: str, fingerprint: str) -> None:
        self.services, self.address, self.fingerprint = services, address, fingerprint


@contextmanager
def _server(stage: Stage, folder: Path) -> Iterator[_Central]:
    clock, cnes = stage.station.clock, stage.station.profile.cnes
    engine = open_database(f"sqlite:///{folder / 'central.db'}")
    services = make_services(engine, clock, SeededIds(clock, _SEED))
    services.enrolment.put_unit(cnes, stage.station.profile.unit_name, "primary_care")
    with engine.begin() as connection:
        # The station of the walk has seen another server's journal; this one is no older than that.
        connection.exec_driver_sql("UPDATE journal_head SET number = 1000000")
    certificate = own(folder, clock)
    with running(create_app(services), certificate) as one:
        yield _Central(services.enrolment, one.address, certificate.fingerprint)
    engine.dispose()


def _join(stage: Stage, central: _Central) -> None:
    section = _section(stage)
    form = _form(section)
    stage.shoot("network-join")
    code = central.services.make_code(stage.station.profile.cnes, "Sala 2")
    form.paste.set_value("bom dia")
    form.address.set_value(_nobody())
    form.code.set_value("ABCD-EFGH")
    form.submit()
    form.code.set_value(code)
    form.submit()
    stage.shoot("network-join-no-server")
    form.paste.set_value(f"{code}\n{central.address}\n{_OTHER_FINGERPRINT}")
    form.submit()
    stage.shoot("network-join-differs")
    form.paste.set_value("")
    form.submit()
    stage.settle()
    stage.shoot("network-join-compare")
    fingerprint = " ".join(in_groups(central.fingerprint))
    form.paste.set_value(f"code  {code}\naddress  {central.address}\nfingerprint  {fingerprint}")
    form.submit()
    stage.settle()
    stage.shoot("network-joined")


def _standings(stage: Stage, screen: NetworkScreen) -> None:
    """What a morning brings, each as the page and the chip say it."""
    enrolment, status, now = stage.station.enrolling.current(), stage.station.sync.status(), stage.station.clock.now()
    assert enrolment is not None
    none = SyncCounts(0, 0, 0, 0, 0, None)
    waiting = replace(none, pending=12, oldest_pending="2026-11-23T09:10:00.000000Z")
    shown = {
        "synchronised": {"counts": none},
        "waiting": {"counts": waiting, "oldest_pending": timedelta(hours=3), "clock_difference": -420.0},
        "disagreeing": {"counts": replace(waiting, conflicts=2, parked=1), "oldest_pending": timedelta(minutes=9)},
        "receiving": {"counts": waiting, "running": True, "progress": Progress(0, 41_200, 38_000, 103_000, 0)},
    }
    for name, changes in shown.items():
        one = replace(status, **changes)  # type: ignore[arg-type]  # the names are those of the status
        screen.full.show_status(one, enrolment)
        shell = stage.window.centralWidget()
        assert isinstance(shell, Shell)
        shell.bar.status.show_sync(one, now, stage.station.profile.time_zone)
        stage.shoot(f"network-{name}")
    screen.look()
    stage.settle()


def _stick(stage: Stage, screen: NetworkScreen, folder: Path) -> None:
    folder.mkdir()
    screen.full.open_part("stick")
    stage.shoot("network-stick-none")
    screen.full.stick.use(folder)
    stage.settle()
    stage.shoot("network-stick-empty")
    (folder / "plantao-receipt-2026-11-20-000000000000.plantao").write_bytes(b"PLANTAO1 cut")
    screen.full.stick.write()
    stage.settle()
    stage.shoot("network-stick-written")


def _synchronise(stage: Stage, screen: NetworkScreen) -> None:
    screen.full.run()
    stage.settle()
    screen.look()
    stage.settle()


def _screen(stage: Stage, role: Role) -> NetworkScreen:
    screen = stage.enter(role, "network").current()
    assert isinstance(screen, NetworkScreen)
    return screen


def _section(stage: Stage) -> NetworkSection:
    page = stage.enter(Role.ADMINISTRATOR, "administration", "network").current()
    assert isinstance(page, AdministrationPage)
    assert isinstance(page.page, NetworkSection)
    return page.page


def _form(section: NetworkSection) -> JoinForm:
    assert section.form is not None
    return section.form


def _nobody() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"https://127.0.0.1:{free.getsockname()[1]}"


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (("network", network),)
