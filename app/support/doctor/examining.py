"""All findings, in the order in which a person would ask."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext

from app.central.folder import server_folder
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.security.keys.keyring import SystemKeyring
from app.store.store import Store
from app.support.doctor import machine, station
from app.support.doctor.finding import Finding, Grade

Check = tuple[str, Callable[[], Iterable[Finding]]]


Opened = Callable[[], AbstractContextManager[Store | None]]


def examine(folders: StationFolders, keyring: SystemKeyring | None, opened: Opened = nullcontext) -> list[Finding]:
    """`opened`: the store where it is open, or opens without asking anybody; without it what is inside is not told."""
    home = folders.home
    checks: list[Check] = [
        ("program", machine.program),
        ("folder", lambda: machine.folder(home)),
        ("store", lambda: station.store(folders)),
        ("keys", lambda: station.slots(folders)),
        ("keyring", lambda: station.keyring(keyring)),
        ("backup", lambda: station.backups(folders)),
        ("disk", lambda: machine.space(home)),
        ("clock", machine.clock),
        ("lease_background", lambda: _inside(opened)),
        ("node", lambda: station.processes(folders)),
        ("certificate", lambda: station.certificates(home)),
        ("logs", lambda: station.logs(folders.logs)),
        ("server_logs", lambda: station.server(server_folder(None).path)),
        ("memory", machine.memory),
        ("swap", machine.swap),
        ("printer", machine.printers),
        ("network", machine.network),
        ("sound", machine.sound),
    ]
    return [finding for topic, check in checks for finding in _safely(topic, check)]


def _inside(opened: Opened) -> Iterable[Finding]:
    from app.support.doctor import inside  # noqa: PLC0415 - brings the network

    with opened() as store:
        if store is None:
            return [Finding("lease_background", Grade.UNKNOWN, "inside_closed")]
        return [*inside.leases(store), *inside.server(store)]


def _safely(topic: str, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """A check that fails is a finding too; the others are still told."""
    try:
        return list(check())
    except (OSError, ValueError, KnownError) as error:
        return [Finding(topic, Grade.BAD, "check_failed", {"why": getattr(error, "code", type(error).__name__)})]
