"""What a report says in words: each figure with its denominator, the period before, and how it is counted. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.clinic.reports.model import (
    Report,
    ReportBy,
    ReportFigure,
    ReportFigures,
    ReportPair,
    ReportRow,
    report_figures,
)
from app.clinic.reports.periods import Period
from app.clinic.risk.loader import CLASS_CODES
from app.clinic.risk.rules import RuleBase
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date, show_number
from ui.widgets.badges import risk_look
from ui.widgets.shapes import SIGNS

CLASSES = (*reversed(CLASS_CODES), "")
"""The gravest first; "" is not classified."""
FAMILIES: Mapping[ReportFigure, tuple[ReportFigure, ...]] = {
    ReportFigure.EARLY: (ReportFigure.EARLY, ReportFigure.LATE, ReportFigure.START_UNKNOWN),
    ReportFigure.ENOUGH_VISITS: (ReportFigure.ENOUGH_VISITS, ReportFigure.FEW_VISITS, ReportFigure.NO_VISITS),
}
"""Figures that are a share: who counts, who does not, and of whom nothing is known."""
TILES = (
    ReportFigure.OPENED,
    ReportFigure.EARLY,
    ReportFigure.ENOUGH_VISITS,
    ReportFigure.PAST_DUE,
    ReportFigure.NOT_SEEN,
)


@dataclass(frozen=True)
class Tile:
    """One figure: `big` is read first, `of` says of how many, `before` what it was (may be empty)."""

    figure: ReportFigure
    title: str
    big: str
    of: str
    before: str
    count: int


@dataclass(frozen=True)
class Share:
    """One line of a table: a class or a reason; `before` None where nothing is compared."""

    code: str
    label: str
    count: int
    whole: int
    before: int | None = None
    whole_before: int = 0

    @property
    def part(self) -> float:
        """From 0 to 1."""
        return self.count / self.whole if self.whole else 0.0

    @property
    def part_before(self) -> float | None:
        """From 0 to 1; None where nothing is compared, or there was nobody to take a part of."""
        return None if self.before is None or not self.whole_before else self.before / self.whole_before

    @property
    def share(self) -> str:
        """`14 %`."""
        return percent(self.count, self.whole)

    @property
    def share_before(self) -> str:
        """What it was; empty where nothing is compared."""
        return "" if self.before is None else percent(self.before, self.whole_before)


def percent(part: int, whole: int) -> str:
    """`14 %`, or a dash where there is nothing to take a part of."""
    return f"{show_number(100 * part / whole, 0)} %" if whole else "—"


def read_tiles(pair: ReportPair) -> tuple[Tile, ...]:
    """The key figures, in the order in which they are shown."""
    now, before = pair.now.total(), pair.before.total() if pair.before else None
    return tuple(_tile(one, now, before) for one in TILES)


def _tile(figure: ReportFigure, now: ReportRow, before: ReportRow | None) -> Tile:
    count, whole = part_and_whole(figure, now)
    shared = figure in FAMILIES
    said = ""
    # Past due and not seen are as of today, whichever the period: nothing was so "before".
    if before is not None and figure not in (ReportFigure.PAST_DUE, ReportFigure.NOT_SEEN):
        earlier, earlier_whole = part_and_whole(figure, before)
        share = percent(earlier, earlier_whole)
        said = tr("reports.before_share", share=share) if shared else tr("reports.before", count=show_number(earlier))
    return Tile(
        figure=figure,
        title=tr(f"reports.figure_{figure.value}"),
        big=percent(count, whole) if shared else show_number(count),
        of=tr(f"reports.of_{figure.value}", count=show_number(count), whole=show_number(whole)),
        before=said,
        count=count,
    )


def part_and_whole(figure: ReportFigure, row: ReportRow) -> tuple[int, int]:
    """How many the figure counts, and of how many."""
    return {
        ReportFigure.OPENED: (row.opened, row.current),
        ReportFigure.EARLY: (row.early, row.start_known),
        ReportFigure.ENOUGH_VISITS: (row.enough_visits, row.visits_known),
        ReportFigure.PAST_DUE: (row.past_due, row.current),
        ReportFigure.NOT_SEEN: (row.not_seen, row.current),
    }[figure]


def behind_count(figure: ReportFigure, row: ReportRow) -> int:
    """How many women stand behind a figure of a family."""
    return {
        ReportFigure.EARLY: row.early,
        ReportFigure.LATE: row.start_known - row.early,
        ReportFigure.START_UNKNOWN: row.opened - row.start_known,
        ReportFigure.ENOUGH_VISITS: row.enough_visits,
        ReportFigure.FEW_VISITS: row.visits_known - row.enough_visits,
        ReportFigure.NO_VISITS: row.opened - row.visits_known,
    }[figure]


def read_classes(pair: ReportPair) -> tuple[Share, ...]:
    """The classes, the gravest first, as parts of all pregnancies."""
    now, before = pair.now.total(), pair.before.total() if pair.before else None
    return tuple(
        Share(
            code=code,
            label=class_words(code),
            count=now.by_class.get(code, 0),
            whole=now.opened,
            before=None if before is None else before.by_class.get(code, 0),
            whole_before=before.opened if before else 0,
        )
        for code in CLASSES
    )


def read_reasons(pair: ReportPair, rules: RuleBase, of_class: str | None) -> tuple[Share, ...]:
    """The reasons, the most frequent first, as parts of the classified pregnancies (of one class)."""
    whole, whole_before = (_classified(one, of_class) for one in (pair.now, pair.before))
    before = pair.before.reasons if pair.before else None
    return tuple(
        Share(
            code=code,
            label=reason_words(code, rules),
            count=count,
            whole=whole,
            before=None if before is None else before.get(code, 0),
            whole_before=whole_before,
        )
        for code, count in pair.now.reasons.items()
    )


def _classified(report: Report | None, of_class: str | None) -> int:
    if report is None:
        return 0
    row = report.total()
    if of_class is not None:
        return row.by_class.get(of_class, 0)
    return sum(count for code, count in row.by_class.items() if code)


def class_words(code: str) -> str:
    """`▲ Alto risco, com encaminhamento`."""
    words, _, shape = risk_look(code or None)
    return f"{SIGNS.get(shape, '—')} {words.replace(' — ', ', ')}"


def short_class(code: str) -> str:
    """`▲ Alto c/ enc.`: in a heading or at the end of a line."""
    shape = risk_look(code or None)[2]
    return f"{SIGNS.get(shape, '—')} {tr(f'reports.short_{code}') if code else tr('reports.short_unclassified')}"


def reason_words(code: str, rules: RuleBase) -> str:
    """The factor's name; a factor that the rules no longer know keeps its code."""
    named = rules.by_code.get(code) or rules.counts_once.get(code)
    return named.label.in_language(chosen_language()) if named else code


