"""Whether anything was lost while the clock was turned. Pure: what was seen goes in, figures and promises come out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from app.commands.campaigns.deeds import Fact
from app.commands.campaigns.plan import Outcome

_NEVER: Final = ("device_gone", "life_support_gone", "router_gone", "log_failed")
"""Technical alarms that a clock may not raise, by how their codes begin."""


@dataclass(frozen=True)
class Turned:
    """One turn. `before`, `after`: what must grow, by what it is; `ended`: processes that did, with their last words.

    `quiet`: whether it was night or a holiday where the unit stood then; `written_to`: messages that went out meanwhile
    though they might have waited.
    """

    name: str
    before: Counter[str]
    after: Counter[str]
    quiet: bool
    written_to: int
    ended: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Lived:
    """All of it. `numbers`: (origin, sequence) of the change log, in order; `raised`: what the ward's log holds;
    `left`: places whose device said something else last; `twice`: messages that went out twice with a mark."""

    turns: list[Turned] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    facts: int = 0
    missing: Sequence[Fact] = ()
    calls: int = 0
    gaps: Sequence[str] = ()
    numbers: Sequence[tuple[str, int]] = ()
    raised: Sequence[str] = ()
    left: Sequence[int] = ()
    twice: int = 0
    files: Sequence[str] = ()


def judge(lived: Lived) -> Outcome:
    """Figures, and each promise that was not kept."""
    found = Outcome(
        {
            "facts": lived.facts,
            "calls": lived.calls,
            "timeline_gaps": len(lived.gaps),
            "turns_by_night": sum(one.quiet for one in lived.turns),
            "written_to_by_night": sum(one.written_to for one in lived.turns if one.quiet),
            "written_to_by_day": sum(one.written_to for one in lived.turns if not one.quiet),
        }
    )
    for one in lived.turns:
        _judge_turn(one, found)
    for words in lived.unfinished:
        found.promise(False, words)
    found.promise(lived.twice == 0, f"{lived.twice} messages were sent twice, though nobody was killed")
    found.promise(not lived.missing, f"{len(lived.missing)} acknowledged facts are lost")
    found.promise(not lived.left, f"the log does not say what the devices at {list(lived.left)} said last")
    holes = [one for one in pairwise(lived.numbers) if one[0][0] == one[1][0] and one[1][1] != one[0][1] + 1]
    found.promise(not holes, f"the change log has a hole: {holes[:1]}")
    found.promise(not lived.gaps, f"histories of alarms that prove nothing: {', '.join(lived.gaps[:2])}")
    false = sorted({one for one in lived.raised if one.startswith(_NEVER)})
    found.promise(not false, f"the clock raised alarms: {', '.join(false[:4])}")
    for words in lived.files:
        found.promise(False, f"the store does not hold: {words}")
    return found


def _judge_turn(one: Turned, found: Outcome) -> None:
    for what, count in one.before.items():
        found.promise(one.after[what] > count, f"{one.name}: no more {what}")
    for process, words in one.ended.items():
        found.promise(False, f"{one.name}: {process} ended: {words}")
    if one.quiet:
        found.promise(one.written_to == 0, f"{one.name}: {one.written_to} people were written to in the quiet hours")
    else:
        found.promise(one.written_to > 0, f"{one.name}: by day nobody was written to")
