"""What lies in the station's folder, told without opening records: store, keys, backups, certificates, logs."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.kernel.clock import SystemClock, to_text
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.ids import TimeOrderedIds
from app.security.keys.keyring import SystemKeyring
from app.security.keys.slots import PERSONAL_KINDS, KeySlots
from app.support.crashes import unseen
from app.support.doctor.finding import Finding, Grade, shown
from app.support.dumps import take_up

_OLD_BACKUP_HOURS: Final = 48.0
_CLOCKS_DIFFER_MINUTES: Final = 5
_SOON_DAYS: Final = 30
_PLAIN_SQLITE: Final = b"SQLite format 3\0"
_PAGE_BYTES: Final = 4096


def store(folders: StationFolders) -> list[Finding]:
    """The file's own first bytes are not read while this process has it open (locks); its key is not asked for."""
    from app.store.locks import is_open, read_start  # noqa: PLC0415 - not needed before
    from app.store.restoring import is_prepared  # noqa: PLC0415

    found = []
    if not folders.store.exists():
        found.append(Finding("store", Grade.ATTENTION, "store_missing", {"path": shown(folders.store)}))
    else:
        size = folders.store.stat().st_size
        whole = size > 0 and size % _PAGE_BYTES == 0
        code = "store_open" if is_open(folders.store) else "store_closed"
        sized: dict[str, object] = {"size": size}
        found.append(Finding("store", Grade.GOOD if whole else Grade.BAD, code if whole else "store_cut", sized))
        start = read_start(folders.store, len(_PLAIN_SQLITE))
        plain = start == _PLAIN_SQLITE
        found.append(Finding("encryption", Grade.BAD if plain else Grade.GOOD, "plain" if plain else "encrypted"))
    if is_prepared(folders.store):
        found.append(Finding("restore", Grade.ATTENTION, "restore_prepared"))
    return found


def slots(folders: StationFolders) -> list[Finding]:
    """The ways in to the key; nothing where no station was made yet."""
    if not (folders.store.exists() or folders.key_slots.exists()):
        return []
    clock = SystemClock()
    try:
        kinds = [slot.kind for slot in KeySlots(folders.key_slots, clock, TimeOrderedIds(clock)).slots()]
    except KnownError:
        return [Finding("keys", Grade.BAD, "keys_unread", {"path": shown(folders.key_slots)})]
    personal, values = PERSONAL_KINDS.intersection(kinds), {"kinds": ", ".join(kinds)}
    if personal == PERSONAL_KINDS:
        return [Finding("keys", Grade.GOOD, "keys", dict(values))]
    if personal:
        return [Finding("keys", Grade.ATTENTION, "keys_few", dict(values))]
    return [Finding("keys", Grade.BAD, "keys_none", dict(values))]


def keyring(system: SystemKeyring | None) -> list[Finding]:
    """Whether the desktop's keyring answers; None: the system's own."""
    probe = (system or SystemKeyring()).probe()
    if probe.problem is None:
        return [Finding("keyring", Grade.GOOD, "keyring", {"backend": probe.backend})]
    code = probe.problem.code.removeprefix("keys.")
    return [Finding("keyring", Grade.ATTENTION, code, {"backend": probe.backend or "–"})]


def backups(folders: StationFolders) -> list[Finding]:
    """How old the latest is."""
    from app.store.backup import backups_in  # noqa: PLC0415 - brings SQLAlchemy

    found = backups_in(folders.backups)
    if not found:
        return [Finding("backup", Grade.BAD, "backup_never")] if folders.store.exists() else []
    hours = (datetime.now(UTC) - found[0].made_at).total_seconds() / 3600
    if hours * 60 < -_CLOCKS_DIFFER_MINUTES:
        dated = {"count": len(found), "at": to_text(found[0].made_at)[:16].replace("T", " ")}
        return [Finding("backup", Grade.ATTENTION, "backup_ahead", dated)]
    values: dict[str, object] = {"count": len(found), "hours": round(max(hours, 0.0), 1)}
    if not found[0].has_slots:
        return [Finding("backup", Grade.ATTENTION, "backup_no_keys", values)]
    if hours > _OLD_BACKUP_HOURS:
        return [Finding("backup", Grade.ATTENTION, "backup_old", values)]
    return [Finding("backup", Grade.GOOD, "backup", values)]


def certificates(home: Path) -> list[Finding]:
    """Those that are shown to others from here: of the telephones' gateway, of the network's server."""
    files = sorted((*home.glob("*.crt"), *home.glob("*/*.crt")))
    return [one for file in files for one in certificate(file)]


def certificate(file: Path) -> list[Finding]:
    """When it ends; nothing where it cannot be read as one."""
    from cryptography import x509  # noqa: PLC0415 - seldom there

    name: dict[str, object] = {"name": file.stem}
    try:
        ends = x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return [Finding("certificate", Grade.BAD, "certificate_unread", name)]
    days = (ends - datetime.now(UTC)).days
    values = name | {"days": days, "date": ends.strftime("%Y-%m-%d")}
    if days < 0:
        return [Finding("certificate", Grade.BAD, "certificate_over", values)]
    soon = days <= _SOON_DAYS
    return [
        Finding(
            "certificate",
            Grade.ATTENTION if soon else Grade.GOOD,
            "certificate_soon" if soon else "certificate",
            values,
        )
    ]


def logs(folder: Path) -> list[Finding]:
    """How much they take, and what failed since somebody looked."""
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0
    count = len(list(folder.glob("*.jsonl"))) if folder.is_dir() else 0
    found = [Finding("logs", Grade.GOOD, "logs", {"count": count, "size": round(size / 1e6, 1), "path": shown(folder)})]
    # What died without a word left a dump that the next start of a program would make a report of.
    take_up(folder)
    reports = unseen(folder)
    if not reports:
        return [*found, Finding("crashes", Grade.GOOD, "crashes_none")]
    values = {
        "count": len(reports),
        "code": reports[0].code,
        "process": reports[0].process,
        "at": reports[0].last_at[:16].replace("T", " "),
    }
    return [*found, Finding("crashes", Grade.ATTENTION, "crashes", values)]


def server(home: Path) -> list[Finding]:
    """The same of the network's server, where it runs on this machine."""
    if not home.is_dir():
        return []
    return [*certificates(home), *(replace(one, topic=f"server_{one.topic}") for one in logs(home / "logs"))]


def receiver(folder: Path) -> list[Finding]:
    """The same of the caregiver's own window, where it was opened on this machine."""
    from app.support.doctor.processes import mistakes  # noqa: PLC0415 - it names this module's folder

    if not folder.is_dir():
        return []
    return [*(replace(one, topic=f"receiver_{one.topic}") for one in logs(folder / "logs")), *mistakes(folder / "logs")]
