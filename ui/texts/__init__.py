"""The sentences that people read: `tr("area.text", name=value)` in the language that was chosen.

Texts live in `resources/texts/<area>.toml`; see docs/how-to-add-a-text-or-language.md.
"""

from app.kernel.languages import LANGUAGES
from ui.texts.catalog import (
    DEFAULT_LANGUAGE,
    choose_language,
    chosen_language,
    error_text,
    has_text,
    in_chosen,
    speaking,
    text_of,
    tr,
    tr_count,
)

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "choose_language",
    "chosen_language",
    "error_text",
    "has_text",
    "in_chosen",
    "speaking",
    "text_of",
    "tr",
    "tr_count",
]
