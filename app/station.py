"""All that a window receives: the services of one opened station, and nothing of the store behind them."""

from collections.abc import Callable
from dataclasses import dataclass

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
from app.clinic.risk.rules import RuleBase
from app.clinic.rule_admin.service import RuleAdminService
from app.fleet.service import UpdateService
from app.interop.csv_lists.service import ListExportService
from app.interop.csv_people.service import PeopleImportService
from app.interop.fhir.service import FhirService
from app.kernel.clock import Clock
from app.kernel.folders import StationFolders
from app.policy.standing import PolicyService
from app.privacy.services import Privacy
from app.reminders.services import Reminders
from app.router.duty.service import DutyService
from app.router.history.service import AlarmHistoryService
from app.router.machines.service import MachineService
from app.router.neighbours import NeighbourService
from app.router.receivers.service import ReceiverService
from app.router.service import RouterService
from app.router.settings import RouterSettingsService
from app.router.tables.service import RouterTablesService
from app.security.accounts import AccountService
from app.security.audit_service import AuditService
from app.security.keys.service import KeyService
from app.security.sign_in import SignInService
from app.settings import SettingsService, StationProfile
from app.support.service import SupportService
from app.sync.bundles.service import BundleService
from app.sync.enrolling import EnrollingService
from app.sync.service import SyncService
from app.ward.beds.service import BedService
from app.ward.fatigue.service import FatigueService
from app.ward.layouts.service import LayoutService
from app.ward.node.settings import NodeSettingsService
from app.ward.recording.service import RecordingService
from app.ward.service import WardService
from app.ward.signal_tests import SignalTestService


@dataclass(frozen=True)
class Station:
    """The services of one station. Safe to call from worker threads; `close` ends background work and the store."""

    folders: StationFolders
    clock: Clock
    settings: SettingsService
    accounts: AccountService
    sign_in: SignInService
    audit: AuditService
    people: PeopleService
    allergies: AllergyService
    pregnancies: PregnancyService
    assessments: AssessmentService
    reception: ReceptionService
    danger_signs: DangerSignService
    dating: DatingService
    visits: VisitService
    exams: ExamService
    charts: ChartService
    pregnancy_tests: PregnancyTestService
    history: HistoryService
    vaccines: VaccineService
    outcomes: OutcomeService
    drafts: DraftService
    papers: PaperService
    rule_admin: RuleAdminService
    duplicates: DuplicateService
    corrections: CorrectionService
    referrals: ReferralService
    referral_desk: ReferralDeskService
    referral_library: ReferralLibraryService
    referral_directory: ReferralDirectoryService
    referral_tasks: ReferralTaskService
    reports: ReportService
    people_import: PeopleImportService
    lists: ListExportService
    fhir: FhirService
    reminders: Reminders
    privacy: Privacy
    backups: BackupService
    keys: KeyService
    support: SupportService
    policy: PolicyService
    enrolling: EnrollingService
    sync: SyncService
    bundles: BundleService
    updates: UpdateService
    ward: WardService
    beds: BedService
    recordings: RecordingService
    signal_tests: SignalTestService
    fatigue: FatigueService
    layouts: LayoutService
    ward_inputs: NodeSettingsService
    router: RouterService
    duty: DutyService
    receivers: ReceiverService
    machines: MachineService
    neighbours: NeighbourService
    router_tables: RouterTablesService
    router_settings: RouterSettingsService
    alarm_history: AlarmHistoryService
    background: BackgroundWork
    close: Callable[[], None]

    @property
    def rules(self) -> RuleBase:
        """The rule base in force at this moment."""
        return self.rule_admin.in_force()

    @property
    def profile(self) -> StationProfile:
        """What kind of station this is, as it stands now."""
        return self.settings.profile()
