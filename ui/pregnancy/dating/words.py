"""What an estimate says, in words."""

from app.clinic.dating import GestationalAge
from app.clinic.prenatal.dating_service import InUse
from app.clinic.prenatal.estimates import Estimate, PartOfMonth, Scan
from app.kernel.clock import local_date
from ui.pregnancy.words import gestational_words
from ui.texts import tr
from ui.texts.formats import show_date


def told_words(estimate: Estimate) -> str:
    """`DUM em 01/10/2025`, `DUM no começo de 10/2025`, `Ultrassom de 02/12/2025: 8s6d`."""
    told = estimate.told
    if isinstance(told, Scan):
        age = gestational_words(GestationalAge(told.weeks, told.days))
        return tr("dating.told_scan", date=show_date(told.day), age=age)
    if isinstance(told, PartOfMonth):
        return tr(f"dating.told_{told.part.value}", month=f"{told.month:02}/{told.year}")
    return tr("dating.told_day", date=show_date(told))


def method_words(estimate: Estimate) -> str:
    """In one word: by what the dates stand."""
    return tr(f"dating.by_{estimate.method.value}")


def in_use_words(in_use: InUse, zone: str) -> str:
    """Who chose it, when and why; or that nobody has had to."""
    at = show_date(local_date(in_use.at, zone))
    if in_use.reason is None:
        return tr("dating.told_first", name=in_use.by, date=at)
    return tr("dating.chosen", name=in_use.by, date=at, reason=in_use.reason)
