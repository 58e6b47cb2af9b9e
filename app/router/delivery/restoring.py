"""From the steps that were written down to where each alarm stood; and steps as plain records for the journal."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from app.router.delivery.model import WARD, Call, Entry, Holder, Occasion, Standing
from app.router.delivery.way import Way
from app.router.delivery.world import World
from app.router.words import Step


def record(entry: Entry) -> dict[str, Any]:
    """The step as plain values."""
    plain: dict[str, Any] = msgspec.to_builtins(entry)
    return plain


def entry_of(plain: Mapping[str, Any], shift: float = 0.0) -> Entry:
    """The step again, its time moved by `shift` to this process's clock; msgspec.ValidationError for what is none."""
    entry = msgspec.convert(plain, Entry)
    return replace(entry, at=entry.at + shift)


def restored(world: World, entries: Iterable[Entry]) -> Iterator[Way]:
    """The alarms that had not ended, as they stood; nothing is ordered or logged."""
    histories: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.step is Step.ENDED:
            histories.pop((entry.bed, entry.alarm), None)
        elif entry.step is Step.GENERATED:
            histories.setdefault((entry.bed, entry.alarm), []).append(entry)
        elif (begun := histories.get((entry.bed, entry.alarm))) is not None:
            begun.append(entry)  # what comes after an end is how the end was told
    for steps in histories.values():
        way = Way(world, Call(steps[0].bed, steps[0].alarm, steps[0].priority), steps[0].at)
        for one in steps:
            _replay(way, one)
        yield way


def resume(way: Way, at: float) -> None:
    """It goes on, marked as continuing, and calls again where somebody was being called."""
    way.continuing = True
    way.next_tell = at + way.period
    if way.standing is Standing.CALLING:
        way.enter(way.level, at, Occasion.CALLED_AGAIN)
    elif way.standing is Standing.FAILSAFE:
        way.failsafe(at, assigned=True)
    elif not way.holders:
        way.go_on(at)  # what followed had not been written down any more


def _replay(way: Way, one: Entry) -> None:
    way.steps.add(one)
    way.last = max(way.last, one.at)
    match one.step:
        case Step.GENERATED:
            way.round, way.priority, way.began, way.seen_before = one.round, one.priority, one.at, False
            way.begun = int(one.detail) if one.detail.isdecimal() else 0
            _stands(way, Standing.CALLING, one)
        case Step.ESCALATED:
            _stands(way, Standing.CALLING, one)
        case Step.FAILSAFE:
            _stands(way, Standing.FAILSAFE, one)
        case Step.QUEUED | Step.SENT | Step.SHOWN:
            way.told.add(one.receiver)
            known = way.numbers.get(one.number, (one.at, frozenset[str]()))
            way.numbers[one.number] = (known[0], known[1] | {one.receiver})
        case Step.ACCEPTED:
            way.seen_before = way.seen_before or one.receiver == WARD
            way.holders.setdefault(one.user, Holder(one.receiver, one.user, one.at))
            if way.standing in (Standing.CALLING, Standing.FAILSAFE):
                way.standing, way.since, way.presence_due = Standing.ACCEPTED, one.at, way.presence_deadline(one.at)
        case Step.PRESENT:
            way.at_bed.add(one.user)
            way.standing, way.since, way.presence_due = Standing.PRESENT, one.at, math.inf
        case Step.TAKEN_BACK | Step.REJECTED:
            _lets_go(way, one.user, one.at)
        case Step.UNREACHABLE if one.user:
            _lets_go(way, one.user, one.at)


def _stands(way: Way, standing: Standing, one: Entry) -> None:
    way.standing, way.level, way.since = standing, one.level, one.at
    way.nobody_has_it()


def _lets_go(way: Way, user: str, at: float) -> None:
    way.holders.pop(user, None)
    way.at_bed.discard(user)
    if way.standing is Standing.PRESENT and way.holders and not way.at_bed:
        way.standing, way.since, way.presence_due = Standing.ACCEPTED, at, way.presence_deadline(at)
