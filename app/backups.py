"""Backups as the administrator meets them: make, list, restore, and an honest word on how the last one went."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from app.kernel.actor import PROGRAM, Actor
from app.kernel.clock import from_text, to_text
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.security.keys.slots import KeySlots
from app.security.roles import Action
from app.security.session import Session, require
from app.store.backup import (
    DAILY,
    MANUAL,
    BackupInfo,
    Retention,
    back_up,
    backups_in,
    remove_superseded,
    superseded,
)
from app.store.checking import StoreContent
from app.store.copying import Progress
from app.store.files import slots_of
from app.store.restoring import RestorePlan, prepare_restore
from app.store.settings import read_setting, write_setting
from app.store.store import Store

DUE_AFTER = timedelta(hours=24)
_LATER_TODAY = timedelta(minutes=5)
"""A backup dated further ahead than this was made under a wrong clock and does not count as recent."""
_STATUS = "backup_status"
DRILL = "backup_drill"
"""The setting that keeps when a backup was last opened by what a person typed, and which."""


@dataclass(frozen=True)
class BackupStatus:
    """How things stand: `last_success` (None: never), and the failure since then, if any (what and when)."""

    last_success: datetime | None
    failure: KnownError | None
    failed_at: datetime | None
    due: bool


class BackupService:
    """Makes backups of the open store into `folders.backups` or a folder of the user's choice."""

    def __init__(
        self,
        store: Store,
        key: bytes,
        folders: StationFolders,
        months: Callable[[Connection], int] = lambda _connection: Retention().monthly,
    ) -> None:
        """`months`: how many monthly ones stay."""
        self._store = store
        self._key = key
        self._folders = folders
        self._months = months
        self._one_at_a_time = threading.Lock()
        self._failure: tuple[KnownError, datetime] | None = None

    def create(self, session: Session, folder: Path | None = None, progress: Progress | None = None) -> BackupInfo:
        """Make one now; `progress` is called with (pages copied, pages in all). Errors as `back_up`."""
        require(session, Action.BACK_UP)
        return self.create_as(session.actor, folder, MANUAL, progress)

    def list(self, session: Session) -> tuple[BackupInfo, ...]:
        """The station's own backups, newest first."""
        require(session, Action.BACK_UP)
        return backups_in(self._folders.backups)

    def status(self) -> BackupStatus:
        """For everybody to see: a unit whose backups fail must not learn it on the day it needs one."""
        with self._store.read() as connection:
            stored = read_setting(connection, _STATUS)
        noted = stored if isinstance(stored, dict) else {}
        last = from_text(noted["last_success"]) if noted.get("last_success") else None
        failure, failed_at = self._failure or (None, None)
        if failure is None and noted.get("failed_at"):
            failure = KnownError(noted["failure_code"], **noted["failure_values"])
            failed_at = from_text(noted["failed_at"])
        return BackupStatus(last, failure, failed_at, self._is_due(last))

    def create_if_due(self) -> BackupInfo | None:
        """The daily backup: made when the last one is a day old, then what `Retention` no longer keeps is removed.

        A failure is kept in `status` and raised.
        """
        if not self.status().due:
            return None
        info = self.create_as(PROGRAM, None, DAILY)
        with self._store.read() as connection:
            months = self._months(connection)
        self.remove_superseded(months)
        return info

    def superseded(self, months: int) -> tuple[BackupInfo, ...]:
        """The station's own daily ones that go where so many monthly ones stay."""
        return superseded(backups_in(self._folders.backups), Retention(monthly=months))

    def remove_superseded(self, months: int) -> tuple[BackupInfo, ...]:
        """Remove them; never while one is being made. KnownError backup.not_written (path)."""
        with self._one_at_a_time:
            return remove_superseded(self._folders.backups, Retention(monthly=months))

    def prepare_restore(
        self, session: Session, backup: Path, passphrase: str | None = None, recovery_code: str | None = None
    ) -> RestorePlan:
        """Check a backup and lay it ready; the next start of the program puts it in place.

        Without a secret this station's own key is tried. Errors as `prepare_restore` of the store and `KeySlots`.
        """
        require(session, Action.RESTORE)
        if not backup.is_file():
            raise KnownError("backup.not_found", path=str(backup))
        slots = KeySlots(slots_of(backup), self._store.clock, self._store.ids)
        key = self._key
        if passphrase is not None:
            key = slots.unlock_with_passphrase(passphrase)
        elif recovery_code is not None:
            key = slots.unlock_with_recovery_code(recovery_code)
        plan = prepare_restore(
            backup,
            key,
            self._folders.store,
            self._folders.key_slots,
            self._store.clock,
            self._store.ids,
            session.actor,
        )
        with self._store.write(session.actor) as writing:
            writing.audit("restore_prepared", "store", backup.name)
        return plan

    def create_as(self, actor: Actor, folder: Path | None, kind: str, progress: Progress | None = None) -> BackupInfo:
        """For the program's own parts (the daily backup, the command); services for people ask `create`."""
        try:
            with self._one_at_a_time:
                target = folder or self._folders.backups
                info = back_up(self._store, self._key, self._folders.key_slots, target, kind, progress)
                self._note_success(actor, info)
        except KnownError as error:
            self._note_failure(error)
            raise
        return info

    def note_drill(self, actor: Actor, backup: Path, content: StoreContent) -> None:
        """That this backup was opened as on the day it is needed; `doctor` tells how long ago."""
        with self._store.write(actor) as writing:
            write_setting(writing, DRILL, {"at": writing.at, "backup": backup.name})
            writing.audit("backup_drilled", "store", backup.name, audit_head=content.audit_head)

    def _is_due(self, last: datetime | None) -> bool:
        now = self._store.clock.now()
        return last is None or now - last >= DUE_AFTER or last - now > _LATER_TODAY

    def _note_success(self, actor: Actor, info: BackupInfo) -> None:
        with self._store.write(actor) as writing:
            write_setting(writing, _STATUS, {"last_success": writing.at})
            details = {"audit_head": info.content.audit_head} if info.content else {}
            writing.audit("backup_made", "store", info.path.name, kind=info.kind, **details)
        self._failure = None

    def _note_failure(self, error: KnownError) -> None:
        """In memory first: where the disk is full, the note in the store fails as well."""
        now = self._store.clock.now()
        self._failure = (error, now)
        try:
            with self._store.write(PROGRAM) as writing:
                old = read_setting(writing.connection, _STATUS)
                values = {name: str(value) for name, value in error.values.items()}
                note = {"failure_code": error.code, "failure_values": values, "failed_at": to_text(now)}
                write_setting(writing, _STATUS, {**(old if isinstance(old, dict) else {}), **note})
        except KnownError as second:
            error.add_note(f"and the failure could not be noted in the store: {second}")
