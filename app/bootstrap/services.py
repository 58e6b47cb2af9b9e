"""Every service of a station made, and given to the others that need it."""

from collections.abc import Mapping
from functools import partial

from app.background import BackgroundWork
from app.backups import BackupService
from app.bootstrap.ports import Ports, key_slots
from app.bootstrap.ward_services import ward_services
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
from app.fleet.errand import FleetErrand
from app.fleet.service import UpdateService
from app.interop.csv_lists.service import ListExportService
from app.interop.csv_people.service import PeopleImportService
from app.interop.fhir.service import FhirService
from app.kernel.clock import Zone
from app.kernel.folders import StationFolders
from app.policy.model import CHANNELS
from app.policy.standing import PolicyService
from app.policy.trusting import joining_of
from app.privacy.files import files_of_station
from app.privacy.recordings import WardRecordings
from app.privacy.services import Privacy, make_privacy
from app.privacy.terms import counts_in_force
from app.reminders.composing import unit_of
from app.reminders.services import Reminders, make_reminders
from app.router.neighbours import NeighbourService
from app.router.service import RouterService
from app.security.accounts import AccountService
from app.security.audit_service import AuditService
from app.security.keys.service import KeyService
from app.security.roles import OF_REFERRING_UNIT, Action
from app.security.sign_in import SignInService
from app.settings import SettingsService, StationRole
from app.station import Station
from app.store.store import Store
from app.support.service import SupportService
from app.sync.bundles.errands import Errands
from app.sync.bundles.identity import read_identity
from app.sync.bundles.service import BundleService
from app.sync.client import CentralClient
from app.sync.enrolling import DecidedServer, EnrollingService
from app.sync.pinned import clean_address
from app.sync.service import Line, SyncService
from app.ward.node.tending import NodeTender, has_beds
from app.ward.service import WardService


def make_station(store: Store, folders: StationFolders, key: bytes, ports: Ports) -> Station:
    rules, settings = _rules(store), SettingsService(store, ports.policy.fixed if ports.policy else frozenset())
    backups, enrolling = _backups(store, folders, key, ports), EnrollingService(store, _decided(ports))
    bundles, zone = BundleService(store, lambda: read_identity(store)), partial(_zone_of, settings)
    reminders = make_reminders(store, key, lambda: unit_of(settings.profile()), zone, enrolling.open_line)
    sync = _sync(store, enrolling, Errands(store, bundles), reminders, _fleet(store, ports))
    privacy = _privacy(store, folders, key, zone, backups, ports)
    work = BackgroundWork(store, backups, sync, reminders.work, daily=privacy.retention.run_if_due)
    background, ward = _begun(work, ports), _ward(store, folders, key, ports)
    of_ward = ward_services(store, folders, key, zone)
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
        privacy=privacy,
        backups=backups,
        keys=KeyService(store, key_slots(folders, ports), key),
        support=SupportService(store, folders, ports.keyring, ports.policy_file),
        policy=PolicyService(store, ports.policy_file),
        enrolling=enrolling,
        sync=sync,
        bundles=bundles,
        updates=UpdateService(store),
        ward=ward,
        **of_ward,
        background=background,
        close=partial(_close, store, background, ward, of_ward["router"], of_ward["neighbours"]),
    )


def _rules(store: Store) -> RulesInForce:
    """The rule base in force; what this program brings that is new stands in the trail."""
    rules = RulesInForce(store, default_rule_base())
    note_shipped_rules(store, rules.shipped)
    return rules


def _begun(background: BackgroundWork, ports: Ports) -> BackgroundWork:
    """The work behind the window, begun where the ports want it."""
    if ports.background:
        background.start()
    return background


def _ward(store: Store, folders: StationFolders, key: bytes, ports: Ports) -> WardService:
    return WardService(folders, ports.clock, _tender(store, folders, key, ports), partial(has_beds, store))


def _tender(store: Store, folders: StationFolders, key: bytes, ports: Ports) -> NodeTender | None:
    """Sees to the node of this store, where the ports want it."""
    if ports.start_node is None:
        return None
    tender = NodeTender(store, partial(ports.start_node, folders, key))
    tender.start()
    return tender


def _zone_of(settings: SettingsService) -> str:
    return settings.profile().time_zone


def _fleet(store: Store, ports: Ports) -> FleetErrand:
    return FleetErrand(store, ports.policy.channel if ports.policy else CHANNELS[0])


def _periods(ports: Ports) -> Mapping[str, int]:
    """The keeping periods that the policy says, by kind of data."""
    return ports.policy.retention if ports.policy else {}


def _backups(store: Store, folders: StationFolders, key: bytes, ports: Ports) -> BackupService:
    fixed = _periods(ports)
    return BackupService(store, key, folders, lambda connection: counts_in_force(connection, fixed)["backups"])


def _privacy(
    store: Store, folders: StationFolders, key: bytes, zone: Zone, backups: BackupService, ports: Ports
) -> Privacy:
    recordings = WardRecordings(folders.recordings, key)
    files = files_of_station(recordings, folders.logs, backups.superseded, backups.remove_superseded)
    return make_privacy(store, recordings, zone, _periods(ports), files)


def _decided(ports: Ports) -> DecidedServer | None:
    """The server that the policy names."""
    server = ports.policy.server if ports.policy else None
    if server is None:
        return None
    return DecidedServer(clean_address(server.address), server.code, partial(joining_of, server))


def _sync(
    store: Store, enrolling: EnrollingService, errands: Errands, reminders: Reminders, fleet: FleetErrand
) -> SyncService:
    def errand(line: Line) -> None:
        errands.run(line)
        reminders.grant.errand()
        if isinstance(line, CentralClient):
            # Tests and benches have other lines; they tell a server nothing of the machine.
            fleet.run(line)

    enrolled = lambda: enrolling.current() is not None  # noqa: E731 - asked again each time
    return SyncService(store, enrolled, enrolling.open_line, errand, before=errands.before)


def _close(
    store: Store, background: BackgroundWork, ward: WardService, router: RouterService, neighbours: NeighbourService
) -> None:
    neighbours.close()
    router.stop()
    ward.stop()
    background.stop()
    store.close()


def _withheld(settings: SettingsService, action: Action) -> bool:
    """Whether this station allows the action to nobody: the settings are asked only where they matter."""
    return action in OF_REFERRING_UNIT and settings.profile().role is StationRole.HOSPITAL
