"""A sample of the walk at the largest text: the whole is `main.py demo --check scaling`."""

import argparse
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.demo.cohort import CohortWoman, make_cohort
from app.kernel.folders import StationFolders
from tests.ui.conftest import Show
from ui.commands import demo_looks
from ui.commands.screenshots import walk
from ui.commands.screenshots.fitting import cut_words
from ui.commands.screenshots.looks import WalkLook
from ui.theme import tokens

_SAMPLES = {
    150: ("over the window", "board", "danger signs", "history", "periods", "alarms-board", "audit", "network"),
    200: ("reception", "register", "pregnancies", "board", "women to call", "help"),
}
"""By text size: 150 % is the largest that every screen is laid out for, 200 % the largest there is. Scenes in which the
walks found most."""
_EVERY = 5


def _few(seed: int) -> tuple[CohortWoman, ...]:
    return make_cohort(seed)[::_EVERY]


@pytest.mark.parametrize("scale", _SAMPLES)
def test_the_hardest_pages_of_the_clinic_lose_no_words_in_large_text(
    tmp_path: Path, qtbot: QtBot, light: QApplication, monkeypatch: pytest.MonkeyPatch, scale: int
) -> None:
    monkeypatch.setattr("app.demo.fill.make_cohort", _few)
    assert scale in (tokens.LAID_OUT_FOR, tokens.SCALES[-1])
    look = WalkLook(scale=scale, faults=cut_words, pictures=False)
    scenes = tuple(one for one in walk.SCENES if one[0] in _SAMPLES[scale])
    folders = StationFolders(tmp_path / "home" / "station")
    walked = walk.picture_everything(folders, tmp_path / "pictures", ("pt_BR",), look, scenes)
    assert len(scenes) == len(_SAMPLES[scale])
    assert walked.failures == []
    assert walked.written == []


def test_a_walk_is_narrowed_to_the_scenes_whose_names_begin_so() -> None:
    found = demo_looks.scenes_of(argparse.Namespace(only=["Board", "recep"]))
    assert found is not None
    assert [name for name, _ in found] == ["reception", "board"]
    assert demo_looks.scenes_of(argparse.Namespace(only=None)) is None
    with pytest.raises(SystemExit, match=r"reception"):
        demo_looks.scenes_of(argparse.Namespace(only=["nothing is called so"]))


def test_words_that_are_cut_and_parts_out_of_reach_are_found(show: Show) -> None:
    page = QWidget()
    cut, away = QLabel("Uma frase que não cabe", page), QLabel("Fora da janela", page)
    show(page)
    cut.setGeometry(0, 0, 30, 30)
    away.setGeometry(page.width() + 10, 0, 300, 30)
    faults = cut_words(page)
    assert any(one.startswith("cut: QLabel 'Uma frase") for one in faults)
    assert any(one.startswith("out of reach: QLabel 'Fora") for one in faults)
    cut.setGeometry(0, 0, 400, 30)
    away.setGeometry(0, 40, 300, 30)
    assert cut_words(page) == []


def test_words_under_another_part_are_found(show: Show) -> None:
    page = QWidget()
    button, cover = QPushButton("Salvar", page), QFrame(page)
    show(page)
    button.setGeometry(0, 0, 200, 40)
    cover.setGeometry(100, 0, 200, 40)
    cover.show()
    assert [one for one in cut_words(page) if one.startswith("covered: QPushButton 'Salvar'")]
    cover.setGeometry(300, 0, 200, 40)
    assert cut_words(page) == []


def test_a_page_that_is_read_sideways_is_found(show: Show) -> None:
    area, wide = QScrollArea(), QLabel("Uma linha longa")
    wide.setFixedSize(3000, 40)
    area.setWidget(wide)
    show(area)
    page = QWidget()
    area.setParent(page)
    show(page)
    area.setGeometry(0, 0, 300, 200)
    area.show()
    assert [one for one in cut_words(page) if one.startswith("sideways: QScrollArea")]
    wide.setFixedSize(200, 40)
    assert cut_words(page) == []


def test_what_scrolls_through_a_slit_or_lies_outside_itself_is_out_of_reach(show: Show) -> None:
    page, inside = QWidget(), QLabel("Dentro")
    inside.setFixedSize(200, 300)
    area = QScrollArea(page)
    area.setWidget(inside)
    show(page)
    area.setGeometry(0, 0, 300, 12)
    assert [one for one in cut_words(page) if one.startswith("out of reach: QLabel 'Dentro'")]
    area.setGeometry(0, page.height() + 20, 300, 200)
    assert [one for one in cut_words(page) if one.startswith("out of reach: QLabel 'Dentro'")]
    area.setGeometry(0, 0, 300, 200)
    assert cut_words(page) == []


class _Painted(QWidget):
    """Paints its words into a box of this width."""

    room = 30.0

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).drawText(QRectF(0, 0, self.room, 30), 0, "Palavras pintadas")


def test_painted_words_that_are_larger_than_their_box_are_found(show: Show) -> None:
    page = _Painted()
    show(page)
    assert [one for one in cut_words(page) if one.startswith("cut: painted 'Palavras pintadas'")]
    page.room = 400.0
    assert cut_words(page) == []
