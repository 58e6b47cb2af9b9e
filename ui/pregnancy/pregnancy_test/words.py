"""Steps of the pregnancy test in words."""

from app.clinic.prenatal.exam_catalogue import exam
from app.clinic.prenatal.pregnancy_test_service import NEXT, SERUM, SUSPICION, Step
from ui.pregnancy.exams.words import value_words
from ui.texts import tr
from ui.texts.formats import show_date


def step_words(step: Step) -> str:
    """What was done, when and by whom."""
    said = tr(f"prenatal.test_event_{step.event}")
    if step.code == SERUM and step.value is not None:
        said = f"{tr('pregnancy_test.serum')}: {value_words(exam('bhcg'), step.value)}, {said.lower()}"
    elif step.code not in (SUSPICION, NEXT):
        said = f"{tr('pregnancy_test.urine')}: {said.lower()}"
    return " · ".join((show_date(step.day), said, step.by))
