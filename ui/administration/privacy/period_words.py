"""Periods, what comes due and what is kept, in words. Pure."""

from collections.abc import Iterator

from app.privacy.due import Due, DueEntry
from app.privacy.periods import Act, Period, Unit
from app.privacy.removing import AT_ONCE, in_parts
from app.privacy.retention import RetentionRun
from app.privacy.terms import PeriodChange, Term
from ui.reminders.parts.words import channel_words
from ui.texts import chosen_language, has_text, tr, tr_count
from ui.texts.formats import show_date, show_instant, show_number


def label_of(period: Period) -> str:
    """What kind of data it is."""
    return period.labels.get(chosen_language(), period.code)


def count_words(unit: Unit, count: int) -> str:
    """So many days or years."""
    return tr_count(f"retention.{unit.value}", count)


def time_words(term: Term) -> str:
    """How long it stays now."""
    if term.count is None:
        return term.period.told.get(chosen_language(), "")
    return count_words(term.period.unit, term.count)


def last_words(period: Period, runs: tuple[RetentionRun, ...]) -> str:
    """What came of it last night; empty where there was none, and of what other parts of the program keep."""
    if period.act is Act.ELSEWHERE or not runs:
        return ""
    last = runs[0]
    count = (last.removed if period.act is Act.REMOVE else last.proposed).get(period.code, 0)
    words = "removed" if period.act is Act.REMOVE else "proposed"
    return tr(f"privacy.{words}", count=show_number(count)) if count else tr("privacy.nothing")


def source_words(period: Period) -> str:
    """The law, or that somebody chose."""
    if period.mark == "placeholder" and period.bounds is not None:
        return tr("privacy.mark_placeholder", source=period.source)
    return period.source


def why_words(period: Period) -> str:
    """The shortest that may be set, and why; why nobody sets it where that is so."""
    why = period.why.get(chosen_language(), "")
    if period.bounds is None:
        return why
    least = count_words(period.unit, period.bounds.least)
    return tr("retention.at_least", least=least, why=why)


def change_words(change: PeriodChange, unit: Unit, zone: str) -> str:
    """Who, when, from, to and why."""
    by = tr("retention.by_policy") if change.by_policy else change.by
    values = {"before": count_words(unit, change.before), "after": count_words(unit, change.after)}
    return tr("retention.change_line", at=show_instant(change.at, zone), by=by, reason=change.reason, **values).rstrip()


def due_words(due: Due) -> str:
    """How many go or wait for a decision."""
    if not due.count:
        return tr("retention.due_none")
    return tr_count("retention.due_goes" if due.period.act is Act.REMOVE else "retention.due_decide", due.count)


def kept_words(due: Due) -> list[str]:
    """How many stay all the same, and why."""
    return [tr_count(f"retention.hold_{hold.value}", count) for hold, count in sorted(due.kept.items())]


def due_details(due: Due) -> str:
    """From when the oldest is, what is done in parts, what stays, what comes next."""
    return " · ".join(_details(due))


def _details(due: Due) -> Iterator[str]:
    if due.oldest is not None:
        yield tr("retention.due_oldest", day=show_date(due.oldest))
    if due.count > AT_ONCE and in_parts(due.period.code):
        yield tr("retention.due_in_parts", count=show_number(AT_ONCE))
    yield from kept_words(due)
    if due.soon:
        yield tr_count("retention.due_soon", due.soon)


def entry_words(due: Due, entry: DueEntry) -> str:
    """The form or the channel."""
    if not entry.what:
        return ""
    if due.period.code == "drafts":
        key = f"retention.draft_{entry.what}"
        return tr(key) if has_text(key) else tr("retention.draft_other")
    return channel_words(entry.what)
