"""The composition root: the one place where services are made and given to each other.

Only `main.py`, the commands and the tests come here. Every port (clock, identifiers, keyring, cost of passwords) can
be replaced through `Ports`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from app.background import BackgroundWork
from app.backups import BackupService
from app.clinic.allergies.service import AllergyService
from app.clinic.assessments.service import AssessmentService
from app.clinic.corrections import CorrectionService
from app.clinic.danger_signs.service import DangerSignService
from app.clinic.drafts import DraftService
from app.clinic.papers import PaperService
from app.clinic.people.merges import DuplicateService
from app.clinic.people.service import PeopleService
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.charts_service import ChartService
from app.clinic.prenatal.dating_service import DatingService
from app.clinic.prenatal.exams_service import ExamService
from app.clinic.prenatal.history_service import HistoryService
from app.clinic.prenatal.outcomes import OutcomeService
from app.clinic.prenatal.pregnancy_test_service import PregnancyTestService
from app.clinic.prenatal.vaccines_service import VaccineService
from app.clinic.prenatal.visits_service import VisitService
from app.clinic.reception.service import ReceptionService
from app.clinic.referral.desk import ReferralDeskService
from app.clinic.referral.directory import ReferralDirectoryService
from app.clinic.referral.library import ReferralLibraryService
from app.clinic.referral.service import ReferralService
from app.clinic.referral.tasks import ReferralTaskService
from app.clinic.reports.service import ReportService
from app.clinic.risk.loader import default_rule_base
from app.clinic.rule_admin.in_force import RulesInForce
from app.clinic.rule_admin.service import RuleAdminService
from app.clinic.rule_admin.updates import note_shipped_rules
from app.interop.csv_lists.service import ListExportService
from app.interop.csv_people.service import PeopleImportService
from app.interop.fhir.service import FhirService
from app.kernel.actor import PROGRAM
from app.kernel.clock import Clock, SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.ids import Ids, TimeOrderedIds
from app.reminders.composing import unit_of
from app.reminders.services import Reminders, make_reminders
from app.security.account_model import NewAccount
from app.security.accounts import AccountService
from app.security.audit_service import AuditService
from app.security.keys.asking import ask_for_secret
from app.security.keys.keyring import SystemKeyring
from app.security.keys.passphrase import PassphraseCost
from app.security.keys.service import KeyService
from app.security.keys.slots import KeySlots, Unlocking
from app.security.keys.wrapping import new_store_key
from app.security.passwords import Passwords
from app.security.roles import OF_REFERRING_UNIT, Action
from app.security.sign_in import SignInService
from app.settings import SettingsService, StationProfile, StationRole, validate_profile, write_profile
from app.station import Station
from app.store.backup import backups_in, slots_of
from app.store.files import remove_store_files
from app.store.opening import create_store, open_store
from app.store.restoring import finish_restore, prepare_restore
from app.store.store import Store
from app.sync.bundles.errands import Errands
from app.sync.bundles.identity import read_identity
from app.sync.bundles.service import BundleService
from app.sync.enrolling import EnrollingService
from app.sync.service import Line, SyncService
from app.ward.service import WardService


@dataclass(frozen=True)
class Ports:
    """What a station takes from the machine; each replaceable."""

    clock: Clock = field(default_factory=SystemClock)
    ids: Ids | None = None
    keyring: SystemKeyring | None = None
    passphrase_cost: PassphraseCost = field(default_factory=PassphraseCost)
    passwords: Passwords | None = None
    background: bool = True
    """Whether the daily backup and its like run inside this process."""

    def made_ids(self) -> Ids:
        """The identifiers' source."""
        return self.ids or TimeOrderedIds(self.clock)


@dataclass(frozen=True)
class FirstStart:
    """What the wizard has asked. The recovery code is always made; the other ways to the key are chosen."""

    profile: StationProfile
    administrator: NewAccount
    use_keyring: bool = False
    passphrase: str | None = field(default=None, repr=False)
    key_file: Path | None = None


