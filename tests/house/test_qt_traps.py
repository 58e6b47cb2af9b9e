"""Traps of Qt's Python binding, and the bundled fonts and icons as Qt reads them."""

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetricsF, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel

from tests.house.tree import ROOT

FONTS = sorted((ROOT / "resources" / "fonts").glob("*.ttf"))
ICONS = sorted((ROOT / "resources" / "icons").glob("*.svg"))
CALLS = 1000
SLACK = 40  # other code of the process may hold or drop a few references meanwhile; the bug moves one per call


class _Sender(QObject):
    changed = Signal(bool)


def _drift(constant: object, call: Callable[[], object]) -> int:
    """How far the reference count of this constant moves over a thousand calls (immortal ones never move)."""
    call()
    before = sys.getrefcount(constant)
    for _ in range(CALLS):
        call()
    return abs(sys.getrefcount(constant) - before)


@pytest.mark.parametrize("constant", [None, True, False], ids=str)
def test_emitting_a_signal_leaks_no_reference(qapp: QApplication, constant: bool | None) -> None:
    sender = _Sender()
    seen: list[None] = []
    sender.changed.connect(lambda _: seen.clear())
    assert _drift(constant, lambda: sender.changed.emit(True)) < SLACK


@pytest.mark.parametrize("constant", [None, True, False], ids=str)
def test_setting_a_text_leaks_no_reference(qapp: QApplication, constant: bool | None) -> None:
    label = QLabel()
    assert _drift(constant, lambda: label.setText("IG 23s4d")) < SLACK
    label.deleteLater()


@pytest.fixture(scope="module")
def family(qapp_cls: type[QApplication]) -> str:
    """The bundled typeface's name, after Qt has loaded every file of it."""
    _ = QApplication.instance() or qapp_cls([])
    families = [QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path))) for path in FONTS]
    assert len(families) == 4
    assert all("IBM Plex Sans" in names for names in families)
    return "IBM Plex Sans"


@pytest.mark.parametrize("weight", [400, 500, 600, 700])
def test_numbers_do_not_dance(qapp: QApplication, family: str, weight: int) -> None:
    font = QFont(family, pointSize=24, weight=weight)
    assert QFontInfo(font).family() == family
    assert QRawFont.fromFont(font).weight() == weight  # a face of its own, not a smeared one
    assert len({QFontMetricsF(font).horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_the_typeface_has_every_letter_of_portuguese(qapp: QApplication, family: str) -> None:
    raw = QRawFont.fromFont(QFont(family))
    letters = "áàâãéêíóôõúüçÁÀÂÃÉÊÍÓÔÕÚÜÇªº°≤≥±×–—…·“”→"
    assert [letter for letter in letters if not raw.supportsCharacter(ord(letter))] == []


def test_every_licence_lies_beside_what_it_covers() -> None:
    assert "SIL Open Font License" in (ROOT / "resources/fonts/OFL-IBM-Plex-Sans.txt").read_text(encoding="utf-8")
    assert "ISC License" in (ROOT / "resources/icons/LICENSE-lucide.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_qt_draws_the_icon(qapp: QApplication, path: object) -> None:
    renderer = QSvgRenderer(str(path))
    assert renderer.isValid()
    picture = QImage(24, 24, QImage.Format.Format_ARGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    renderer.render(painter)
    painter.end()
    painted = sum(picture.pixelColor(x, y).lightness() < 200 for x in range(24) for y in range(24))
    assert painted > 8


def test_line_icons_take_the_colour_of_the_theme() -> None:
    lines = [path for path in ICONS if path.stem != "plantao"]  # the program's own mark keeps its colours
    assert [path.stem for path in lines if "currentColor" not in path.read_text(encoding="utf-8")] == []
