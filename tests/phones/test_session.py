"""What a phone shows, answers and says of itself, from its page to the router and back, over real sockets."""

from dataclasses import replace

import pytest
from websocket import WebSocketConnectionClosedException

from app.phones import session as session_module
from app.phones.session import End
from app.router.contents import TroubleNote
from app.router.requests import Alive, AtBedside, Capable, SetLimits, SignOut, Unlock, Want
from app.router.words import Capability, DataClass, Response
from tests.phones.conftest import Ward
from tests.phones.router_for_phones import PASSWORD, until

HERE, THERE = "phone-1", "phone-2"


def test_an_alarm_is_told_as_shown_when_the_page_painted_it_and_answered_by_its_person(ward: Ward) -> None:
    phone = ward.open(HERE)
    ward.router.alarm(HERE)
    row = phone.row()
    assert row["title"] == "SpO₂ 84 < 90"
    assert (row["asks"], row["answers"]) == (True, [])
    assert ward.router.shown(HERE) == []
    phone.paint(row)
    ready = phone.hear("rows")["set"][0]
    assert ready["answers"] == ["accepted", "present", "rejected"]
    assert len(ward.router.shown(HERE)) == 1
    phone.say("answer", bed="L1", alarm="spo2_low", response="accepted")
    until(lambda: ward.router.answers(HERE) == [Response.ACCEPTED])


def test_an_answer_to_what_was_never_on_the_screen_does_not_leave_the_gateway(ward: Ward) -> None:
    phone = ward.open(HERE)
    ward.router.alarm(HERE)
    phone.row()
    phone.say("answer", bed="L1", alarm="spo2_low", response="accepted")
    assert phone.hear("reply", to="answer")["ok"] is False
    phone.say("answer", bed="L9", alarm="nothing", response="present")
    assert phone.hear("reply", to="answer")["ok"] is False
    assert ward.router.answers(HERE) == []


def test_what_a_hidden_page_says_it_painted_is_not_told_as_shown(ward: Ward) -> None:
    phone = ward.open(HERE)
    phone.visible = False
    phone.hear("beat")
    ward.router.alarm(HERE)
    phone.paint(phone.row())
    until(lambda: Alive(locked=True) in ward.router.requests(HERE, Alive))
    assert ward.router.shown(HERE) == []
    phone.visible = True
    # The first that is heard answers the page's word that it is back.
    phone.hear("beat")
    phone.hear("beat")
    phone.paint(phone.row())
    until(lambda: len(ward.router.shown(HERE)) == 1)
    assert ward.router.requests(HERE, Alive)[-1] == Alive(locked=False)


def test_a_locked_page_is_told_how_many_wait_and_nothing_of_whom_until_the_password_is_right(ward: Ward) -> None:
    phone = ward.open(HERE)
    ward.router.alarm(HERE, person="M. S.")
    row = phone.row()
    phone.say("lock")
    assert phone.hear("state", locked=True)["asking"] == [1, 0, 0]
    assert phone.hear("rows")["order"] == []
    phone.paint(row)
    ward.router.alarm(HERE, bed="L2", alarm="asystole", person="J. S.")
    assert phone.hear("state", locked=True, asking=[2, 0, 0])["signed"]["name"] == "Ana Sintética"
    phone.say("at_bedside", bed="L1")
    assert phone.hear("reply", to="at_bedside")["ok"] is False
    phone.say("unlock", password="wrong")
    assert phone.hear("reply", to="unlock")["ok"] is False
    assert ward.router.shown(HERE) == []
    assert not any("J. S." in str(one) for one in phone.kept)
    phone.say("unlock", password=PASSWORD)
    assert [one["label"] for one in phone.hear("rows")["set"]] == ["Leito 01", "Leito 02"]
    assert len(ward.router.requests(HERE, Unlock)) == 2


def test_the_screen_locks_when_nobody_touches_it(ward: Ward) -> None:
    ward.router.lock_seconds = 0.6
    phone = ward.open(HERE)
    assert phone.hear("state", locked=True)["signed"]["lock"] == 0.6


def test_a_page_that_answers_no_beat_is_let_go_and_the_router_hears_that_it_is_unreachable(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "SILENT_SECONDS", 1.3)
    phone = ward.open(HERE)
    phone.beats = False
    assert phone.ended() == End.SILENT
    until(lambda: ward.router.left(HERE) == [False])


