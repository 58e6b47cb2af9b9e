"""The two scores as lines of words: every part with its value, its band and its points; what is missing is said."""

from dataclasses import dataclass
from decimal import Decimal

from app.clinic.figures import Head
from app.clinic.pregnancies.kinds import kinds
from app.clinic.risk.rules import Interval
from app.clinic.scores.maternal import CriterionFinding, Finding, MaternalResult, default_maternal_criteria
from app.clinic.scores.news2 import OXYGEN, News2Class, News2Result, PartPoints, Scale, label_of
from app.clinic.scores.news2_file import Band, News2, default_news2
from ui.board.vital_words import choice_words, value_words
from ui.danger_signs.words import unit_words
from ui.texts import chosen_language, tr, tr_count
from ui.texts.formats import show_number


@dataclass(frozen=True)
class AidLine:
    """`mark`: points or finding, at the right; `tone`: text, muted (missing), warn or error."""

    label: str
    value: str
    band: str
    mark: str
    tone: str


@dataclass(frozen=True)
class AidView:
    """One score. `big` is its number, `means` what it calls for, `tone` their colour."""

    title: str
    big: str
    means: str
    tone: str
    missing: str
    lines: tuple[AidLine, ...]
    source: str


def news2_view(result: News2Result) -> AidView:
    """NEWS2 as it stands; while parts are missing, what it can still come to."""
    table = default_news2()
    total = result.total
    low, high = result.lowest, result.highest
    big = str(total) if total is not None else tr("hearing.between", lowest=low, highest=high)
    classes = " · ".join(label_of(table, one).in_language(chosen_language()) for one in result.reachable)
    means = classes if result.news_class else tr("hearing.could_be", classes=classes)
    return AidView(
        title="NEWS2",
        big=big,
        means=means,
        tone=_news2_tone(result),
        missing=missing_words(len(result.missing)),
        lines=tuple(_part_line(table, part, result) for part in result.parts),
        source=_source(table.head),
    )


def maternal_view(result: MaternalResult) -> AidView:
    """The Maternal Early Warning Criteria as they stand: those that are met stand first."""
    order = {Finding.MET: 0, Finding.NOT_MEASURED: 1, Finding.NOT_MET: 2}
    findings = sorted(result.findings, key=lambda one: order[one.finding])
    calls = result.calls
    means = (
        "hearing.maternal_calls" if calls else "hearing.maternal_unknown" if calls is None else "hearing.maternal_no"
    )
    return AidView(
        title=tr("hearing.maternal_title"),
        big=str(len(result.met)),
        means=tr(means),
        tone="error" if calls else "text_muted" if calls is None else "success",
        missing=missing_words(len(result.not_measured)),
        lines=tuple(_criterion_line(one) for one in findings),
        source=_source(default_maternal_criteria().head),
    )


def refusal_words(code: str, age: int) -> str:
    """Why NEWS2 is not shown."""
    reasons = {"scores.not_in_pregnancy": "hearing.news2_pregnant", "scores.too_young": "hearing.news2_young"}
    return tr(reasons[code], age=age, lowest=default_news2().age_from)


def band_words(interval: Interval, decimals: int) -> str:
    """`12 a 20`, `≤ 8`, `≥ 25`: the readings, rounded to `decimals`, that lie in the band."""
    step = Decimal(1).scaleb(-decimals)
    low, high = interval.lower, interval.upper
    lowest = "" if low is None else show_number(low if interval.lower_included else low + step)
    highest = "" if high is None else show_number(high if interval.upper_included else high - step)
    if lowest and highest:
        return tr("hearing.band", lowest=lowest, highest=highest)
    return f"≤ {highest}" if highest else f"≥ {lowest}"


def missing_words(count: int) -> str:
    """How many items nobody measured."""
    return tr_count("hearing.missing_parts", count) if count else tr("hearing.nothing_missing")


def _part_line(table: News2, part: PartPoints, result: News2Result) -> AidLine:
    labels = {one.code: one.label for one in table.numbers} | {one.code: one.label for one in table.choices}
    label = labels.get(part.code, table.saturation.label)
    name = label.in_language(chosen_language())
    if part.value is None or part.points is None:
        possible = tr("hearing.points_possible", lowest=part.possible[0], highest=part.possible[-1])
        return AidLine(name, tr("hearing.missing"), possible, "?", "muted")
    unit = unit_words(kinds()[part.reading].unit)
    if isinstance(part.value, str):
        value, band = choice_words(part.value), ""
    else:
        value = f"{show_number(part.value)} {unit}".rstrip()
        found = next((one for one in _bands(table, part, result) if _holds(one, part)), None)
        band = band_words(found.interval, _decimals(table, part)) if found else ""
    tone = "error" if part.points >= table.single_points else "warn" if part.points else "text"
    return AidLine(name, value, band, str(part.points), tone)


def _decimals(table: News2, part: PartPoints) -> int:
    return next((one.decimals for one in table.numbers if one.code == part.code), table.saturation.decimals)


def _holds(band: Band, part: PartPoints) -> bool:
    return isinstance(part.compared, Decimal) and band.interval.holds(part.compared)


def _bands(table: News2, part: PartPoints, result: News2Result) -> tuple[Band, ...]:
    """The bands that the part was read from."""
    if part.code != table.saturation.code:
        return next(one.bands for one in table.numbers if one.code == part.code)
    if result.scale is Scale.ONE:
        return table.saturation.scale_1
    on_oxygen = any(one.code == OXYGEN and one.value == OXYGEN for one in result.parts)
    return table.saturation.scale_2_oxygen if on_oxygen else table.saturation.scale_2_air


def _criterion_line(one: CriterionFinding) -> AidLine:
    criterion = one.criterion
    tones = {Finding.MET: "error", Finding.NOT_MET: "text", Finding.NOT_MEASURED: "muted"}
    value = tr("hearing.missing") if one.value is None else value_words(criterion.reading, one.value)
    return AidLine(
        label=criterion.label.in_language(chosen_language()),
        value=value,
        band="",
        mark=tr(f"hearing.finding_{one.finding.value}"),
        tone=tones[one.finding],
    )


def _news2_tone(result: News2Result) -> str:
    tones = {News2Class.LOW: "success", News2Class.SINGLE: "warn", News2Class.MEDIUM: "warn", News2Class.HIGH: "error"}
    if result.news_class is None:
        return "text_muted"
    return tones[result.news_class]


def _source(head: Head) -> str:
    labels = " · ".join(one.label.in_language(chosen_language()) for one in head.sources.values())
    return tr("hearing.aid_source", source=labels)
