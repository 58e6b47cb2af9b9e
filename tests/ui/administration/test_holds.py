"""Records on hold at the window: an administrator who opens nobody's record puts one there and lifts it."""

from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.security.roles import Role
from app.station import Station
from tests.security.clinic_calls import somebody
from tests.ui.administration.office import OpenSection, SignIn, settled, words_in
from ui.administration.page import AdministrationPage
from ui.administration.privacy.holds_card import HoldsCard
from ui.administration.privacy.section import PrivacySection
from ui.privacy.hold_form import HoldForm, LiftForm


def _card(page: AdministrationPage, qtbot: QtBot) -> HoldsCard:
    section = page.page
    assert isinstance(section, PrivacySection)
    qtbot.waitUntil(lambda: section.states.state == "full", timeout=10_000)
    assert section.holds is not None
    return section.holds


def test_a_hold_is_placed_by_a_document_seen_without_a_name_and_lifted_with_a_reason(
    station: Station, open_section: OpenSection, sign_in: SignIn, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    hers = station.people.register(sign_in(Role.NURSE), somebody()).id
    page = open_section(Role.ADMINISTRATOR, "privacy")
    card = _card(page, qtbot)
    assert "Nenhum prontuário guardado" in words_in(card)
    card.new_button.click()
    form = card.forms[""]
    assert isinstance(form, HoldForm)
    form.submit()
    assert form.fields["person"].error and form.fields["reason"].error
    form.person.setText("ninguém")
    form.reason.set_value("Ordem judicial")
    form.until.setText("01/01/2020")
    form.submit()
    assert form.fields["until"].error
    form.until.setText("")
    form.submit()
    qtbot.waitUntil(lambda: bool(form.fields["person"].error), timeout=10_000)
    form.person.setText(hers)
    form.submit()
    settled(qtbot)
    qtbot.waitUntil(lambda: "Ordem judicial" in words_in(_card(page, qtbot)), timeout=10_000)
    card = _card(page, qtbot)
    assert "até alguém liberar" in words_in(card) and "Maria" not in words_in(card)
    (hold,) = station.privacy.holds.holds(sign_in(Role.COORDINATOR))
    fake_clock.advance(60)
    card.lift_buttons[hold.id].click()
    lifting = card.forms[hold.id]
    assert isinstance(lifting, LiftForm)
    lifting.reason.setText("O processo terminou")
    lifting.submit()
    settled(qtbot)
    qtbot.waitUntil(lambda: "O processo terminou" in words_in(_card(page, qtbot)), timeout=10_000)
    assert _card(page, qtbot).lift_buttons == {}


def test_a_doctor_sees_that_there_are_holds_and_changes_none(open_section: OpenSection, qtbot: QtBot) -> None:
    card = _card(open_section(Role.DOCTOR, "privacy"), qtbot)
    assert card.new_button.isHidden()
