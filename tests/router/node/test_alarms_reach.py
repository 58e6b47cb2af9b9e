"""An alarm of the ward comes to people's receivers, and what they say comes back."""

from app.router.delivery.model import Standing
from app.router.requests import Told, read_answer
from app.router.words import Response
from app.ward.signals import DeviceReport, Source
from tests.router.node.played import ASYSTOLE, CLOCK, wait
from tests.router.node.playing import Place


def _begin(place: Place, *names: str) -> None:
    place.admit(*names)
    place.ward.start()
    place.start()
    for name in names:
        place.join(name)


def test_an_alarm_is_shown_accepted_and_attended_step_by_step(place: Place) -> None:
    _begin(place, "ana", "bia")
    ana = place.receivers["ana"]
    place.ward.device.asystole()
    wait(lambda: bool(ana.asked()))
    note = ana.asked()[0]
    assert (note.bed, note.label, note.code, note.priority) == ("b1", "Leito 01", ASYSTOLE, 0)
    wait(lambda: ("shown", "Tela ana") in place.steps())
    sequence = ana.answer(Response.ACCEPTED)
    wait(lambda: bool(ana.replies))
    assert (ana.replies[0].to_sequence, read_answer(ana.replies[0].content)) == (sequence, Told())
    bia = place.receivers["bia"]
    wait(lambda: any(one.holders and one.holders[0].name == "Ana" for one in bia.standings()))
    ana.answer(Response.PRESENT)
    wait(lambda: ("present", "Tela ana") in place.steps())
    of_ana = [step for step, receiver in place.steps() if receiver == "Tela ana"]
    assert of_ana == ["queued", "sent", "shown", "accepted", "present"]


def test_whoever_has_shown_a_call_and_not_answered_is_asked_with_every_repetition_until_they_decline(
    place: Place,
) -> None:
    place.users = ("ana", "bia", "eva")
    place.knows.known = place.known()
    _begin(place, "ana", "bia")
    place.ward.device.asystole()
    ana, bia = place.receivers["ana"], place.receivers["bia"]
    wait(lambda: ("shown", "Tela ana") in place.steps())
    repeated = len(ana.alarms())
    wait(lambda: len(ana.alarms()) > repeated + 1)
    assert all(one.asks for one in ana.alarms())
    ana.answer(Response.REJECTED)
    wait(lambda: ("rejected", "Tela ana") in place.steps())
    repeated = len(ana.alarms())
    wait(lambda: len(ana.alarms()) > repeated + 1)
    assert not ana.alarms()[-1].asks and bia.alarms()[-1].asks


def test_the_button_at_the_bed_is_being_there_whoever_pressed_it(place: Place) -> None:
    _begin(place, "ana")
    place.ward.device.asystole()
    wait(lambda: bool(place.receivers["ana"].asked()))
    place.ward.device.say(DeviceReport(Source("m1"), CLOCK.monotonic(), "bedside_presence", 3, {"after_seconds": 20.0}))
    wait(lambda: ("present", "bedside") in place.steps())
    wait(lambda: place.stands(Standing.PRESENT))


def test_an_answer_without_anybody_signed_in_does_not_count(place: Place) -> None:
    _begin(place, "ana")
    ana = place.receivers["ana"]
    place.ward.device.asystole()
    wait(lambda: ("shown", "Tela ana") in place.steps())
    assert place.router is not None
    place.router.loop.ask(lambda core, _at: core.sign_out("ana")).result(10)
    ana.answer(Response.ACCEPTED)
    wait(lambda: bool(ana.replies))
    assert read_answer(ana.replies[0].content) == Told("router.nobody_signed_in")


def test_nothing_on_a_locked_screen_counts_as_shown_and_a_screen_without_life_is_passed_over(place: Place) -> None:
    _begin(place, "ana", "bia")
    router, ana = place.router, place.receivers["ana"]
    assert router is not None
    router.loop.ask(lambda core, _at: core.alive("ana", True)).result(10)
    place.ward.device.asystole()
    wait(lambda: len(ana.asked()) > 1)
    assert ("shown", "Tela ana") not in place.steps()
    router.loop.ask(lambda core, at: core.people.tick(at + 61.0)).result(10)
    wait(lambda: ("receiver_lost", "Tela ana") in ana.troubles())
    router.loop.ask(lambda core, _at: core.alive("ana", False)).result(10)
    wait(lambda: ("receiver_lost", "Tela ana") not in ana.troubles())
    wait(lambda: ("shown", "Tela ana") in place.steps())
