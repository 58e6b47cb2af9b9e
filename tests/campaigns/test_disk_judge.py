"""The judge of `campaign disk`: a disk that is full, slow, read-only, and what was seen doctored in one place."""

from collections.abc import Callable, Sequence

import pytest

from app.commands.campaigns.disk_judge import (
    Checked,
    Full,
    ReadOnly,
    Slow,
    judge_check,
    judge_full,
    judge_read_only,
    judge_slow,
)
from app.commands.campaigns.plan import Outcome

ALARMS = ("log_failed", "recording_failed")


def full() -> Full:
    codes = frozenset({"", "store.disk_full"})
    told = dict.fromkeys(ALARMS, True)
    return Full(codes, "backup.not_enough_space", alarms=True, raised=told, ended=dict(told), again=["", ""])


def judged(seen: Full) -> list[str]:
    found = Outcome()
    judge_full(seen, found)
    return found.broken


def test_a_full_disk_that_is_told_and_over_again_holds() -> None:
    assert judged(full()) == []


def test_where_only_files_are_limited_nobody_who_works_is_asked() -> None:
    seen = full()
    seen.codes, seen.backup = None, ""
    assert judged(seen) == []


@pytest.mark.parametrize(
    ("doctor", "said"),
    [
        (lambda one: setattr(one, "codes", frozenset({""})), "told to nobody"),
        (lambda one: setattr(one, "codes", frozenset({"store.damaged"})), "a full disk is called store.damaged"),
        (lambda one: setattr(one, "backup", "made"), "a backup onto a full disk: made"),
        (lambda one: setattr(one, "alarms", False), "alarms do not go on"),
        (lambda one: one.raised.update(log_failed=False), "raised no technical alarm log_failed"),
        (lambda one: one.ended.update(recording_failed=False), "recording_failed did not end"),
        (lambda one: setattr(one, "node_ended", "Traceback"), "the node ended on a full disk"),
        (lambda one: setattr(one, "again", ["", "store.disk_full"]), "with room again work is refused"),
    ],
)
def test_a_full_disk_doctored_in_one_place_breaks_exactly_one_promise(
    doctor: Callable[[Full], object], said: str
) -> None:
    seen = full()
    doctor(seen)
    (words,) = judged(seen)
    assert said in words


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (Slow(["", "store.in_use"], alarms=True, again=["", ""]), ()),
        (Slow(["store.damaged"], alarms=True, again=[""]), ("a slow disk is called store.damaged",)),
        (Slow([""], alarms=False, again=[""]), ("alarms do not go on",)),
        (Slow([""], alarms=True, again=["store.in_use"]), ("after a slow disk work is refused",)),
    ],
)
def test_on_a_slow_disk_who_works_waits_or_is_told_who_has_it(seen: Slow, said: Sequence[str]) -> None:
    found = Outcome()
    judge_slow(seen, found)
    assert len(found.broken) == len(said)
    assert all(one in words for one, words in zip(said, found.broken, strict=True))


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (ReadOnly("store.read_only", "store.cannot_open", ward_ended=True, afterwards="opened"), ()),
        (ReadOnly("opened", "store.read_only", ward_ended=True, afterwards="opened"), ("is called opened",)),
        (ReadOnly("store.read_only", "Traceback", ward_ended=True, afterwards="opened"), ("a ward on a read-only",)),
        (ReadOnly("store.read_only", "store.read_only", ward_ended=False, afterwards="opened"), ("a ward on",)),
        (ReadOnly("store.read_only", "store.read_only", ward_ended=True, afterwards="store.read_only"), ("as it was",)),
    ],
)
def test_on_a_read_only_disk_both_are_told_so_and_begin_again_afterwards(seen: ReadOnly, said: Sequence[str]) -> None:
    found = Outcome()
    judge_read_only(seen, found)
    assert len(found.broken) == len(said)
    assert all(one in words for one, words in zip(said, found.broken, strict=True))


def test_a_store_with_something_missing_or_half_written_breaks_the_promise() -> None:
    found = Outcome()
    judge_check(Checked("after full", [], []), found)
    assert found.held
    judge_check(Checked("after full", ["store.damaged"], [("person", "p1")]), found)
    assert [one.partition(" ")[0] for one in found.broken] == ["after", "after"]
    assert "store.damaged" in found.broken[0]
    assert "1 acknowledged facts are lost" in found.broken[1]
