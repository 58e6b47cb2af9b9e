"""The lines of the board as values: two that are equal are painted the same."""

from dataclasses import dataclass, field

from app.router.delivery.model import Standing
from app.router.node.items import Board, BoardEntry
from ui.alarms.words import ago_words, bed_words, priority_words, target_words, what_words
from ui.texts import tr
from ui.ward.alarm_words import deviation_words
from ui.ward.numbers import countdown_text
from ui.widgets.names import first_and_last

_NOBODY = (Standing.CALLING, Standing.FAILSAFE)


@dataclass(frozen=True)
class BoardRow:
    """One alarm. `owned`: somebody has it. `who` says it large, `more` what stands below. What comes next: `lead` says
    what is counted down to, `left` the countdown ("8 s", "" where none runs), `following` who it is then."""

    bed: str
    alarm: str
    label: str
    priority: int
    owned: bool
    mark: str
    what: str
    who: str
    more: str
    lead: str
    left: str
    following: str
    since: str
    present: bool = False
    began: float = field(default=0.0, compare=False)
    """POSIX second of its beginning, as far as that is known here."""
    holders: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str]:
        """Unique on the board."""
        return self.bed, self.alarm

    @property
    def spoken(self) -> str:
        """The whole line, for a screen reader."""
        parts = (self.label, self.mark.lstrip("* "), self.what, self.who, self.more, self.since, self.next_spoken)
        return ". ".join(part for part in parts if part)

    @property
    def next_spoken(self) -> str:
        """What comes next, and when."""
        return " ".join(part for part in (self.lead, self.left, self.following) if part)


def rows_of(board: Board, age: float, *, counting: bool = True, now: float = 0.0) -> tuple[BoardRow, ...]:
    """As the board stands `age` seconds after it was told, at this POSIX second; `counting` False: what comes next is
    not known any more."""
    return tuple(
        row_of(one, age, counting=counting, now=now) for one in board.entries if one.standing is not Standing.ENDED
    )


def row_of(one: BoardEntry, age: float, *, counting: bool = True, now: float = 0.0) -> BoardRow:
    """One line."""
    owned = bool(one.holders) and one.standing not in _NOBODY
    return BoardRow(
        bed=one.bed,
        alarm=one.alarm,
        label=bed_words(one.label),
        priority=one.priority,
        owned=owned,
        mark=priority_words(one.priority),
        what=what_words(
            one.code, one.subject, deviation_words(one.beyond) if one.beyond is not None else one.deviation
        ),
        who=_who(one, owned),
        more=_more(one, age, owned),
        **_next(one, age, counting),
        since=ago_words(one.began_ago + age),
        present=one.standing is Standing.PRESENT,
        began=now - one.began_ago - age,
        holders=frozenset(holder.user for holder in one.holders),
    )


def _who(one: BoardEntry, owned: bool) -> str:
    if not owned:
        return tr("alarms.nobody_failsafe" if one.standing is Standing.FAILSAFE else "alarms.nobody")
    first, others = one.holders[0], len(one.holders) - 1
    name = first_and_last(first.name) if first.name else first.receiver
    return tr("alarms.has_more", name=name, count=others) if others else name


def _more(one: BoardEntry, age: float, owned: bool) -> str:
    if owned:
        has = one.holders[0].ago + age
        key = "alarms.at_bed_since" if one.standing is Standing.PRESENT else "alarms.accepted_since"
        parts = [tr(key, since=ago_words(one.since_ago + age if one.standing is Standing.PRESENT else has))]
    elif one.calling:
        names = ", ".join(one.calling)
        parts = [tr("alarms.calling", names=names)]
        if one.attempt and one.attempts:
            parts.append(tr("alarms.attempt", attempt=one.attempt, attempts=one.attempts))
        elif one.attempt:
            parts.append(tr("alarms.attempt_open", attempt=one.attempt))
    else:
        parts = [tr("alarms.nobody_reached")]
    if not one.lasting:
        parts.append(tr("router.occasion_restored"))
    if one.continuing:
        parts.append(tr("alarms.continuing"))
    return " · ".join(parts)


def _next(one: BoardEntry, age: float, counting: bool) -> dict[str, str]:
    """What comes next, when, and who that is."""
    if not counting:
        return {"lead": tr("alarms.next_unknown"), "left": "", "following": ""}
    if one.standing is Standing.FAILSAFE:
        return {"lead": tr("alarms.called_again"), "left": "", "following": tr("alarms.until_answered")}
    if one.next_within is None:
        return {"lead": "", "left": "", "following": ""}
    targets = " + ".join(target_words(target) for target in one.next_targets)
    names = ", ".join(one.next_names)
    then = f"{targets}: {names}" if names and targets else names or targets
    lead = "alarms.at_bed_within" if one.standing is Standing.ACCEPTED else "alarms.next_in"
    return {"lead": tr(lead), "left": _left(one.next_within - age), "following": tr("alarms.then", then=then)}


def _left(seconds: float) -> str:
    whole = max(0, int(seconds + 0.999))
    return tr("alarms.seconds", seconds=whole) if whole < 60 else countdown_text(seconds)
