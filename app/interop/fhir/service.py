"""One pregnancy for another system: an R4 bundle, made for who may, written into the audit trail."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from app.clinic.assessments.model import StoredAssessment
from app.clinic.assessments.rows import read_assessments, rules_of
from app.clinic.people.model import PersonRecord
from app.clinic.people.rows import read_person
from app.clinic.pregnancies.model import Observation, Pregnancy
from app.clinic.pregnancies.rows import read_observations, read_pregnancy
from app.interop.fhir import builders
from app.interop.fhir.codes import Json, meta
from app.kernel.clock import Zone, local_date, usual_zone
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import read_setting
from app.store.store import Store


@dataclass(frozen=True)
class _Record:
    """What goes out: only what holds; corrected and struck-out rows stay at home."""

    found: Pregnancy
    person: PersonRecord
    observations: tuple[Observation, ...]
    assessments: tuple[StoredAssessment, ...]
    unit: tuple[str, str]


class FhirService:
    """FHIR R4 out of one store; `zone` (IANA) decides which day an encounter belongs to."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def pregnancy_bundle(self, session: Session, pregnancy_id: str) -> Json:
        """Patient, Condition, Encounters, Observations and RiskAssessments of one pregnancy as a `collection`.

        Raises KnownError pregnancies.not_found.
        """
        require(session, Action.EXPORT_RECORD)
        now = self._store.clock.now()
        with self._store.write(session.actor) as writing:
            record = _read(writing.connection, pregnancy_id, local_date(now, self._zone()))
            resources = self._resources(writing.connection, record, session.language)
            writing.audit("record_exported", "pregnancy", pregnancy_id, format="fhir-r4", resources=len(resources))
        return {
            "resourceType": "Bundle",
            "id": str(uuid.uuid5(uuid.UUID(pregnancy_id), now.isoformat())),
            **meta(record.person.synthetic),
            "type": "collection",
            "timestamp": now.isoformat(timespec="milliseconds"),
            "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
        }

    def _resources(self, connection: Connection, record: _Record, language: str) -> list[Json]:
        person, days = record.person, _days(record, self._zone())
        ids = {day: _derived(record.found.id, f"encounter {day.isoformat()}") for day in days}

        def encounter_of(moment: datetime) -> str:
            return ids[local_date(moment, self._zone())]

        resources = [builders.patient(person), builders.pregnancy_condition(record.found, person)]
        resources += [builders.encounter(ids[day], times, record.unit, person) for day, times in sorted(days.items())]
        for one, partner in _paired(record.observations):
            where = encounter_of(one.observed_at)
            resources.append(
                builders.blood_pressure(one, partner, person, where)
                if partner
                else builders.observation(one, person, where)
            )
        if record.found.due_date:
            made_id = _derived(record.found.id, "due date")
            resources.append(builders.due_date(record.found, record.found.due_date, person, made_id))
        for stored in record.assessments:
            rules = rules_of(connection, stored.assessment.rule_base_sha256)
            where = encounter_of(stored.recorded_at)
            resources.append(builders.risk_assessment(stored, rules, person, where, language))
        return resources


def bundle_to_json(bundle: Json) -> str:
    """The bundle as the text of a file."""
    return json.dumps(bundle, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _read(connection: Connection, pregnancy_id: str, today: date) -> _Record:
    found = read_pregnancy(connection, pregnancy_id, today)
    profile = read_setting(connection, "profile")
    unit = (str(profile["cnes"]), str(profile["unit_name"])) if isinstance(profile, dict) else ("", "")
    return _Record(
        found=found,
        person=read_person(connection, found.person_id),
        observations=tuple(one for one in read_observations(connection, pregnancy_id) if one.is_current),
        assessments=tuple(one for one in read_assessments(connection, pregnancy_id) if one.is_current),
        unit=unit,
    )


def _days(record: _Record, zone: str) -> dict[date, list[datetime]]:
    """Every day of the unit's place on which something was observed or classified, with the instants."""
    days: defaultdict[date, list[datetime]] = defaultdict(list)
    moments = [one.observed_at for one in record.observations] + [one.recorded_at for one in record.assessments]
    for moment in moments:
        days[local_date(moment, zone)].append(moment)
    return days


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


def _derived(pregnancy_id: str, what: str) -> str:
    """The same identifier at every export, so that a receiver can tell what it has already."""
    return str(uuid.uuid5(uuid.UUID(pregnancy_id), what))
