"""One pregnancy, or one referral of it, for another system: R4 bundles, made for who may, written into the trail."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.clinic.people.model import PersonRecord
from app.clinic.referral.rows import read_course
from app.interop.fhir.codes import Json, meta
from app.interop.fhir.reading import read_record
from app.interop.fhir.record_resources import record_resources
from app.interop.fhir.referral_builders import referral_resources
from app.interop.fhir.referral_reading import allergies_sent, rows_sent
from app.kernel.clock import Zone, local_date, usual_zone
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store


class FhirService:
    """FHIR R4 out of one store; `zone` (IANA) decides which day an encounter belongs to."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def pregnancy_bundle(self, session: Session, pregnancy_id: str) -> Json:
        """One pregnancy as a `collection`: the woman, the pregnancy, visits and arrivals, readings, exams, vaccines,
        history, classifications, outcome, allergies.

        Raises KnownError pregnancies.not_found.
        """
        require(session, Action.EXPORT_RECORD)
        now = self._store.clock.now()
        zone = self._zone()
        with self._store.write(session.actor) as writing:
            record = read_record(writing.connection, pregnancy_id, local_date(now, zone))
            resources = record_resources(writing.connection, record, zone, session.language)
            writing.audit("record_exported", "pregnancy", pregnancy_id, format="fhir-r4", resources=len(resources))
        return _bundle(pregnancy_id, now, record.person, resources)

    def referral_bundle(self, session: Session, referral_id: str) -> Json:
        """One referral as a `collection`: the request, its task, answers and counter-replies, and the record as it was
        sent with it (not as it stands now).

        Raises KnownError referrals.not_found, pregnancies.not_found.
        """
        require(session, Action.EXPORT_RECORD)
        now, zone, language = self._store.clock.now(), self._zone(), session.language
        with self._store.write(session.actor) as writing:
            connection = writing.connection
            one = read_course(connection, referral_id, now)
            pregnancy_id = one.referral.pregnancy_id
            record = read_record(connection, pregnancy_id, local_date(now, zone), rows_sent(one))
            record = replace(record, allergies=allergies_sent(one))
            resources = record_resources(connection, record, zone, language)
            resources += referral_resources(one, record, resources, language)
            told = {"format": "fhir-r4", "referral": referral_id, "resources": len(resources)}
            writing.audit("record_exported", "pregnancy", pregnancy_id, **told)
        return _bundle(referral_id, now, record.person, resources)


def _bundle(basis: str, now: datetime, person: PersonRecord, resources: Sequence[Json]) -> Json:
    return {
        "resourceType": "Bundle",
        "id": str(uuid.uuid5(uuid.UUID(basis), now.isoformat())),
        **meta(person.synthetic),
        "type": "collection",
        "timestamp": now.isoformat(timespec="milliseconds"),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }


def bundle_to_json(bundle: Json) -> str:
    """The bundle as the text of a file."""
    return json.dumps(bundle, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
