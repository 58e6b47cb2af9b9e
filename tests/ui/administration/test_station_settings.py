"""The station's set-up: wrong answers are said at their field, right ones are kept with who gave them."""

import pytest
from pytestqt.qtbot import QtBot

from app.security.roles import Role
from app.settings import StationProfile, StationRole
from app.station import Station
from tests.ui.administration.office import OpenSection, press, settled, words_in
from ui.administration.page import AdministrationPage
from ui.administration.station_settings import StationSection, profile_problem
from ui.administration.zones import offered_zones, zone_words

GOOD = StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", "0000000", "2408102", "Natal")


def _section(page: AdministrationPage) -> StationSection:
    assert isinstance(page.page, StationSection)
    return page.page


@pytest.mark.parametrize(
    ("field", "value", "good"),
    [
        ("unit_name", " ", False),
        ("unit_name", "UBS", True),
        ("cnes", "123456", False),
        ("cnes", "1234567", True),
        ("municipality_code", "24081020", False),
        ("time_zone", "America/Atlantis", False),
        ("lock_after_minutes", 0, False),
        ("lock_after_minutes", 61, False),
        ("lock_after_minutes", 60, True),
        ("language", "fr", False),
        ("wall_names", "whole", False),
        ("wall_names", "initials", True),
        ("ward_names", "first_name", False),
        ("ward_names", "none", True),
        ("unit_phone", "", True),
        ("unit_phone", "(84) 3232-1234", True),
        ("unit_phone", "3232-1234", False),
    ],
)
def test_one_field_is_judged_by_itself(field: str, value: object, good: bool) -> None:
    problem = profile_problem(GOOD, field, {field: value})
    assert (problem is None) is good
    assert problem is None or problem.code == f"settings.{field}"


def test_every_wrong_field_is_said_at_once_and_nothing_is_saved(
    station: Station, open_section: OpenSection, qtbot: QtBot
) -> None:
    form = _section(open_section(Role.ADMINISTRATOR, "station")).form
    form.unit_name.set_value("")
    form.cnes.set_value("12")
    form.lock_after_minutes.set_value(90)
    form.submit()
    settled(qtbot)
    wrong = {name for name, field in form.fields.items() if field.error}
    assert wrong == {"unit_name", "cnes", "lock_after_minutes"}
    assert station.profile.cnes == "0000000"


def test_the_telephone_is_kept_in_one_form_shown_as_it_is_written_and_can_be_taken_away(
    station: Station, open_section: OpenSection, qtbot: QtBot
) -> None:
    form = _section(open_section(Role.ADMINISTRATOR, "station")).form
    form.unit_phone.set_value("84 3232 1234")
    form.submit()
    settled(qtbot)
    assert station.profile.unit_phone == "+558432321234"
    assert form.unit_phone.value() == "(84) 3232-1234"
    form.unit_phone.set_value("")
    form.submit()
    settled(qtbot)
    assert station.profile.unit_phone == ""


def test_a_change_is_saved_and_stands_in_the_history_with_its_author(
    station: Station, open_section: OpenSection, qtbot: QtBot
) -> None:
    section = _section(open_section(Role.ADMINISTRATOR, "station"))
    section.form.unit_name.set_value("UBS Sintética do Norte")
    section.form.lock_after_minutes.set_value(3)
    section.form.submit()
    settled(qtbot)
    assert "Configuração salva" in words_in(section)
    assert station.profile.unit_name == "UBS Sintética do Norte"
    assert station.profile.lock_after_minutes == 3
    press(section, "Histórico")
    settled(qtbot)
    words = words_in(section.beside.panel)
    assert "Nome da unidade: UBS Sintética do Norte" in words
    assert "Sofia Sintética" in words


def test_choosing_a_municipality_brings_its_code_along(open_section: OpenSection) -> None:
    form = _section(open_section(Role.ADMINISTRATOR, "station")).form
    form.municipality_code.set_value("")
    completer = form.municipality_name.completer()
    assert completer is not None
    completer.activated.emit("Mossoró (RN)")
    assert form.values()["municipality_code"] == "2408003"
    assert form.values()["municipality_name"] == "Mossoró"


def test_a_time_zone_outside_the_list_stays_on_offer(station: Station) -> None:
    now = station.clock.now()
    assert zone_words("America/Fortaleza", now) == "Fortaleza (UTC−3)"
    assert ("Europe/Lisbon", "Lisbon (UTC+0)") in offered_zones("Europe/Lisbon", now)


def test_what_a_policy_fixes_is_shown_as_such_and_the_rest_is_saved(
    open_section: OpenSection, station: Station, qtbot: QtBot
) -> None:
    station.settings.fixed = frozenset(("cnes", "role", "lock_after_minutes"))
    section = _section(open_section(Role.ADMINISTRATOR, "station"))
    form = section.form
    locked = {name for name, field in form.fields.items() if not field.control.isEnabled()}
    assert locked == station.settings.fixed
    assert "Definido pela administração da rede." in form.fields["cnes"].hint
    form.unit_name.set_value("UBS Nova")
    form.submit()
    settled(qtbot)
    assert (station.profile.unit_name, form.banner.isVisible()) == ("UBS Nova", False)
