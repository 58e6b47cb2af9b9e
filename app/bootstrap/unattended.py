"""A station set up from a policy file, with nobody at the screen: whole or not at all, and only once.

Everything is made in a folder beside, joined to the network there, told (one-time password, recovery code) and only
then moved into place. What was cut off anywhere before that is thrown away by the next run; after it, finished.
"""

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from app.bootstrap import CreatedStation, FirstStart, create_station
from app.bootstrap.ports import Ports, key_slots
from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.policy.applying import bring_in_line, profile_of
from app.policy.model import Policy, ServerPolicy
from app.policy.trusting import joining_of, line_in
from app.security.account_model import NewAccount, validated
from app.security.keys.slot_file import copy_of
from app.security.roles import Role
from app.settings import StationProfile, read_profile
from app.store.files import flush_folder
from app.store.opening import open_store
from app.store.restoring import finish_restore
from app.store.store import Store
from app.sync.enrolling import EnrollingService, StationEnrolment
from app.sync.joining import clean_code, in_groups
from app.sync.pinned import clean_address

_STAGING: Final = "setting-up"
_READY: Final = "ready"
_RECOVERY: Final = "recovery-code-file"
"""Says where the code of this half-made station was written, if it was."""
_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without the signs that are taken for each other on paper."""
_PASSWORD_SIGNS: Final = 12


@dataclass(frozen=True)
class SetUpDone:
    """`station`: created, changed (the settings named) or unchanged. The two secrets are told once, by whoever made
    them: None where a file of the policy has them, or nothing was created."""

    station: str
    changed: tuple[str, ...]
    network: StationEnrolment | None
    joined: bool
    administrator: str | None = None
    password: str | None = field(default=None, repr=False)
    recovery_code: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class _Joining:
    """Where to and with what, looked at before anything is made."""

    address: str
    fingerprint: str
    code: str


def set_up(folders: StationFolders, policy: Policy, ports: Ports, tell: Callable[[SetUpDone], None]) -> None:
    """Make the station, or bring the one that is there in line; `tell` hears what was done, before it is final.

    KnownError policy.*, settings.*, access.*, keys.*, store.*, sync.*, central.bad_code: nothing has changed then.
    """
    ports = replace(ports, background=False, start_node=None, policy=None)
    staging = StationFolders(folders.home / _STAGING)
    _settle(staging, folders, ports)
    if folders.store.exists() or folders.key_slots.exists():
        tell(_brought_in_line(folders, policy, ports))
    else:
        _created(folders, staging, policy, ports, tell)


def _created(
    folders: StationFolders, staging: StationFolders, policy: Policy, ports: Ports, tell: Callable[[SetUpDone], None]
) -> None:
    profile = profile_of(policy)
    account, made_password = _first_account(policy, profile)
    validated(account)
    recovery_file = policy.keys.recovery_code_file
    if recovery_file is not None and recovery_file.exists():
        raise KnownError("policy.file_exists", field="keys.recovery_code_file", path=str(recovery_file))
    joining = _joining(policy.server) if policy.server else None
    first = FirstStart(
        profile=profile,
        administrator=account,
        use_keyring=policy.keys.keyring,
        key_file=policy.keys.key_file,
        password_for_once=True,
    )
    try:
        tell(replace(_made(staging, first, joining, recovery_file, ports), password=made_password))
        (staging.home / _READY).touch()
    except BaseException:
        _throw_away(staging, ports)
        raise
    _move(staging, folders)


def _made(
    staging: StationFolders, first: FirstStart, joining: _Joining | None, recovery_file: Path | None, ports: Ports
) -> SetUpDone:
    staging.home.mkdir(parents=True)
    if recovery_file is not None:
        # So that a run that is cut off takes it away again.
        (staging.home / _RECOVERY).write_text(str(recovery_file), encoding="utf-8")
    made = create_station(staging, first, ports)
    network = _join_and_close(made, joining)
    told_code: str | None = made.recovery_code
    if recovery_file is not None:
        _write_secret(recovery_file, made.recovery_code)
        told_code = None
    login = first.administrator.login
    return SetUpDone("created", (), network, network is not None, login, recovery_code=told_code)


def _first_account(policy: Policy, profile: StationProfile) -> tuple[NewAccount, str | None]:
    """The administrator, and the password where it was made here."""
    asked = policy.administrator
    if asked is None:
        raise KnownError("policy.missing", field="administrator", path=str(policy.path))
    made = None if asked.password_file else _one_time_password()
    password = made or line_in(asked.password_file or policy.path)
    account = NewAccount(asked.login, asked.name, Role.ADMINISTRATOR, password, language=profile.language)
    return account, made


def _one_time_password() -> str:
    return "-".join(in_groups("".join(secrets.choice(_LETTERS) for _ in range(_PASSWORD_SIGNS))))


def _joining(server: ServerPolicy) -> _Joining | None:
    """None where the policy brings no code: the station joins later, and its server is fixed all the same."""
    if not (server.code or server.code_file):
        return None
    fingerprint, code = joining_of(server)
    return _Joining(clean_address(server.address), fingerprint, clean_code(code))


def _join_and_close(made: CreatedStation, joining: _Joining | None) -> StationEnrolment | None:
    try:
        if joining is None:
            return None
        return made.station.enrolling.enrol(PROGRAM, joining.address, joining.code, joining.fingerprint)
    finally:
        made.station.close()


def _brought_in_line(folders: StationFolders, policy: Policy, ports: Ports) -> SetUpDone:
    finish_restore(folders.store, folders.key_slots)
    key = key_slots(folders, ports).unlock_silently().key
    if key is None:
        raise KnownError("policy.cannot_open", path=str(folders.store))
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    try:
        enrolling = EnrollingService(store)
        before = enrolling.current()
        _refuse_other_server(before, policy.server)
        joining = _joining(policy.server) if policy.server and before is None else None
        _refuse_other_unit(store, policy)
        joined = joining and enrolling.enrol(PROGRAM, joining.address, joining.code, joining.fingerprint)
        changed = bring_in_line(store, policy)
    finally:
        store.close()
    word = "changed" if changed or joined else "unchanged"
    return SetUpDone(word, changed, joined or before, joined is not None)


def _refuse_other_unit(store: Store, policy: Policy) -> None:
    """Before anything is sent to a server in the name of this unit."""
    with store.read() as connection:
        found = read_profile(connection).cnes
    if found != policy.settings["cnes"]:
        raise KnownError("policy.other_unit", value=found, expected=policy.settings["cnes"], path=str(policy.path))


def _refuse_other_server(before: StationEnrolment | None, server: ServerPolicy | None) -> None:
    if before is not None and server is not None and before.address != clean_address(server.address):
        raise KnownError("policy.other_server", value=before.address, expected=server.address)


def _write_secret(path: Path, secret: str) -> None:
    """Readable by its owner alone; one that is there already is never written over."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise KnownError("policy.cannot_write", path=str(path), reason=reason) from None


