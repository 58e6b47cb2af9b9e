"""What receivers and people say about an alarm, and what follows. A machine's word is never a person's."""

import math
from typing import Final

from app.kernel.errors import KnownError
from app.router.delivery.model import BEDSIDE, HERE, WARD, Holder, Occasion, Standing, Withdraw
from app.router.delivery.way import REMEMBERED, Way
from app.router.words import Response, Step

_OPEN: Final = (Standing.CALLING, Standing.FAILSAFE)


def queued(way: Way, number: int, receivers: frozenset[str], at: float) -> None:
    """A message of this alarm waits to be sent to these."""
    newest = next(reversed(way.numbers.values()), None)
    receivers |= way.numbers.get(number, (at, frozenset[str]()))[1]
    # Mostly the same ones as the last time: kept once.
    way.numbers[number] = (at, newest[1] if newest is not None and newest[1] == receivers else receivers)
    while len(way.numbers) > REMEMBERED:
        way.numbers.popitem(last=False)
    way.told |= receivers
    for receiver in sorted(receivers):
        way.log_once(at, Step.QUEUED, receiver, number)


def sent(way: Way, number: int, receiver: str, at: float) -> bool:
    """It has left; False where it was never to go there."""
    if not _meant_for(way, number, receiver):
        return False
    way.log_once(at, Step.SENT, receiver, number)
    return True


def shown(way: Way, number: int, receiver: str, at: float) -> bool:
    """It stands on the receiver's screen; False where it was never sent there, which changes nothing."""
    if not _meant_for(way, number, receiver):
        return False
    way.log_once(at, Step.SENT, receiver, number)
    way.log_once(at, Step.SHOWN, receiver, number)
    asked = way.asked.get(receiver)
    # An older message than the call says nothing about the call.
    if asked is not None and asked.shown_at is None and way.numbers[number][0] >= asked.since:
        asked.shown_at = max(at, asked.since)
    return True


def answer(way: Way, receiver: str, user: str, response: Response, at: float) -> None:
    """A person answered. KnownError `router_delivery.never_sent`, `.no_person` (a machine), `.not_yours`."""
    _check(way, receiver, user, response)
    if receiver not in HERE:
        _as_shown(way, receiver, at)
    match response:
        case Response.ACCEPTED:
            accept(way, receiver, user, at)
        case Response.REJECTED:
            _reject(way, receiver, user, at)
        case Response.TAKEN_BACK:
            way.log(at, Step.TAKEN_BACK, receiver, user)
            let_go(way, user, at)
        case Response.PRESENT:
            present(way, receiver, user, at)


def accept(way: Way, receiver: str, user: str, at: float) -> None:
    """Somebody has it now; of several the first stays responsible until taking it back."""
    if user not in way.holders:
        way.log(at, Step.ACCEPTED, receiver, user)
        way.holders[user] = Holder(receiver, user, way.last)
    if way.standing not in _OPEN:
        return
    way.quiet()
    _on_the_way(way)


def _on_the_way(way: Way) -> None:
    """Somebody has it and is not at the bed yet."""
    way.standing, way.since, way.next_attempt = Standing.ACCEPTED, way.last, math.inf
    way.presence_due = way.presence_deadline(way.last)
    way.tell(Occasion.ACCEPTED)


def present(way: Way, receiver: str, user: str, at: float) -> None:
    """Somebody is at the bed, which says more than accepting."""
    if user not in way.holders:
        way.log(at, Step.ACCEPTED, receiver, user)
        way.holders[user] = Holder(receiver, user, way.last)
    if user not in way.at_bed:
        way.log(at, Step.PRESENT, receiver, user)
        way.at_bed.add(user)
    if way.standing is Standing.PRESENT:
        return
    way.standing, way.since = Standing.PRESENT, way.last
    way.next_attempt = way.presence_due = math.inf
    way.quiet()
    way.tell(Occasion.PRESENT)


def let_go(way: Way, user: str, at: float) -> None:
    """Whoever had it has it no longer: the next of those who accepted, else the next level, at once."""
    way.holders.pop(user, None)
    way.at_bed.discard(user)
    if way.standing not in (Standing.ACCEPTED, Standing.PRESENT):
        return
    if not way.holders:
        way.go_on(at)
    elif way.standing is Standing.PRESENT and not way.at_bed:
        _on_the_way(way)


