"""What a policy file says (docs/unattended-set-up.md). Light types: it is read before the first window is painted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

FORMAT: Final = 1
THEMES: Final = ("light", "dark", "contrast")
CHANNELS: Final = ("stable", "preview")
"""Which of the versions that the network's server offers a station is told of."""


class PolicyRole(StrEnum):
    """What a machine is for."""

    UNIT_STATION = "unit_station"
    HOSPITAL_DESK = "hospital_desk"
    CENTRAL_DISPLAY = "central_display"
    AGENT = "agent"


STATION_ROLES: Final = {
    PolicyRole.UNIT_STATION: "ubs",
    PolicyRole.HOSPITAL_DESK: "hospital",
    PolicyRole.CENTRAL_DISPLAY: "ward",
    PolicyRole.AGENT: "ubs",
}
"""The station's role (`app.settings.StationRole`) of each."""
WITHOUT_A_PERSON: Final = frozenset((PolicyRole.CENTRAL_DISPLAY, PolicyRole.AGENT))
"""Machines that open their store with nobody there to type a passphrase."""


@dataclass(frozen=True)
class KeysPolicy:
    """The ways to the store's key besides the recovery code. `recovery_code_file`: where that is written, once."""

    keyring: bool = False
    key_file: Path | None = None
    recovery_code_file: Path | None = None


@dataclass(frozen=True)
class AdministratorPolicy:
    """The first account. Without `password_file` a one-time password is made and printed."""

    login: str
    name: str
    password_file: Path | None = None


@dataclass(frozen=True)
class ServerPolicy:
    """The network's server. Of `fingerprint` (SHA-256, 64 hexadecimal digits), `certificate` (PEM, its own) and
    `authority` (PEM of who signed it) exactly one is given; of `code` and `code_file` at most one."""

    address: str
    fingerprint: str = ""
    certificate: Path | None = None
    authority: Path | None = None
    code: str = field(default="", repr=False)
    code_file: Path | None = None


@dataclass(frozen=True)
class Policy:
    """One file. `settings`: what it fixes of `app.settings.StationProfile`, by the names there, as plain values."""

    path: Path
    role: PolicyRole
    settings: Mapping[str, object]
    theme: str | None = None
    keys: KeysPolicy = KeysPolicy()
    administrator: AdministratorPolicy | None = None
    server: ServerPolicy | None = None
    channel: str = CHANNELS[0]
    retention: Mapping[str, int] = field(default_factory=dict)
    """Kind of data → how many days or years it stays (`app.privacy.periods`)."""

    @property
    def kiosk(self) -> bool:
        """Whether the window opens as a ward's central station, on the whole screen."""
        return self.role is PolicyRole.CENTRAL_DISPLAY

    @property
    def fixed(self) -> frozenset[str]:
        """The settings that nobody changes at the station."""
        return frozenset(self.settings)

    @property
    def language(self) -> str | None:
        """The station's language, where it is fixed."""
        told = self.settings.get("language")
        return told if isinstance(told, str) else None
