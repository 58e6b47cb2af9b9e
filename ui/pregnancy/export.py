"""One pregnancy, or its referral with the answers, for another system, as FHIR R4."""

from collections.abc import Callable

from app.interop.fhir.service import bundle_to_json
from app.kernel.progress import Progress
from app.security.roles import Action
from ui.exports.exporting import Export, Exporting
from ui.shell.context import UiContext
from ui.texts import tr


def fhir_export(context: UiContext, pregnancy_id: str) -> Exporting:
    """The button and what belongs to it; hidden where the role may not (`Exporting.allowed`)."""
    fhir, session = context.station.fhir, context.session

    def make(progress: Progress) -> str:
        progress.step(0, 1)
        return bundle_to_json(fhir.pregnancy_bundle(session, pregnancy_id))

    words = tr("exports.export_fhir")
    export = Export(words, f"{tr('exports.file_fhir')}.json", "FHIR R4 (*.json)", Action.EXPORT_RECORD, make)
    return Exporting(context, export)


def referral_export(context: UiContext, referral_id: Callable[[], str]) -> Exporting:
    """The button and what belongs to it for one referral; `referral_id` is asked when the file is made."""
    fhir, session = context.station.fhir, context.session

    def make(progress: Progress) -> str:
        progress.step(0, 1)
        return bundle_to_json(fhir.referral_bundle(session, referral_id()))

    words = tr("exports.export_referral")
    export = Export(words, f"{tr('exports.file_referral')}.json", "FHIR R4 (*.json)", Action.EXPORT_RECORD, make)
    return Exporting(context, export)
