"""What a phone shows, answers and says of itself, from its page to the router and back, over real sockets."""

from app.router.words import Response
from tests.phones.conftest import Ward
from tests.phones.router_for_phones import until

HERE = "phone-1"


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
