"""What the section shows, read in one go, and its words. Pure but for `read`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.kernel.errors import KnownError
from app.privacy.consent_texts import ConsentText
from app.privacy.model import Case, CaseKind, SealedRecord, Step
from app.privacy.retention import Act, Period, RetentionRun
from app.privacy.steps import holds_until
from app.security.roles import Action
from ui.shell.context import UiContext
from ui.texts import chosen_language, tr
from ui.texts.formats import show_instant, show_number

_YEAR = 365


@dataclass(frozen=True)
class Looked:
    """Everything. `names`: person → name, of those whose record is open to the reader and not sealed."""

    cases: tuple[Case, ...]
    sealed: tuple[SealedRecord, ...]
    runs: tuple[RetentionRun, ...]
    texts: tuple[ConsentText, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def read(context: UiContext) -> Callable[[], Looked]:
    """The reading, for a worker. Whose request it is, is looked up like any record: the trail says so."""
    station, session = context.station, context.session

    def look() -> Looked:
        privacy = station.privacy
        cases = privacy.erasures.cases(session)
        names: dict[str, str] = {}
        if context.may(Action.ERASE_PERSON):
            for one in cases:
                if one.kind is CaseKind.ERASURE and one.step is Step.ASKED:
                    names[one.person_id] = _name(context, one)
        sealed, runs = privacy.erasures.sealed(session), privacy.retention.runs(session)
        return Looked(cases, sealed, runs, privacy.consent_texts.versions(), names)

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


def label_of(period: Period) -> str:
    """What kind of data it is."""
    return period.labels.get(chosen_language(), period.code)


def days_words(period: Period) -> str:
    """How long; years where it is years."""
    if period.days is None:
        return "—"
    if period.days >= 2 * _YEAR:
        return tr("privacy.years", count=round(period.days / (_YEAR + 0.25)))
    return tr("privacy.days", count=period.days)


def last_words(period: Period, runs: tuple[RetentionRun, ...]) -> str:
    """What came of it last night."""
    if period.act is Act.ELSEWHERE:
        return "—"
    if not runs:
        return tr("privacy.never_run")
    last = runs[0]
    count = (last.removed if period.act is Act.REMOVE else last.proposed).get(period.code, 0)
    words = "removed" if period.act is Act.REMOVE else "proposed"
    return tr(f"privacy.{words}", count=show_number(count)) if count else tr("privacy.nothing")


def source_words(period: Period) -> str:
    """The law, or that somebody chose."""
    if period.mark == "placeholder" and period.days is not None:
        return tr("privacy.mark_placeholder", source=period.source)
    return period.source
