"""The name of a condition where no alarm of it stands."""

from app.ward.alarms.wording import condition_text
from ui.texts import tr


def name_of_condition(code: str) -> str:
    """As an alarm of it would be called, with a dash for what only an alarm knows."""
    sentence = condition_text(code, "…", "…")
    return tr(sentence.key, **sentence.values)
