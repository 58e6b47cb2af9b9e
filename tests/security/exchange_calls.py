"""How each service method of exchange and administration is called for the test of rights."""

from collections.abc import Mapping
from datetime import date

from app.clinic.assessments.service import AssessmentService
from app.clinic.corrections import CorrectionService
from app.clinic.people.merges import DuplicateService
from app.clinic.people.service import PeopleService
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.reports.model import BehindFilter, Report, ReportFigure, ReportFilter
from app.clinic.reports.service import ReportService
from app.clinic.risk.loader import DEFAULT_FILE, default_rule_base
from app.clinic.rule_admin.in_force import RulesInForce
from app.clinic.rule_admin.service import RuleAdminService
from app.interop.csv_lists.service import ListExportService
from app.interop.csv_people.columns import propose
from app.interop.csv_people.reading import Table, read_table
from app.interop.csv_people.service import PeopleImportService
from app.interop.fhir.service import FhirService
from app.kernel.actor import PROGRAM
from app.security.roles import Action, Role
from app.store.tables import prenatal_fact
from tests.security.account_calls import ServiceCall
from tests.security.clinic_calls import FORM, somebody
from tests.security.staff import Staff

ROWS = "Nome;Nascimento;Sexo;Mãe;IBGE;Motivo sem documento\nLia Fictícia de Teste;01/02/1990;F;Ada Fictícia;2408102;x\n"


def new_rules() -> bytes:
    """The shipped rule base with one figure changed, under another version."""
    version = f'version: "{default_rule_base().version}"'
    text = DEFAULT_FILE.read_text(encoding="utf-8").replace(version, 'version: "teste.2"')
    return text.replace("{above: 35, points: 1,", "{above: 35, points: 5,").encode()


def _words(key: str, values: Mapping[str, object]) -> str:
    return key


def _table() -> Table:
    return read_table(ROWS.encode())


def _person(staff: Staff) -> str:
    return PeopleService(staff.store).register(staff.session(Role.NURSE), somebody()).id


def _two_people(staff: Staff) -> str:
    other = somebody("Zulmira Inventada de Exemplo")
    return f"{_person(staff)} {PeopleService(staff.store).register(staff.session(Role.NURSE), other).id}"


def _two(both: str) -> tuple[str, str]:
    one, other = both.split()
    return one, other


def _merged(staff: Staff) -> str:
    one, other = _two_people(staff).split()
    return _duplicates(staff).merge(staff.session(Role.COORDINATOR), one, other, "teste").id


def _pregnancy_and_other(staff: Staff) -> str:
    """A pregnancy and another woman's one."""
    nurse, people = staff.session(Role.NURSE), _two_people(staff).split()
    return " ".join(PregnancyService(staff.store).open(nurse, one, date(2026, 1, 5)).id for one in people)


def _pregnancy(staff: Staff) -> str:
    return _pregnancy_and_other(staff).split()[0]


def _pregnancy_and_person(staff: Staff) -> str:
    nurse = staff.session(Role.NURSE)
    one, other = _two_people(staff).split()
    return f"{PregnancyService(staff.store).open(nurse, one, date(2026, 1, 5)).id} {other}"


def _observation_and_place(staff: Staff) -> str:
    one, other = _pregnancy_and_other(staff).split()
    observed = PregnancyService(staff.store).observations(staff.session(Role.NURSE), one)
    return f"{observed[0].id} {other}"


def _assessment_and_place(staff: Staff) -> str:
    one, other = _pregnancy_and_other(staff).split()
    saved = AssessmentService(staff.store, default_rule_base()).save(staff.session(Role.NURSE), one, FORM)
    return f"{saved.id} {other}"


def _fact_and_place(staff: Staff) -> str:
    one, other = _pregnancy_and_other(staff).split()
    person_id = PregnancyService(staff.store).get(staff.session(Role.NURSE), one).person_id
    with staff.store.write(PROGRAM) as writing:
        row = {"person_id": person_id, "pregnancy_id": one, "kind": "visit", "code": "visit", "day": "2026-02-02"}
        fact = writing.append(prenatal_fact, {**row, "content": "{}"})
    return f"{fact} {other}"


def _loaded(staff: Staff) -> str:
    return _rules(staff).load(staff.session(Role.COORDINATOR), new_rules()).sha256


def _replaced(staff: Staff) -> str:
    """New rules in force; the earlier ones, to go back to."""
    loaded = _loaded(staff)
    for role in (Role.COORDINATOR, Role.DOCTOR):
        _rules(staff).approve(staff.session(role), loaded)
    return default_rule_base().sha256


def _duplicates(staff: Staff) -> DuplicateService:
    return DuplicateService(staff.store)


def _corrections(staff: Staff) -> CorrectionService:
    return CorrectionService(staff.store)


def _rules(staff: Staff) -> RuleAdminService:
    return RuleAdminService(staff.store, RulesInForce(staff.store, default_rule_base()))


def _import(staff: Staff) -> PeopleImportService:
    return PeopleImportService(staff.store)


def _lists(staff: Staff) -> ListExportService:
    return ListExportService(staff.store)


