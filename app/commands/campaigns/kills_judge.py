"""Whether anything that was acknowledged is missing after the kills. Pure: a history in, figures and promises out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.commands.campaigns.deeds import Fact
from app.commands.campaigns.kills_people import Confirmed
from app.commands.campaigns.plan import Outcome


@dataclass(frozen=True)
class Looked:
    """One look at an alarm of the ward after its node began anew. `said`: what the device heard acknowledged last;
    `logged`: what the log says, `shown`: what the node tells windows (None: it was not asked this time)."""

    place: int
    said: bool
    logged: bool
    shown: bool | None


@dataclass
class History:
    """What the witness wrote down, and what was found. `events`: (own events that the station holds acknowledged,
    how many of them the server has), a pair for each look."""

    kills: Counter[str] = field(default_factory=Counter)
    early: Counter[str] = field(default_factory=Counter)
    committed: list[Fact] = field(default_factory=list)
    missing: list[Fact] = field(default_factory=list)
    events: list[tuple[int, int]] = field(default_factory=list)
    looks: list[Looked] = field(default_factory=list)
    accepted: Counter[Confirmed] = field(default_factory=Counter)
    kept: Counter[Confirmed] = field(default_factory=Counter)
    alarms: int = 0
    alarms_unrouted: Sequence[str] = ()
    gaps: Sequence[str] = ()
    files: list[str] = field(default_factory=list)
    """What the store's own checks say, in words; empty each time where it is whole."""
    checks: int = 0
    ended_alone: list[str] = field(default_factory=list)
    """Processes that ended though nobody killed them, with their last words."""
    unfinished: list[str] = field(default_factory=list)
    """What did not come to rest in time at the end."""


def judge(history: History) -> Outcome:
    """Figures, and each promise that was not kept."""
    behind = [held - there for held, there in history.events if there < held]
    lost_alarms = [one for one in history.looks if one.said and not one.logged]
    silent = [one for one in history.looks if one.said and one.logged and one.shown is False]
    lost_ends = [one for one in history.looks if not one.said and one.logged]
    lost_answers = {key: count - history.kept[key] for key, count in history.accepted.items()}
    lost_answers = {key: count for key, count in lost_answers.items() if count > 0}
    found = Outcome(
        {
            "kills": sum(history.kills.values()),
            **{f"kills_{name}": count for name, count in sorted(history.kills.items())},
            "kills_before_it_was_ready": sum(history.early.values()),
            "facts_acknowledged": len(history.committed),
            **_by_kind(history.committed),
            "facts_lost": len(history.missing),
            "events_acknowledged_by_the_server": max((held for held, _ in history.events), default=0),
            "events_lost_at_the_server": max(behind, default=0),
            "alarms_looked_at_after_a_kill": len(history.looks),
            "alarms_lost": len(lost_alarms),
            "alarms_logged_but_not_shown": len(silent),
            "ends_of_alarms_lost": len(lost_ends),
            "acceptances_confirmed": sum(history.accepted.values()),
            "acceptances_lost": sum(lost_answers.values()),
            "calls_routed": history.alarms,
            "calls_never_routed": len(history.alarms_unrouted),
            "timeline_gaps": len(history.gaps),
            "store_checks": history.checks,
        }
    )
    _promise(found, history, lost_answers)
    found.promise(not behind, f"the server lacks {max(behind, default=0)} events that it had acknowledged")
    found.promise(not lost_alarms, f"{len(lost_alarms)} alarms that a device heard acknowledged are gone")
    found.promise(not silent, f"{len(silent)} alarms stand in the log and no window is told of them")
    found.promise(not lost_ends, f"{len(lost_ends)} alarms came back whose end had been acknowledged")
    return found


def _promise(found: Outcome, history: History, lost_answers: Mapping[Confirmed, int]) -> None:
    found.promise(not history.missing, f"{len(history.missing)} acknowledged facts are lost: {_first(history.missing)}")
    found.promise(not lost_answers, f"acceptances that the router confirmed are not kept: {_first(lost_answers)}")
    unrouted = history.alarms_unrouted
    found.promise(not unrouted, f"alarms of the ward that no router ever took up: {_first(unrouted)}")
    found.promise(not history.gaps, f"histories of alarms that prove nothing: {_first(history.gaps)}")
    for words in history.files:
        found.promise(False, f"the store does not hold: {words}")
    for words in history.ended_alone:
        found.promise(False, f"ended by itself: {words}")
    for words in history.unfinished:
        found.promise(False, f"never came to rest: {words}")


def _first(many: Iterable[object]) -> str:
    return ", ".join(str(one) for one in list(many)[:3])


def _by_kind(facts: Iterable[Fact]) -> dict[str, object]:
    counts = Counter(table for table, _ in facts)
    return {f"facts_{table}": count for table, count in sorted(counts.items())}