def _settle(staging: StationFolders, folders: StationFolders, ports: Ports) -> None:
    """What an earlier run left: finished where everything had been told, thrown away where not."""
    if (staging.home / _READY).exists():
        _move(staging, folders)
    elif staging.home.exists():
        _throw_away(staging, ports)


def _throw_away(staging: StationFolders, ports: Ports) -> None:
    with contextlib.suppress(KnownError):
        # Cut off before there were any.
        key_slots(staging, ports).discard_all()
    with contextlib.suppress(OSError):
        # It was not there when this set-up began: whoever finds one there is refused before anything is made.
        Path((staging.home / _RECOVERY).read_text(encoding="utf-8")).unlink(missing_ok=True)
    shutil.rmtree(staging.home, ignore_errors=True)
    with contextlib.suppress(OSError):
        staging.home.parent.rmdir()  # where nothing else lies in it


def _move(staging: StationFolders, folders: StationFolders) -> None:
    """The store last: until then the station is not there, and each step may be repeated."""
    pairs = (
        (copy_of(staging.key_slots), copy_of(folders.key_slots)),
        (staging.key_slots, folders.key_slots),
        (staging.store, folders.store),
    )
    try:
        for source, target in pairs:
            if source.exists():
                source.replace(target)
                flush_folder(target.parent)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise KnownError("policy.cannot_write", path=str(folders.home), reason=reason) from None
    shutil.rmtree(staging.home, ignore_errors=True)
