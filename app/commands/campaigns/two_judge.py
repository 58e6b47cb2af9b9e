"""Whether two programs on one store, or two computers with one, lost or doubled anything. Pure."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from app.commands.campaigns.deeds import Fact
from app.commands.campaigns.plan import Outcome


@dataclass(frozen=True)
class Second:
    """A second one of what may run once. `said`: what it was told; `first_status`: how the first ended when asked."""

    name: str
    code: str
    first_began: bool
    said: str
    ended: bool
    first_runs: bool
    first_status: int | None


@dataclass(frozen=True)
class Agents:
    """Two that share the messages of one store. `wrong`: what the outbox and the provider say differently."""

    wanted: int
    sent: int
    twice: int
    wrong: Sequence[str]
    in_time: bool
    statuses: Sequence[int | None]


@dataclass(frozen=True)
class Writers:
    """Several that wrote at the same time."""

    facts: Sequence[Fact]
    missing: Sequence[Fact]
    problems: Sequence[str]


@dataclass(frozen=True)
class Copied:
    """One of two computers with one store. `own`: its events; `told`: the code of its last round of sync, ""
    where all went well; `pending`, `rejected`: what it says of them."""

    name: str
    own: Set[str]
    told: str
    pending: int
    rejected: int


@dataclass
class Server:
    """What the server has of both: the events in its journal, and those that it refused."""

    there: Set[str] = field(default_factory=set)
    refused: Set[str] = field(default_factory=set)


def judge_second(seen: Second, found: Outcome) -> None:
    """Refused by name; the first one does not notice."""
    found.promise(seen.first_began, f"the first {seen.name} did not start")
    told = seen.code if seen.code in seen.said else seen.said[-200:]
    found.figures[f"second_{seen.name}"] = told
    found.promise(seen.ended and told == seen.code, f"a second {seen.name} was not refused with {seen.code}: {told}")
    found.promise(seen.first_runs, f"the first {seen.name} ended when a second one came")
    found.promise(seen.first_status == 0, f"the first {seen.name} did not end in good order")


def judge_agents(seen: Agents, found: Outcome) -> None:
    """Every message once."""
    found.figures["messages_of_two_agents"] = seen.sent
    found.broken += seen.wrong
    found.promise(seen.in_time, f"two agents sent {seen.sent} of {seen.wanted} messages")
    found.promise(seen.twice == 0, f"two agents sent {seen.twice} messages twice")
    found.promise(all(one == 0 for one in seen.statuses), "an agent did not end in good order")


def judge_writers(seen: Writers, found: Outcome) -> None:
    """All that was acknowledged is there, and something was."""
    found.figures |= {"facts_of_writers_at_once": len(seen.facts), "facts_lost": len(seen.missing)}
    found.promise(not seen.missing, f"{len(seen.missing)} facts of writers at once are lost")
    found.promise(len(seen.facts) > 0, "writers at once could not work")
    for words in seen.problems:
        found.promise(False, f"the store does not hold: {words}")


def judge_copied(seen: Copied, server: Server, found: Outcome) -> None:
    """Whatever was written there is at the server, or its station says that it is not."""
    figures: Mapping[str, object] = {
        f"{seen.name}_told": seen.told or "synchronised",
        f"{seen.name}_rejected": seen.rejected,
        f"{seen.name}_pending": seen.pending,
        f"{seen.name}_not_at_the_server": len(seen.own - server.there),
    }
    found.figures |= figures
    silent = seen.own - server.there - server.refused
    found.promise(
        len(silent) <= seen.pending, f"{len(silent)} events of the {seen.name} are nowhere, and it says nothing"
    )
    said = seen.told != "" or seen.rejected != 0 or seen.pending != 0
    lacks = seen.own - server.there
    found.promise(not lacks or said, f"the {seen.name} says that all is synchronised, and the server lacks its events")
