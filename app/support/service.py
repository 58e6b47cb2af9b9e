"""Support as the window meets it: findings, logs, failures, and the bundle; for who looks after the machine."""

from contextlib import nullcontext
from pathlib import Path

from app.kernel.folders import StationFolders
from app.security.keys.keyring import SystemKeyring
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.support.bundle import Bundle, gather, save
from app.support.crashes import CrashReport, all_reports, put_away, unseen
from app.support.doctor.examining import examine
from app.support.doctor.finding import Finding
from app.support.doctor.processes import RECEIVER
from app.support.doctor.sounding import play
from app.support.dumps import take_up
from app.support.log_reading import Cursor, Page, Question, processes, read_page
from app.support.process import LOGS


def logs_of(folders: StationFolders) -> tuple[Path, ...]:
    """Where the programs of this computer write: the station's, and the receiver's window where it stands beside it."""
    return folders.logs, folders.home / RECEIVER / LOGS


class SupportService:
    """One for each station, with the receiver's window of the same computer. Each method reads files or asks the
    system: call it from a worker."""

    def __init__(
        self, store: Store, folders: StationFolders, keyring: SystemKeyring | None, policy: Path | None = None
    ) -> None:
        self._store, self._folders, self._keyring, self._policy = store, folders, keyring, policy
        self._logs = logs_of(folders)

    def findings(self, session: Session) -> tuple[Finding, ...]:
        """What `doctor` says, of the open station; it asks the network's server, which may take ten seconds."""
        require(session, Action.CHANGE_SETTINGS)
        return tuple(examine(self._folders, self._keyring, lambda: nullcontext(self._store), self._policy))

    def try_sound(self, session: Session) -> Finding:
        """A short tone, and whether the loudspeaker of this computer took it; two to four seconds."""
        require(session, Action.CHANGE_SETTINGS)
        return play()

    def processes(self, session: Session) -> tuple[str, ...]:
        """Which have a log."""
        require(session, Action.CHANGE_SETTINGS)
        return processes(self._logs)

    def log_page(self, session: Session, question: Question, after: Cursor | None = None) -> Page:
        """The newest lines that fit, or those before `after`."""
        require(session, Action.CHANGE_SETTINGS)
        return read_page(self._logs, question, after)

    def crashes(self, session: Session) -> tuple[CrashReport, ...]:
        """All that are kept, those that were put away too."""
        require(session, Action.CHANGE_SETTINGS)
        for one in self._logs:
            take_up(one)
        return all_reports(*self._logs)

    def gather(self, session: Session, report: str, read_me: str) -> Bundle:
        """The bundle, to be read; nothing is written or sent."""
        require(session, Action.CHANGE_SETTINGS)
        return gather(self._logs, report, read_me)

    def save(self, session: Session, bundle: Bundle, path: Path) -> None:
        """Write it. KnownError support.not_written."""
        require(session, Action.CHANGE_SETTINGS)
        save(bundle, path)

    def unseen_crashes(self, session: Session) -> tuple[CrashReport, ...]:
        """Failures that nobody has put away yet; told to everybody, as they name nobody and ask for help."""
        require(session, Action.VIEW_OWN_ACCOUNT)
        take_up(self._folders.logs)
        return unseen(self._folders.logs)

    def put_away(self, session: Session, reports: tuple[CrashReport, ...]) -> None:
        """They were seen."""
        require(session, Action.VIEW_OWN_ACCOUNT)
        put_away(self._folders.logs, reports)
