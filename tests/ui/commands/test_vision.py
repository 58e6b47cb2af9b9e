"""Pictures as the colour-blind see them, and that no class of the program is told by its colour alone."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from ui.commands.screenshots.vision import Vision, colours_seen, seen_with
from ui.theme import tokens


@pytest.mark.parametrize("vision", list(Vision))
def test_grey_stays_grey_and_a_picture_keeps_its_size(vision: Vision, light: QApplication) -> None:
    picture = QImage(7, 3, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    picture.setPixelColor(2, 1, QColor(120, 120, 120))
    seen = seen_with(vision, picture)
    assert seen.size() == picture.size()
    assert max(abs(seen.pixelColor(0, 0).red() - 255), abs(seen.pixelColor(2, 1).blue() - 120)) <= 1


def test_who_lacks_the_cone_for_red_or_green_confuses_them_and_who_lacks_blue_does_not() -> None:
    red, green = np.array([[200, 60, 40]], np.uint8), np.array([[110, 110, 30]], np.uint8)

    def apart(vision: Vision) -> float:
        one, other = (colours_seen(vision, colour).astype(float) for colour in (red, green))
        return float(np.abs(one - other).sum())

    plain = float(np.abs(red.astype(float) - green.astype(float)).sum())
    assert apart(Vision.DEUTERANOPIA) < plain / 2
    assert apart(Vision.TRITANOPIA) > plain / 2


@pytest.mark.parametrize("looks", [tokens.RISK_CLASSES, tokens.RECEPTION_COLOURS])
def test_what_two_colours_do_not_tell_apart_for_somebody_two_shapes_do(looks: dict[str, tuple[str, str]]) -> None:
    for (_, one), (_, other) in combinations(looks.values(), 2):
        assert one != other


@pytest.mark.parametrize("theme", list(tokens.PALETTES))
@pytest.mark.parametrize("vision", list(Vision))
def test_the_three_priorities_of_an_alarm_stay_apart_in_lightness_for_everybody(theme: str, vision: Vision) -> None:
    palette = tokens.PALETTES[theme]
    colours = [QColor(getattr(palette, token)) for token in tokens.ALARM_COLOURS]
    rgb = np.array([[one.red(), one.green(), one.blue()] for one in colours], np.uint8)
    seen = colours_seen(vision, rgb).astype(float)
    for one, other in combinations(seen, 2):
        assert np.abs(one - other).sum() > 60
