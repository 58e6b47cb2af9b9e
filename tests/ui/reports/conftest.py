"""A station with pregnancies of two months, and the reports as the coordinator sees them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.people.model import NewPerson, Sex
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.kernel.clock import FakeClock
from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import ROOM, SignIn, settled, sign_in, station
from tests.ui.clinical import _portuguese
from ui.reports.screen import Reports
from ui.shell.context import UiContext

__all__ = ["_portuguese", "sign_in", "station"]
NAMES = ("Ana", "Bia", "Cida", "Dora", "Elza")


@pytest.fixture
def pregnancies(station: Station, sign_in: SignIn, fake_clock: FakeClock) -> list[str]:
    """Three opened in February, two in March: three begun early, three referred; nobody has had a visit."""
    nurse = sign_in(Role.NURSE)
    ids = []
    for number, (name, days) in enumerate(zip(NAMES, (40, 50, 120, 60, 150), strict=True)):
        month = 2 if number < 3 else 3
        fake_clock.set_wall(datetime(2026, month, 2, 12, number, tzinfo=UTC))
        today = date(2026, month, 2)
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
        found = station.pregnancies.open(nurse, person.id, today - timedelta(days=days))
        ill = frozenset({"hypertension"}) if number % 2 == 0 else frozenset()
        form = ReferralForm(age_years=30.0, conditions=ill, conditions_asked=ALL_CONDITIONS)
        station.assessments.save(nurse, found.id, form)
        ids.append(found.id)
    return ids


@dataclass
class Seen:
    """The place, and where it led."""

    place: Reports
    went: list[tuple[str, str | None]] = field(default_factory=list)


OpenReports = Callable[[], Seen]


@pytest.fixture
def open_reports(station: Station, sign_in: SignIn, qtbot: QtBot, light: QApplication) -> Iterator[OpenReports]:
    """Open the place and wait until it has counted."""
    opened: list[Reports] = []

    def open_them() -> Seen:
        went: list[tuple[str, str | None]] = []
        context = UiContext(
            station,
            sign_in(Role.COORDINATOR),
            lambda place, subject: went.append((place, subject)),
            lambda _tone, _words: None,
        )
        place = Reports(context)
        opened.append(place)
        qtbot.addWidget(place)
        place.resize(ROOM)
        place.show()
        place.activateWindow()
        qtbot.waitExposed(place)
        place.arrive(None)
        settled(qtbot)
        return Seen(place, went)

    yield open_them
    for place in opened:
        place.leave()
    settled(qtbot)
