"""A person's panel says at once that her record is on hold, and lets those lift it who may."""

from collections.abc import Callable
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock, local_date
from app.security.roles import Role
from app.station import Station
from tests.security.clinic_calls import somebody
from tests.ui.administration.office import SignIn, press, settled, words_in
from ui.privacy.hold_form import HoldForm
from ui.privacy.part import PrivacyPart
from ui.shell.context import UiContext
from ui.texts.formats import show_date


@pytest.fixture
def hers(station: Station, sign_in: SignIn) -> str:
    """A person of the unit."""
    return station.people.register(sign_in(Role.NURSE), somebody()).id


@pytest.fixture
def part_of(station: Station, sign_in: SignIn, qtbot: QtBot, hers: str) -> Callable[[Role], PrivacyPart]:
    """Her panel's part, opened by somebody of this role and read."""

    def opened(role: Role) -> PrivacyPart:
        part = PrivacyPart(
            UiContext(station, sign_in(role), lambda *_to: None, lambda *_said: None), hers, lambda _offer: None
        )
        qtbot.addWidget(part)
        part.show()
        settled(qtbot)
        return part

    return opened


def test_the_panel_says_who_holds_the_record_when_why_until_when_and_how_it_ends(
    station: Station, sign_in: SignIn, hers: str, part_of: Callable[[Role], PrivacyPart]
) -> None:
    placed = station.privacy.holds.place(sign_in(Role.COORDINATOR), hers, "Processo 12", date(2026, 5, 4))
    told = words_in(part_of(Role.DOCTOR).holds)
    how = ("Processo 12", "até 04/05/2026", "Coordenação ou administração")
    for words in (placed.by, show_date(local_date(placed.at, "America/Fortaleza")), *how):
        assert words in told
    assert "Liberar" not in told, "a doctor lifts no hold"
    assert part_of(Role.NURSE).holds.isHidden(), "who may not see the unit's holds is told of none"


def test_a_hold_is_placed_and_lifted_on_the_panel_and_none_is_offered_twice(
    station: Station, part_of: Callable[[Role], PrivacyPart], fake_clock: FakeClock, qtbot: QtBot
) -> None:
    part = part_of(Role.COORDINATOR)
    assert part.holds.isHidden() and not part.hold_button.isHidden()
    part.ask_holding()
    form = part.findChild(HoldForm)
    assert form is not None
    form.reason.set_value("Sindicância")
    form.submit()
    settled(qtbot)
    qtbot.waitUntil(lambda: not part.holds.isHidden(), timeout=10_000)
    assert "Sindicância" in words_in(part.holds) and "até alguém liberar" in words_in(part.holds)
    assert part.hold_button.isHidden()
    (hold_id,) = part.holds.banners
    fake_clock.advance(60)
    press(part.holds, "Liberar")
    lifting = part.holds.forms[hold_id]
    lifting.submit()
    assert lifting.fields["reason"].error
    lifting.reason.setText("Terminou")
    lifting.submit()
    settled(qtbot)
    qtbot.waitUntil(part.holds.isHidden, timeout=10_000)
    assert not part.hold_button.isHidden() and "liberado" in words_in(part)
