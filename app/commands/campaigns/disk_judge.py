"""What a station on a disk that is full, slow or read-only must keep. Pure: what was seen in, promises out."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from app.commands.campaigns.deeds import Fact
from app.commands.campaigns.plan import Outcome

FULL: Final = frozenset({"store.disk_full", "store.disk_failed", "backup.not_enough_space", "backup.not_written"})
LOCKED: Final = frozenset({"store.read_only", "store.cannot_open", "store.disk_failed", "backup.not_written"})
_BUSY: Final = frozenset({"store.in_use"})


@dataclass
class Full:
    """A full disk, and room again. `codes`: what who works was told ("": taken; None: nobody worked); `backup`: what
    became of one; `raised`, `ended`: technical alarm → whether it came, and went; `again`: codes with room again."""

    codes: Set[str] | None
    backup: str
    alarms: bool
    raised: dict[str, bool] = field(default_factory=dict)
    ended: dict[str, bool] = field(default_factory=dict)
    node_ended: str | None = None
    again: Sequence[str] = ()


@dataclass(frozen=True)
class Slow:
    """The write lock held for seconds at a time. `codes`: as above; `alarms`: whether they went on."""

    codes: Sequence[str]
    alarms: bool
    again: Sequence[str]


@dataclass(frozen=True)
class ReadOnly:
    """`start`, `ward`: what both were told; `ward_ended`: whether it gave up; `afterwards`: what a start is told."""

    start: str
    ward: str
    ward_ended: bool
    afterwards: str


@dataclass(frozen=True)
class Checked:
    """The store after a part."""

    when: str
    problems: Sequence[str]
    missing: Sequence[Fact]


def judge_full(seen: Full, found: Outcome) -> None:
    """Told by name to who works, alarms go on, both technical alarms come and go."""
    if seen.codes is not None:
        told = seen.codes - {""}
        found.promise(bool(told), "a full disk was told to nobody")
        found.promise(told <= FULL, f"a full disk is called {', '.join(sorted(told - FULL))}")
        found.promise(seen.backup in FULL, f"a backup onto a full disk: {seen.backup}")
    found.promise(seen.alarms, "with a full disk alarms do not go on")
    for code, told_of in seen.raised.items():
        found.promise(told_of, f"a full disk raised no technical alarm {code}")
    found.promise(seen.node_ended is None, f"the node ended on a full disk: {seen.node_ended}")
    for code, over in seen.ended.items():
        found.promise(over, f"{code} did not end when there was room again")
    found.promise(not any(seen.again), f"with room again work is refused: {list(seen.again)}")


def judge_slow(seen: Slow, found: Outcome) -> None:
    """Who works waits, or is told who has the store; nothing else is said, and it is over afterwards."""
    strange = {*seen.codes} - {""} - _BUSY
    found.promise(not strange, f"a slow disk is called {', '.join(sorted(strange))}")
    found.promise(seen.alarms, "with a slow disk alarms do not go on")
    found.promise(not any(seen.again), f"after a slow disk work is refused: {list(seen.again)}")


def judge_read_only(seen: ReadOnly, found: Outcome) -> None:
    """Who begins on it is told so, a ward too; with the disk as it was everything begins again."""
    found.promise(seen.start in LOCKED, f"a read-only disk is called {seen.start}")
    found.promise(seen.ward_ended and seen.ward in LOCKED, f"a ward on a read-only disk: {seen.ward}")
    found.promise(seen.afterwards == "opened", f"with the disk as it was: {seen.afterwards}")


def judge_check(seen: Checked, found: Outcome) -> None:
    """Nothing half-written, nothing acknowledged lost."""
    for words in seen.problems:
        found.promise(False, f"{seen.when} the store does not hold: {words}")
    found.promise(not seen.missing, f"{seen.when} {len(seen.missing)} acknowledged facts are lost")
