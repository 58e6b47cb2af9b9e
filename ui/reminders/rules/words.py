"""A reminder in words: "7 dias antes da consulta, às 9:00 — SMS, senão e-mail"."""

from collections.abc import Sequence
from datetime import time, timedelta

from app.reminders.channels.registry import CHANNELS
from app.reminders.rule_service import NewRule
from ui.reminders.criteria.words import condition_words
from ui.reminders.parts.words import channel_words
from ui.texts import tr, tr_count

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def hour_words(hour: time) -> str:
    """`9:00`."""
    return f"{hour.hour}:{hour.minute:02d}"


def in_days(offset: timedelta) -> bool:
    """Whether it is said in days rather than in hours."""
    return not offset % DAY


def when_words(anchor: str, week: int, offset: timedelta, hour: time) -> str:
    """How long before or after which date, and at what hour."""
    if not offset:
        return tr("rules_page.at_hour", when=tr(f"rules_page.on_{anchor}", week=week), hour=hour_words(hour))
    unit, one = ("days", DAY) if in_days(offset) else ("hours", HOUR)
    side = "before" if offset < timedelta(0) else "after"
    when = tr_count(f"rules_page.{side}_{unit}", abs(offset) // one, of=tr(f"rules_page.of_{anchor}", week=week))
    return tr("rules_page.at_hour" if unit == "days" else "rules_page.from_hour", when=when, hour=hour_words(hour))


def ways_words(codes: Sequence[str]) -> str:
    """`SMS, senão e-mail`; by their full names where two of them are of one kind."""
    short = [_kind_words(code) for code in codes]
    full = [channel_words(code) for code in codes]
    return tr("rules_page.else").join(short if len(set(short)) == len(short) else full)


def _kind_words(code: str) -> str:
    known = CHANNELS.get(code)
    if known is None:
        return channel_words(code)
    if known.description.counts_segments:
        return tr("rules_page.kind_sms")
    kind = "whatsapp" if known.description.needs_approved_template else known.description.address
    return tr(f"rules_page.kind_{kind}")


def rule_words(new: NewRule) -> str:
    """The whole of it but for whom."""
    channels = ways_words(new.channels)
    when = when_words(new.anchor, new.week, new.offset, new.hour)
    return tr("rules_page.by_channels", when=when, channels=channels)


def conditions_words(new: NewRule) -> str:
    """For whom alone; empty where it is for everybody who has the date."""
    if not new.conditions:
        return ""
    return tr("rules_page.only_for", conditions="; ".join(condition_words(one) for one in new.conditions))
