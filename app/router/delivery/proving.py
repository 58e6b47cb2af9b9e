"""Whether a history proves what it says: what fault runs and the black box ask of every alarm."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.router.delivery.model import HERE, Entry
from app.router.words import Step

_NEEDS = {Step.SENT: Step.QUEUED, Step.SHOWN: Step.SENT, Step.PRESENT: Step.ACCEPTED, Step.TAKEN_BACK: Step.ACCEPTED}


def gaps(entries: Sequence[Entry]) -> tuple[str, ...]:
    """What is missing in the history of one alarm, in words for engineers; empty where it is whole.

    Looked for: that it begins with its beginning, that time never runs back, that each receiver's step follows the one
    it rests on (queued → sent → shown → accepted → at the bed), that nothing comes after the end.
    """
    return tuple(_gaps(entries))


def is_settled(entries: Sequence[Entry], presence: bool) -> bool:
    """Whether it came to its end, to a person (at the bed, where `presence` is asked), or to the failsafe."""
    steps = {one.step for one in entries}
    return bool(steps & {Step.ENDED, Step.FAILSAFE, Step.PRESENT}) or (not presence and Step.ACCEPTED in steps)


def _gaps(entries: Sequence[Entry]) -> Iterator[str]:
    if not entries or entries[0].step is not Step.GENERATED:
        yield "does not begin with its beginning"
    for before, after in pairwise(entries):
        if after.at < before.at:
            yield f"{after.step} at {after.at} comes before {before.step} at {before.at}"
        if before.step is Step.ENDED and after.step not in (Step.QUEUED, Step.SENT, Step.SHOWN, Step.GENERATED):
            yield f"{after.step} after the end"
    done: set[tuple[str, str, Step]] = set()
    for one in entries:
        by_person = one.step in (Step.PRESENT, Step.TAKEN_BACK)
        who = ("", one.user) if by_person else (one.receiver, "")
        if (needed := _NEEDS.get(one.step)) is not None and (*who, needed) not in done:
            yield f"{one.step} of {one.receiver or one.user} without {needed}"
        if one.step is Step.ACCEPTED and one.receiver not in HERE and (one.receiver, "", Step.SHOWN) not in done:
            yield f"accepted at {one.receiver} without shown"
        done.add((one.receiver, "", one.step))
        done.add(("", one.user, one.step))
