"""A past answer in the words of the list."""

from app.clinic.referral.library import Lesson
from ui.referrals.words import clinic_words, conduct_words, verdict_look
from ui.texts import tr
from ui.widgets.shapes import SIGNS


def verdict_sign(lesson: Lesson) -> str:
    """`▲ Confirmado`."""
    look = verdict_look(lesson.verdict)
    return f"{SIGNS.get(look.shape, '')} {look.words}"


def month_words(lesson: Lesson) -> str:
    """`03/2026`: the month alone, since a day might tell who she was."""
    return f"{lesson.month:02}/{lesson.year}"


def conduct_line(lesson: Lesson) -> str:
    """What the hospital does, and in which clinic."""
    conduct, clinic = conduct_words(lesson.conduct), clinic_words(lesson.clinic)
    return tr("referring.conduct_clinic", conduct=conduct, clinic=clinic) if clinic else conduct
