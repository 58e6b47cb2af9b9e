"""The reports on the screens of a clinic: nothing cut, nothing unnamed, everything in the order of reading."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.reports.model import ReportFigure
from tests.ui.accessibility import complaints
from tests.ui.administration.office import settled, words_in
from tests.ui.conftest import settle
from tests.ui.reports.conftest import OpenReports
from ui.texts import choose_language
from ui.theme import apply_theme

ROOMS = {90: QSize(1158, 660), 100: QSize(1158, 660), 125: QSize(1106, 640), 150: QSize(1276, 600)}
"""What 1366 × 768 leaves to a place at each text size; from 125 % the rail may be folded."""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scale", list(ROOMS))
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_every_part_is_whole_in_every_size_and_language(
    open_reports: OpenReports,
    pregnancies: list[str],
    qtbot: QtBot,
    light: QApplication,
    language: str,
    scale: int,
    theme: str,
) -> None:
    choose_language(language)
    apply_theme(light, theme, scale)
    place = open_reports().place
    place.resize(ROOMS[scale])
    for part in range(4):
        place.tabs.choose(part)
        settle()
        assert complaints(place) == [], f"part {part}"
        assert "[" not in words_in(place)
    assert place.minimumSizeHint().width() <= ROOMS[scale].width()
    place.tabs.choose(0)
    place.show_women(ReportFigure.EARLY)
    settled(qtbot)
    settle()
    assert complaints(place) == [], "with the women"
