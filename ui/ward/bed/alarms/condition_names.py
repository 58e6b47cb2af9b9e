"""The name of a condition where no alarm of it stands."""

from app.ward.alarms.wording import condition_text
from ui.ward.sentences import sentence_words


def name_of_condition(code: str) -> str:
    """As an alarm of it would be called, with a dash for what only an alarm knows."""
    return sentence_words(condition_text(code, "…", "…"))
