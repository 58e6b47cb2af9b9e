"""The shock index of one set of readings: an aid after a birth alone, where its source measured it. Pure."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

from app.clinic.figures import FigureSource
from app.clinic.prenatal.exam_catalogue import Level
from app.clinic.prenatal.weight import ShockBand, WeightFigures, shock_index, shock_reading
from app.clinic.scores.readings import Readings, number_of

PULSE: Final = "pulse_bpm"
SYSTOLIC: Final = "systolic_mmhg"


@dataclass(frozen=True, slots=True)
class ShockResult:
    """Pulse (/min) and systolic pressure (mmHg); None: not measured, and then `index` (exact) and `band` are too."""

    pulse: Decimal | None
    systolic: Decimal | None
    index: Decimal | None
    band: ShockBand | None
    source: FigureSource

    @property
    def missing(self) -> tuple[str, ...]:
        """The kinds that nobody measured."""
        return tuple(code for code, value in ((PULSE, self.pulse), (SYSTOLIC, self.systolic)) if value is None)

    @property
    def alerts(self) -> bool:
        """Whether the band asks for attention at once."""
        return self.band is not None and self.band.level is Level.URGENT


def evaluate_shock(figures: WeightFigures, readings: Readings) -> ShockResult:
    """The index of readings by their kind; KnownError scores.not_a_reading (reading, value).

    A systolic pressure of zero is none: nobody has one who has a pulse, and nothing is divided by it.
    """
    pulse, systolic = number_of(readings, PULSE), number_of(readings, SYSTOLIC)
    systolic = systolic if systolic is not None and systolic > 0 else None
    if pulse is None or systolic is None:
        return ShockResult(pulse, systolic, None, None, figures.shock[0].source)
    index = shock_index(float(pulse), float(systolic))
    band = shock_reading(index, figures)
    return ShockResult(pulse, systolic, index, band, band.source)


def shown_shock(index: Decimal) -> Decimal:
    """Two decimals, cut and not rounded: 0.899 is not 0.9 yet, and must not be read as 0.90 beside "usual"."""
    return index.quantize(Decimal("0.01"), rounding=ROUND_DOWN)
