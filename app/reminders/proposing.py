"""Who would get a message and when, and who would not and why: what is shown before anything is scheduled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import Connection, func, select

from app.kernel.clock import from_text, to_text
from app.kernel.collector import collector_at_rest
from app.kernel.errors import KnownError
from app.reminders.moments import Manners, Placed, place
from app.reminders.outbox.model import Planned, Priority, Reason, Status
from app.reminders.outbox.ways import Ways
from app.reminders.placeholders import OF_A_RULE
from app.reminders.recipients import Recipient, read_recipients
from app.reminders.template_model import TemplateContent
from app.store.listed import among
from app.store.tables import message

_COUNTED = (Status.SCHEDULED, Status.RETRYING, Status.SENDING, Status.SENT, Status.UNKNOWN)
_AHEAD = timedelta(days=3)


class Wanted(Struct, frozen=True):
    """A message that is wanted for one person. `name`: the same for the same cause; `latest`: see `moments.place`."""

    name: str
    person_id: str
    at: datetime
    event: str | None = None
    latest: datetime | None = None


@dataclass(frozen=True)
class Kind:
    """What all messages of one proposal have in common. `window`: how late each may still go out."""

    template_version_id: str
    content: TemplateContent
    channels: tuple[str, ...]
    priority: Priority
    window: timedelta
    rule_id: str | None = None
    rule_state: str | None = None
    campaign_id: str | None = None


@dataclass(frozen=True)
class Proposal:
    """`planned` in the order of the people; `left_out`: person → why; `people`: all that were looked at."""

    planned: tuple[Planned, ...]
    left_out: Mapping[str, Reason]
    people: Mapping[str, Recipient]


def refuse_rule_texts(content: TemplateContent) -> None:
    """A text about a visit cannot be filled in where no rule says which. KnownError campaigns.text_of_a_rule."""
    lacking = sorted(content.codes & OF_A_RULE)
    if lacking:
        raise KnownError("campaigns.text_of_a_rule", placeholder=f"{{{{{lacking[0]}}}}}")


class Proposing:
    """Places messages for people. `zone` is the unit's own; `manners` how people are treated."""

    def __init__(self, ways: Ways, manners: Manners, zone: str) -> None:
        self._ways = ways
        self._manners = manners
        self._zone = zone

    @collector_at_rest()
    def propose(self, connection: Connection, kind: Kind, wanted: Sequence[Wanted]) -> Proposal:
        """Nothing is written."""
        people = read_recipients(connection, [one.person_id for one in wanted])
        # Only messages of rules are placed anew: what stands by the same name is what is being moved.
        anew = [one.name for one in wanted] if kind.rule_id else []
        busy = self._busy(connection, wanted, anew)
        placing, fit = _Placing(self._manners, self._zone), _Fitting(self._ways, kind.channels)
        planned: list[Planned] = []
        left_out: dict[str, Reason] = {}
        for one in wanted:
            who = people.get(one.person_id)
            fitting = fit.channels(who) if who else ()
            if who is None or not fitting:
                left_out[one.person_id] = self._ways.why_none(who, kind.channels) if who else Reason.NO_ADDRESS
                continue
            urgent = kind.priority is Priority.URGENT
            placed = placing.place(one, who, busy.get(one.person_id, {}), urgent=urgent)
            if placed is None:
                left_out[one.person_id] = Reason.TOO_LATE
                continue
            planned.append(_planned(one, kind, fitting[0], placed))
        return Proposal(tuple(planned), left_out, people)

    def _busy(
        self, connection: Connection, wanted: Sequence[Wanted], without: Sequence[str]
    ) -> dict[str, dict[date, int]]:
        """How many messages each has on the days in question (days of the unit's own zone), but those `without`."""
        if not wanted:
            return {}
        first, last = min(one.at for one in wanted) - _AHEAD, max(one.at for one in wanted) + _AHEAD
        rows = connection.execute(
            select(message.c.person_id, message.c.due_at, func.count())
            .where(message.c.status.in_([status.value for status in _COUNTED]))
            .where(message.c.due_at.between(to_text(first), to_text(last)), ~among(message.c.name, without))
            .group_by(message.c.person_id, message.c.due_at)
        )
        zone, found = ZoneInfo(self._zone), dict[str, dict[date, int]]()
        for person_id, due, count in rows:
            day = from_text(due).astimezone(zone).date()
            own = found.setdefault(person_id, {})
            own[day] = own.get(day, 0) + count
        return found


class _Fitting:
    """Most people agreed to the same channels and have the same kinds of address: what fits them is looked for once."""

    def __init__(self, ways: Ways, channels: Sequence[str]) -> None:
        self._ways = ways
        self._channels = channels
        self._known: dict[tuple[frozenset[str], tuple[str, ...]], tuple[str, ...]] = {}

    def channels(self, who: Recipient) -> tuple[str, ...]:
        key = who.agreed, tuple(who.addresses)
        if key not in self._known:
            self._known[key] = self._ways.fitting(who, self._channels)
        return self._known[key]


class _Placing:
    """Most people of a campaign share zone, moment and how full their days are: that place is looked for once."""

    def __init__(self, manners: Manners, zone: str) -> None:
        self._manners = manners
        self._zone = zone
        self._known: dict[tuple[object, ...], Placed | None] = {}

    def place(self, one: Wanted, who: Recipient, busy: Mapping[date, int], *, urgent: bool) -> Placed | None:
        zone = who.zone or self._zone
        key = (zone, one.at, one.latest, urgent, *sorted(busy.items()))
        if key not in self._known:
            self._known[key] = place(one.at, zone, self._manners, busy, one.latest, anyway=urgent)
        return self._known[key]


def _planned(one: Wanted, kind: Kind, channel: str, placed: Placed) -> Planned:
    until = placed.at + kind.window
    return Planned(
        name=one.name,
        person_id=one.person_id,
        template_version_id=kind.template_version_id,
        variant=kind.content.variant_for(one.name),
        channels=kind.channels,
        channel=channel,
        due_at=placed.at,
        until=min(until, one.latest) if one.latest and one.latest > placed.at else until,
        priority=kind.priority,
        moved=placed.moved.value if placed.moved else None,
        event=one.event,
        rule_id=kind.rule_id,
        rule_state=kind.rule_state,
        campaign_id=kind.campaign_id,
    )
