"""What the windows of this machine are shown, and what they have done."""

from app.router.delivery.model import Standing
from app.router.words import Response
from tests.router.node.played import ASYSTOLE, wait
from tests.router.node.playing import Place


def test_the_board_says_who_is_called_and_who_comes_next_and_an_answer_from_the_ward_counts(place: Place) -> None:
    place.users = ("ana", "bia")
    place.admit("ana", "eva")
    place.ward.start()
    place.start()
    ana = place.join("ana")
    place.join("eva")
    place.ward.device.asystole()
    wait(lambda: bool(place.board().entries))
    entry = place.board().entries[0]
    assert (entry.bed, entry.label, entry.alarm, entry.standing) == ("b1", "Leito 01", ASYSTOLE, Standing.CALLING)
    assert entry.calling == ("Ana",) and entry.next_within is not None
    wait(lambda: bool(ana.asked()))
    place.ask("answer", who="bia", alarm=ASYSTOLE, response=Response.ACCEPTED)
    wait(lambda: place.stands(Standing.ACCEPTED))
    assert [(one.name, one.receiver) for one in place.board().entries[0].holders] == [("Bia", "ward")]
    place.ask("at_bedside", who="bia")
    wait(lambda: place.stands(Standing.PRESENT))
    assert place.refusal("answer", alarm="other", response=Response.ACCEPTED) == "router_delivery.ended"
    assert place.refusal("at_bedside", bed="b9") == "ward.no_such_bed"
    assert place.refusal("nothing") == "ward.unknown_command"


def test_paths_and_network_name_receivers_holders_and_what_the_ward_needs(place: Place) -> None:
    place.admit("ana", "bia")
    place.ward.start()
    place.start()
    place.join("ana")
    wait(lambda: any(one.connected and one.user_name == "Ana" for one in getattr(place.paths(), "receivers", ())))
    paths = place.paths()
    assert paths is not None and paths.ward_heard and paths.recording and not paths.troubles
    assert {one.receiver: one.connected for one in paths.receivers} == {"ana": True, "bia": False}
    wait(lambda: {(one.bed, one.name) for one in getattr(place.paths(), "beds", ())} == {("b1", "Ana"), ("b2", "Ana")})
    wait(lambda: getattr(place.network(), "caregivers", 0) == 1 and getattr(place.network(), "beds", 0) == 2)
    network = place.network()
    assert network is not None and network.needed_bits > network.emergency_bits > 0
    assert {(one.to, one.up) for one in network.links} == {("ana", True), ("bia", False)}
