"""Somebody's receiver answers, and takes no alarm: the next are called, the ward is told, and nobody counts there."""

from app.router.contents import Content, TroubleNote
from app.router.delivery.model import Standing, Trouble
from app.router.node.items import ReceiverState
from app.router.queues.limits import Limits
from app.router.words import Response
from tests.conftest import ExpectedLogs
from tests.router.node.played import wait
from tests.router.node.playing import Place

_CODE = "receiver_takes_nothing"
_BOUND_SECONDS = 1.0
"""A minute, in these tests: what is counted in is tested at the links, with a clock that is put forward."""


def _begin(place: Place, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.router.links.refusals", "takes_nothing")
    # What it had shown before it was ended it tells again; by then that is nobody's any more.
    expected_logs.allow("app.router.links.refusals", "never_sent")
    place.admit("ana", "bia")
    place.ward.start()
    router = place.start()
    bound = Limits(takes_nothing_seconds=_BOUND_SECONDS)
    router.loop.ask(lambda core, _at: setattr(core.hub.scheduler, "limits", bound)).result(10)
    place.join("ana")
    place.join("bia")


def _ana(place: Place) -> ReceiverState | None:
    paths = place.paths()
    return next((one for one in paths.receivers if one.receiver == "ana"), None) if paths is not None else None


def _at_the_ward(place: Place) -> bool:
    ward = place.ward.node._ward
    assert ward is not None
    alarms = ward.ask(lambda core, _at: {one.key for one in core._engine.bed("").state().alarms}).result(10)
    return f"router_{_CODE}:Tela ana" in alarms


def test_who_had_accepted_where_no_alarm_is_taken_any_more_has_it_no_longer(
    place: Place, expected_logs: ExpectedLogs
) -> None:
    _begin(place, expected_logs)
    ana, bia = place.receivers["ana"], place.receivers["bia"]
    place.ward.device.asystole()
    wait(lambda: bool(ana.asked()) and ("shown", "Tela ana") in place.steps())
    ana.answer(Response.ACCEPTED)
    wait(lambda: place.stands(Standing.ACCEPTED))
    ana.takes = False
    wait(lambda: ("unreachable", "Tela ana") in place.steps())
    wait(lambda: bool(bia.asked()) and not place.stands(Standing.ACCEPTED))
    wait(lambda: (_CODE, "Tela ana") in bia.troubles() and _at_the_ward(place))
    wait(lambda: _on_board(place))
    # Connected again, and still taking nothing: nobody is there, until somebody signs in anew.
    wait(lambda: (state := _ana(place)) is not None and not state.user)


def test_it_is_called_again_once_it_takes_alarms_and_somebody_signs_in(
    place: Place, expected_logs: ExpectedLogs
) -> None:
    _begin(place, expected_logs)
    ana, bia = place.receivers["ana"], place.receivers["bia"]
    ana.takes = False
    place.ward.device.asystole()
    wait(lambda: (_CODE, "Tela ana") in bia.troubles())
    place.sign_in("ana", "ana")
    assert "ana" in _away(place), "who takes nothing is not called, whoever sits there"
    ana.takes = True
    wait(lambda: _told_over(ana.notes(TroubleNote)) and "ana" not in _away(place))
    wait(lambda: (_CODE, "Tela ana") not in bia.troubles() and not _on_board(place))
    before = len(ana.asked())
    wait(lambda: len(ana.asked()) > before)


def test_a_receiver_that_ends_in_good_order_is_no_longer_said_to_take_nothing(
    place: Place, expected_logs: ExpectedLogs
) -> None:
    _begin(place, expected_logs)
    ana, bia = place.receivers["ana"], place.receivers["bia"]
    ana.takes = False
    place.ward.device.asystole()
    wait(lambda: (_CODE, "Tela ana") in bia.troubles())
    wait(lambda: "ana" in _connected(place))
    ana.close()
    wait(lambda: (_CODE, "Tela ana") not in bia.troubles())


def _on_board(place: Place) -> bool:
    paths = place.paths()
    return paths is not None and any(one.trouble is Trouble.RECEIVER_TAKES_NOTHING for one in paths.troubles)


def _away(place: Place) -> set[str]:
    assert place.router is not None
    return place.router.loop.ask(lambda core, _at: set(core.delivery._world.away)).result(10)


def _connected(place: Place) -> set[str]:
    assert place.router is not None
    return place.router.loop.ask(lambda core, _at: core.hub.reachable()).result(10)


def _told_over(notes: "list[Content]") -> bool:
    return any(isinstance(one, TroubleNote) and one.code == _CODE and not one.present for one in notes)
