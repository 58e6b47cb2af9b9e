"""Doses in words."""

from typing import Final

from app.clinic.prenatal.vaccines import DoseState, DoseStatus
from app.clinic.prenatal.vaccines_service import VaccineRecord
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date

LOOKS: Final[dict[DoseStatus, tuple[str, str]]] = {
    DoseStatus.GIVEN: ("success", "circle"),
    DoseStatus.LATER: ("neutral", "bar"),
    DoseStatus.DUE: ("info", "diamond"),
    DoseStatus.OVERDUE: ("warn", "triangle"),
    DoseStatus.UNKNOWN: ("neutral", "square"),
    DoseStatus.NOT_APPLICABLE: ("neutral", "bar"),
}
"""Colour token and shape; the word is the text `prenatal.dose_<status>`."""


def dose_name(dose: DoseState) -> str:
    """`1ª dose`, `Reforço`, or that there is only one."""
    if dose.is_booster:
        return tr("vaccines.booster")
    return tr("vaccines.only_dose") if dose.vaccine.doses == 1 else tr("vaccines.dose", number=dose.number)


def standing_words(dose: DoseState) -> str:
    """When it was given, from when on it may be, or what it waits for."""
    if dose.status is DoseStatus.GIVEN:
        return show_date(dose.given_on) if dose.given_on else tr("vaccines.long_ago")
    if dose.status is DoseStatus.UNKNOWN:
        return tr("vaccines.unknown_last" if dose.is_booster else "vaccines.unknown_dating")
    if dose.status is DoseStatus.LATER:
        return (
            tr("vaccines.from", date=show_date(dose.earliest_on)) if dose.earliest_on else tr("vaccines.after_earlier")
        )
    if dose.status is DoseStatus.OVERDUE and dose.recommended_on:
        return tr("vaccines.late_since", date=show_date(dose.recommended_on))
    if dose.status is DoseStatus.DUE and dose.recommended_on:
        return tr("vaccines.recommended", date=show_date(dose.recommended_on))
    return ""


def vaccine_name(dose: DoseState) -> str:
    """The vaccine's name."""
    return dose.vaccine.label.in_language(chosen_language())


def record_words(one: VaccineRecord) -> str:
    """One entry as its history has it; empty where it only strikes out."""
    if one.is_struck_out:
        return ""
    if one.not_for_her is not None:
        return tr("vaccines.not_for_her", why=one.not_for_her)
    day = show_date(one.given_on) if one.given_on else tr("vaccines.long_ago")
    lot = tr("vaccines.lot_words", lot=one.lot) if one.lot else ""
    return " · ".join(part for part in (day, lot, one.place) if part)
