"""An alarm of the past: its words, its shape, its colour. Colour never stands without the other two."""

from typing import Final

from app.ward.alarms.wording import condition_text
from app.ward.alarms.words import Priority
from app.ward.catalogue import vital_signs
from app.ward.recording.model import AlarmMark
from ui.texts import in_chosen
from ui.ward.numbers import figure
from ui.ward.sentences import sentence_words

SHAPES: Final[tuple[str, ...]] = ("triangle", "diamond", "circle")
"""By priority, critical first."""


def stars(priority: Priority) -> str:
    """The mark of a priority (IEC 60601-1-8), as on the wall."""
    return "*" * (3 - int(priority))


def mark_words(mark: AlarmMark) -> str:
    """What it was, and the worst value with its limit: "SpO₂ baixa: SpO₂ 84 < 90"."""
    name, value = name_words(mark), value_words(mark)
    return f"{name}: {value}" if value else name


def short_words(mark: AlarmMark) -> str:
    """As on the wall: the value beside its limit where there is one, the name of what is lethal or has none."""
    value = value_words(mark)
    return value if value and not mark.lethal else name_words(mark)


def name_words(mark: AlarmMark) -> str:
    """What it was, without a number."""
    subject = mark.key.partition(":")[2]
    return sentence_words(condition_text(mark.code, subject, mark.text))


def value_words(mark: AlarmMark) -> str:
    """The worst value beside the limit that it passed; empty where none was measured."""
    sign = vital_signs().get(mark.vital)
    if sign is None or mark.value is None:
        return ""
    words = f"{in_chosen(sign.label)} {figure(mark.value, sign.decimals)}"
    if mark.limit is None:
        return words
    beyond = ">" if mark.value > mark.limit else "<"
    return f"{words} {beyond} {figure(mark.limit, sign.decimals)}"
