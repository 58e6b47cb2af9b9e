"""What the start needs from outside: `ui/commands/station.py` composes it, tests replace it.

Only light types here: this module is loaded before the first window is painted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.kernel.folders import StationFolders
from app.policy.model import Policy

if TYPE_CHECKING:
    from app.station import Station


@dataclass(frozen=True)
class FirstStart:
    """What the first-start wizard asked. `role`: ubs, hospital, ward or receiver (`app.settings.StationRole`).

    `passphrase` None and `key_file` None: no such slot. The recovery code is always made.
    """

    language: str
    role: str
    unit_name: str
    cnes: str
    municipality_code: str
    municipality_name: str
    administrator_name: str
    login: str
    password: str = field(repr=False)
    use_keyring: bool = False
    passphrase: str | None = field(default=None, repr=False)
    key_file: Path | None = None


@dataclass(frozen=True)
class CreatedStation:
    """A station just made, open, and the recovery code that is shown once."""

    station: "Station"
    recovery_code: str = field(repr=False)


@dataclass(frozen=True)
class BackupChoice:
    """One backup that could be restored."""

    path: Path
    made_at: datetime
    people: int | None = None


class StartPorts(Protocol):
    """Everything but `folders` and `has_store` may take long and is called from a worker thread."""

    @property
    def folders(self) -> StationFolders:
        """Where this station's files lie."""
        ...

    def policy(self) -> Policy | None:
        """What this machine's administration decided, read anew; None: nothing. Quick. KnownError policy.*."""
        ...

    def has_store(self) -> bool:
        """Whether a store or its key slots exist: then nothing is ever created over them. Quick, imports nothing."""
        ...

    def load(self) -> None:
        """Import what is heavy (SQLAlchemy, cryptography)."""
        ...

    def silent_key(self) -> bytes | None:
        """The key without asking anybody (keyring, key file), None where a person must help. KnownError keys.*."""
        ...

    def key_from_passphrase(self, text: str) -> bytes:
        """KnownError keys.wrong_passphrase, keys.no_slot_left."""
        ...

    def key_from_recovery_code(self, text: str) -> bytes:
        """KnownError keys.recovery_code_typo(group), keys.wrong_recovery_code, …."""
        ...

    def open(self, key: bytes) -> "Station":
        """Open the store and compose the station. KnownError store.*."""
        ...

    def create(self, first: FirstStart) -> CreatedStation:
        """Make the store, its slots, the profile and the administrator. KnownError store.*, access.*, settings.*."""
        ...

    def keyring_works(self) -> bool:
        """Whether this computer's keyring answers (probed with a time-out)."""
        ...

    def municipalities(self) -> Sequence[tuple[str, str]]:
        """IBGE code and name, in the order of the alphabet."""
        ...

    def check_password(self, password: str, login: str, name: str) -> None:
        """KnownError access.password_*."""
        ...

    def backups(self) -> Sequence[BackupChoice]:
        """The backups of this station, newest first."""
        ...

    def restore(self, backup: Path, secret: str) -> "Station":
        """Put a backup in the place of the store (which is kept aside) and open it.

        `secret`: passphrase or recovery code of the backup; empty tries keyring, key file. KnownError keys.*, store.*.
        """
        ...