def test_signing_out_is_told_to_the_router_and_leaves_nothing_on_the_page(ward: Ward) -> None:
    phone = ward.open(HERE)
    ward.router.alarm(HERE)
    phone.row()
    phone.say("sign_out")
    assert phone.hear("state", signed=None)["resume"] == ""
    assert phone.hear("rows")["order"] == []
    until(lambda: ward.router.requests(HERE, SignOut))


def test_whoever_signed_in_goes_on_after_a_broken_line_and_only_with_the_same_phone(ward: Ward) -> None:
    phone = ward.open(HERE)
    resume = phone.state["resume"]
    phone.close()
    until(lambda: not ward.gateway.sessions)
    other = ward.open(THERE, sign_in=False, resume=resume)
    assert other.state["signed"] is None
    again = ward.open(HERE, sign_in=False, resume=resume)
    # Its token was tried by another phone: it is used up.
    assert again.state["signed"] is None
    again.sign_in()
    resume = again.state["resume"]
    again.close()
    until(lambda: len(ward.gateway.sessions) == 1)
    third = ward.open(HERE, sign_in=False, resume=resume)
    assert third.state["signed"]["name"] == "Ana Sintética"
    ward.router.alarm(HERE)
    third.paint(third.row())
    until(lambda: ward.router.shown(HERE))


def test_whoever_the_router_does_not_know_any_more_has_to_sign_in_again(ward: Ward) -> None:
    phone = ward.open(HERE)
    resume = phone.state["resume"]
    phone.close()
    until(lambda: not ward.gateway.sessions)
    ward.router.signed.clear()
    again = ward.open(HERE, sign_in=False, resume=resume)
    while again.state["signed"] is not None:
        again.next()
    assert again.state["resume"] == ""


def test_a_page_of_the_same_phone_takes_the_place_of_the_one_before(ward: Ward) -> None:
    first = ward.open(HERE)
    second = ward.open(HERE)
    assert first.ended() == End.REPLACED
    ward.router.alarm(HERE)
    assert second.row()["asks"]
    assert len(ward.gateway.sessions) == 1


def test_a_page_is_told_at_once_that_the_router_is_not_heard(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "UNLINKED_SECONDS", 0.3)
    phone = ward.open(HERE)
    ward.router.alarm(HERE)
    phone.row()
    ward.router.stop()
    phone.hear("state", link=False)
    while not phone.row()["old"]:
        phone.next()
    assert phone.ended() == End.NO_ROUTER


def test_a_phone_without_a_router_is_told_so(ward: Ward) -> None:
    ward.gateway.desk._home = ward.home / "elsewhere"
    phone = ward.connect(ward.admitted(HERE))
    phone.send('{"t": "hello"}')
    _opcode, data = phone.recv_data()
    assert int.from_bytes(data[:2], "big") == End.NO_ROUTER
    with pytest.raises(WebSocketConnectionClosedException):
        phone.recv()
    phone.shutdown()  # type: ignore[no-untyped-call] # it has no types


def test_beds_data_on_request_and_limits_are_asked_of_the_router_and_come_back(ward: Ward) -> None:
    phone = ward.open(HERE, language="en")
    beds = phone.hear("beds", known=True)
    assert [one["label"] for one in beds["beds"]] == ["Leito 01", "Leito 02"]
    phone.say("want", bed="L1", data="history", seconds=900)
    phone.hear("reply", to="want", ok=True)
    assert 890 < phone.hear("beds")["beds"][0]["wanted"]["history"] <= 900
    phone.say("set_limits", bed="L1", vital="spo2", low=88, high=None)
    phone.hear("reply", to="set_limits", ok=True)
    assert phone.hear("beds")["settings"][0]["said"] == "1. Asked for"
    phone.say("set_limits", bed="L1", vital="height", low=1, high=None)
    assert phone.hear("reply", to="set_limits")["ok"] is False
    phone.say("at_bedside", bed="L1")
    phone.hear("reply", to="at_bedside", ok=True)
    phone.say("history", bed="L1", alarm="spo2_low")
    assert phone.hear("history")["steps"][-1]["who"] == "Ana Sintética · Celular 1"
    assert ward.router.requests(HERE, Want) == [Want("L1", DataClass.HISTORY, 900.0)]
    (asked,) = ward.router.requests(HERE, SetLimits)
    assert isinstance(asked, SetLimits)
    assert asked.limits == replace(ward.router._beds().beds[0].limits["spo2"], low=88.0, high=None)
    assert ward.router.requests(HERE, AtBedside) == [AtBedside("L1")]