@dataclass(frozen=True)
class CreatedStation:
    """A new station and the code that must be printed now: nobody can show it again."""

    station: Station
    recovery_code: str = field(repr=False)


def key_slots(folders: StationFolders, ports: Ports) -> KeySlots:
    """The ways to the key of this station's store."""
    return KeySlots(folders.key_slots, ports.clock, ports.made_ids(), ports.keyring, ports.passphrase_cost)


def unlock_silently(folders: StationFolders, ports: Ports) -> Unlocking:
    """The key without asking anybody, where a keyring or a key file gives it."""
    finish_restore(folders.store, folders.key_slots)
    return key_slots(folders, ports).unlock_silently()


def create_station(folders: StationFolders, first: FirstStart, ports: Ports) -> CreatedStation:
    """Make keys, store, profile and administrator; what fails half-way leaves neither store nor keys behind.

    Raises KnownError store.already_exists, keys.file_exists, settings.*, access.*, store.read_only, store.disk_full, …
    """
    validate_profile(first.profile)
    if folders.store.exists():
        raise KnownError("store.already_exists", path=str(folders.store))
    folders.home.mkdir(parents=True, exist_ok=True)
    slots = key_slots(folders, ports)
    slots.create()
    try:
        key = new_store_key()
        code = _add_slots(slots, key, first)
        store = create_store(folders.store, key, ports.clock, ports.made_ids())
        try:
            with store.write(PROGRAM) as writing:
                write_profile(writing, first.profile)
            AccountService(store, ports.passwords).create_first_administrator(first.administrator)
        except BaseException:
            store.close()
            remove_store_files(folders.store)
            raise
    except BaseException:
        slots.abandon()
        raise
    return CreatedStation(_station(store, folders, key, ports), code)


def open_station(folders: StationFolders, key: bytes, ports: Ports) -> Station:
    """Open an existing station. Raises the KnownErrors of `app.store.opening.open_store`."""
    return _station(open_store(folders.store, key, ports.clock, ports.made_ids()), folders, key, ports)


def open_store_for_command(folders: StationFolders, ports: Ports | None = None) -> Store:
    """The store for a command: its key silently, else by the passphrase from PLANTAO_PASSPHRASE_FILE or typed."""
    ports = ports or Ports()
    return open_store(folders.store, ask_for_key(folders, ports), ports.clock, ports.made_ids())


def ask_for_key(folders: StationFolders, ports: Ports) -> bytes:
    """The key without a window; a secret is never taken from the command line, where others could read it."""
    finish_restore(folders.store, folders.key_slots)
    if not folders.store.exists():
        raise KnownError("store.missing", path=str(folders.store))
    slots = key_slots(folders, ports)
    unlocking = slots.unlock_silently()
    if unlocking.key is not None:
        return unlocking.key
    return slots.unlock_with_passphrase(ask_for_secret("Passphrase: "))


def backups_of(folders: StationFolders) -> tuple[tuple[Path, datetime], ...]:
    """(file, when it was made) of every backup beside this station, newest first; nothing is opened."""
    return tuple((one.path, one.made_at) for one in backups_in(folders.backups))


def restore_station(folders: StationFolders, backup: Path, secret: str, ports: Ports) -> Station:
    """Put a backup in the place of the store, which is kept aside whole, and open it.

    `secret`: passphrase or recovery code of the backup's time; empty tries keyring and key file. Raises KnownError
    keys.*, store.*, backup.*; until the backup was checked nothing has changed.
    """
    key = _key_of_backup(KeySlots(slots_of(backup), ports.clock, ports.made_ids(), ports.keyring), secret)
    prepare_restore(backup, key, folders.store, folders.key_slots, ports.clock, ports.made_ids(), PROGRAM)
    finish_restore(folders.store, folders.key_slots)
    return open_station(folders, key, ports)


