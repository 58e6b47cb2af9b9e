"""An alarm of the ward comes to people's receivers, and what they say comes back."""

from app.router.requests import Told, read_answer
from app.router.words import Response
from tests.router.node.playing import ASYSTOLE, Place, wait


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