def test_a_page_is_not_told_that_there_is_no_bed_before_the_router_has_said_so(ward: Ward) -> None:
    ward.router.tells_beds = False
    phone = ward.open(HERE)
    assert phone.hear("beds")["known"] is False
    ward.router.tells_beds = True
    assert len(phone.hear("beds", known=True)["beds"]) == 2


def test_a_page_is_told_which_other_routers_did_not_say_what_beds_they_have(ward: Ward) -> None:
    """A router without beds of its own, and another that does not answer: there may be beds."""
    ward.router.silent = ("norte", "sul")
    beds = ward.open(HERE).hear("beds", known=True)
    assert (beds["beds"], beds["silent"]) == ([], "norte, sul")


def test_curves_come_of_the_bed_that_is_looked_at_alone(ward: Ward) -> None:
    phone = ward.open(HERE)
    ward.router.signals(HERE)
    numbers = phone.hear("numbers")
    assert numbers["beds"]["L1"]["spo2"][0] == 84.0
    assert not any(one["t"] == "wave" for one in phone.kept)
    phone.say("watch", bed="L1")
    phone.hear("beat")
    ward.router.signals(HERE)
    assert phone.hear("wave")["wave"] == "pleth"


def test_what_nobody_has_heard_of_the_path_itself_is_shown_until_it_is_over(ward: Ward) -> None:
    phone = ward.open(HERE)
    ward.router.tell(1, "", TroubleNote("nobody_assigned", "Leito 02", present=True), HERE)
    told = phone.hear("troubles")
    assert told["items"] == ["Leito sem responsável: Leito 02"]
    phone.say("painted", rows=[], troubles=told["n"] + 1)
    phone.say("painted", rows=[], troubles=told["n"])
    until(lambda: len(ward.router.shown(HERE)) == 1)
    ward.router.tell(1, "", TroubleNote("nobody_assigned", "Leito 02", present=False), HERE)
    assert phone.hear("troubles")["items"] == []


def test_a_phone_that_is_not_heard_of_says_so_before_it_can_be_sent_sounds(ward: Ward) -> None:
    phone = ward.open(HERE)
    (first,) = ward.router.requests(HERE, Capable)
    assert isinstance(first, Capable)
    assert Capability.SOUND not in first.capabilities
    phone.say("speak", language="pt", sound=True)
    until(lambda: len(ward.router.requests(HERE, Capable)) == 2)
    second = ward.router.requests(HERE, Capable)[-1]
    assert isinstance(second, Capable)
    assert Capability.SOUND in second.capabilities


def test_the_other_language_tells_the_whole_list_again(ward: Ward) -> None:
    phone = ward.open(HERE)
    ward.router.alarm(HERE, alarm="asystole")
    assert phone.row("asystole")["title"] == "Assistolia"
    phone.say("speak", language="en")
    assert phone.hear("rows")["set"][0]["title"] == "Asystole"


def test_other_data_is_told_in_words_as_far_as_it_is_granted_and_only_until_its_time_is_over(ward: Ward) -> None:
    phone = ward.open(HERE)
    beds = phone.hear("beds")
    assert beds["station"] == {"rules": {"infrastructure": "on_request"}, "wanted": {}}
    ward.router.report(HERE, topic="infusion", drug="noradrenaline", rate=2.5)
    ward.router.report(HERE, topic="equipment_status", equipment="monitor", battery=80.0)
    ward.router.report(HERE, topic="infrastructure_status", bed="", equipment="oxygen", state="normal")
    told = phone.hear("others")["beds"]
    assert [(one["title"], one["said"]) for one in told["L1"]] == [
        ("Infusão", "Noradrenalina · Velocidade 2,5\u00a0ml/h")
    ]
    phone.say("want", bed="", data="infrastructure", seconds=900)
    while "" not in told:
        told = phone.hear("others")["beds"]
    assert [one["said"] for one in told[""]] == ["Rede de oxigênio · Normal"]
    phone.say("want", bed="", data="infrastructure", seconds=0)
    while "" in told:
        told = phone.hear("others")["beds"]
    assert ward.router.requests(HERE, Want) == [
        Want("", DataClass.INFRASTRUCTURE, 900.0),
        Want("", DataClass.INFRASTRUCTURE, 0.0),
    ]
    phone.say("lock")
    phone.hear("state", locked=True)
    ward.router.report(HERE, topic="infusion", drug="midazolam", rate=1.0)
    phone.hear("beat")
    phone.hear("beat")
    assert not any("Midazolam" in str(one) for one in phone.kept)
