"""Trends in words: what stands beside a chart at the cursor, and in a cell of the table."""

import math
from collections.abc import Mapping

from app.ward.alarms.limits import VitalLimits
from app.ward.catalogue import vital_signs
from app.ward.recording.model import Trend
from ui.texts import in_chosen, tr
from ui.ward.bed.trends.reading import Panel, Trends
from ui.ward.bed.trends.runs import nearest
from ui.ward.numbers import UNKNOWN, figure, limits_text


def panel_name(panel: Panel) -> str:
    """ "FC", "PAI"; with the unit where there is one."""
    sign = vital_signs()[panel.vitals[0]]
    name = tr(f"ward.pressure_{sign.group}") if panel.is_pressure else in_chosen(sign.label)
    return f"{name} ({sign.unit})" if sign.unit else name


def limits_words(panel: Panel, limits: Mapping[str, VitalLimits]) -> str:
    """Of pressures that share a chart, in the order of their values: "Limites 90–160/50–90 (70–110)"; empty of others,
    whose lines say it, and where none is set."""
    if not panel.is_pressure or not any(vital in limits for vital in panel.vitals):
        return ""
    said = {vital.rpartition("_")[2]: _range(limits.get(vital)) for vital in panel.vitals}
    upper, lower, mean = (said.get(part, UNKNOWN) for part in ("systolic", "diastolic", "mean"))
    return tr("ward_trends.limits", figures=f"{upper}/{lower} ({mean})")


def _range(limits: VitalLimits | None) -> str:
    return limits_text((limits.low, limits.high), 0) or UNKNOWN if limits is not None else UNKNOWN


def words_at(trends: Trends, panel: Panel, moment: float) -> str:
    """What was measured then: "82 (78–90)", "118/72 (88)"; the pulse only where there is no heart rate; else a dash."""
    values = [_at(trends.of(vital), moment) for vital in panel.vitals]
    if panel.is_pressure:
        return _pressure(panel, [one[0] for one in values])
    shown = [ranged(vital, *one) for vital, one in zip(panel.vitals, values, strict=True) if not math.isnan(one[0])]
    return shown[0] if shown else UNKNOWN


def ranged(vital: str, mean: float, low: float, high: float) -> str:
    """ "82 (78–90)", and only "82" where lowest and highest read the same."""
    decimals = vital_signs()[vital].decimals
    said = figure(mean, decimals)
    lowest, highest = figure(low, decimals), figure(high, decimals)
    return said if lowest == highest else f"{said} ({lowest}–{highest})"


def _at(trend: Trend | None, moment: float) -> tuple[float, float, float]:
    at = nearest(trend.times, trend.step, moment) if trend is not None else None
    if trend is None or at is None:
        return math.nan, math.nan, math.nan
    return float(trend.mean[at]), float(trend.low[at]), float(trend.high[at])


def _pressure(panel: Panel, values: list[float]) -> str:
    by_part = {vital.rpartition("_")[2]: value for vital, value in zip(panel.vitals, values, strict=True)}
    if all(math.isnan(value) for value in values):
        return UNKNOWN
    upper, lower, mean = (_whole(by_part.get(part, math.nan)) for part in ("systolic", "diastolic", "mean"))
    return f"{upper}/{lower}" + (f" ({mean})" if mean != UNKNOWN else "")


def _whole(value: float) -> str:
    return UNKNOWN if math.isnan(value) else figure(value, 0)
