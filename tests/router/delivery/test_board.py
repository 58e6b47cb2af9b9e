"""The board says which call it is."""

from app.router.words import Response
from tests.router.delivery.harness import Ward


def test_the_board_says_which_call_of_how_many_it_is_as_long_as_somebody_is_called() -> None:
    ward = Ward()
    ward.alarm()
    assert (ward.line().attempt, ward.line().attempts) == (1, 3)
    ward.pass_time(1)
    ward.show("ana")
    assert (ward.line().attempt, ward.line().attempts) == (2, 3)
    ward.answer("ana", Response.ACCEPTED)
    assert (ward.line().attempt, ward.line().attempts) == (0, 0)
