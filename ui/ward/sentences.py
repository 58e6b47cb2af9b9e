"""A sentence about an alarm in the chosen language."""

from app.ward.alarms.wording import Sentence
from app.ward.catalogue import vital_signs
from ui.texts import in_chosen, tr


def sentence_words(sentence: Sentence) -> str:
    """Its text; a vital sign in it by its label."""
    signs = vital_signs()
    values = {
        name: in_chosen(signs[value].label) if name == "vital" and value in signs else value
        for name, value in sentence.values.items()
    }
    return tr(sentence.key, **values)
