"""The fixtures of the clinical screens, and two women with a pregnancy each."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.clinic.people.model import NewPerson, PersonRecord, Sex
from app.clinic.pregnancies.model import NewObservation, Observation, Pregnancy
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import LMP, _portuguese, nurse, pregnancy, station, woman
from tests.ui.conftest import SCREEN, settle

__all__ = ["_portuguese", "nurse", "pregnancy", "station", "woman"]


@pytest.fixture
def other(station: Station, nurse: Session) -> PersonRecord:
    """The woman to whom the entry belongs."""
    entered = NewPerson(
        full_name="Rute Inventada Nunes",
        birth_date=date(1990, 2, 3),
        sex=Sex.FEMALE,
        mother_name="Ester Inventada Nunes",
        no_document_reason="Pessoa inventada para testes",
        municipality_code="2408102",
        municipality_name="Natal",
        synthetic=True,
    )
    return station.people.register(nurse, entered)


@pytest.fixture
def right(station: Station, nurse: Session, other: PersonRecord) -> Pregnancy:
    """Her pregnancy."""
    return station.pregnancies.open(nurse, other.id, LMP)


@pytest.fixture
def weight(station: Station, nurse: Session, pregnancy: Pregnancy) -> Observation:
    """Noted with the wrong woman."""
    (found,) = station.pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 62.5)])
    return found


@pytest.fixture
def host(qtbot: QtBot, light: QApplication) -> QWidget:
    """A window for sheets to lie over."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(*SCREEN)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settle()
    return window
