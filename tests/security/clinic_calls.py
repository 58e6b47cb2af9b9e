"""How each service method of the clinic is called for the test of rights."""

from collections.abc import Mapping
from datetime import date

from app.clinic.assessments.service import AssessmentService
from app.clinic.drafts import DraftService
from app.clinic.papers import PaperKind, PaperOut, PaperService, Released, Way
from app.clinic.people.model import Channel, ConsentSource, NewPerson, Sex
from app.clinic.people.service import PeopleService
from app.clinic.pregnancies.model import NewObservation
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.loader import default_rule_base
from app.security.roles import Action, Role
from tests.security.account_calls import ServiceCall
from tests.security.staff import Staff

FORM = ReferralForm(age_years=26.0)


def _people(staff: Staff) -> PeopleService:
    return PeopleService(staff.store)


def _pregnancies(staff: Staff) -> PregnancyService:
    return PregnancyService(staff.store)


def _assessments(staff: Staff) -> AssessmentService:
    return AssessmentService(staff.store, default_rule_base())


def _drafts(staff: Staff) -> DraftService:
    return DraftService(staff.store)


def somebody(name: str = "Maria Fictícia de Teste") -> NewPerson:
    """A synthetic woman whom the register accepts."""
    return NewPerson(
        full_name=name,
        birth_date=date(1999, 5, 17),
        sex=Sex.FEMALE,
        mother_name="Ana Fictícia de Teste",
        no_document_reason="pessoa sintética",
        municipality_code="2408102",
        municipality_name="Natal",
        synthetic=True,
    )


def _person(staff: Staff) -> str:
    return _people(staff).register(staff.session(Role.NURSE), somebody()).id


def _pregnancy(staff: Staff) -> str:
    return _pregnancies(staff).open(staff.session(Role.NURSE), _person(staff), date(2026, 1, 5)).id


def _observation(staff: Staff) -> str:
    pregnancy = _pregnancy(staff)
    return _pregnancies(staff).observations(staff.session(Role.NURSE), pregnancy)[0].id


def _assessment(staff: Staff) -> str:
    return _assessments(staff).save(staff.session(Role.NURSE), _pregnancy(staff), FORM).id


def _sheet(assessment_id: str) -> PaperOut:
    return PaperOut(PaperKind.CLASSIFICATION, "assessment", assessment_id)


CLINIC_CALLS: Mapping[str, ServiceCall] = {
    "PeopleService.search": ServiceCall(
        Action.FIND_PERSON, lambda staff, session, _: _people(staff).search(session, "maria"), _person
    ),
    "PeopleService.likely_duplicates": ServiceCall(
        Action.FIND_PERSON, lambda staff, session, _: _people(staff).likely_duplicates(session, somebody()), _person
    ),
    "PeopleService.register": ServiceCall(
        Action.REGISTER_PERSON, lambda staff, session, _: _people(staff).register(session, somebody())
    ),
    "PeopleService.open": ServiceCall(
        Action.VIEW_PERSON, lambda staff, session, one: _people(staff).open(session, one), _person
    ),
    "PeopleService.change": ServiceCall(
        Action.CHANGE_PERSON,
        lambda staff, session, one: _people(staff).change(session, one, {"social_name": "Mariá"}, "teste"),
        _person,
    ),
    "PeopleService.history": ServiceCall(
        Action.VIEW_PERSON, lambda staff, session, one: _people(staff).history(session, one), _person
    ),
    "PeopleService.set_consent": ServiceCall(
        Action.CHANGE_PERSON,
        lambda staff, session, one: _people(staff).set_consent(session, one, Channel.SMS, True, ConsentSource.DESK),
        _person,
    ),
    "PeopleService.consents": ServiceCall(
        Action.VIEW_PERSON, lambda staff, session, one: _people(staff).consents(session, one), _person
    ),
    "PregnancyService.open": ServiceCall(
        Action.OPEN_PREGNANCY, lambda staff, session, one: _pregnancies(staff).open(session, one), _person
    ),
    "PregnancyService.get": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _pregnancies(staff).get(session, one), _pregnancy
    ),
    "PregnancyService.current": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _pregnancies(staff).current(session, one), _person
    ),
    "PregnancyService.list": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, _: _pregnancies(staff).list(session), _pregnancy
    ),
    "PregnancyService.record": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _pregnancies(staff).record(session, one, [NewObservation("weight_kg", 62.5)]),
        _pregnancy,
    ),
    "PregnancyService.correct": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _pregnancies(staff).correct(session, one, "2026-01-06", "teste"),
        _observation,
    ),
    "PregnancyService.observations": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _pregnancies(staff).observations(session, one), _pregnancy
    ),
    "AssessmentService.propose": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _assessments(staff).propose(session, one), _pregnancy
    ),
    "AssessmentService.save": ServiceCall(
        Action.CLASSIFY, lambda staff, session, one: _assessments(staff).save(session, one, FORM), _pregnancy
    ),
    "AssessmentService.correct": ServiceCall(
        Action.CORRECT_ASSESSMENT,
        lambda staff, session, one: _assessments(staff).correct(session, one, FORM, "teste"),
        _assessment,
    ),
    "AssessmentService.get": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _assessments(staff).get(session, one), _assessment
    ),
    "AssessmentService.list": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _assessments(staff).list(session, one), _pregnancy
    ),
    "AssessmentService.replay": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _assessments(staff).replay(session, one), _assessment
    ),
    "PaperService.release": ServiceCall(
        Action.PRINT_RECORD,
        lambda staff, session, one: PaperService(staff.store).release(session, _sheet(one), Way.PDF),
        _assessment,
    ),
    "PaperService.did_not_leave": ServiceCall(
        Action.PRINT_RECORD,
        lambda staff, session, one: PaperService(staff.store).did_not_leave(
            session, Released("x", _sheet(one), Way.PDF)
        ),
        _assessment,
    ),
    "DraftService.keep": ServiceCall(
        Action.VIEW_OWN_ACCOUNT, lambda staff, session, _: _drafts(staff).keep(session, "form", "", {"weight_kg": 62})
    ),
    "DraftService.get": ServiceCall(
        Action.VIEW_OWN_ACCOUNT, lambda staff, session, _: _drafts(staff).get(session, "form")
    ),
    "DraftService.drop": ServiceCall(
        Action.VIEW_OWN_ACCOUNT, lambda staff, session, _: _drafts(staff).drop(session, "form")
    ),
    "DraftService.list": ServiceCall(Action.VIEW_OWN_ACCOUNT, lambda staff, session, _: _drafts(staff).list(session)),
}
