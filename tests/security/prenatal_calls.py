"""How each service method of the prenatal record is called for the test of rights."""

from collections.abc import Mapping
from datetime import date

from app.clinic.people.service import PeopleService
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.charts_service import ChartService
from app.clinic.prenatal.dating_service import DatingService
from app.clinic.prenatal.estimates import Scan
from app.clinic.prenatal.exams_service import ExamService, NewResult
from app.clinic.prenatal.history_service import Answer, HistoryService
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind, OutcomeService
from app.clinic.prenatal.pregnancy_test_service import PregnancyTestService, Suspicion
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.vaccines_service import NewDose, VaccineService
from app.clinic.prenatal.visits_service import CallOutcome, NewCall, NewVisit, VisitService
from app.security.roles import Action, Role
from tests.security.account_calls import ServiceCall
from tests.security.clinic_calls import somebody
from tests.security.staff import Staff

DAY = date(2026, 2, 2)
SCAN = Scan(DAY, 4, 2)
VISIT = NewVisit(DAY, Professional.NURSE)
RESULT = NewResult("haemoglobin", 11.5, DAY)
DOSE = NewDose("dt", DAY)
LATE = Suspicion(days_late=9)
BIRTH = NewOutcome(OutcomeKind.BIRTH, DAY)


def _pregnancy(staff: Staff) -> str:
    nurse = staff.session(Role.NURSE)
    person_id = PeopleService(staff.store).register(nurse, somebody()).id
    return PregnancyService(staff.store).open(nurse, person_id, date(2026, 1, 5)).id


def _tests(staff: Staff) -> PregnancyTestService:
    return PregnancyTestService(staff.store)


def _woman(staff: Staff) -> str:
    return PeopleService(staff.store).register(staff.session(Role.NURSE), somebody()).id


def _suspected(staff: Staff) -> str:
    woman = _woman(staff)
    return f"{woman} {_tests(staff).record(staff.session(Role.NURSE), woman, LATE).steps[0].id}"


def _dating(staff: Staff) -> DatingService:
    return DatingService(staff.store)


def _visits(staff: Staff) -> VisitService:
    return VisitService(staff.store)


def _exams(staff: Staff) -> ExamService:
    return ExamService(staff.store)


def _history(staff: Staff) -> HistoryService:
    return HistoryService(staff.store)


def _outcomes(staff: Staff) -> OutcomeService:
    return OutcomeService(staff.store)


def _estimate(staff: Staff) -> str:
    return _dating(staff).add(staff.session(Role.NURSE), _pregnancy(staff), SCAN).estimates[-1].id


def _pregnancy_and_estimate(staff: Staff) -> str:
    pregnancy_id = _pregnancy(staff)
    return f"{pregnancy_id} {_dating(staff).dating(staff.session(Role.NURSE), pregnancy_id).estimates[0].id}"


def _visit(staff: Staff) -> str:
    return _visits(staff).record(staff.session(Role.NURSE), _pregnancy(staff), VISIT).id


def _request(staff: Staff) -> str:
    return _exams(staff).request(staff.session(Role.NURSE), _pregnancy(staff), "hiv").id


def _result(staff: Staff) -> str:
    return _exams(staff).record(staff.session(Role.NURSE), _pregnancy(staff), RESULT).id


def _answer(staff: Staff) -> str:
    return _history(staff).record(staff.session(Role.NURSE), _pregnancy(staff), {"epilepsy": Answer.YES})[0].id


def _vaccines(staff: Staff) -> VaccineService:
    return VaccineService(staff.store)


def _dose(staff: Staff) -> str:
    return _vaccines(staff).record(staff.session(Role.NURSE), _pregnancy(staff), DOSE).records[-1].id


def _ended(staff: Staff) -> str:
    pregnancy_id = _pregnancy(staff)
    _outcomes(staff).record(staff.session(Role.NURSE), pregnancy_id, BIRTH)
    return pregnancy_id


