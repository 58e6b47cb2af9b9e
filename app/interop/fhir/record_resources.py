"""A pregnancy's record as the resources of a bundle: encounters that find what was recorded in them, then the rest."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection

from app.clinic.assessments.rows import rules_of
from app.clinic.pregnancies.model import Observation
from app.clinic.prenatal.facts import Fact
from app.interop.fhir import builders
from app.interop.fhir import prenatal_builders as prenatal
from app.interop.fhir.allergy_builders import allergy_resources
from app.interop.fhir.codes import Json
from app.interop.fhir.reading import Record
from app.kernel.clock import local_date


class _Encounters:
    """Every day of care and every arrival as one encounter; what was recorded finds its own."""

    def __init__(self, record: Record, zone: str) -> None:
        self._zone = zone
        self._arrivals = {one.id for one in record.arrivals}
        days = record.days(zone)
        visits = {one.day: one for one in reversed(record.visits)}
        self._by_day = {
            day: visits[day].id if day in visits else derived(record.found.id, f"encounter {day.isoformat()}")
            for day in sorted(days.keys() | visits.keys())
        }
        self.resources = [self._of_day(record, day, days.get(day, []), visits) for day in self._by_day]
        for visit in record.visits:
            if visit.id not in self._by_day.values():  # a second visit of one day
                self.resources.append(self._of_day(record, visit.day, [], {visit.day: visit}))
        for one in record.arrivals:
            basis = builders.encounter(one.id, [one.arrived_at], record.unit, record.person)
            self.resources.append(prenatal.arrival_encounter(basis, one))

    def of_observation(self, one: Observation) -> str:
        """The arrival in which it was measured, else the day's encounter."""
        if one.encounter_id is not None and one.encounter_id in self._arrivals:
            return one.encounter_id
        return self.of_instant(one.observed_at)

    def of_instant(self, moment: datetime) -> str:
        """The encounter of the day."""
        return self._by_day[local_date(moment, self._zone)]

    def of_day(self, day: date) -> str | None:
        """The encounter of a day, if there was one."""
        return self._by_day.get(day)

    def _of_day(self, record: Record, day: date, moments: list[datetime], visits: dict[date, Fact]) -> Json:
        visit = visits.get(day)
        if visit is None:
            return builders.encounter(self._by_day[day], moments, record.unit, record.person)
        # Typed in later, a visit is no moment of its day: then the day alone is told.
        noted = [visit.recorded_at] if local_date(visit.recorded_at, self._zone) == day else []
        basis = builders.encounter(visit.id, [*moments, *noted] or [visit.recorded_at], record.unit, record.person)
        if not moments and not noted:
            basis["period"] = {"start": day.isoformat(), "end": day.isoformat()}
        return prenatal.visit_encounter(basis, visit)


def record_resources(connection: Connection, record: Record, zone: str, language: str) -> list[Json]:
    """Patient, Condition, then encounters and everything that was recorded; `zone` decides which day is which."""
    person, encounters = record.person, _Encounters(record, zone)
    resources = [builders.patient(person), builders.pregnancy_condition(record.found, person, record.outcome)]
    resources += allergy_resources(record.allergies, person)
    resources += encounters.resources
    for one, partner in _paired(record.observations):
        where = encounters.of_observation(one)
        resources.append(
            builders.blood_pressure(one, partner, person, where)
            if partner
            else builders.observation(one, person, where)
        )
    if record.found.due_date:
        made_id = derived(record.found.id, "due date")
        resources.append(builders.due_date(record.found, record.found.due_date, person, made_id))
    for result in record.results:
        resources.append(prenatal.exam_result(result, person, encounters.of_day(result.fact.day), language))
    for (kind, day), results in sorted(record.reports().items()):
        made_id = derived(record.found.id, f"report {kind.value} {day.isoformat()}")
        resources.append(prenatal.report(made_id, kind, day, results, person, language))
    resources += [prenatal.history_answer(one, person, language) for one in record.answers]
    numbers = record.dose_numbers()
    resources += [prenatal.immunization(one, numbers.get(one.id), person, language) for one in record.vaccines.records]
    for stored in record.assessments:
        rules = rules_of(connection, stored.assessment.rule_base_sha256)
        where = encounters.of_instant(stored.recorded_at)
        resources.append(builders.risk_assessment(stored, rules, person, where, language))
    if record.outcome is not None:
        resources.append(prenatal.outcome_observation(record.outcome, person))
    return resources


def _paired(observations: Iterable[Observation]) -> list[tuple[Observation, Observation | None]]:
    """Each observation once; a systolic one comes with the diastolic one of the same instant, where there is one."""
    ordered = list(observations)
    diastolic = {one.observed_at: one for one in ordered if one.code == "diastolic_mmhg"}
    taken: set[str] = set()
    pairs: list[tuple[Observation, Observation | None]] = []
    for one in ordered:
        partner = diastolic.get(one.observed_at) if one.code == "systolic_mmhg" else None
        if partner is not None and partner.id not in taken:
            taken.add(partner.id)
            pairs.append((one, partner))
        elif one.code != "diastolic_mmhg":
            pairs.append((one, None))
    return pairs + [(one, None) for one in ordered if one.code == "diastolic_mmhg" and one.id not in taken]


def derived(basis: str, what: str) -> str:
    """The same identifier at every export, so that a receiver can tell what it has already."""
    return str(uuid.uuid5(uuid.UUID(basis), what))
