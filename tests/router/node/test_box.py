"""The black box of a router: what happened lies in it, chained, and that it does not record is an alarm of the ward."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.router.blackbox.box import SMALLEST, BlackBox
from app.router.blackbox.model import Event
from app.router.blackbox.proving import verify
from app.router.delivery.model import Trouble
from app.router.node.box_thread import BoxPlace, BoxThread
from app.router.tables.model import Record, WhenFull
from app.router.words import Response
from app.ward.recording.sealed import RecordingKey
from tests.conftest import ExpectedLogs
from tests.router.node.played import CLOCK, wait
from tests.router.node.playing import Place

KEY = RecordingKey(bytes(32))


def test_what_happened_to_an_alarm_lies_in_a_box_that_proves_itself(place: Place) -> None:
    place.admit("ana")
    place.ward.start()
    place.start()
    ana = place.join("ana")
    place.ward.device.asystole()
    wait(lambda: bool(ana.asked()))
    wait(lambda: ("shown", "Tela ana") in place.steps())
    ana.answer(Response.ACCEPTED)
    wait(lambda: ("accepted", "Tela ana") in place.steps())
    place.tables = replace(place.tables, versions={**place.tables.versions, "escalation": "ours.2"})
    place.knows.known = replace(place.knows.known, tables=place.tables)
    wait(lambda: place.knows.told is place.knows.known)
    place.stop_router()
    folder = place.folder / "box"
    proof = verify(folder, place.key)
    assert proof.problem is None and proof.records > 5
    box = BlackBox(folder, place.key, place.tables.discards, CLOCK)
    kinds = [one.event.kind for one in box.records()]
    box.close()
    assert kinds.index("signed_in") < kinds.index("step_generated") < kinds.index("step_shown")
    assert kinds.index("step_shown") < kinds.index("step_accepted") and "tables_changed" in kinds


def test_that_nobody_saw_who_has_the_alarm_in_time_is_written_down(place: Place) -> None:
    late = {
        priority: replace(one, transmission=90.0, response=90.0) for priority, one in place.tables.deadlines.items()
    }
    late[3] = replace(late[3], response=0.5)
    place.tables = replace(place.tables, deadlines=late)
    place.knows.known = place.known()
    place.admit("ana", "bia")
    place.ward.start()
    router = place.start()
    ana, bia = place.join("ana"), place.join("bia")
    place.ward.device.asystole()
    wait(lambda: {("shown", "Tela ana"), ("shown", "Tela bia")} <= set(place.steps()))
    bia.shows = False
    ana.answer(Response.ACCEPTED)
    wait(lambda: bool(bia.standings()) and bool(ana.standings()))

    def watched() -> set[int]:
        copies = router.loop.ask(lambda core, _at: list(core.delivery._watch._copies.values())).result(10)
        return {one.priority for one in copies}

    wait(lambda: 3 not in watched())
    place.stop_router()
    box = BlackBox(place.folder / "box", place.key, place.tables.discards, CLOCK)
    missed = [one.event for one in box.records() if one.event.kind in ("not_shown_in_time", "not_sent_in_time")]
    box.close()
    assert [(one.kind, one.fields["receiver"], one.fields["deadline"]) for one in missed] == [
        ("not_shown_in_time", "bia", 0.5)
    ]


def test_a_box_whose_disk_fails_is_told_to_windows_and_ward_until_it_takes_again(
    place: Place, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.router.node.box_thread", "could not be written")
    place.ward.start()
    place.start()

    def troubles() -> set[Trouble]:
        paths = place.paths()
        return {one.trouble for one in paths.troubles} if paths is not None else set()

    def full(_self: BlackBox, _events: object) -> bool:
        raise OSError("no space")

    with monkeypatch.context() as patch:
        patch.setattr(BlackBox, "append", full)
        assert place.router is not None
        place.router.loop.post(lambda core, _at: core.note("tried", value=1))
        wait(lambda: Trouble.BOX_FAILED in troubles())
        paths = place.paths()
        assert paths is not None and not paths.recording
    wait(lambda: Trouble.BOX_FAILED not in troubles())


def test_a_full_box_that_is_to_stop_says_so_and_goes_on_where_it_may_discard(tmp_path: Path, place: Place) -> None:
    told: list[str] = []
    stop = replace(place.tables.discards, when_full=WhenFull.STOP)
    box = BoxThread(BoxPlace(tmp_path / "small", KEY, SMALLEST), stop, CLOCK, told.append)
    box.start()
    for number in range(80):
        box.put(Event("noise", Record.LOW_SIGNAL_ATTENDED, CLOCK.monotonic(), {"text": "x" * 3_000, "n": number}))
    wait(lambda: told == ["full"] and not box.recording)
    box.use(place.tables.discards)
    box.put(Event("after", Record.LOW_SIGNAL_ATTENDED, CLOCK.monotonic()))
    wait(lambda: told == ["full", ""] and box.recording)
    box.stop()
    assert verify(tmp_path / "small", KEY).problem is None