PRENATAL_CALLS: Mapping[str, ServiceCall] = {
    "DatingService.dating": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _dating(staff).dating(session, one), _pregnancy
    ),
    "DatingService.add": ServiceCall(
        Action.RECORD_OBSERVATION, lambda staff, session, one: _dating(staff).add(session, one, SCAN), _pregnancy
    ),
    "DatingService.choose": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, both: _dating(staff).choose(session, both[:36], both[37:], "teste"),
        _pregnancy_and_estimate,
    ),
    "DatingService.correct": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _dating(staff).correct(session, one, None, "teste"),
        _estimate,
    ),
    "VisitService.schedule": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, _: _visits(staff).schedule(session)
    ),
    "VisitService.choose_schedule": ServiceCall(
        Action.MANAGE_RULES, lambda staff, session, _: _visits(staff).choose_schedule(session, "who")
    ),
    "VisitService.record": ServiceCall(
        Action.RECORD_OBSERVATION, lambda staff, session, one: _visits(staff).record(session, one, VISIT), _pregnancy
    ),
    "VisitService.correct": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _visits(staff).correct(session, one, None, "teste"),
        _visit,
    ),
    "VisitService.list": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _visits(staff).list(session, one), _pregnancy
    ),
    "VisitService.plan": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _visits(staff).plan(session, one), _pregnancy
    ),
    "VisitService.follow_up_until": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _visits(staff).follow_up_until(session, one), _ended
    ),
    "VisitService.measured": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _visits(staff).measured(session, one), _pregnancy
    ),
    "VisitService.note_call": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _visits(staff).note_call(session, one, NewCall(CallOutcome.NO_ANSWER)),
        _pregnancy,
    ),
    "VisitService.to_call": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, _: _visits(staff).to_call(session), _pregnancy
    ),
    "ExamService.request": ServiceCall(
        Action.RECORD_OBSERVATION, lambda staff, session, one: _exams(staff).request(session, one, "hiv"), _pregnancy
    ),
    "ExamService.request_all": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _exams(staff).request_all(session, one, ("hiv", "syphilis")),
        _pregnancy,
    ),
    "ExamService.withdraw": ServiceCall(
        Action.RECORD_OBSERVATION, lambda staff, session, one: _exams(staff).withdraw(session, one, "teste"), _request
    ),
    "ExamService.requests": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _exams(staff).requests(session, one), _pregnancy
    ),
    "ExamService.record_all": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _exams(staff).record_all(session, one, [RESULT]),
        _pregnancy,
    ),
    "ExamService.record": ServiceCall(
        Action.RECORD_OBSERVATION, lambda staff, session, one: _exams(staff).record(session, one, RESULT), _pregnancy
    ),
    "ExamService.correct": ServiceCall(
        Action.RECORD_OBSERVATION, lambda staff, session, one: _exams(staff).correct(session, one, 12, "teste"), _result
    ),
    "ExamService.results": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _exams(staff).results(session, one), _pregnancy
    ),
    "ExamService.trend": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _exams(staff).trend(session, one, "weight_kg"), _pregnancy
    ),
    "HistoryService.answers": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _history(staff).answers(session, one), _pregnancy
    ),
    "HistoryService.changes": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _history(staff).changes(session, one), _pregnancy
    ),
    "HistoryService.record": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _history(staff).record(session, one, {"epilepsy": Answer.NO}),
        _pregnancy,
    ),
    "HistoryService.save": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _history(staff).save(session, one, {"epilepsy": Answer.NO}),
        _pregnancy,
    ),
    "HistoryService.correct": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _history(staff).correct(session, one, None, "teste"),
        _answer,
    ),
    "VaccineService.card": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _vaccines(staff).card(session, one), _pregnancy
    ),
    "VaccineService.record": ServiceCall(
        Action.RECORD_OBSERVATION, lambda staff, session, one: _vaccines(staff).record(session, one, DOSE), _pregnancy
    ),
    "VaccineService.exclude": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _vaccines(staff).exclude(session, one, "hepatitis_b", "teste"),
        _pregnancy,
    ),
    "VaccineService.correct": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _vaccines(staff).correct(session, one, None, "teste"),
        _dose,
    ),
    "PregnancyTestService.course": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _tests(staff).course(session, one), _woman
    ),
    "PregnancyTestService.record": ServiceCall(
        Action.RECORD_OBSERVATION, lambda staff, session, one: _tests(staff).record(session, one, LATE), _woman
    ),
    "PregnancyTestService.strike_out": ServiceCall(
        Action.RECORD_OBSERVATION,
        lambda staff, session, one: _tests(staff).strike_out(session, one.split()[1], one.split()[0], "teste"),
        _suspected,
    ),
    "ChartService.charts": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: ChartService(staff.store).charts(session, one), _pregnancy
    ),
    "OutcomeService.outcome": ServiceCall(
        Action.VIEW_PREGNANCIES, lambda staff, session, one: _outcomes(staff).outcome(session, one), _ended
    ),
    "OutcomeService.record": ServiceCall(
        Action.OPEN_PREGNANCY, lambda staff, session, one: _outcomes(staff).record(session, one, BIRTH), _pregnancy
    ),
    "OutcomeService.strike_out": ServiceCall(
        Action.OPEN_PREGNANCY, lambda staff, session, one: _outcomes(staff).strike_out(session, one, "teste"), _ended
    ),
}
