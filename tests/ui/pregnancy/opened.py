"""A record opened at one of its parts, driven like a nurse would."""

from collections.abc import Callable

import pytest

from app.clinic.pregnancies.model import Pregnancy
from app.security.session import Session
from tests.ui.clinical import Desk, OpenDesk
from ui.pregnancy.record import PregnancyRecord

OpenedRecord = Callable[[str], tuple[Desk, PregnancyRecord]]


@pytest.fixture
def opened_record(open_desk: OpenDesk, nurse: Session, pregnancy: Pregnancy) -> OpenedRecord:
    """Open the record of the pregnancy at a part, by its key."""

    def opened(tab: str) -> tuple[Desk, PregnancyRecord]:
        desk = open_desk(nurse)
        desk.go("pregnancy", f"{pregnancy.id}/{tab}")
        desk.settle()
        assert desk.pregnancies.record is not None
        return desk, desk.pregnancies.record

    return opened
