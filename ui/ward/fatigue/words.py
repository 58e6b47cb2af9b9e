"""Counts of alarms in words. Pure."""

from dataclasses import replace

from app.ward.alarms.conditions import unnamed_sides
from app.ward.alarms.wording import condition_text
from app.ward.catalogue import vital_signs
from app.ward.fatigue.model import BedLoad, ConditionLoad, published
from ui.texts import in_chosen, tr
from ui.texts.formats import show_number
from ui.ward.sentences import sentence_words

_MINUTE = 60.0


def per_day_words(per_day: float | None) -> str:
    """ "42,5"; a dash where the bed was occupied for too short a time."""
    return "—" if per_day is None else show_number(per_day, 1)


def share_words(part: int, whole: int) -> str:
    """ "35 %"; a dash where there is nothing to take a part of."""
    return "—" if not whole else f"{show_number(100 * part / whole, 0)} %"


def condition_name(code: str) -> str:
    """A condition without what belongs to one alarm alone (the device, the vital sign)."""
    sentence = condition_text(code)
    if code not in unnamed_sides():
        any_one = {"vital": tr("ward_fatigue.any_vital")}
        values = {name: any_one.get(name, tr("ward_fatigue.any")) for name in sentence.values}
        sentence = replace(sentence, values=values)
    return sentence_words(sentence)


def condition_words(one: ConditionLoad) -> str:
    """Its name; that it is lethal is said."""
    name = condition_name(one.code)
    return f"{name} · {tr('ward_fatigue.lethal')}" if one.lethal else name


def lasted_words(seconds: float | None) -> str:
    """ "40 s", "12 min"."""
    if seconds is None:
        return "—"
    return f"{show_number(seconds, 0)} s" if seconds < _MINUTE else f"{show_number(seconds / _MINUTE, 0)} min"


def bed_said(one: BedLoad) -> str:
    """What stands at the end of a bed's bar."""
    if one.audible_per_day is None:
        return tr("ward_fatigue.too_short", audible=show_number(one.audible))
    return per_day_words(one.audible_per_day)


def vital_name(code: str) -> str:
    """The label of a vital sign."""
    sign = vital_signs()[code]
    return f"{in_chosen(sign.label)} ({sign.unit})"


def published_words() -> str:
    """The figure to compare with, where it was counted, and that it is no target."""
    known = published()
    count = show_number(known.audible, 0)
    return tr("ward_fatigue.published", figure=count, source=known.source, beds=known.beds, days=known.days)
