"""What stations, devices and telephones must be told of certificates. Pure: what was seen in, promises out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.commands.campaigns.plan import Outcome

TURNS: Final = (
    ("expired_and_pinned", ""),
    ("another_certificate", "sync.wrong_certificate"),
    ("server_gone", "sync.unreachable"),
    ("the_right_one_again", ""),
)
"""What the server shows in turn, and what a round of sync is then told ("": synchronised). A station knows its server
by the fingerprint: a date that is over cuts nobody off."""
EXPIRED: Final = "ward.certificate_expired"


@dataclass(frozen=True)
class Turn:
    """`told`: the code of a round of sync, "" where it went well; `refused`: codes that whoever worked meanwhile was
    told ("": taken); `events`: how many events the station had written by its end."""

    name: str
    told: str
    refused: Sequence[str]
    events: int


@dataclass
class Served:
    """The server's certificate through all turns. `pending`: what the station says still waits at the end; `here`,
    `there`: identifiers of events in the station's log, and in the server's journal."""

    turns: list[Turn] = field(default_factory=list)
    pending: int = 0
    here: frozenset[str] = frozenset()
    there: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Chosen:
    """An expired certificate that somebody chose for this; `told`: the refusal's code, "taken" where there was none;
    `kept`: what the settings name afterwards, "" where they are as they were."""

    name: str
    told: str
    kept: str


def judge_served(seen: Served, found: Outcome) -> None:
    """Each turn is told by its name, nobody who works notices any, and all that was written is at the server."""
    names = [one.name for one in seen.turns]
    found.promise(names == [name for name, _ in TURNS], f"not every turn was tried: {names}")
    expected, before = dict(TURNS), 0
    for turn in seen.turns:
        found.figures[turn.name] = turn.told or "synchronised"
        due = expected.get(turn.name, "")
        found.promise(turn.told == due, f"{turn.name}: told {turn.told!r}, not {due!r}")
        turned_away = sorted({*turn.refused} - {""})
        found.promise(not turned_away, f"{turn.name}: who worked was refused: {', '.join(turned_away)}")
        found.promise("" in turn.refused and turn.events > before, f"{turn.name}: nothing was written meanwhile")
        before = turn.events
    missing = seen.here - seen.there
    found.figures |= {"events_written": len(seen.here), "events_not_at_the_server": len(missing)}
    found.promise(not missing, f"{len(missing)} of {len(seen.here)} events never came to the server")
    found.promise(seen.pending == len(missing), f"{seen.pending} events are said to wait, and {len(missing)} do")


def judge_chosen(seen: Chosen, found: Outcome) -> None:
    """Refused for its date, and nothing of it kept."""
    found.figures[f"expired_for_{seen.name}"] = seen.told
    found.promise(seen.told == EXPIRED, f"an expired certificate for {seen.name}: {seen.told}")
    found.promise(seen.kept == "", f"an expired certificate for {seen.name} was refused and kept all the same")
