"""The texts and the reminders on the screens of a clinic: nothing cut, nothing unnamed, all in the order of reading."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.accessibility import complaints
from tests.ui.administration.office import settled, words_in
from tests.ui.conftest import settle
from tests.ui.reminders.texts.desk import Desk, OpenPlace, rules_page, texts_page
from ui.reminders.page import RemindersPage
from ui.texts import choose_language
from ui.theme import apply_theme

ROOMS = {90: QSize(1158, 660), 100: QSize(1158, 660), 125: QSize(1106, 640), 150: QSize(1276, 600)}
"""What 1366 × 768 leaves to a place at each text size; from 125 % the rail may be folded."""


def looked_at(place: RemindersPage, qtbot: QtBot, size: QSize, what: str) -> None:
    settled(qtbot)
    place.resize(size)
    settle()
    assert complaints(place) == [], what
    assert "[" not in words_in(place), what
    assert place.minimumSizeHint().width() <= size.width(), what


@pytest.mark.parametrize("scale", list(ROOMS))
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_every_page_of_the_texts_is_whole_in_every_size_and_language(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot, light: QApplication, language: str, scale: int
) -> None:
    template = desk.text()
    desk.text(body="Outro {{first_name}}", replaces=template.id)
    desk.add_people(1, agreed=1)
    choose_language(language)
    apply_theme(light, "dark" if scale == 125 else "light", scale)
    place = open_place("templates")
    looked_at(place, qtbot, ROOMS[scale], "list")
    page = texts_page(place)
    page.open_subject(template.template_id)
    looked_at(place, qtbot, ROOMS[scale], "editor")
    assert page.editor is not None
    form = page.editor.form
    form.compare.click()
    form.approved["B"].on.click()
    form.approved["B"].add.click()
    form.pad.body.set_value("{{nobody}}")
    page.editor.save()
    looked_at(place, qtbot, ROOMS[scale], "two texts with a mistake")
    page.editor.versions_button.click()
    looked_at(place, qtbot, ROOMS[scale], "versions")
    page.show_read(((), frozenset()))
    page.show_list()
    settled(qtbot)
    page.show_read(((), frozenset()))
    looked_at(place, qtbot, ROOMS[scale], "empty")


@pytest.mark.parametrize("scale", list(ROOMS))
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_every_page_of_the_reminders_is_whole_in_every_size_and_language(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot, light: QApplication, language: str, scale: int
) -> None:
    desk.set_up_mail()
    desk.add_people(2, agreed=1)
    made = desk.rule(desk.text())
    choose_language(language)
    apply_theme(light, "dark" if scale == 125 else "light", scale)
    place = open_place("rules")
    looked_at(place, qtbot, ROOMS[scale], "list")
    page = rules_page(place)
    page.open_subject(made.id)
    settled(qtbot)
    assert page.editor is not None
    page.editor.form.criteria.add("risk_class")
    looked_at(place, qtbot, ROOMS[scale], "editor")
    page.editor.form.name.setText("")
    page.editor.form.timing.hour.setText("x")
    page.editor.save()
    looked_at(place, qtbot, ROOMS[scale], "mistakes")
    page.show_list()
    settled(qtbot)
    page.show_read(((), False))
    looked_at(place, qtbot, ROOMS[scale], "empty")
