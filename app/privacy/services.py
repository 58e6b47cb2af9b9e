"""The services of privacy, together."""

from dataclasses import dataclass

from app.kernel.clock import Zone
from app.privacy.confidentiality import ConfidentialityService
from app.privacy.consent_texts import ConsentTextService
from app.privacy.erasure_service import ErasureService
from app.privacy.export_service import PersonExportService
from app.privacy.files import NO_FILES, Files
from app.privacy.hold_service import HoldService
from app.privacy.recordings import WardRecordings
from app.privacy.retention import RetentionService
from app.privacy.terms import NOTHING_FIXED, Counts, TermService
from app.store.store import Store


@dataclass(frozen=True)
class Privacy:
    """What a station offers about people's data."""

    exports: PersonExportService
    erasures: ErasureService
    retention: RetentionService
    confidentiality: ConfidentialityService
    consent_texts: ConsentTextService
    terms: TermService
    holds: HoldService


def make_privacy(
    store: Store,
    recordings: WardRecordings | None,
    zone: Zone,
    fixed: Counts = NOTHING_FIXED,
    files: Files = NO_FILES,
) -> Privacy:
    """All of them over one store; `recordings`: of the ward of this station; `fixed`: the policy's periods; `files`:
    what the station keeps beside the store."""
    erasures = ErasureService(store, zone, recordings, fixed)
    return Privacy(
        exports=PersonExportService(store, recordings, zone),
        erasures=erasures,
        retention=RetentionService(store, erasures, zone, fixed, files),
        confidentiality=ConfidentialityService(store),
        consent_texts=ConsentTextService(store),
        terms=TermService(store, fixed),
        holds=HoldService(store, zone),
    )
