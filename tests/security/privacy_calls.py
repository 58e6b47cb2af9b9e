"""How each service method of privacy is called for the test of rights."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from app.clinic.people.service import PeopleService
from app.privacy.confidentiality import ConfidentialityService, agreement_text
from app.privacy.consent_texts import ConsentTextService
from app.privacy.erasing import carry_out
from app.privacy.erasure_service import ErasureService
from app.privacy.export_service import PersonExport, PersonExportService
from app.privacy.hold_service import HoldService
from app.privacy.model import CaseKind
from app.privacy.retention import RetentionService
from app.privacy.terms import TermService
from app.security.roles import Action, Role
from app.security.session import Session
from tests.security.account_calls import ServiceCall
from tests.security.clinic_calls import somebody
from tests.security.staff import Staff

_NOTHING_HELD = PersonExport("nobody", "", True, False, datetime(2026, 11, 2, tzinfo=UTC), {}, (), {}, None)
_GROUND, _REASON = "asked_by_person", "pedido por escrito"


def _erasures(staff: Staff) -> ErasureService:
    return ErasureService(staff.store)


def _person(staff: Staff) -> str:
    return PeopleService(staff.store).register(staff.session(Role.NURSE), somebody()).id


def _sealed(staff: Staff) -> str:
    person_id = _person(staff)
    with staff.store.write(staff.session(Role.NURSE).actor) as writing:
        carry_out(writing, person_id, "case")
    return person_id


def _asker(staff: Staff) -> Session:
    """Somebody whom no tried session is."""
    if not any(one.login == "ana" for one in staff.accounts.list(staff.session(Role.COORDINATOR))):
        staff.hire("ana", Role.COORDINATOR)
    return staff.sign_in.sign_in("ana", "maré-alta-de-agosto")


def _asked_erasure(staff: Staff) -> str:
    return _erasures(staff).ask(_asker(staff), _person(staff), CaseKind.ERASURE, _GROUND, _REASON).id


def _asked_opening(staff: Staff) -> str:
    return _erasures(staff).ask(_asker(staff), _sealed(staff), CaseKind.OPENING, "care", _REASON).id


def _held(staff: Staff) -> str:
    return HoldService(staff.store).place(_asker(staff), _person(staff), _REASON).id


def _opened(staff: Staff) -> str:
    case = _asked_opening(staff)
    return _erasures(staff).confirm(staff.session(Role.DOCTOR), case).id


PRIVACY_CALLS: Mapping[str, ServiceCall] = {
    "PersonExportService.export": ServiceCall(
        Action.EXPORT_PERSON,
        lambda staff, session, one: PersonExportService(staff.store).export(session, one, _REASON),
        _person,
    ),
    "PersonExportService.who_saw": ServiceCall(
        Action.EXPORT_PERSON,
        lambda staff, session, one: PersonExportService(staff.store).who_saw(session, one),
        _person,
    ),
    "PersonExportService.write_ward": ServiceCall(
        Action.EXPORT_PERSON,
        lambda staff, session, one: PersonExportService(staff.store).write_ward(
            session, _NOTHING_HELD, Path(one), lambda code, _: code, str
        ),
        lambda staff: str(staff.store.path.with_name("ward.zip")),
    ),
    "PersonExportService.open_sealed": ServiceCall(
        Action.OPEN_SEALED,
        lambda staff, session, one: PersonExportService(staff.store).open_sealed(session, one),
        _opened,
    ),
    "ErasureService.hindrances": ServiceCall(
        Action.ERASE_PERSON, lambda staff, session, one: _erasures(staff).hindrances(session, one), _person
    ),
    "ErasureService.cases": ServiceCall(
        Action.VIEW_PRIVACY, lambda staff, session, _: _erasures(staff).cases(session), _asked_erasure
    ),
    "ErasureService.sealed": ServiceCall(
        Action.VIEW_PRIVACY, lambda staff, session, _: _erasures(staff).sealed(session), _sealed
    ),
    "ErasureService.ask": ServiceCall(
        Action.ERASE_PERSON,
        lambda staff, session, one: _erasures(staff).ask(session, one, CaseKind.ERASURE, _GROUND, _REASON),
        _person,
    ),
    "ErasureService.ask of an opening": ServiceCall(
        Action.OPEN_SEALED,
        lambda staff, session, one: _erasures(staff).ask(session, one, CaseKind.OPENING, "care", _REASON),
        _sealed,
    ),
    "ErasureService.confirm": ServiceCall(
        Action.ERASE_PERSON, lambda staff, session, one: _erasures(staff).confirm(session, one), _asked_erasure
    ),
    "ErasureService.confirm of an opening": ServiceCall(
        Action.OPEN_SEALED, lambda staff, session, one: _erasures(staff).confirm(session, one), _asked_opening
    ),
    "ErasureService.decline": ServiceCall(
        Action.ERASE_PERSON, lambda staff, session, one: _erasures(staff).decline(session, one, "não"), _asked_erasure
    ),
    "RetentionService.runs": ServiceCall(
        Action.VIEW_PRIVACY,
        lambda staff, session, _: RetentionService(staff.store, _erasures(staff)).runs(session),
        lambda _: "",
    ),
    "RetentionService.due": ServiceCall(
        Action.VIEW_PRIVACY,
        lambda staff, session, _: RetentionService(staff.store, _erasures(staff)).due(session),
        _person,
    ),
    "RetentionService.due_with": ServiceCall(
        Action.MANAGE_RETENTION,
        lambda staff, session, _: RetentionService(staff.store, _erasures(staff)).due_with(session, "drafts", 10),
        lambda _: "",
    ),
    "RetentionService.due_records": ServiceCall(
        Action.ERASE_PERSON,
        lambda staff, session, _: RetentionService(staff.store, _erasures(staff)).due_records(session),
        _person,
    ),
    "HoldService.holds": ServiceCall(
        Action.VIEW_PRIVACY, lambda staff, session, _: HoldService(staff.store).holds(session), _held
    ),
    "HoldService.standing": ServiceCall(
        Action.VIEW_PRIVACY, lambda staff, session, one: HoldService(staff.store).standing(session, one), _person
    ),
    "HoldService.place": ServiceCall(
        Action.HOLD_RECORD, lambda staff, session, one: HoldService(staff.store).place(session, one, _REASON), _person
    ),
    "HoldService.lift": ServiceCall(
        Action.HOLD_RECORD, lambda staff, session, one: HoldService(staff.store).lift(session, one, _REASON), _held
    ),
    "TermService.terms": ServiceCall(
        Action.VIEW_PRIVACY, lambda staff, session, _: TermService(staff.store).terms(session), lambda _: ""
    ),
    "TermService.change": ServiceCall(
        Action.MANAGE_RETENTION,
        lambda staff, session, _: TermService(staff.store).change(session, "drafts", 10, _REASON),
        lambda _: "",
    ),
    "ConfidentialityService.to_accept": ServiceCall(
        Action.VIEW_OWN_ACCOUNT,
        lambda staff, session, _: ConfidentialityService(staff.store).to_accept(session),
        lambda _: "",
    ),
    "ConfidentialityService.accept": ServiceCall(
        Action.VIEW_OWN_ACCOUNT,
        lambda staff, session, _: ConfidentialityService(staff.store).accept(
            session, agreement_text().version, "pt_BR"
        ),
        lambda _: "",
    ),
    "ConfidentialityService.accepted": ServiceCall(
        Action.VIEW_ACCOUNTS,
        lambda staff, session, one: ConfidentialityService(staff.store).accepted(session, one),
        lambda staff: staff.hire("beto").id,
    ),
    "ConsentTextService.change": ServiceCall(
        Action.MANAGE_CONSENTS,
        lambda staff, session, _: ConsentTextService(staff.store).change(session, {"pt_BR": "Posso?", "en": "May I?"}),
        lambda _: "",
    ),
}
