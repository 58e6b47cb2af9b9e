"""How alarms are sent, by the administrator: wrong answers at their field, right ones kept."""

from pytestqt.qtbot import QtBot

from app.router.neighbours import Neighbour
from app.router.settings import RouterSettings
from app.security.roles import Role
from app.settings import StationRole
from app.station import Station
from tests.ui.administration.office import OpenSection, SignIn, settled, words_in
from ui.router_admin.settings import RouterSection
from ui.widgets.dropdown import Dropdown
from ui.widgets.number_field import NumberField
from ui.widgets.text_fields import TextField

STATION_ROLE = StationRole.WARD


def opened(open_section: OpenSection) -> RouterSection:
    page = open_section(Role.ADMINISTRATOR, "router").page
    assert isinstance(page, RouterSection) and page.states.state == "full"
    return page


def put(section: RouterSection, **values: object) -> None:
    for name, value in values.items():
        control = section.form.fields[name].control
        if isinstance(control, NumberField):
            control.line.setText(str(value))
        else:
            assert isinstance(control, Dropdown | TextField)
            control.set_value(value)  # type: ignore[arg-type]  # words for a text field


def test_what_was_chosen_is_kept_and_shown_again(
    station: Station, open_section: OpenSection, sign_in: SignIn, qtbot: QtBot
) -> None:
    section = opened(open_section)
    put(section, host="0.0.0.0", address="central.hospital", link_bits="5,4", phones=True, black_box=128)
    section.form.submit()
    settled(qtbot)
    assert "Envio de alarmes salvo." in words_in(section)
    kept = station.router_settings.settings(sign_in(Role.ADMINISTRATOR))
    assert kept == RouterSettings(
        host="0.0.0.0", address="central.hospital", phones=True, black_box=128, link_bits=5_400_000.0
    )
    section.refresh()
    settled(qtbot)
    link = section.form.fields["link_bits"].control
    assert isinstance(link, NumberField) and link.line.value() == "5,4"


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(
    station: Station, open_section: OpenSection, sign_in: SignIn, qtbot: QtBot
) -> None:
    section = opened(open_section)

    def wrong() -> set[str]:
        section.form.submit()
        settled(qtbot)
        return {name for name, field in section.form.fields.items() if field.error}

    put(section, alarms_port="", phones_port="70000", link_bits="rápida")
    assert wrong() == {"alarms_port", "phones_port", "link_bits"}
    put(section, alarms_port=7410, phones_port=7410, link_bits="")
    assert wrong() == {"alarms_port"}
    put(section, phones_port=8444, address="http://central")
    assert wrong() == {"address"}
    put(section, address="", certificate_key="/nada.key")
    assert wrong() == {"certificate"}
    assert station.router_settings.settings(sign_in(Role.ADMINISTRATOR)) == RouterSettings()


def test_other_stations_are_no_text_to_type_and_stay_when_the_form_is_saved(
    station: Station, open_section: OpenSection, sign_in: SignIn, qtbot: QtBot
) -> None:
    session = sign_in(Role.ADMINISTRATOR)
    station.router_settings.change(session, RouterSettings(node="norte"))
    section = opened(open_section)
    assert "neighbours" not in section.form.fields
    # One comes in by its code while the form is open.
    line = f"sul 192.0.2.7:7413:7414 {'1' * 40}"
    station.neighbours.put_back(session, Neighbour("sul", "", "", line))
    put(section, address="central.hospital")
    section.form.submit()
    settled(qtbot)
    kept = station.router_settings.settings(session)
    assert (kept.address, kept.neighbours) == ("central.hospital", (line,))
    put(section, node="sul")
    section.form.submit()
    settled(qtbot)
    assert [name for name, field in section.form.fields.items() if field.error] == ["node"]
    put(section, node="")
    section.form.submit()
    settled(qtbot)
    assert [name for name, field in section.form.fields.items() if field.error] == ["node"]
    assert station.router_settings.settings(session).node == "norte"
