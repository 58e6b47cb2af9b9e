"""Who comes back after a start of the router, who does not, and who comes when nobody was there."""

from dataclasses import replace

from app.router.delivery.model import Standing
from app.router.distribution.model import Attending
from app.router.requests import Told, read_answer
from app.router.words import Response
from tests.router.node.played import wait
from tests.router.node.playing import Place, roster


def test_whoever_does_not_come_back_after_a_start_has_nothing_any_more(place: Place) -> None:
    place.users = ("ana", "bia")
    place.knows.known = place.known()
    place.admit("ana", "bia")
    place.ward.start()
    place.start()
    ana, bia = place.join("ana"), place.join("bia")
    place.ward.device.asystole()
    wait(lambda: bool(ana.asked()))
    ana.answer(Response.ACCEPTED)
    wait(lambda: place.stands(Standing.ACCEPTED))
    ana.close(orderly=False)
    # Its account was taken away while the router was not there.
    place.stop_router()
    place.knows.known = replace(place.knows.known, users={"bia": "Bia", "eva": "Eva"})
    before = len(bia.asked())
    place.start()
    wait(lambda: len(bia.asked()) > before)
    assert not place.board().entries[0].holders


def test_who_signs_in_where_nobody_was_hears_the_alarm_that_found_nobody(place: Place) -> None:
    place.knows.known = replace(place.known(), roster=roster("bia", bed_nurse="ana"))
    place.admit("ana")
    place.ward.start()
    place.start()
    place.ward.device.asystole()
    wait(lambda: place.stands(Standing.FAILSAFE))
    ana = place.join("ana")
    wait(lambda: bool(ana.asked()))
    ana.answer(Response.ACCEPTED)
    wait(lambda: place.stands(Standing.ACCEPTED))


def test_who_takes_a_receiver_in_the_middle_of_an_alarm_and_may_not_know_of_it_is_told_nothing(place: Place) -> None:
    place.users = ("ana", "bia", "doc")
    place.knows.known = replace(place.known(), attending=(Attending("doc", "stay-2", "titular_doctor"),))
    place.admit("ana", "bia")
    place.ward.start()
    place.start()
    ana, bia = place.join("ana"), place.join("bia")
    place.ward.device.asystole()
    wait(lambda: bool(ana.asked()) and ("shown", "Tela ana") in place.steps())
    place.sign_in("ana", "doc", "titular_doctor")
    told, repeated = len(ana.alarms()), len(bia.alarms())
    sequence = ana.answer(Response.ACCEPTED)
    wait(lambda: any(one.to_sequence == sequence for one in ana.replies))
    reply = next(one for one in ana.replies if one.to_sequence == sequence)
    assert read_answer(reply.content) == Told("router_delivery.never_sent")
    wait(lambda: len(bia.alarms()) > repeated + 2)
    assert len(ana.alarms()) == told and not place.stands(Standing.ACCEPTED)


def test_an_answer_to_what_is_over_and_one_given_twice_change_nothing(place: Place) -> None:
    place.admit("ana", "bia")
    place.ward.start()
    place.start()
    ana, bia = place.join("ana"), place.join("bia")
    place.ward.device.asystole()
    wait(lambda: bool(ana.asked()) and bool(bia.asked()))
    wait(lambda: ("shown", "Tela ana") in place.steps())
    for _ in range(3):
        ana.answer(Response.ACCEPTED)
    wait(lambda: len(ana.replies) == 3)
    assert [step for step, receiver in place.steps() if step == "accepted"] == ["accepted"]
    place.ward.stop()
    place.ward.start()
    wait(lambda: not place.board().entries)
    sequence = bia.answer(Response.ACCEPTED)
    wait(lambda: any(one.to_sequence == sequence for one in bia.replies))
    reply = next(one for one in bia.replies if one.to_sequence == sequence)
    assert read_answer(reply.content) == Told("router_delivery.ended")
