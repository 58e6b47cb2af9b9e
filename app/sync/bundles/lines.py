"""What the lines of a body say: events going up; answers, journal pages and how far they reach coming down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.kernel.errors import KnownError
from app.sync.bundles.standings import NUMBERED, REFUSED, UNKNOWN, Standing
from app.sync.delivered import ACCEPTED, CONFLICT, Delivered
from app.sync.events import Event, from_wire
from app.sync.round import Answer

_STATUSES = frozenset(("accepted", "duplicate", "conflict", "rejected"))


@dataclass(frozen=True)
class Placed:
    """An event of the journal and where it is read: at its own number or, as part of the history of somebody who came
    into the scope, at the number of her coming."""

    place: int
    one: Delivered


@dataclass(frozen=True)
class Reply:
    """The server's answer: one for each event; the journal after the asked number, up to `through`; `more` waits;
    `standings`: of what the station asked about."""

    answers: Sequence[Answer]
    delivered: Sequence[Placed]
    after: int
    through: int
    more: bool = field(default=False)
    standings: Sequence[Standing] = ()


def lines_of_events(events: Iterable[Event], asked: Iterable[tuple[str, str]] = ()) -> list[dict[str, Any]]:
    """A body that goes up; `asked`: (event, station that wrote it) of what came by stick and has no number yet."""
    questions = [{"asked": {"id": event_id, "station": station}} for event_id, station in asked]
    return [*({"event": one.to_wire()} for one in events), *questions]


def raw_events(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The events as they arrived, for the journal to judge one by one. KnownError `bundle.damaged`."""
    found = [line.get("event") for line in lines if "asked" not in line]
    if not all(isinstance(one, dict) for one in found):
        raise KnownError("bundle.damaged")
    return [one for one in found if isinstance(one, dict)]


def asked_events(lines: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """About which events a body asks. KnownError `bundle.damaged`."""
    try:
        return [(str(line["asked"]["id"]), str(line["asked"]["station"])) for line in lines if "asked" in line]
    except (KeyError, TypeError) as error:
        raise KnownError("bundle.damaged") from error


def lines_of_reply(reply: Reply) -> list[dict[str, Any]]:
    """A body that comes down."""
    answers = [
        {"answer": {"event_id": one.event_id, "status": one.status, "code": one.code, "values": dict(one.values or {})}}
        for one in reply.answers
    ]
    pages = [{"delivered": _to_raw(one.one), "place": one.place} for one in reply.delivered]
    stand = [{"standing": asdict(one)} for one in reply.standings]
    return [*answers, *pages, *stand, {"pages": {"after": reply.after, "through": reply.through, "more": reply.more}}]


def _to_raw(one: Delivered) -> dict[str, Any]:
    placed = {"number": one.number, "verdict": one.verdict, "against": one.against}
    return {**placed, "event": one.event.to_wire()}


def read_reply(lines: Sequence[Mapping[str, Any]]) -> Reply:
    """The reply behind a body. KnownError `bundle.damaged`."""
    try:
        answers = [_answer(line["answer"]) for line in lines if "answer" in line]
        delivered = [_placed(line) for line in lines if "delivered" in line]
        stand = [_standing(line["standing"]) for line in lines if "standing" in line]
        (pages,) = (line["pages"] for line in lines if "pages" in line)
        reply = Reply(answers, delivered, int(pages["after"]), int(pages["through"]), bool(pages["more"]), stand)
    except KnownError as error:
        raise KnownError("bundle.damaged") from error
    except (KeyError, TypeError, ValueError) as error:
        raise KnownError("bundle.damaged") from error
    places = [one.place for one in delivered]
    if places != sorted(places) or any(not reply.after < place <= reply.through for place in places):
        raise KnownError("bundle.damaged")
    return reply


def _answer(raw: Mapping[str, Any]) -> Answer:
    if raw["status"] not in _STATUSES:
        raise ValueError("no status")
    return Answer(str(raw["event_id"]), str(raw["status"]), str(raw["code"]), dict(raw["values"]))


def _standing(raw: Mapping[str, Any]) -> Standing:
    if raw["status"] not in (NUMBERED, REFUSED, UNKNOWN):
        raise ValueError("no standing")
    return Standing(str(raw["event_id"]), str(raw["status"]), str(raw["code"]))


def _placed(line: Mapping[str, Any]) -> Placed:
    place, one = int(line["place"]), _delivered(line["delivered"])
    if one.number > place:
        raise ValueError("an event before its time")
    return Placed(place, one)


def _delivered(raw: Mapping[str, Any]) -> Delivered:
    against = raw["against"]
    if raw["verdict"] not in (ACCEPTED, CONFLICT) or not isinstance(against, str | None):
        raise ValueError("no verdict")
    return Delivered(int(raw["number"]), str(raw["verdict"]), against, from_wire(raw["event"]))
