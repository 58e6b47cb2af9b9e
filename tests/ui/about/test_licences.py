"""What the program is made of: every part names its licence, and its text can be read."""

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.accessibility import complaints
from ui.about.licences import all_parts
from ui.about.sheet import AboutSheet

TEXTS_MAY_LACK = {"Python"}
"""Its text lies where whoever built that Python put it."""


def test_every_part_names_its_licence_and_brings_the_text() -> None:
    found = {one.part.name: one for one in all_parts()}
    assert {"Plantão", "Qt", "Python", "IBM Plex Sans", "Lucide", "SQLAlchemy", "shiboken6"} <= set(found)
    assert all(one.part.licence and one.part.licence != "—" for one in found.values())
    without = {name for name, one in found.items() if not one.text()} - TEXTS_MAY_LACK
    assert without == set()


def test_the_notice_of_the_lgpl_comes_with_the_gpl_that_it_builds_on() -> None:
    text = next(one.text() for one in all_parts() if one.part.name == "Qt")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text and "GNU GENERAL PUBLIC LICENSE" in text


def test_a_licence_is_read_over_the_about_box_and_left_again(qtbot: QtBot, light: QApplication) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1366, 768)
    host.show()
    about = AboutSheet(host)
    sheet = about.read("Lucide")
    assert "ISC License" in sheet.words.value()
    assert complaints(sheet) == []
    sheet.leave()
    assert about.isVisible()
    about.leave()
