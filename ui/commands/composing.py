"""`StartPorts` on a real station: what the window's start asks for, answered by `app.bootstrap`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.kernel.folders import StationFolders
from app.policy.model import Policy
from app.policy.places import followed
from ui.start.ports import BackupChoice, CreatedStation, FirstStart

if TYPE_CHECKING:
    from app import bootstrap
    from app.settings import StationProfile
    from app.station import Station
    from app.ward.node.tending import StartedNode


class StationPorts:
    """Heavy parts are imported at the first call, in the worker thread that makes it, never before the first paint."""

    def __init__(
        self,
        folders: StationFolders,
        made: "bootstrap.Ports | None" = None,
        *,
        starts_node: bool = False,
        policy_file: Path | None = None,
    ) -> None:
        """`policy_file`: what the machine's administration decided, where it did."""
        self._folders = folders
        self._made = made
        self._starts_node = starts_node
        self._policy_file = policy_file

    @property
    def folders(self) -> StationFolders:
        return self._folders

    def policy(self) -> Policy | None:
        if self._policy_file is None:
            return None
        from app.policy.reading import read_policy  # noqa: PLC0415 - most machines have none

        return read_policy(self._policy_file)

    def has_store(self) -> bool:
        # A restore that was interrupted may have moved the store away already; its key slots are still there.
        return self._folders.store.exists() or self._folders.key_slots.exists()

    def load(self) -> None:
        self.ports()

    def silent_key(self) -> bytes | None:
        from app import bootstrap  # noqa: PLC0415

        return bootstrap.unlock_silently(self._folders, self.ports()).key

    def key_from_passphrase(self, text: str) -> bytes:
        from app import bootstrap  # noqa: PLC0415

        return bootstrap.key_slots(self._folders, self.ports()).unlock_with_passphrase(text)

    def key_from_recovery_code(self, text: str) -> bytes:
        from app import bootstrap  # noqa: PLC0415

        return bootstrap.key_slots(self._folders, self.ports()).unlock_with_recovery_code(text)

    def open(self, key: bytes) -> "Station":
        from app import bootstrap  # noqa: PLC0415

        return bootstrap.open_station(self._folders, key, self.ports())

    def create(self, first: FirstStart) -> CreatedStation:
        from app import bootstrap  # noqa: PLC0415
        from app.clinic.municipalities import by_code  # noqa: PLC0415
        from app.security.account_model import NewAccount  # noqa: PLC0415
        from app.security.roles import Role  # noqa: PLC0415
        from app.settings import StationProfile, StationRole  # noqa: PLC0415

        # The wizard shows "Natal (RN)" to tell namesakes apart; papers name the place alone.
        listed = by_code(first.municipality_code)
        profile = StationProfile(
            role=StationRole(first.role),
            unit_name=first.unit_name,
            cnes=first.cnes,
            municipality_code=first.municipality_code,
            municipality_name=listed.name if listed else first.municipality_name,
            language=first.language,
        )
        asked = bootstrap.FirstStart(
            profile=self._as_decided(profile),
            administrator=NewAccount(
                first.login, first.administrator_name, Role.ADMINISTRATOR, first.password, language=first.language
            ),
            use_keyring=first.use_keyring,
            passphrase=first.passphrase,
            key_file=first.key_file,
        )
        made = bootstrap.create_station(self._folders, asked, self.ports())
        return CreatedStation(made.station, made.recovery_code)

    def _as_decided(self, profile: "StationProfile") -> "StationProfile":
        """With all that the policy fixes, also what the wizard does not ask. KnownError policy.*, settings.*."""
        from app.policy.applying import profile_of  # noqa: PLC0415

        policy = self.policy()
        if policy is None:
            return profile
        decided = profile_of(policy)
        return replace(profile, **{name: getattr(decided, name) for name in policy.fixed})

    def keyring_works(self) -> bool:
        from app.security.keys.keyring import SystemKeyring  # noqa: PLC0415

        return (self.ports().keyring or SystemKeyring()).probe().problem is None

    def municipalities(self) -> Sequence[tuple[str, str]]:
        from app.clinic.municipalities import listed  # noqa: PLC0415

        return sorted(((one.code, f"{one.name} ({one.state})") for one in listed()), key=lambda one: one[1])

    def check_password(self, password: str, login: str, name: str) -> None:
        from app.security.passwords import check_password  # noqa: PLC0415

        check_password(password, login, name)

    def backups(self) -> Sequence[BackupChoice]:
        from app import bootstrap  # noqa: PLC0415

        return [BackupChoice(path, made_at) for path, made_at in bootstrap.backups_of(self._folders)]

    def restore(self, backup: Path, secret: str) -> "Station":
        from app import bootstrap  # noqa: PLC0415

        return bootstrap.restore_station(self._folders, backup, secret, self.ports())

    def _start_node(self) -> "Callable[[StationFolders, bytes], StartedNode] | None":
        from app.ward.node.launching import launch_node  # noqa: PLC0415 - a ward alone needs it

        return launch_node if self._starts_node else None

    def ports(self) -> "bootstrap.Ports":
        if self._made is None:
            from app import bootstrap  # noqa: PLC0415

            self._made = bootstrap.Ports(
                start_node=self._start_node(), policy=followed(self.policy), policy_file=self._policy_file
            )
        return self._made
