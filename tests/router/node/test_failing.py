"""What goes wrong around the router: nobody answers, the ward goes, the router's process goes."""

from dataclasses import replace

from app.router.delivery.model import Standing, Trouble
from app.router.node.items import Paths
from app.router.words import Response
from app.ward.beds.model import DeviceClass
from app.ward.signals import Phase
from tests.router.node.played import ASYSTOLE, wait
from tests.router.node.playing import Place, quick


def _none() -> Paths:
    return Paths((), (), (), True, True)


def _technical(place: Place) -> set[str]:
    """The alarms of the station itself, as the ward has them."""
    ward = place.ward.node._ward
    assert ward is not None
    return ward.ask(lambda core, _at: {one.key for one in core._engine.bed("").state().alarms}).result(10)


def _begin(place: Place, *names: str) -> None:
    place.admit(*names)
    place.ward.start()
    place.start()
    for name in names:
        place.join(name)


def test_silence_goes_to_the_next_and_in_the_end_to_the_failsafe(place: Place) -> None:
    place.tables = quick(place.tables)
    place.knows.known = place.known()
    _begin(place, "ana", "eva")
    place.receivers["ana"].shows = False
    place.ward.device.asystole()
    wait(lambda: bool(place.receivers["eva"].asked()))
    assert place.receivers["ana"].asked()
    wait(lambda: ("nobody_answers", "Leito 01") in place.receivers["eva"].troubles())
    assert ("failsafe", "") in place.steps() and ("unreachable", "Tela ana") in place.steps()
    wait(lambda: any(one.trouble is Trouble.NOBODY_ANSWERS for one in (place.paths() or _none()).troubles))
    place.receivers["eva"].answer(Response.ACCEPTED)
    wait(lambda: place.stands(Standing.ACCEPTED))
    assert [one.name for one in place.board().entries[0].holders] == ["Eva"]


def test_a_receiver_that_goes_without_a_word_is_passed_over_at_once_and_missed_by_the_ward(place: Place) -> None:
    _begin(place, "ana", "bia")
    place.receivers["ana"].close(orderly=False)
    place.ward.device.asystole()
    bia = place.receivers["bia"]
    wait(lambda: ("receiver_lost", "Tela ana") in bia.troubles() and bool(bia.asked()))
    wait(lambda: "router_receiver_lost:Tela ana" in _technical(place))


def test_the_ward_misses_a_receiver_as_urgently_as_the_edited_table_13_has_it(place: Place) -> None:
    row = replace(place.tables.equipment[DeviceClass.B], exit_priority=2)
    place.tables = replace(place.tables, equipment={**place.tables.equipment, DeviceClass.B: row})
    place.knows.known = place.known()
    _begin(place, "ana", "bia")
    bia = place.receivers["bia"]
    place.receivers["ana"].close(orderly=False)
    wait(lambda: "router_receiver_lost:Tela ana" in _technical(place))
    assert _priority(place, "router_receiver_lost:Tela ana") == 2
    wait(lambda: ("receiver_lost", "Tela ana") in bia.troubles())
    row = replace(row, exit_priority=0)
    place.tables = replace(place.tables, equipment={**place.tables.equipment, DeviceClass.B: row})
    place.knows.known = replace(place.knows.known, tables=place.tables)
    wait(lambda: _priority(place, "router_receiver_lost:Tela ana") == 0)


def _priority(place: Place, key: str) -> int:
    ward = place.ward.node._ward
    assert ward is not None
    found = ward.ask(lambda core, _at: core._engine.bed("").state().alarms).result(10)
    return next(int(one.priority) for one in found if one.key == key)


def test_tables_that_cannot_be_read_are_told_on_the_board_at_receivers_and_at_the_ward_until_they_can(
    place: Place,
) -> None:
    place.knows.known = replace(place.known(), tables_problem="escalation")
    _begin(place, "ana")
    ana = place.receivers["ana"]

    def on_board() -> bool:
        return any(one.trouble is Trouble.TABLES_UNREADABLE for one in (place.paths() or _none()).troubles)

    wait(lambda: ("tables_unreadable", "") in ana.troubles() and on_board())
    wait(lambda: "router_tables_unreadable" in _technical(place))
    place.knows.known = replace(place.knows.known, tables_problem="")
    wait(lambda: ("tables_unreadable", "") not in ana.troubles() and not on_board())


def test_a_router_that_begins_anew_goes_on_with_its_alarms_and_its_people(place: Place) -> None:
    _begin(place, "ana")
    place.ward.device.asystole()
    ana = place.receivers["ana"]
    wait(lambda: bool(ana.asked()))
    wait(lambda: ("shown", "Tela ana") in place.steps())
    ana.answer(Response.ACCEPTED)
    wait(lambda: place.stands(Standing.ACCEPTED))
    began = place.steps()
    place.ward.stop()
    place.stop_router()
    before = len(ana.alarms())
    place.start()
    wait(lambda: bool(place.board().entries))
    entry = place.board().entries[0]
    assert (entry.alarm, entry.standing, entry.continuing) == (ASYSTOLE, Standing.ACCEPTED, True)
    assert [one.name for one in entry.holders] == ["Ana"]
    assert place.steps()[: len(began)] == began
    wait(lambda: len(ana.alarms()) > before)
    assert ana.alarms()[-1].continuing and ana.alarms()[-1].holders[0].name == "Ana"


def test_a_ward_that_goes_is_told_to_every_receiver_until_it_is_back(place: Place) -> None:
    _begin(place, "ana")
    ana = place.receivers["ana"]
    place.ward.stop()
    wait(lambda: ("ward_silent", "") in ana.troubles())
    wait(lambda: not (place.paths() or _none()).ward_heard)
    place.ward.start()
    wait(lambda: ("ward_silent", "") not in ana.troubles())
    place.ward.device.asystole()
    wait(lambda: bool(ana.asked()))


def test_an_alarm_that_ends_is_told_as_ended_and_leaves_the_board(place: Place) -> None:
    _begin(place, "ana")
    place.ward.device.asystole()
    ana = place.receivers["ana"]
    wait(lambda: bool(ana.asked()))
    place.ward.device.asystole(phase=Phase.END)
    link = place.ward.node
    wait(lambda: any(one.occasion.value == "restored" for one in ana.alarms()))
    ask = link._ward
    assert ask is not None
    ask.ask(lambda core, at: core.act("b1", at, lambda bed: bed.acknowledge_all("ana", at))).result(10)
    wait(lambda: any(one.standing is Standing.ENDED for one in ana.alarms()))
    wait(lambda: not place.board().entries)


def test_a_machine_whose_program_was_ended_in_good_order_is_missed_all_the_same(place: Place) -> None:
    place.admit("ana", "light")
    admitted = tuple(replace(one, machine=one.receiver == "light") for one in place.knows.known.admitted)
    place.knows.known = replace(place.knows.known, admitted=admitted)
    place.ward.start()
    place.start()
    ana = place.join("ana")
    place.connect("light").close()
    wait(lambda: ("receiver_lost", "Tela light") in ana.troubles())
