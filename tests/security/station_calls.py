"""How each service method of keys and backups is called for the test of rights."""

from collections.abc import Mapping
from pathlib import Path

from app.backups import BackupService
from app.kernel.folders import StationFolders
from app.security.keys.keyring import SystemKeyring
from app.security.keys.passphrase import PassphraseCost
from app.security.keys.service import KeyService
from app.security.keys.slots import KeySlots
from app.security.roles import Action
from app.support.bundle import Bundle
from app.support.log_reading import Question
from app.support.service import SupportService
from tests.security.account_calls import ServiceCall
from tests.security.staff import Staff
from tests.store_fixtures import TEST_KEY

NO_KEYRING = frozenset({"keys.keyring_missing"})


def _folders(staff: Staff) -> StationFolders:
    return StationFolders(staff.store.path.parent)


def _slots(staff: Staff) -> KeySlots:
    cost = PassphraseCost(memory_kib=8 * 1024, passes=1)
    return KeySlots(_folders(staff).key_slots, staff.store.clock, staff.store.ids, cost=cost)


def _with_slots(staff: Staff) -> str:
    """A station with a recovery code and a passphrase; the passphrase's slot."""
    slots = _slots(staff)
    slots.create()
    slots.add_recovery_code(TEST_KEY)
    return slots.add_passphrase(TEST_KEY, "cinco jangadas no mar de touros")


def _keys(staff: Staff) -> KeyService:
    return KeyService(staff.store, _slots(staff), TEST_KEY)


def _backups(staff: Staff) -> BackupService:
    return BackupService(staff.store, TEST_KEY, _folders(staff))


def _support(staff: Staff) -> SupportService:
    return SupportService(staff.store, _folders(staff), SystemKeyring(allowed=frozenset()))


def _bundle(staff: Staff) -> Path:
    return _folders(staff).home / "bundle.zip"


SUPPORT_CALLS: Mapping[str, ServiceCall] = {
    "SupportService.findings": ServiceCall(
        Action.CHANGE_SETTINGS, lambda staff, session, _: _support(staff).findings(session)
    ),
    "SupportService.try_sound": ServiceCall(
        Action.CHANGE_SETTINGS, lambda staff, session, _: _support(staff).try_sound(session)
    ),
    "SupportService.processes": ServiceCall(
        Action.CHANGE_SETTINGS, lambda staff, session, _: _support(staff).processes(session)
    ),
    "SupportService.log_page": ServiceCall(
        Action.CHANGE_SETTINGS, lambda staff, session, _: _support(staff).log_page(session, Question())
    ),
    "SupportService.crashes": ServiceCall(
        Action.CHANGE_SETTINGS, lambda staff, session, _: _support(staff).crashes(session)
    ),
    "SupportService.gather": ServiceCall(
        Action.CHANGE_SETTINGS, lambda staff, session, _: _support(staff).gather(session, "", "")
    ),
    "SupportService.save": ServiceCall(
        Action.CHANGE_SETTINGS, lambda staff, session, _: _support(staff).save(session, Bundle(()), _bundle(staff))
    ),
    "SupportService.unseen_crashes": ServiceCall(
        Action.VIEW_OWN_ACCOUNT, lambda staff, session, _: _support(staff).unseen_crashes(session)
    ),
    "SupportService.put_away": ServiceCall(
        Action.VIEW_OWN_ACCOUNT, lambda staff, session, _: _support(staff).put_away(session, ())
    ),
}

STATION_CALLS: Mapping[str, ServiceCall] = {
    **SUPPORT_CALLS,
    "KeyService.list": ServiceCall(
        Action.MANAGE_KEYS, lambda staff, session, _: _keys(staff).list(session), _with_slots
    ),
    "KeyService.add_passphrase": ServiceCall(
        Action.MANAGE_KEYS,
        lambda staff, session, _: _keys(staff).add_passphrase(session, "outra frase longa de seis palavras"),
        _with_slots,
    ),
    "KeyService.replace_recovery_code": ServiceCall(
        Action.MANAGE_KEYS, lambda staff, session, _: _keys(staff).replace_recovery_code(session), _with_slots
    ),
    "KeyService.add_keyring": ServiceCall(
        Action.MANAGE_KEYS,
        lambda staff, session, _: _keys(staff).add_keyring(session),
        _with_slots,
        other_refusals=NO_KEYRING,
    ),
    "KeyService.add_key_file": ServiceCall(
        Action.MANAGE_KEYS,
        lambda staff, session, _: _keys(staff).add_key_file(session, staff.store.path.parent / "station.key"),
        _with_slots,
    ),
    "KeyService.remove": ServiceCall(
        Action.MANAGE_KEYS, lambda staff, session, one: _keys(staff).remove(session, one), _with_slots
    ),
    "BackupService.create": ServiceCall(
        Action.BACK_UP, lambda staff, session, _: _backups(staff).create(session), _with_slots
    ),
    "BackupService.list": ServiceCall(
        Action.BACK_UP, lambda staff, session, _: _backups(staff).list(session), _with_slots
    ),
    "BackupService.prepare_restore": ServiceCall(
        Action.RESTORE,
        lambda staff, session, _: _backups(staff).prepare_restore(session, Path("no-such-backup.db")),
        other_refusals=frozenset({"backup.not_found"}),
    ),
}