def behind_words(figure: ReportFigure, code: str, rules: RuleBase) -> str:
    """The name of a figure above the women behind it."""
    if figure is ReportFigure.CLASS:
        return class_words(code)
    return reason_words(code, rules) if figure is ReportFigure.REASON else tr(f"reports.figure_{figure.value}")


def group_words(group: str, by: ReportBy, own: tuple[str, str]) -> str:
    """`11/2026`, or the unit; `own` is (CNES, name) of this one."""
    if by is ReportBy.MONTH:
        year, _, month = group.partition("-")
        return f"{month}/{year}"
    return own[1] if group in ("", own[0]) else tr("reports.unit", cnes=group)


def period_words(since: date | None, until: date | None) -> str:
    """`de 01/11/2026 a 23/11/2026`."""
    if since and until:
        return tr("reports.from_to", since=show_date(since), until=show_date(until))
    if since:
        return tr("reports.from", since=show_date(since))
    return tr("reports.to", until=show_date(until)) if until else tr("reports.always")


def sentence(period: Period, before: Period | None) -> str:
    """Who is counted, and what it is compared with."""
    words = tr("reports.counted", period=period_words(period.since, period.until))
    if before is None:
        return words
    return f"{words} {tr('reports.compared', period=period_words(before.since, before.until))}"


def how_counted(figure: ReportFigure, figures: ReportFigures | None = None) -> str:
    """How a figure is counted: its denominator, its limit, where the limit comes from."""
    limits = figures or report_figures()
    name = {
        ReportFigure.LATE: ReportFigure.EARLY,
        ReportFigure.START_UNKNOWN: ReportFigure.EARLY,
        ReportFigure.FEW_VISITS: ReportFigure.ENOUGH_VISITS,
        ReportFigure.NO_VISITS: ReportFigure.ENOUGH_VISITS,
    }.get(figure, figure)
    source = {
        ReportFigure.EARLY: "early_start",
        ReportFigure.ENOUGH_VISITS: "enough_visits",
        ReportFigure.PAST_DUE: "past_due",
        ReportFigure.NOT_SEEN: "not_seen",
    }.get(name)
    words = tr(
        f"reports.how_{name.value}",
        weeks=limits.early_days // 7,
        visits=limits.enough_visits,
        days=limits.not_seen_days,
        due_days=limits.past_due_days,
    )
    return f"{words} {tr('reports.source', source=limits.sources[source])}" if source else words
