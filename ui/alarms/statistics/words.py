"""Response times in words; too few cases say that they are too few."""

from app.router.history.statistics import ResponseFigures, ResponseStatistics, Times
from ui.alarms.words import priority_words, seconds_words
from ui.texts import in_chosen, tr
from ui.texts.formats import show_number

Group = tuple[str, ResponseFigures]
"""A group by its name, and its figures."""


def median_words(times: Times) -> str:
    """ "25 s", or a dash."""
    return "—" if times.median is None else seconds_words(times.median)


def p90_words(times: Times) -> str:
    """ "1 min 23 s", or a dash."""
    return "—" if times.p90 is None else seconds_words(times.p90)


def share_words(times: Times) -> str:
    """ "86 %", or a dash."""
    return "—" if times.share is None else f"{show_number(100 * times.share, 0)} %"


def soon_words(times: Times) -> str:
    """ "18 de 21"; a dash where there was no case."""
    if not times.asked:
        return "—"
    return tr("alarm_statistics.of", count=show_number(times.soon), all=show_number(times.asked))


def bar_words(times: Times) -> str:
    """What stands at the end of a bar."""
    if times.median is None:
        return tr("alarm_statistics.few", count=show_number(times.count))
    parts = [tr("alarm_statistics.half_within", time=seconds_words(times.median))]
    if times.p90 is not None:
        parts.append(tr("alarm_statistics.nine_within", time=seconds_words(times.p90)))
    parts.append(tr("alarm_statistics.soon_present", soon=soon_words(times)))
    return " · ".join(parts)


def by_priority(found: ResponseStatistics) -> tuple[Group, ...]:
    """The priorities by their words."""
    return tuple((priority_words(code), one) for code, one in found.by_priority)


def by_shift(found: ResponseStatistics) -> tuple[Group, ...]:
    """The shifts by their names."""
    names = {code: in_chosen(label) for code, label in found.shifts.items()}
    return tuple((names.get(code, tr("alarm_statistics.no_shift")), one) for code, one in found.by_shift)


def by_bed(found: ResponseStatistics) -> tuple[Group, ...]:
    """The beds by their labels."""
    return tuple((found.labels.get(bed, bed), one) for bed, one in found.by_bed)
