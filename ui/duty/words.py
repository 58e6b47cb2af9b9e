"""People, posts, times and gaps of the rota in words. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.kernel.errors import KnownError
from app.router.duty.model import Duty, PostGap, Staff
from app.router.duty.shifts import Shift
from app.router.tables.model import Label
from ui.duty.week import SOON, Slot, local_day
from ui.texts import in_chosen, tr
from ui.texts.formats import show_hour, show_instant

Names = Mapping[str, str]
"""Account → name."""


def names_of(staff: Sequence[Staff]) -> Names:
    """Who is called what."""
    return {one.user: one.name for one in staff}


def label_words(label: Label) -> str:
    """A label of the tables, in the language that is spoken."""
    return in_chosen(label)


def short_names(names: Names) -> Names:
    """First names for narrow columns; who shares one is told apart by the last name's first letter."""
    short = {user: _first(name) for user, name in names.items()}
    shared = [one for one in short.values() if list(short.values()).count(one) > 1]
    return {user: _told_apart(names[user]) if one in shared else one for user, one in short.items()}


def _plain(name: str) -> list[str]:
    """The parts of a name without what stands in brackets or is a title."""
    parts = [part.strip(",") for part in name.partition("(")[0].split()]
    return [part for part in parts if not part.endswith(".")] or parts or [name]


def _first(name: str) -> str:
    return _plain(name)[0]


def _told_apart(name: str) -> str:
    parts = _plain(name)
    return f"{parts[0]} {parts[-1][:1]}." if len(parts) > 1 else parts[0]


def day_words(day: date) -> str:
    """ "seg 23/11"."""
    return f"{tr(f'duty.day_{day.weekday()}')} {day.strftime('%d/%m')}"


def near_day_words(day: date, today: date) -> str:
    """ "hoje", "amanhã", else the day."""
    near = {today: "duty.today", today + timedelta(days=1): "duty.tomorrow"}.get(day)
    return tr(near) if near else day_words(day)


def moment_words(at: datetime, now: datetime, zone: str) -> str:
    """ "hoje 19:00"."""
    return f"{near_day_words(local_day(at, zone), local_day(now, zone))} {show_hour(at, zone)}"


def gap_words(gap: PostGap, now: datetime, zone: str) -> str:
    """Which post has nobody, from when to when."""
    post = tr(f"router.post_{gap.post.value}")
    until = moment_words(gap.until, now, zone)
    if gap.until - now >= SOON:
        # The end is only that of the looking ahead: to name it would promise somebody.
        if gap.begins <= now:
            return tr("duty.gap_now_long", post=post)
        return tr("duty.gap_open", post=post, begins=moment_words(gap.begins, now, zone))
    if gap.begins <= now:
        return tr("duty.gap_now", post=post, until=until)
    return tr("duty.gap", post=post, begins=moment_words(gap.begins, now, zone), until=until)


def shift_words(shift: Shift) -> str:
    """ "Dia, 07:00–19:00"."""
    return f"{label_words(shift.label)}, {shift.begins:%H:%M}–{shift.ends:%H:%M}"


def slot_words(slot: Slot) -> str:
    """ "Posto local · seg 23/11, Dia"."""
    return f"{tr(f'router.post_{slot.post.value}')} · {day_words(slot.day)}, {label_words(slot.shift.label)}"


def hours_words(duty: Duty, zone: str) -> str:
    """ "07:00–19:00"; with its day where it ends on a later one than the next."""
    return f"{show_hour(duty.begins, zone)}–{show_hour(duty.until, zone)}"


def entry_words(duty: Duty, slot: Slot, names: Names, zone: str) -> str:
    """ "Lúcia · A"; its hours where they are not the shift's."""
    parts = [names.get(duty.user, tr("duty.somebody"))]
    if duty.group is not None:
        parts.append(duty.group.value.upper())
    if duty.begins > slot.begins or duty.until < slot.until:
        begins, until = max(duty.begins, slot.begins), min(duty.until, slot.until)
        place = ZoneInfo(zone)
        parts.append("–".join(_short_hour(at.astimezone(place)) for at in (begins, until)))
    return " · ".join(parts)


def _short_hour(at: datetime) -> str:
    return f"{at:%H}" if at.minute == 0 else f"{at:%H:%M}"


def lacking_words(slot: Slot, zone: str) -> list[str]:
    """ "▲ falta" where nobody is on duty at all, else the hours without anybody."""
    if not slot.gaps:
        return []
    if not slot.duties:
        return [tr("duty.lacking")]
    place = ZoneInfo(zone)
    hours = [[_short_hour(at.astimezone(place)) for at in (gap.begins, gap.until)] for gap in slot.gaps]
    return [tr("duty.lacking_hours", begins=begins, until=until) for begins, until in hours]


def with_names(error: Exception, names: Names, zone: str) -> Exception:
    """A refusal with people and times as they are read, instead of accounts and instants."""
    if not isinstance(error, KnownError):
        return error
    shown = {key: _shown(key, value, names, zone) for key, value in error.values.items()}
    return KnownError(error.code, **shown)


def _shown(key: str, value: object, names: Names, zone: str) -> object:
    if isinstance(value, datetime):
        return show_instant(value, zone)
    return names.get(str(value), tr("duty.somebody")) if key == "user" else value
