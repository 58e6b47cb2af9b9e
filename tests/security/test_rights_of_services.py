"""The table of rights against the services themselves: every method, called as every role.

A room that adds a service adds its methods to SERVICES and SERVICE_CALLS; a method left out fails here.
"""

import inspect
from collections.abc import Mapping

import pytest

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
from app.clinic.rule_admin.service import RuleAdminService
from app.interop.csv_lists.service import ListExportService
from app.interop.csv_people.service import PeopleImportService
from app.interop.fhir.service import FhirService
from app.kernel.errors import KnownError
from app.privacy.confidentiality import ConfidentialityService
from app.privacy.consent_texts import ConsentTextService
from app.privacy.erasure_service import ErasureService
from app.privacy.export_service import PersonExportService
from app.privacy.hold_service import HoldService
from app.privacy.retention import RetentionService
from app.privacy.terms import TermService
from app.reminders.attribute_service import AttributeService
from app.reminders.campaigns import CampaignService
from app.reminders.channel_service import ChannelService
from app.reminders.figures import FigureService
from app.reminders.grant_service import GrantService
from app.reminders.inbox import InboxService
from app.reminders.manners_service import MannersService
from app.reminders.messages import MessageService
from app.reminders.requests import RequestService
from app.reminders.rule_service import RuleService
from app.reminders.single_preview import SinglePreviewService
from app.reminders.template_service import TemplateService
from app.reminders.trial_service import TrialService
from app.router.duty.service import DutyService
from app.router.receivers.service import ReceiverService
from app.router.service import RouterService
from app.router.settings import RouterSettingsService
from app.router.tables.service import RouterTablesService
from app.security.accounts import AccountService
from app.security.audit_service import AuditService
from app.security.keys.service import KeyService
from app.security.roles import Action, Role
from app.security.sign_in import SignInService
from app.settings import SettingsService
from app.support.service import SupportService
from app.sync.bundles.service import BundleService
from app.sync.service import SyncService
from app.ward.beds.service import BedService
from app.ward.infrastructure.service import InfrastructureService
from app.ward.node.settings import NodeSettingsService
from app.ward.recording.service import RecordingService
from app.ward.service import WardService
from tests.security.account_calls import ACCOUNT_CALLS, ServiceCall
from tests.security.allergy_calls import ALLERGY_CALLS
from tests.security.attribute_calls import ATTRIBUTE_CALLS
from tests.security.clinic_calls import CLINIC_CALLS
from tests.security.duty_calls import DUTY_CALLS
from tests.security.exchange_calls import EXCHANGE_CALLS
from tests.security.grant_calls import GRANT_CALLS
from tests.security.prenatal_calls import PRENATAL_CALLS
from tests.security.privacy_calls import PRIVACY_CALLS
from tests.security.questions import audited, code_of, row_counts
from tests.security.reception_calls import RECEPTION_CALLS
from tests.security.recording_calls import RECORDING_CALLS
from tests.security.referral_calls import REFERRAL_CALLS
from tests.security.reminder_calls import REMINDER_CALLS
from tests.security.request_calls import REQUEST_CALLS
from tests.security.router_calls import ROUTER_CALLS
from tests.security.staff import PASSWORD, Staff, newcomer
from tests.security.station_calls import STATION_CALLS
from tests.security.sync_calls import SYNC_CALLS
from tests.security.trial_calls import TRIAL_CALLS
from tests.security.ward_calls import WARD_CALLS

SERVICE_CALLS: Mapping[str, ServiceCall] = {
    **ACCOUNT_CALLS,
    **CLINIC_CALLS,
    **ALLERGY_CALLS,
    **RECEPTION_CALLS,
    **STATION_CALLS,
    **EXCHANGE_CALLS,
    **PRENATAL_CALLS,
    **SYNC_CALLS,
    **REFERRAL_CALLS,
    **REMINDER_CALLS,
    **ATTRIBUTE_CALLS,
    **GRANT_CALLS,
    **TRIAL_CALLS,
    **REQUEST_CALLS,
    **WARD_CALLS,
    **RECORDING_CALLS,
    **DUTY_CALLS,
    **ROUTER_CALLS,
    **PRIVACY_CALLS,
}
"""`Service.method`, or `Service.method of …` for one more way to call it."""

