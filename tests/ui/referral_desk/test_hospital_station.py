"""What a hospital's window offers, and what it leaves to the referring unit."""

from app.security.roles import OF_REFERRING_UNIT, Action, Role
from app.settings import StationRole
from app.station import Station
from tests.ui.referral_desk.conftest import OpenDesk
from ui.pregnancy.screen import Pregnancies
from ui.shell.finding import open_person
from ui.shell.places import at_station, known_places
from ui.widgets.buttons import Button


def test_the_desk_stands_first_and_nobody_is_received_there() -> None:
    offered = [place.key for place in at_station(known_places(), StationRole.HOSPITAL)]
    assert offered[0] == "referrals"
    assert "reception" not in offered
    assert {"pregnancy", "reports", "administration"} <= set(offered)
    at_ubs = [place.key for place in at_station(known_places(), StationRole.PRIMARY_CARE)]
    # A primary-care unit has no beds.
    assert at_ubs == [place.key for place in known_places() if place.key not in {"ward", "alarms"}]


def test_nobody_is_offered_to_write_into_the_record_of_the_unit(open_desk: OpenDesk) -> None:
    for role in (Role.NURSE, Role.DOCTOR, Role.COORDINATOR):
        context = open_desk(role).shell.context
        assert not any(context.may(action) for action in OF_REFERRING_UNIT)
    assert context.may(Action.ANSWER_REFERRAL)


def test_the_record_of_a_referred_woman_is_read_without_a_way_to_change_it(
    open_desk: OpenDesk, hospital: Station
) -> None:
    desk = open_desk(Role.DOCTOR)
    one = hospital.referral_desk.inbox(desk.session())[0].course.referral
    desk.shell.navigate("pregnancy", one.pregnancy_id)
    desk.settle()
    place = desk.shell.current()
    assert isinstance(place, Pregnancies)
    assert place.record is not None
    names = {button.objectName() for button in place.record.findChildren(Button) if button.isVisible()}
    words = {button.text() for button in place.record.findChildren(Button) if button.isVisible() and button.isEnabled()}
    assert "save_classification" not in {name for name in names if name} or "Salvar classificação" not in words
    assert not {one for one in words if one.startswith(("Registrar", "Pedir", "Encaminhar", "Anotar"))}


def test_somebody_found_by_the_search_opens_among_the_pregnancies(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.DOCTOR)
    one = hospital.referral_desk.inbox(desk.session())[0].course.referral
    open_person(desk.shell, one.person_id)
    desk.settle()
    place = desk.shell.current()
    assert isinstance(place, Pregnancies)
    assert place.record is not None