def _key_of_backup(slots: KeySlots, secret: str) -> bytes:
    if not secret:
        found = slots.unlock_silently().key
        if found is None:
            raise KnownError("keys.wrong_passphrase")
        return found
    try:
        return slots.unlock_with_passphrase(secret)
    except KnownError as not_a_passphrase:
        try:
            return slots.unlock_with_recovery_code(secret)
        except KnownError:
            raise not_a_passphrase from None


def _add_slots(slots: KeySlots, key: bytes, first: FirstStart) -> str:
    code = slots.add_recovery_code(key)
    if first.passphrase:
        slots.add_passphrase(key, first.passphrase)
    if first.use_keyring:
        slots.add_keyring(key)
    if first.key_file:
        slots.add_key_file(key, first.key_file)
    return code


def _station(store: Store, folders: StationFolders, key: bytes, ports: Ports) -> Station:
    rules, settings = RulesInForce(store, default_rule_base()), SettingsService(store)
    note_shipped_rules(store, rules.shipped)
    backups, enrolling = BackupService(store, key, folders), EnrollingService(store)
    bundles = BundleService(store, lambda: read_identity(store))

    def zone() -> str:
        return settings.profile().time_zone

    reminders = make_reminders(store, key, lambda: unit_of(settings.profile()), zone, enrolling.open_line)
    sync = _sync(store, enrolling, Errands(store, bundles), reminders)
    background = BackgroundWork(store, backups, sync, reminders.work)
    ward = WardService(folders, ports.clock)
    if ports.background:
        background.start()

    return Station(
        folders=folders,
        clock=ports.clock,
        settings=settings,
        accounts=AccountService(store, ports.passwords),
        sign_in=SignInService(store, ports.passwords, partial(_withheld, settings)),
        audit=AuditService(store),
        people=PeopleService(store, zone),
        allergies=AllergyService(store, zone),
        pregnancies=PregnancyService(store, zone),
        assessments=AssessmentService(store, rules, zone),
        dating=DatingService(store, zone),
        visits=VisitService(store, zone),
        exams=ExamService(store, zone),
        charts=ChartService(store, zone),
        pregnancy_tests=PregnancyTestService(store, zone),
        history=HistoryService(store, zone),
        vaccines=VaccineService(store, zone),
        outcomes=OutcomeService(store, zone),
        drafts=DraftService(store),
        papers=PaperService(store, zone),
        rule_admin=RuleAdminService(store, rules),
        duplicates=DuplicateService(store),
        corrections=CorrectionService(store, zone),
        referrals=ReferralService(store, zone),
        referral_desk=ReferralDeskService(store, zone=zone),
        referral_library=ReferralLibraryService(store, zone),
        referral_directory=ReferralDirectoryService(store),
        referral_tasks=ReferralTaskService(store, zone),
        reports=ReportService(store, zone),
        reception=ReceptionService(store, zone),
        danger_signs=DangerSignService(store, zone),
        people_import=PeopleImportService(store, zone),
        lists=ListExportService(store, zone),
        fhir=FhirService(store, zone),
        reminders=reminders,
        backups=backups,
        keys=KeyService(store, key_slots(folders, ports), key),
        enrolling=enrolling,
        sync=sync,
        bundles=bundles,
        ward=ward,
        background=background,
        close=partial(_close, store, background, ward),
    )


def _sync(store: Store, enrolling: EnrollingService, errands: Errands, reminders: Reminders) -> SyncService:
    def errand(line: Line) -> None:
        errands.run(line)
        reminders.grant.errand()

    enrolled = lambda: enrolling.current() is not None  # noqa: E731 - asked again each time
    return SyncService(store, enrolled, enrolling.open_line, errand, before=errands.before)


def _close(store: Store, background: BackgroundWork, ward: WardService) -> None:
    ward.stop()
    background.stop()
    store.close()


def _withheld(settings: SettingsService, action: Action) -> bool:
    """Whether this station allows the action to nobody: the settings are asked only where they matter."""
    return action in OF_REFERRING_UNIT and settings.profile().role is StationRole.HOSPITAL