SERVICES: tuple[type, ...] = (
    AccountService, AssessmentService, AuditService, BackupService, DangerSignService, DraftService, KeyService,
    PaperService, PeopleService, PregnancyService, ReceptionService, SettingsService, SignInService,
    CorrectionService, DuplicateService, FhirService, ListExportService, PeopleImportService, ReportService,
    RuleAdminService, DatingService, ExamService, HistoryService, OutcomeService, VaccineService, VisitService,
    ChartService, PregnancyTestService, ReferralService, ReferralDeskService, ReferralLibraryService,
    ReferralDirectoryService, ReferralTaskService, AllergyService,
    SyncService, BundleService, SupportService,
    TemplateService, ChannelService, CampaignService, MessageService, RuleService, AttributeService, InboxService,
    FigureService, GrantService, MannersService, RequestService, SinglePreviewService, TrialService,
    BedService, InfrastructureService, WardService, RecordingService, NodeSettingsService,
    DutyService, RouterService, ReceiverService, RouterTablesService, RouterSettingsService,
    PersonExportService, ErasureService, HoldService, RetentionService, ConfidentialityService, ConsentTextService,
    TermService,
)  # fmt: skip
"""Every public method of these that takes a session stands in SERVICE_CALLS or in WITHOUT_RIGHT."""

WITHOUT_RIGHT = {
    "SignInService.refresh": "a waiting account asks with it whether it was authorised",
    "SignInService.lock": "everybody may cover the screen",
    "SignInService.unlock": "asks for the secret instead",
    "SignInService.sign_out": "everybody may leave",
}

SCREEN_ONLY = {
    Action.TRY_CLASSIFICATION: "AssessmentService.preview is pure: it reads no record and saves nothing",
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", SERVICE_CALLS)
def test_a_service_method_serves_exactly_the_roles_of_the_table(staff: Staff, name: str, role: Role) -> None:
    tried = SERVICE_CALLS[name]
    subject = tried.prepare(staff)
    session = staff.session(role)
    before, trail = row_counts(staff.store), audited(staff.store)
    try:
        tried.call(staff, session, subject)
        code = None
    except KnownError as error:
        code = error.code
    if tried.allowed(role):
        assert code is None or code in tried.other_refusals
        return
    assert code == "access.not_allowed"
    assert row_counts(staff.store) == before, "a refused action writes nothing but its audit row"
    assert audited(staff.store) == [*trail, "denied"]


@pytest.mark.parametrize("name", SERVICE_CALLS)
def test_no_service_method_serves_a_waiting_a_suspended_or_an_ended_session(staff: Staff, name: str) -> None:
    tried = SERVICE_CALLS[name]
    subject = tried.prepare(staff)
    newcomer_id = staff.accounts.ask_for_account(newcomer("zilda", Role.COORDINATOR)).id
    session = staff.sign_in.sign_in("zilda", PASSWORD)
    assert code_of(lambda: tried.call(staff, session, subject)) == "access.not_yet_authorised"
    staff.accounts.suspend(staff.session(Role.COORDINATOR), newcomer_id, "teste")
    assert code_of(lambda: tried.call(staff, session, subject)) == "access.suspended"
    ended = staff.session(Role.COORDINATOR)
    staff.sign_in.sign_out(ended)
    assert code_of(lambda: tried.call(staff, ended, subject)) == "access.signed_out"


def test_every_method_that_takes_a_session_is_tried() -> None:
    methods = {
        f"{service.__name__}.{name}"
        for service in SERVICES
        for name, method in inspect.getmembers(service, inspect.isfunction)
        if not name.startswith("_") and "session" in inspect.signature(method).parameters
    }
    tried = {name.split(" of ", maxsplit=1)[0] for name in SERVICE_CALLS}
    assert methods == tried | WITHOUT_RIGHT.keys()


def test_every_action_is_asked_for_by_a_service_or_has_a_reason_not_to_be() -> None:
    asked_for = {action for one in SERVICE_CALLS.values() for action in (one.action, one.also) if action is not None}
    groups = [asked_for, set(SCREEN_ONLY)]
    assert set().union(*groups) == set(Action)
    assert sum(map(len, groups)) == len(Action), "an action stands in two groups"


def test_the_first_coordinator_is_authorised_by_an_administrator_only_in_an_empty_unit(empty: Staff) -> None:
    empty.accounts.create_first_administrator(newcomer("administrator", Role.ADMINISTRATOR))
    first = empty.accounts.ask_for_account(newcomer("carla", Role.COORDINATOR))
    empty.accounts.authorise(empty.session(Role.ADMINISTRATOR), first.id)
    assert "denied" not in audited(empty.store)
