"""Charts in words: names of lines, one point as it is read out, what is missing, where limits come from."""

from app.clinic.dating import GestationalAge
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.prenatal.series import GAIN, ChartSeries, Limit, Line, RangeBand, SeriesPoint
from ui.pregnancy.exams.words import exam_words, gravest_reading, reading_words, source_words, unit_words
from ui.pregnancy.words import gestational_words
from ui.texts import chosen_language, has_text, tr, tr_count
from ui.texts.formats import show_date, show_number


def title_words(series: ChartSeries) -> str:
    """What the chart shows, with its unit."""
    name = tr(f"charts.{series.chart}") if series.chart else exam_words(series.lines[0].code)
    unit = unit_words(series.unit)
    return f"{name} ({unit})" if unit else name


def line_words(code: str) -> str:
    """The name of a line where it stands at the line itself: short."""
    key = f"charts.line_{code}"
    return tr(key) if has_text(key) else exam_words(code)


def number_words(line: str, value: float) -> str:
    """A value with its sign where it is a gain."""
    known = exams().get(line)
    decimals = known.decimals if known else 1
    shown = show_number(value, decimals)
    return f"+{shown}" if line == GAIN and value > 0 else shown


def point_words(series: ChartSeries, line: Line, point: SeriesPoint) -> str:
    """One point read out: what, when, how far she was, and what is said of it."""
    unit = unit_words(series.unit)
    value = f"{line_words(line.code)} {number_words(line.code, point.value)} {unit}".rstrip()
    if line.code == GAIN:
        value += f" ({show_number(point.measured, 1)} {unit})"
    parts = [value, show_date(point.day), gestational_words(age_of(point))]
    return " · ".join(parts + ([said] if (said := says_words(point)) else []))


def says_words(point: SeriesPoint) -> str:
    """What the gravest source says of a value; of a weight its index, with the class of its week where there is one."""
    if point.index is not None:
        index = tr("charts.index", index=show_number(point.index.value, 1))
        return f"{index}, {tr(f'charts.index_{point.index.found}')}" if point.index.found else index
    reading = gravest_reading(point.readings)
    return reading_words(reading) if reading else ""


def age_of(point: SeriesPoint) -> GestationalAge:
    """Completed weeks and days."""
    return GestationalAge(*divmod(round(point.weeks * 7), 7))


def limit_words(series: ChartSeries, limit: Limit) -> str:
    """What stands at a limit: whose it is where the chart has several lines, and its value."""
    value = show_number(limit.value, 0)
    if len({one.code for one in series.limits}) > 1:
        return f"{line_words(limit.code)} {value}"
    return f"{value} {tr(f'charts.level_{limit.level}')}"


def band_words(band: RangeBand) -> str:
    """A recommended range where it is drawn."""
    range_words = tr("exams.between", low=show_number(_short(band.low)), high=show_number(_short(band.high)))
    if band.from_week is not None:
        return tr("charts.band_total", range=range_words)
    return range_words


def source_lines(series: ChartSeries) -> list[str]:
    """Below the chart: every limit and range with its source."""
    language, found = chosen_language(), []
    for band in series.bands:
        label = band.label.in_language(language)
        key = "charts.source_total" if band.from_week is not None else "charts.source_range"
        values = {"range": band_words(band), "label": label, "source": source_words(band.source)}
        if series.index is not None:
            values["index"] = show_number(series.index)
        found.append(tr(key, **values))
    by_meaning: dict[str, list[str]] = {}
    for limit in series.limits:
        if not any(limit.source == band.source for band in series.bands):
            meaning = f"{limit.label.in_language(language)} · {source_words(limit.source)}"
            by_meaning.setdefault(meaning, []).append(limit_words(series, limit))
    found += [f"{', '.join(limits)}: {meaning}" for meaning, limits in by_meaning.items()]
    found += [tr("charts.source_guide", source=source_words(one.source)) for one in series.guides]
    return found + _index_lines(series)


def _index_lines(series: ChartSeries) -> list[str]:
    """Where the class of an index comes from, and that weeks have none: said once, below the chart."""
    found, source = series.indexes, series.index_source
    if source is None or not found:
        return []
    key = "all" if all(one.found for one in found) else "some" if any(one.found for one in found) else "none"
    return [tr(f"charts.source_index_{key}", source=source_words(source))]


def missing_words(series: ChartSeries) -> str:
    """Why the chart says less than it could; empty where nothing is missing."""
    if not series.missing and not series.undated:
        return ""
    said = [tr("charts.missing_" + "_and_".join(series.missing))] if series.missing else []
    if series.undated:
        said.append(tr_count("charts.undated", series.undated))
    return " ".join(said)


def _short(number: float) -> float | int:
    return int(number) if number == int(number) else number
