"""Why a woman is to be called, since when, and what came of the last call."""

from datetime import date

from app.clinic.prenatal.planner import VisitStatus
from app.clinic.prenatal.visits_service import Call, CallOutcome
from ui.texts import tr, tr_count
from ui.texts.formats import show_date


def why_words(one: Call) -> str:
    """`Consulta atrasada, 2 faltas antes`, `Consulta de hoje`."""
    if one.visit.status is not VisitStatus.OVERDUE:
        return tr("calls.due")
    words = tr("calls.overdue")
    return f"{words}, {tr_count('calls.missed', one.missed)}" if one.missed else words


def short_why_words(one: Call) -> str:
    """`Atrasada, 2 faltas`: for a column."""
    if one.visit.status is not VisitStatus.OVERDUE or not one.missed:
        return why_words(one)
    return f"{tr('calls.overdue')}, {tr_count('visits.missed', one.missed)}"


def since_words(one: Call) -> str:
    """`02/11/2026 · há 21 dias`."""
    return f"{show_date(one.visit.day)} · {ago_words(one)}"


def ago_words(one: Call) -> str:
    """`há 21 dias`."""
    return tr_count("summary.ago", one.days_late) if one.days_late else tr("calls.today")


def last_words(one: Call, today: date) -> str:
    """What came of the last call; empty where nobody has called yet."""
    last = one.last_call
    if last is None:
        return ""
    if last.outcome is CallOutcome.COMES and last.comes_on is not None:
        key = "calls.comes" if last.comes_on >= today else "calls.did_not_come"
        return tr(key, date=show_date(last.comes_on))
    return f"{tr(f'prenatal.call_{last.outcome.value}')} · {show_date(last.day)}"


def sorted_for_calling(found: tuple[Call, ...], today: date) -> list[Call]:
    """Who is still to be called first, the longest late before; then those who need no call today."""
    return sorted(found, key=lambda one: (one.is_settled(today), -one.days_late, one.shown_name))