EXCHANGE_CALLS: Mapping[str, ServiceCall] = {
    "DuplicateService.likely_pairs": ServiceCall(
        Action.MERGE_PEOPLE, lambda staff, session, _: _duplicates(staff).likely_pairs(session), _two_people
    ),
    "DuplicateService.note_distinct": ServiceCall(
        Action.MERGE_PEOPLE,
        lambda staff, session, both: _duplicates(staff).note_distinct(session, *_two(both), "teste"),
        _two_people,
    ),
    "DuplicateService.merge": ServiceCall(
        Action.MERGE_PEOPLE,
        lambda staff, session, both: _duplicates(staff).merge(session, *_two(both), "teste"),
        _two_people,
    ),
    "DuplicateService.undo": ServiceCall(
        Action.MERGE_PEOPLE, lambda staff, session, one: _duplicates(staff).undo(session, one, "teste"), _merged
    ),
    "DuplicateService.merges": ServiceCall(
        Action.MERGE_PEOPLE, lambda staff, session, one: _duplicates(staff).merges(session, one), _person
    ),
    "PregnancyService.of_person": ServiceCall(
        Action.VIEW_PREGNANCIES,
        lambda staff, session, one: PregnancyService(staff.store).of_person(session, one),
        _person,
    ),
    "CorrectionService.move_observation": ServiceCall(
        Action.MOVE_RECORD,
        lambda staff, session, both: _corrections(staff).move_observation(session, *_two(both), "teste"),
        _observation_and_place,
    ),
    "CorrectionService.move_assessment": ServiceCall(
        Action.MOVE_RECORD,
        lambda staff, session, both: _corrections(staff).move_assessment(session, *_two(both), "teste"),
        _assessment_and_place,
    ),
    "CorrectionService.move_fact": ServiceCall(
        Action.MOVE_RECORD,
        lambda staff, session, both: _corrections(staff).move_fact(session, *_two(both), "teste"),
        _fact_and_place,
    ),
    "CorrectionService.move_pregnancy": ServiceCall(
        Action.MOVE_RECORD,
        lambda staff, session, both: _corrections(staff).move_pregnancy(session, *_two(both), "teste"),
        _pregnancy_and_person,
    ),
    "CorrectionService.moved_away": ServiceCall(
        Action.VIEW_PREGNANCIES,
        lambda staff, session, both: _corrections(staff).moved_away(session, _two(both)[1]),
        _observation_and_place,
    ),
    "PeopleImportService.preview": ServiceCall(
        Action.IMPORT_PEOPLE,
        lambda staff, session, _: _import(staff).preview(session, _table(), propose(_table().headers)),
    ),
    "PeopleImportService.run": ServiceCall(
        Action.IMPORT_PEOPLE,
        lambda staff, session, _: _import(staff).run(session, _table(), propose(_table().headers)),
    ),
    "ListExportService.people": ServiceCall(
        Action.EXPORT_LIST, lambda staff, session, _: _lists(staff).people(session, _words), _person
    ),
    "ListExportService.calls": ServiceCall(
        Action.EXPORT_LIST, lambda staff, session, _: _lists(staff).calls(session, _words), _pregnancy
    ),
    "ListExportService.pregnancies": ServiceCall(
        Action.EXPORT_LIST, lambda staff, session, _: _lists(staff).pregnancies(session, _words), _pregnancy
    ),
    "ListExportService.audit": ServiceCall(
        Action.EXPORT_LIST, lambda staff, session, _: _lists(staff).audit(session, _words), _person
    ),
    "ListExportService.report": ServiceCall(
        Action.EXPORT_LIST,
        lambda staff, session, _: _lists(staff).report(session, Report((), {}), default_rule_base(), _words),
    ),
    "FhirService.pregnancy_bundle": ServiceCall(
        Action.EXPORT_RECORD,
        lambda staff, session, one: FhirService(staff.store).pregnancy_bundle(session, one),
        _pregnancy,
    ),
    "ReportService.report": ServiceCall(
        Action.VIEW_REPORTS, lambda staff, session, _: ReportService(staff.store).report(session), _pregnancy
    ),
    "ReportService.compare": ServiceCall(
        Action.VIEW_REPORTS,
        lambda staff, session, _: ReportService(staff.store).compare(session, ReportFilter(), ReportFilter()),
        _pregnancy,
    ),
    "ReportService.women_behind": ServiceCall(
        Action.VIEW_REPORTS,
        lambda staff, session, _: ReportService(staff.store).women_behind(
            session, BehindFilter(ReportFilter(), ReportFigure.OPENED)
        ),
        _pregnancy,
    ),
    "ReportService.units": ServiceCall(
        Action.VIEW_REPORTS, lambda staff, session, _: ReportService(staff.store).units(session), _pregnancy
    ),
    "RuleAdminService.versions": ServiceCall(
        Action.VIEW_RULES, lambda staff, session, _: _rules(staff).versions(session), _loaded
    ),
    "RuleAdminService.load": ServiceCall(
        Action.MANAGE_RULES, lambda staff, session, _: _rules(staff).load(session, new_rules())
    ),
    "RuleAdminService.difference": ServiceCall(
        Action.VIEW_RULES, lambda staff, session, one: _rules(staff).difference(session, one), _loaded
    ),
    "RuleAdminService.rule_base": ServiceCall(
        Action.VIEW_RULES, lambda staff, session, one: _rules(staff).rule_base(session, one), _loaded
    ),
    "RuleAdminService.news": ServiceCall(
        Action.VIEW_RULES, lambda staff, session, _: _rules(staff).news(session), _replaced
    ),
    "RuleAdminService.note_seen": ServiceCall(
        Action.VIEW_RULES, lambda staff, session, _: _rules(staff).note_seen(session, 5), _replaced
    ),
    "RuleAdminService.try_on_stored_cases": ServiceCall(
        Action.APPROVE_RULES, lambda staff, session, one: _rules(staff).try_on_stored_cases(session, one), _loaded
    ),
    "RuleAdminService.approve": ServiceCall(
        Action.APPROVE_RULES, lambda staff, session, one: _rules(staff).approve(session, one), _loaded
    ),
    "RuleAdminService.roll_back": ServiceCall(
        Action.MANAGE_RULES, lambda staff, session, one: _rules(staff).roll_back(session, one, "teste"), _replaced
    ),
}
