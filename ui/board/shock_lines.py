"""The shock index in words: as an aid beside the escuta inicial, and as one line where readings stand in a record."""

from collections.abc import Iterable

from app.clinic.pregnancies.model import Observation
from app.clinic.prenatal.exam_catalogue import Level
from app.clinic.prenatal.shock import PULSE, SYSTOLIC, ShockResult, evaluate_shock, shown_shock
from app.clinic.prenatal.weight import weight_figures
from app.clinic.reception.vitals import latest_values
from ui.board.aid_lines import AidLine, AidView, band_words, missing_words
from ui.board.vital_words import kind_words, value_words
from ui.texts import chosen_language, tr
from ui.texts.formats import show_number

_DECIMALS = 2
_TONES = {Level.USUAL: "success", Level.DOUBTFUL: "success", Level.ATTENTION: "warn", Level.URGENT: "error"}


def shock_view(result: ShockResult) -> AidView:
    """The index as it stands; while pulse or pressure is missing, which of them."""
    values = ((PULSE, result.pulse), (SYSTOLIC, result.systolic))
    return AidView(
        title=tr("hearing.shock_title"),
        big=_number(result),
        means=_meaning(result) or tr("hearing.shock_unknown"),
        tone=shock_tone(result),
        missing=missing_words(len(result.missing)),
        lines=tuple(
            AidLine(kind_words(code), tr("hearing.missing"), "", "", "muted")
            if value is None
            else AidLine(kind_words(code), value_words(code, float(value)), "", "", "text")
            for code, value in values
        ),
        source=tr("hearing.aid_source", source=shock_source(result)),
    )


def shock_of(observations: Iterable[Observation]) -> ShockResult | None:
    """Of the latest readings in force, which come first; None where neither pulse nor pressure was measured."""
    result = evaluate_shock(weight_figures(), latest_values(observations))
    return result if len(result.missing) < 2 else None


def shock_words(result: ShockResult) -> str:
    """`Índice de choque 0,95: Alerta (≥ 0,9)`, or what it lacks."""
    if result.index is None:
        lacking = "both" if len(result.missing) > 1 else "pulse" if result.pulse is None else "pressure"
        return tr(f"hearing.shock_lacks_{lacking}")
    return tr("hearing.shock_line", index=_number(result), meaning=_meaning(result))


def shock_source(result: ShockResult) -> str:
    """Where its bands come from."""
    return result.source.label.in_language(chosen_language())


def shock_tone(result: ShockResult) -> str:
    """`error` where it alerts; text_muted while it is unknown."""
    return _TONES[result.band.level] if result.band is not None else "text_muted"


def _number(result: ShockResult) -> str:
    return "–" if result.index is None else show_number(shown_shock(result.index), _DECIMALS)


def _meaning(result: ShockResult) -> str:
    if result.band is None:
        return ""
    return f"{result.band.label.in_language(chosen_language())} ({band_words(result.band.index, _DECIMALS)})"
