"""Three women referred and answered, and the library as anybody of this station sees it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.people.model import NewPerson, Sex
from app.clinic.referral.model import Course
from app.kernel.clock import FakeClock, local_date
from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import ROOM, SignIn, settled, sign_in, station
from tests.ui.clinical import _portuguese
from tests.ui.referred import CONFIRMED, HYPERTENSION, INCONCLUSIVE, NOT_CONFIRMED, answer, make_ready, refer, stamp
from ui.referral_library.screen import ReferralLibrary
from ui.shell.context import UiContext

__all__ = ["_portuguese", "sign_in", "station"]
Open = Callable[..., ReferralLibrary]
_ASKED = (
    (HYPERTENSION, CONFIRMED),
    (
        replace(HYPERTENSION, reason="diabetes", hypothesis="Diabetes gestacional", justification="Glicemia de 96"),
        INCONCLUSIVE,
    ),
    (
        replace(
            HYPERTENSION, reason="toxoplasmosis", hypothesis="Bia: IgM reagente", justification="CPF 529.982.247-25"
        ),
        NOT_CONFIRMED,
    ),
)


@pytest.fixture
def answered(station: Station, sign_in: SignIn, fake_clock: FakeClock) -> list[Course]:
    """Confirmed after 20 hours, inconclusive after 80, not confirmed after 30; the server stamped all."""
    nurse, doctor, found = sign_in(Role.NURSE), sign_in(Role.DOCTOR), []
    for number, (name, hours, (new, given)) in enumerate(
        zip(("Ana", "Cida", "Bia"), (20, 80, 30), _ASKED, strict=True)
    ):
        today = local_date(fake_clock.now(), station.profile.time_zone)
        woman = NewPerson(
            full_name=f"{name} Sintética de Teste",
            birth_date=date(1990, 1, 2 + number),
            sex=Sex.FEMALE,
            mother_name=f"Mãe Sintética {name}",
            no_document_reason="Dados sintéticos",
            municipality_code="2408102",
            municipality_name="Natal",
            synthetic=True,
        )
        person = station.people.register(nurse, woman)
        pregnancy = station.pregnancies.open(nurse, person.id, today - timedelta(days=150))
        make_ready(station, nurse, pregnancy, today)
        sent = refer(station, nurse, pregnancy.id, new)
        stamp(station, sent.referral.id, sent.referral.id, fake_clock.now())
        fake_clock.advance(3600 * hours)
        done = answer(station, doctor, sent, given)
        assert done.answer is not None
        stamp(station, sent.referral.id, done.answer.id, fake_clock.now())
        found.append(done)
    return found


@pytest.fixture
def open_library(station: Station, sign_in: SignIn, qtbot: QtBot, light: QApplication) -> Iterator[Open]:
    """Open the place and wait until it has searched."""
    opened: list[ReferralLibrary] = []

    def open_it(role: Role = Role.NURSE, size: QSize = ROOM) -> ReferralLibrary:
        context = UiContext(station, sign_in(role), lambda *_: None, lambda *_: None)
        place = ReferralLibrary(context)
        opened.append(place)
        qtbot.addWidget(place)
        place.resize(size)
        place.show()
        place.activateWindow()
        qtbot.waitExposed(place)
        place.arrive(None)
        place.first_focus().setFocus()
        settled(qtbot)
        return place

    yield open_it
    for place in opened:
        place.leave()
    settled(qtbot)
