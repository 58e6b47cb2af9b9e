"""All findings, in the order in which a person would ask."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from app.central.folder import server_folder
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.security.keys.keyring import SystemKeyring
from app.store.store import Store
from app.support.doctor import machine, processes, station, ways
from app.support.doctor.files import files
from app.support.doctor.finding import Finding, Grade
from app.support.doctor.receivers import receivers

Check = tuple[str, Callable[[], Iterable[Finding]]]


Opened = Callable[[], AbstractContextManager[Store | KnownError | None]]


def examine(
    folders: StationFolders, keyring: SystemKeyring | None, opened: Opened = nullcontext, policy: Path | None = None
) -> list[Finding]:
    """`opened`: the store where it is open, or opens without asking anybody; the reason why it does not open at all;
    None where a person would be asked: what is inside is not told then. `policy`: the machine's, where it has one."""
    home = folders.home
    checks: list[Check] = [
        ("program", machine.program),
        ("folder", lambda: machine.folder(home)),
        ("files", lambda: files(home)),
        ("store", lambda: station.store(folders)),
        ("keys", lambda: station.slots(folders)),
        ("keyring", lambda: station.keyring(keyring)),
        ("keys", lambda: ways.ways(folders, keyring)),
        ("backup", lambda: station.backups(folders)),
        ("disk", lambda: machine.space(home)),
        ("disk_speed", lambda: machine.speed(home)),
        ("clock", machine.clock),
        ("lease_background", lambda: _inside(folders, opened, policy)),
        ("node", lambda: processes.answering(folders)),
        ("receivers", lambda: receivers(folders)),
        ("certificate", lambda: station.certificates(home)),
        ("logs", lambda: station.logs(folders.logs)),
        ("log_errors", lambda: processes.mistakes(folders.logs)),
        ("receiver_logs", lambda: station.receiver(folders.home / processes.RECEIVER)),
        ("server_logs", lambda: station.server(server_folder(None).path)),
        ("memory", machine.memory),
        ("swap", machine.swap),
        ("printer", machine.printers),
        ("network", machine.network),
        ("sound", machine.sound),
    ]
    return [finding for topic, check in checks for finding in _safely(topic, check)]


def _inside(folders: StationFolders, opened: Opened, policy: Path | None) -> Iterable[Finding]:
    from app.support.doctor import inside, trust, work  # noqa: PLC0415 - brings the network
    from app.support.doctor.policy import policy as followed  # noqa: PLC0415 - reads the policy's rules

    with opened() as store:
        if not isinstance(store, Store):
            return [*followed(policy, None), *_not_opened(folders, store)]
        checks: list[Check] = [
            ("policy", lambda: followed(policy, store)),
            ("store", lambda: work.whole(store)),
            ("lease_background", lambda: inside.leases(store)),
            ("server", lambda: inside.server(store)),
            ("exchange", lambda: work.work(store)),
            ("audit", lambda: trust.chain(store)),
            ("drill", lambda: trust.drill(store)),
            ("certificate", lambda: trust.chosen(store)),
            ("time_zone", lambda: trust.zone(store)),
        ]
        return [finding for topic, check in checks for finding in _safely(topic, check)]


def _not_opened(folders: StationFolders, why: KnownError | None) -> list[Finding]:
    if why is None:
        there = folders.store.exists()
        return [Finding("lease_background", Grade.UNKNOWN, "inside_closed")] if there else []
    if why.code == "store.newer_than_program":
        versions = {"written": why.values.get("written_by", "–"), "own": why.values.get("version", "–")}
        return [Finding("store", Grade.BAD, "store_newer", versions)]
    if why.code == "store.damaged":
        return [Finding("store", Grade.BAD, "store_damaged")]
    return [Finding("store", Grade.BAD, "store_refused", {"code": why.code})]


def _safely(topic: str, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """A check that fails is a finding too; the others are still told."""
    try:
        return list(check())
    except (OSError, ValueError, KnownError) as error:
        return [Finding(topic, Grade.BAD, "check_failed", {"why": getattr(error, "code", type(error).__name__)})]
