"""Why somebody did what the trail keeps: in words, and not too many of them."""

from typing import Final

from app.kernel.errors import KnownError

_LONGEST: Final = 500


def given_reason(reason: str, most: int = _LONGEST) -> str:
    """Without spaces around it. KnownError privacy.no_reason, .reason_too_long (most)."""
    words = reason.strip()
    if not words:
        raise KnownError("privacy.no_reason")
    if len(words) > most:
        raise KnownError("privacy.reason_too_long", most=most)
    return words
