"""What the windows of this machine are shown of the router: the board, the receivers, the network."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.router.budget import BITS_PER_DATAGRAM, budget
from app.router.delivery.model import HERE, BoardLine, Trouble
from app.router.node.core import RouterCore
from app.router.node.items import (
    BedHolder,
    Board,
    BoardEntry,
    BoardHolder,
    BoxSending,
    LinkLoad,
    Network,
    Paths,
    ReceiverState,
    TroubleState,
)
from app.router.node.load import URGENT
from app.router.node.picture import parts_of
from app.router.node.troubles import Standing
from app.ward.alarms.model import Deviation
from app.ward.alarms.words import Bound
from app.ward.catalogue import vital_signs

MOST_NAMED: Final = 20
"""Lines for which it is looked up who is called next: of hundreds it would hold up the alarms themselves."""


def board(core: RouterCore, at: float) -> Board:
    """All alarms on their way; of the first ones with the names of who is called next."""
    lines = core.delivery.board()
    return Board(tuple(_entry(core, line, at, place < MOST_NAMED) for place, line in enumerate(lines)))


def paths(core: RouterCore, at: float, ward_heard: bool, box: "BoxTold") -> Paths:
    """Receivers, technical alarms, and whose the beds are."""
    present = {one.user for one in core.known.roster.on_duty(core.clock.now())}
    beds = []
    for bed in core.picture.beds:
        held = core.known.roster.holder(bed)
        if held is not None:
            beds.append(BedHolder(bed, held.user, core.known.users.get(held.user, ""), held.user in present))
    troubles = tuple(_trouble(one, at) for one in core.troubles.standing())
    return Paths(_receivers(core, at), troubles, tuple(beds), ward_heard, box.recording(), box.sending())


@dataclass(frozen=True)
class BoxTold:
    """How the black box is, from any thread: whether it records, and what of it waits for the record centre."""

    recording: Callable[[], bool]
    sending: Callable[[], BoxSending]


def network(core: RouterCore, rates: "Rates", at: float) -> Network:
    """This node's own links, and the budget with the ward's own numbers."""
    scheduler, reachable = core.hub.scheduler, core.hub.reachable_here()
    loads = []
    for one in core.known.admitted:
        if one.receiver in reachable:
            bits = rates.of(one.receiver, scheduler.delivered(one.receiver), at)
            discarded = tuple(scheduler.discards_of(one.receiver))
            loads.append(LinkLoad(one.receiver, "receiver", True, None, bits, discarded))
        else:
            loads.append(LinkLoad(one.receiver, "receiver", False))
    beds = [bed for bed, line in core.picture.beds.items() if line.occupied]
    occupied, (graphic, others) = len(beds), core.load.of(beds, at)
    caregivers = len({person.user for person in core.people.persons().values()})
    needs = budget(caregivers, occupied, graphic, others, URGENT, core.known.given_bits)
    shown = Network(
        node="",
        links=tuple(loads),
        routes=(),
        edges=(),
        needed_bits=needs.needed,
        emergency_bits=needs.emergency,
        given_bits=needs.given,
        verdict=needs.verdict.value,
        beds=occupied,
        caregivers=caregivers,
        graphic=graphic,
        others=others,
    )
    return shown if core.neighbours is None else core.neighbours.shown(shown, at)


class Rates:
    """Bits a second to each receiver, from how many datagrams it confirmed between two looks."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, float]] = {}

    def of(self, receiver: str, delivered: int, at: float) -> float:
        """Since the look before."""
        before, since = self._last.get(receiver, (0, at))
        self._last[receiver] = (delivered, at)
        passed = at - since
        # One that joined anew counts from 0 again.
        return max(0, delivered - before) * BITS_PER_DATAGRAM / passed if passed > 0 else 0.0


def deviation_words(deviation: Deviation | None) -> str:
    """ "SpO₂ 84 < 90", with the catalogue's own label."""
    if deviation is None:
        return ""
    sign = vital_signs()[deviation.vital]
    words = f"{sign.label['pt_BR']} {_figure(deviation.value, sign.decimals)}"
    if deviation.limit is None:
        return words
    return f"{words} {'<' if deviation.bound is Bound.LOW else '>'} {_figure(deviation.limit, sign.decimals)}"


def _figure(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")


def _entry(core: RouterCore, line: BoardLine, at: float, named: bool) -> BoardEntry:
    seen = core.picture.alarm(line.bed, line.alarm)
    code, subject = parts_of(line.alarm)
    alarm = seen.alarm if seen is not None else None
    began = seen.began if seen is not None else core.delivery.history(line.bed, line.alarm)[0].at
    targets = line.next_targets if named else ()
    following = [one for target in targets for one in core.calling(target, line.bed, line.priority)]
    deviation = alarm.deviation if alarm is not None else None
    return BoardEntry(
        bed=line.bed,
        label=core.picture.label(line.bed),
        alarm=line.alarm,
        code=alarm.code if alarm is not None else code,
        subject=alarm.subject if alarm is not None else subject,
        priority=line.priority,
        standing=line.standing,
        began_ago=max(0.0, at - began),
        since_ago=max(0.0, at - line.since),
        level=line.level,
        levels=len(core.known.tables.escalation[line.priority].levels),
        lasting=line.lasting,
        continuing=line.continuing,
        calling=_names(core, line.calling),
        holders=tuple(
            BoardHolder(one.user, core.carrying.name(one.user), one.receiver, max(0.0, at - one.since))
            for one in line.holders
        ),
        next_targets=line.next_targets,
        next_names=_names(core, [one.receiver for one in following]),
        next_within=max(0.0, line.next_at - at) if line.next_at is not None else None,
        deviation=deviation_words(deviation),
        attempt=line.attempt,
        attempts=line.attempts,
        beyond=deviation,
    )


def _names(core: RouterCore, receivers: "tuple[str, ...] | list[str]") -> tuple[str, ...]:
    """Of whoever has signed in at each, else the receiver's own; each once."""
    found = []
    for one in receivers:
        person = core.people.person(one)
        found.append(one if one in HERE else person.name if person is not None else core.receiver_name(one))
    return tuple(dict.fromkeys(found))


def _receivers(core: RouterCore, at: float) -> tuple[ReceiverState, ...]:
    found, reachable = [], core.hub.reachable_here()
    for one in core.known.admitted:
        person, heard = core.people.person(one.receiver), core.people.heard_at.get(one.receiver)
        connected = one.receiver in reachable
        found.append(
            ReceiverState(
                one.receiver,
                one.name,
                one.kind,
                person.user if person is not None else "",
                person.name if person is not None else "",
                connected,
                one.receiver in core.people.locked,
                None if heard is None else at - heard,
                tuple(sorted(core.people.capabilities(one.receiver))),
                tuple(core.hub.scheduler.waiting(one.receiver)) if connected else (),
            )
        )
    return tuple(found)


def _trouble(one: Standing, at: float) -> TroubleState:
    return TroubleState(Trouble(one.code), at - one.since, one.bed, one.alarm, one.receiver or one.subject)