def lost(way: Way, receiver: str, at: float) -> None:
    """The receiver cannot be reached: neither can whoever accepted there, unless at the bed or called elsewhere too."""
    asked = way.asked.get(receiver)
    calls = way.standing in _OPEN and asked is not None and not asked.machine
    if calls:
        way.log(at, Step.UNREACHABLE, receiver)
    if way.standing is Standing.ACCEPTED:
        away = way.world.away
        elsewhere = {one.user for one in way.asked.values() if one.receiver not in away}
        for holder in [one for one in way.holders.values() if one.receiver in away and one.user not in elsewhere]:
            way.log(at, Step.UNREACHABLE, holder.receiver, holder.user)
            let_go(way, holder.user, at)
    way.reached.discard(receiver)
    way.check(at)
    if calls and way.standing is Standing.FAILSAFE:
        way.reassign(at)


def signed_out(way: Way, receiver: str) -> None:
    """Whoever comes next at this receiver was neither called nor told; to be said after `lost`."""
    way.asked.pop(receiver, None)
    way.told.discard(receiver)


def revise(way: Way, at: float) -> None:
    """Whoever may not know of this bed any more is called and told no more, and has nothing."""
    rights, bed, priority = way.world.rights, way.bed, way.priority
    gone = {one for one in way.told | way.asked.keys() if not rights.may_be_sent(one, bed, priority)}
    if told := sorted(gone & way.told):
        way.world.orders.append(Withdraw(bed, way.alarm, priority, tuple(told)))
    for receiver in gone:
        signed_out(way, receiver)
    if way.standing is Standing.ACCEPTED:
        for one in [one for one in way.holders.values() if one.receiver not in HERE]:
            if not rights.is_there(one.user, bed, priority):
                way.log(at, Step.UNREACHABLE, one.receiver, one.user, detail="no right")
                let_go(way, one.user, at)
    way.check(at)


def seen_at_ward(way: Way, user: str, seen_at: float | None, at: float) -> None:
    """Somebody acknowledged the alarm at the ward's screen: told once, it counts as accepting."""
    if seen_at is None or seen_at == way.seen_at:
        return
    way.seen_at, known, way.seen_before = seen_at, way.seen_before, False
    # After a restart nobody knows which moment the step that was written down stood for.
    if known:
        return
    if way.standing in _OPEN:
        accept(way, WARD, user, at)


def at_bedside(way: Way, user: str, at: float) -> None:
    """The button at the bed was pressed."""
    if way.standing not in (Standing.PRESENT, Standing.ENDED):
        present(way, BEDSIDE, user, at)


def _reject(way: Way, receiver: str, user: str, at: float) -> None:
    holds = user in way.holders
    if holds:
        way.log(at, Step.REJECTED, receiver, user)
    else:
        way.log_once(at, Step.REJECTED, receiver, user=user)
    for one in way.asked.values():
        # A person with a phone and a tablet declines for both.
        if one.receiver == receiver or one.user == user:
            one.rejected_at = at
    if holds:
        let_go(way, user, at)
    else:
        way.check(at)


def _check(way: Way, receiver: str, user: str, response: Response) -> None:
    asked = way.asked.get(receiver)
    if not user or (asked is not None and asked.machine):
        raise KnownError("router_delivery.no_person", alarm=way.alarm)
    if receiver not in HERE and receiver not in way.told:
        raise KnownError("router_delivery.never_sent", alarm=way.alarm)
    if response is Response.TAKEN_BACK and user not in way.holders:
        raise KnownError("router_delivery.not_yours", alarm=way.alarm)


def _as_shown(way: Way, receiver: str, at: float) -> None:
    """Who answers has seen it, though the receipt may be lost."""
    number = next((one for one in reversed(way.numbers) if receiver in way.numbers[one][1]), 0)
    way.log_once(at, Step.QUEUED, receiver, number)
    way.log_once(at, Step.SENT, receiver, number)
    way.log_once(at, Step.SHOWN, receiver, number)
    asked = way.asked.get(receiver)
    if asked is not None and asked.shown_at is None:
        asked.shown_at = max(at, asked.since)


def _meant_for(way: Way, number: int, receiver: str) -> bool:
    known = way.numbers.get(number)
    return known is not None and receiver in known[1]
