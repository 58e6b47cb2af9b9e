"""What the screens of the alarms say alike: what alarms, how urgent it is, how long ago."""

from typing import Final

from app.ward.alarms.conditions import conditions
from app.ward.alarms.wording import condition_text
from app.ward.alarms.words import Priority
from ui.texts import DEFAULT_LANGUAGE, chosen_language, tr
from ui.ward.sentences import sentence_words

SHAPES: Final = ("triangle", "diamond", "circle")
"""By priority, critical first, as in the review of a bed."""


def priority_words(priority: int) -> str:
    """ "*** Crítico": the mark of IEC 60601-1-8 and the word."""
    return f"{'*' * (3 - priority)} {tr(f'ward_alarms.priority_{Priority(priority).name.lower()}')}"


def what_words(code: str, subject: str, deviation: str = "", text: str = "") -> str:
    """As the wall says it: the deviation alone where there is one; of what is lethal its name too.

    `deviation` is already in words; `text`: a device's own.
    """
    condition = conditions().get(code)
    if deviation and (condition is None or not condition.lethal):
        return deviation
    name = sentence_words(condition_text(code, subject, text))
    return f"{name}: {deviation}" if deviation else name


def ago_words(seconds: float) -> str:
    """How long, in the two largest units without a jump of width each second: "12 s", "3 min 05 s", "2 h 14 min"."""
    whole = max(0, int(seconds))
    if whole < 60:
        return tr("alarms.seconds", seconds=whole)
    minutes, left = divmod(whole, 60)
    if minutes < 60:
        return tr("alarms.minutes", minutes=minutes, seconds=f"{left:02d}")
    hours, left = divmod(minutes, 60)
    return tr("alarms.hours", hours=hours, minutes=f"{left:02d}")


def seconds_words(seconds: float) -> str:
    """A measured time: "4,2 s" below ten seconds, else as `ago_words`."""
    if seconds < 10:
        shown = f"{seconds:.1f}"
        return tr("alarms.seconds", seconds=shown.replace(".", ",") if chosen_language() == DEFAULT_LANGUAGE else shown)
    return ago_words(seconds + 0.5)


def target_words(target: str) -> str:
    """A target of table 17; what is no kind of target is somebody's or something's own name."""
    kind, _, rest = target.partition(":")
    return rest if rest else tr(f"router.target_{kind}")


def bed_words(label: str) -> str:
    """The bed's label; what alarms and belongs to no bed is the station's own."""
    return label or tr("alarms.of_station")
