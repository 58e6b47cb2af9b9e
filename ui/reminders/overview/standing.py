"""How the sending stands, in words that a nurse can act on. Pure."""

from dataclasses import dataclass

from app.reminders.work import WorkState
from ui.texts import chosen_language, tr
from ui.texts.catalog import area_texts, placeholders
from ui.texts.formats import show_number


@dataclass(frozen=True)
class Standing:
    """`tone` as a banner's: info, success, warn, error."""

    tone: str
    words: str
    following: str = ""


def standing(state: WorkState, *, any_channel: bool, waiting: int, holder: str = "") -> Standing:
    """What is the case, the most pressing first: nothing on, a failure, somewhere else, nowhere, here. `holder`: who
    sends instead, where that is known; a station that does not send needs no channel."""
    if holder and not state.allowed:
        following = tr("overview_page.state_not_allowed_next")
        return Standing("info", tr("overview_page.state_holder", holder=holder), following)
    if not any_channel:
        return _said("warn", "no_channel")
    if state.failure is not None:
        return Standing("error", tr("overview_page.state_failure"), failure_words(state.failure))
    if not state.running:
        following = tr("overview_page.state_stopped_next" if waiting else "overview_page.state_stopped_idle")
        return Standing("warn" if waiting else "info", tr("overview_page.state_stopped"), following)
    if not state.allowed:
        return _said("info", "not_allowed")
    return _said("info", "elsewhere") if not state.here else _said("success", "here")


def failure_words(code: str) -> str:
    """What went wrong; only the code where its sentence needs values that nobody kept."""
    area, _, name = f"error_{code}".partition(".")
    sentence = area_texts(area).get(name, {}).get(chosen_language(), "")
    if not sentence or placeholders(sentence):
        return tr("overview_page.state_failure_code", code=code)
    return sentence


def seconds_words(seconds: float) -> str:
    """A short time in the unit that says enough."""
    if seconds < 120:
        return tr("overview_page.seconds", count=show_number(seconds, 1 if seconds < 10 else 0))
    if seconds < 7200:
        return tr("overview_page.minutes", count=show_number(round(seconds / 60)))
    return tr("overview_page.hours", count=show_number(round(seconds / 3600)))


def _said(tone: str, what: str) -> Standing:
    return Standing(tone, tr(f"overview_page.state_{what}"), tr(f"overview_page.state_{what}_next"))
