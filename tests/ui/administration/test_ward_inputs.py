"""How devices are taken in, by the administrator: wrong answers at their field, right ones kept."""

from pytestqt.qtbot import QtBot

from app.security.roles import Role
from app.settings import StationRole
from app.station import Station
from app.ward.node.settings import NodeSettings
from tests.ui.administration.office import OpenSection, SignIn, settled, words_in
from ui.ward.inputs.section import InputsSection

STATION_ROLE = StationRole.WARD


def _section(open_section: OpenSection) -> InputsSection:
    page = open_section(Role.ADMINISTRATOR, "ward_inputs").page
    assert isinstance(page, InputsSection) and page.states.state == "full"
    return page


def test_what_was_chosen_is_kept_and_shown_again(
    station: Station, open_section: OpenSection, sign_in: SignIn, qtbot: QtBot
) -> None:
    section = _section(open_section)
    assert section.form.hl7_port.line.value() == "2575" and section.form.datagram_port.is_empty()
    section.form.host.set_value("0.0.0.0")
    section.form.datagram_port.set_value(4848)
    section.form.silent.set_value(True)
    section.form.submit()
    settled(qtbot)
    assert "Entrada dos aparelhos salva" in words_in(section)
    kept = station.ward_inputs.settings(sign_in(Role.ADMINISTRATOR))
    assert kept == NodeSettings("0.0.0.0", 2575, 4848, silent=True)
    section.refresh()
    settled(qtbot)
    assert section.form.host.value() == "0.0.0.0" and section.form.silent.value() is True


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(
    station: Station, open_section: OpenSection, sign_in: SignIn, qtbot: QtBot
) -> None:
    form = _section(open_section).form

    def wrong() -> set[str]:
        form.submit()
        settled(qtbot)
        return {name for name, field in form.fields.items() if field.error}

    form.hl7_port.line.setText("")
    form.datagram_port.line.setText("muitas")
    form.recording_budget.set_value(3)
    assert wrong() == {"hl7_port", "datagram_port", "recording_budget"}
    form.hl7_port.set_value(2575)
    form.datagram_port.set_value(2575)
    form.recording_budget.set_value(256)
    assert wrong() == {"datagram_port"}
    form.datagram_port.set_value(None)
    form.certificate_key.set_value("/nada.key")
    assert wrong() == {"certificate"}
    form.certificate.set_value("/nada.pem")
    assert wrong() == {"certificate"} and "/nada.pem" in form.fields["certificate"].error
    form.certificate_key.set_value("nada.key")
    assert wrong() == {"certificate_key"}
    assert station.ward_inputs.settings(sign_in(Role.ADMINISTRATOR)) == NodeSettings()
