"""The history without a mouse, with weak eyes, with a screen reader: both languages, 100 and 150 %."""

import pytest
from PySide6.QtWidgets import QApplication

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.history_service import Answer
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.conftest import settle
from tests.ui.pregnancy.background.conftest import OpenHistory
from ui.texts import choose_language
from ui.theme import apply_theme


@pytest.mark.parametrize(("language", "scale"), [("pt_BR", 100), ("en", 100), ("pt_BR", 150), ("en", 150)])
def test_nothing_is_cut_off_unnamed_or_out_of_order(
    open_history: OpenHistory,
    nurse: Session,
    pregnancy: Pregnancy,
    station: Station,
    light: QApplication,
    language: str,
    scale: int,
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    station.history.record(nurse, pregnancy.id, {"epilepsy": Answer.YES})
    _, section = open_history(nurse, pregnancy)
    settle()
    assert complaints(section) == []
    section._answered(("epilepsy", Answer.NO))
    section.save()
    settle()
    assert complaints(section) == []
