"""What goes out of one pregnancy: only what holds; corrected and struck-out rows stay at home."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection, select

from app.clinic.allergies.model import AllergyList
from app.clinic.allergies.rows import read_allergies
from app.clinic.assessments.model import StoredAssessment
from app.clinic.assessments.rows import read_assessments
from app.clinic.dating import gestational_age
from app.clinic.people.model import PersonRecord
from app.clinic.people.rows import read_person
from app.clinic.pregnancies.model import Observation, Pregnancy
from app.clinic.pregnancies.rows import read_observations, read_pregnancy
from app.clinic.prenatal.exam_catalogue import ExamKind, exam
from app.clinic.prenatal.facts import Fact, Kind, read_facts
from app.clinic.prenatal.interpretation import interpret
from app.clinic.prenatal.outcomes import Outcome, read_outcome
from app.clinic.prenatal.vaccines_service import VaccineCard, VaccineRecord, read_card
from app.clinic.reception.model import Arrival, ArrivalState
from app.clinic.reception.rows import read_arrival
from app.interop.fhir.prenatal_builders import ResultFact
from app.kernel.clock import local_date
from app.store.settings import read_setting
from app.store.tables import arrival


@dataclass(frozen=True)
class Record:
    """One pregnancy with its person, and everything in it that holds. `unit`: (CNES, name)."""

    found: Pregnancy
    person: PersonRecord
    observations: tuple[Observation, ...]
    assessments: tuple[StoredAssessment, ...]
    visits: tuple[Fact, ...]
    results: tuple[ResultFact, ...]
    answers: tuple[Fact, ...]
    vaccines: VaccineCard
    outcome: Outcome | None
    arrivals: tuple[Arrival, ...]
    unit: tuple[str, str]
    allergies: AllergyList = field(default_factory=AllergyList)

    def days(self, zone: str) -> dict[date, list[datetime]]:
        """Every day of care outside of the reception, with the instants of what was observed or classified then."""
        days: defaultdict[date, list[datetime]] = defaultdict(list)
        received = {one.id for one in self.arrivals}
        moments = [one.observed_at for one in self.observations if one.encounter_id not in received]
        for moment in moments + [one.recorded_at for one in self.assessments]:
            days[local_date(moment, zone)].append(moment)
        return days

    def reports(self) -> dict[tuple[ExamKind, date], list[ResultFact]]:
        """The results that make one report: those of the laboratory, or of a scan, of one day."""
        found: defaultdict[tuple[ExamKind, date], list[ResultFact]] = defaultdict(list)
        for one in self.results:
            if one.what.kind is not ExamKind.PHYSICAL:
                found[one.what.kind, one.fact.day].append(one)
        return found

    def dose_numbers(self) -> dict[str, int]:
        """Which dose of its scheme each given dose is."""
        return {one.given_id: one.number for one in self.vaccines.doses if one.given_id is not None}


def read_record(connection: Connection, pregnancy_id: str, today: date, only: frozenset[str] | None = None) -> Record:
    """What holds now, or, with `only`, the rows with these identifiers, whether they still hold or not.

    How the pregnancy ended and her allergies are no part of `only`, which names what was sent before. KnownError
    pregnancies.not_found.
    """

    def wanted(one: Observation | Fact | StoredAssessment | VaccineRecord) -> bool:
        return one.is_current if only is None else one.id in only

    def facts(kind: Kind) -> tuple[Fact, ...]:
        return tuple(filter(wanted, read_facts(connection, pregnancy_id, kind)))

    found = read_pregnancy(connection, pregnancy_id, today)
    profile = read_setting(connection, "profile")
    unit = (str(profile["cnes"]), str(profile["unit_name"])) if isinstance(profile, dict) else ("", "")
    observations = tuple(filter(wanted, read_observations(connection, pregnancy_id)))
    vaccines = read_card(connection, found, today)
    return Record(
        found=found,
        person=read_person(connection, found.person_id),
        observations=observations,
        assessments=tuple(filter(wanted, read_assessments(connection, pregnancy_id))),
        visits=facts(Kind.VISIT),
        results=tuple(_result(one, found) for one in facts(Kind.EXAM_RESULT)),
        answers=tuple({one.code: one for one in facts(Kind.ANSWER)}.values()),
        vaccines=replace(vaccines, records=tuple(filter(wanted, vaccines.records))),
        outcome=read_outcome(connection, pregnancy_id) if only is None else None,
        arrivals=_arrivals(connection, observations),
        unit=unit,
        allergies=read_allergies(connection, found.person_id) if only is None else AllergyList(),
    )


def _result(one: Fact, found: Pregnancy) -> ResultFact:
    what = exam(one.code)
    age = gestational_age(found.lmp, one.day) if found.lmp else None
    return ResultFact(one, what, interpret(what, (one.content or {}).get("value"), age.weeks if age else None))


def _arrivals(connection: Connection, observations: tuple[Observation, ...]) -> tuple[Arrival, ...]:
    """The arrivals at the reception in which something of this pregnancy was measured."""
    ids = {one.encounter_id for one in observations if one.encounter_id is not None}
    known = connection.execute(
        select(arrival.c.id).where(arrival.c.id.in_(ids)).order_by(arrival.c.arrived_at, arrival.c.id)
    )
    found = [read_arrival(connection, str(one)) for one in known.scalars()]
    return tuple(one for one in found if one.state is not ArrivalState.WITHDRAWN)
