"""What the section shows, read in one go, and its words. Pure but for `read`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.kernel.errors import KnownError
from app.privacy.consent_texts import ConsentText
from app.privacy.due import DueList
from app.privacy.holds import RecordHold
from app.privacy.model import Case, CaseKind, SealedRecord, Step
from app.privacy.old_records import DueRecord
from app.privacy.retention import RetentionRun
from app.privacy.steps import holds_until
from app.privacy.terms import Term
from app.security.roles import Action
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant


@dataclass(frozen=True)
class Looked:
    """Everything. `names`: person → name, of those whose record is open to the reader and not sealed; `records`: whose
    time is over, for a reader who may ask that they be erased."""

    cases: tuple[Case, ...]
    sealed: tuple[SealedRecord, ...]
    runs: tuple[RetentionRun, ...]
    texts: tuple[ConsentText, ...]
    terms: tuple[Term, ...]
    due: DueList
    holds: tuple[RecordHold, ...] = ()
    records: tuple[DueRecord, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def read(context: UiContext) -> Callable[[], Looked]:
    """The reading, for a worker. Whose request it is, is looked up like any record: the trail says so."""
    station, session = context.station, context.session

    def look() -> Looked:
        privacy = station.privacy
        cases = privacy.erasures.cases(session)
        names: dict[str, str] = {}
        records: tuple[DueRecord, ...] = ()
        if context.may(Action.ERASE_PERSON):
            records = privacy.retention.due_records(session)
            for one in cases:
                if one.kind is CaseKind.ERASURE and one.step is Step.ASKED:
                    names[one.person_id] = _name(context, one)
        sealed, runs = privacy.erasures.sealed(session), privacy.retention.runs(session)
        terms, due = privacy.terms.terms(session), privacy.retention.due(session)
        holds, texts = privacy.holds.holds(session), privacy.consent_texts.versions()
        return Looked(cases, sealed, runs, texts, terms, due, holds, records, names)

    return look


def _name(context: UiContext, case: Case) -> str:
    try:
        opened = context.station.people.open(context.session, case.person_id, reason=tr("privacy.kind_erasure"))
    except KnownError:
        return ""
    return opened.shown_name


def state_words(case: Case, now: datetime, zone: str) -> str:
    """Where a request stands."""
    if case.step is Step.CONFIRMED and case.kind is CaseKind.ERASURE:
        return tr("privacy.step_carried_out" if case.carried_out else "privacy.step_held_up")
    until = holds_until(case, now)
    if until is not None:
        return tr("privacy.step_open_until", at=show_instant(until, zone))
    return tr(f"privacy.step_{case.step.value}")
