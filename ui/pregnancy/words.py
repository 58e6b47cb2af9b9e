"""Gestational age as it is written on the card: 23s4d."""

from app.clinic.dating import GestationalAge
from ui.texts import tr


def gestational_words(age: GestationalAge | None) -> str:
    """`23s4d`, or that the last period is not known."""
    return tr("pregnancy.age_unknown") if age is None else tr("pregnancy.age", weeks=age.weeks, days=age.days)
