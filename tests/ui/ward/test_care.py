"""Who answers for a bed, and who has accepted its alarm, stand on its sector and in its panel; nothing made up."""

from dataclasses import replace
from typing import cast

import numpy as np
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from app.router.delivery.model import Standing
from app.router.node.items import BedHolder, BoardHolder
from app.router.service import RouterService
from app.ward.picture.model import BedStanding
from tests.ui.alarms.fakes import PATHS, FakeRouter, entry, replace_paths, taken
from tests.ui.clinical import words_in
from tests.ui.ward.desk import Desk
from tests.ui.ward.staged import START, StagedPicture, alarm
from ui.ward.care import NOBODY, NOTHING_KNOWN, BedCare, Care, TakenAlarm, care_of
from ui.ward.wall.seen import SeenAlarm, SeenName, seen_of
from ui.ward.wall.view import WallView

ROOM = QSize(800, 500)
HELD = replace_paths(PATHS, beds=(BedHolder("bed-0", "u", "Ana de Souza Fictícia", True),))


def care_with(router: FakeRouter) -> Care:
    return Care(cast(RouterService, router))


def name_of(care: BedCare, **changed: object) -> SeenName:
    bed = replace(StagedPicture(1).beds[0], **changed)  # type: ignore[arg-type]  # fields, said by the test
    name = seen_of(bed, START, room=4, care=care)["name"]
    assert isinstance(name, SeenName)
    return name


def test_a_sector_names_who_answers_for_the_bed() -> None:
    assert name_of(BedCare("Ana de Souza Fictícia", known=True)).holder == ("user", "Ana F.")
    assert name_of(BedCare("Ana Fictícia", False, known=True)).holder == ("alert-triangle", "Ana F.")
    assert name_of(NOBODY).holder == ("alert-triangle", "–")
    assert name_of(NOTHING_KNOWN).holder is None
    assert name_of(NOBODY, standing=BedStanding.EMPTY).holder is None


def test_a_sector_names_who_has_its_worst_alarm() -> None:
    shown = alarm()
    bed = replace(StagedPicture(1).beds[0], alarms=(shown,))
    for present, icon in ((False, "check"), (True, "bed")):
        care = BedCare(taken=(TakenAlarm(shown.alarm.key, "Ana Fictícia", present),))
        seen = seen_of(bed, START, room=4, care=care)["alarm"]
        assert isinstance(seen, SeenAlarm)
        assert seen.taken == (icon, "Ana F.")
    other = seen_of(bed, START, room=4, care=BedCare(taken=(TakenAlarm("another", "Ana", False),)))["alarm"]
    assert isinstance(other, SeenAlarm)
    assert other.taken is None


def test_the_board_and_the_hand_overs_are_put_together_by_bed() -> None:
    router = FakeRouter()
    present = taken("b1", "asystole", standing=Standing.PRESENT, holders=(BoardHolder("u", "Bia Fictícia", "r", 1.0),))
    router.say(present, entry("b3"), taken("b2"))
    beds, other = care_of(PATHS, router.board())
    assert beds["b1"].has("asystole") == TakenAlarm("asystole", "Bia Fictícia", True)
    assert (beds["b1"].name, beds["b1"].on_duty) == ("Ana Fictícia", True)
    assert not beds["b2"].on_duty
    assert "b3" not in beds
    assert other == NOBODY
    assert care_of(replace_paths(PATHS, beds=()), None) == ({}, NOTHING_KNOWN)


def test_nothing_is_said_while_the_router_is_not_heard() -> None:
    router = FakeRouter(way=HELD)
    care = care_with(router)
    care.look(0.0)
    assert care.of("bed-0").name
    router.silent = True
    care.look(0.5)
    assert care.of("bed-0").name
    care.look(1.5)
    assert care.of("bed-0") == NOTHING_KNOWN
    before = care.revision
    care.look(9.0)
    assert care.revision == before


def test_the_wall_paints_a_change_of_responsibility_at_its_next_frame_and_nothing_else(
    qtbot: QtBot,
) -> None:
    picture, router = StagedPicture(6), FakeRouter()
    view = WallView(picture)
    qtbot.addWidget(view)
    view.care = care_with(router)
    view.resize(ROOM)
    view.fit(ROOM)
    view.tick()
    before = _pixels(view)
    router.path(beds=HELD.beds)
    view.tick()
    held = _pixels(view)
    assert (held != before).any()
    view.care = None
    view.tick()
    assert (_pixels(view) == before).all()


def test_a_wall_of_one_size_is_painted_the_same_at_once_and_bit_by_bit(qtbot: QtBot) -> None:
    picture, router = StagedPicture(6), FakeRouter()
    picture.change(0, alarms=(alarm(),))
    walls = [WallView(picture) for _ in range(2)]
    for wall in walls:
        qtbot.addWidget(wall)
        wall.care = care_with(router)
        wall.resize(ROOM)
    walls[0].fit(ROOM)
    walls[0].tick()
    router.path(beds=HELD.beds)
    router.say(taken("bed-0", alarm().alarm.key))
    walls[0].tick()
    walls[1].fit(ROOM)
    walls[1].tick()
    walls[1].tick()
    assert (_pixels(walls[0]) == _pixels(walls[1])).all()


def test_the_panel_says_in_full_who_answers_and_who_comes(desk: Desk) -> None:
    page = desk.ready()
    desk.monitor.asystole()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.beds[0].alarms))
    key = desk.ward.picture.beds[0].alarms[0].alarm.key
    desk.router.path(beds=(BedHolder("b1", "u-ana", "Ana de Souza Fictícia", False),))
    desk.router.say(taken("b1", key))
    page.open_bed("b1")
    assert "Responsável: Ana Fictícia, fora do plantão. O leito não foi passado." in words_in(page.bed)
    assert "Aceito por Ana Fictícia, a caminho" in words_in(page.bed)
    page.open_bed("b2")
    assert "Ninguém é responsável por este leito" in words_in(page.bed)
    page.open_bed("b3")
    assert "responsável" not in words_in(page.bed)


def test_no_name_of_the_staff_stands_on_a_locked_screen(desk: Desk) -> None:
    page = desk.ready()
    own = page.layouts.care
    assert own is not None
    board = page.locked()
    assert board is not None
    desk.qtbot.addWidget(board)
    assert (board.wall.care, page.wall.care) == (None, None)
    page.unlocked()
    assert page.wall.care is own


def _pixels(view: WallView) -> np.ndarray:
    image = view.grab().toImage()
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1).copy()
