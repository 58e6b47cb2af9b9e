"""Gestational age as it is written on the card: 23s4d."""

from app.clinic.dating import GestationalAge
from ui.texts import tr, tr_count


def gestational_words(age: GestationalAge | None) -> str:
    """`23s4d`, or that the last period is not known."""
    return tr("pregnancy.age_unknown") if age is None else tr("pregnancy.age", weeks=age.weeks, days=age.days)


def gestational_spoken(age: GestationalAge | None) -> str:
    """What a screen reader says: no letters that only the eye knows."""
    if age is None:
        return tr("pregnancy.age_unknown_spoken")
    weeks, days = tr_count("pregnancy.weeks", age.weeks), tr_count("pregnancy.days", age.days)
    return tr("pregnancy.age_spoken", weeks=weeks, days=days)
