"""The board of who waits, the hearing, and the wall."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QScrollArea

from app.clinic.reception.model import ArrivalState, Board, BoardRow, Colour
from app.kernel.errors import KnownError
from app.security.roles import Role
from ui.board.board_view import BoardView
from ui.board.correct_sheets import MeasureSheet
from ui.board.deeds import Deed
from ui.board.hearing import HearingPage
from ui.board.sheets import ArriveSheet, CallSheet, CloseSheet
from ui.board.wall import WallBoard
from ui.commands.screenshots.stage import Stage
from ui.errors import words_of
from ui.reception.screen import BOARD, Reception
from ui.shell.shortcuts import ShortcutSheet, covers
from ui.texts import tr

_WALL_WIDTH, _WALL_HEIGHT = 1920, 1080
_WALL: Final = QSize(_WALL_WIDTH, _WALL_HEIGHT)


def board(stage: Stage) -> None:
    """Who waits this morning, one of them opened, and who has gone."""
    view = _board(stage)
    stage.shoot("board")
    rows = _rows(stage)
    heard = next(row for row in rows if row.arrival.colour is not None and row.arrival.state is ArrivalState.WAITING)
    view.open(heard.arrival.id)
    stage.until(lambda: view.panel is not None, "the arrival beside the board")
    stage.shoot("board-arrival")
    view.choose(gone=True)
    stage.shoot("board-gone")
    view.choose(gone=False)
    stage.settle()
    view.feed.stop()
    now = stage.station.clock.now()
    view.feed.read.emit(Board(now.date(), now, ()))
    stage.shoot("board-nobody")
    for words in (view.head.number, view.head.about):
        words.setText("")
    for chip, name in ((view.head.here, "here"), (view.head.gone, "gone")):
        chip.set_text(tr(f"board.{name}", count="–"))
    view.states.show_wrong(words_of(KnownError("store.damaged", path="plantao.store")).together, view.feed.read_now)
    stage.shoot("board-unreadable")


def small_questions(stage: Stage) -> None:
    """To which room, with what outcome, measured again, taken back; and the keys of the board."""
    view = _board(stage)
    view.list.enter()
    for deed, sheet, name in (
        (Deed.CALL, CallSheet, "board-call"),
        (Deed.CLOSE, CloseSheet, "board-close"),
        (Deed.MEASURE, MeasureSheet, "board-measure"),
    ):
        view.do(deed)
        stage.until(lambda kind=sheet: view.window().findChild(kind) is not None, name)  # type: ignore[misc]
        stage.shoot(name)
        _abandon(view)
    shell = stage.enter(Role.NURSE, "reception")
    shell.show_shortcuts()
    stage.until(lambda: stage.window.findChild(ShortcutSheet) is not None, "the keys")
    stage.shoot("board-keys")


def hearing(stage: Stage) -> None:
    """The escuta inicial of a pregnant woman, of one after birth and of somebody else; what stands in the way."""
    view = _board(stage)
    mother = next(row for row in _rows(stage) if row.pregnant and row.arrival.colour is None)
    page = _hear(stage, view, mother)
    stage.shoot("hearing-danger-first")
    _fill(page)
    page.work_out()
    stage.shoot("hearing-maternal")
    page.save()
    stage.shoot("hearing-problems")
    assert page.danger.question is not None
    page.danger.question.asking.none.emit()
    stage.settle()
    page.colour.tiles[1].setFocus()
    stage.shoot("hearing-colour")
    page.keeper.drop()
    stage.settle()
    view.leave_hearing()
    stage.settle()
    other = next(row for row in _rows(stage) if not row.pregnant and row.arrival.colour is None)
    page = _hear(stage, view, other)
    _fill(page)
    page.work_out()
    stage.shoot("hearing-news2")
    page.keeper.drop()
    stage.settle()
    view.leave_hearing()
    stage.settle()
    after_birth = next(row for row in _rows(stage) if row.gave_birth and row.arrival.state.is_open)
    page = _hear(stage, view, after_birth)
    page.vitals.take_draft({"systolic_mmhg": "98", "diastolic_mmhg": "62", "pulse_bpm": "108"})
    page.work_out()
    stage.settle()
    for scroll in page.findChildren(QScrollArea):
        if scroll.isAncestorOf(page.aids.shock):
            scroll.ensureWidgetVisible(page.aids.shock)
    stage.shoot("hearing-after-birth")
    page.keeper.drop()
    stage.settle()
    view.leave_hearing()


def emergency(stage: Stage) -> None:
    """What to do now about somebody on the board."""
    view = _board(stage)
    urgent = next(line for line in view.model.rows() if line.urgent)
    view.list.go_to(urgent.arrival_id)
    view.do(Deed.EMERGENCY)
    stage.until(lambda: view.cover.card is not None, "the emergency card")
    stage.shoot("board-emergency")


def arrive(stage: Stage) -> None:
    """She has come: from the person's panel to the board."""
    place = stage.enter(Role.NURSE, "reception").current()
    assert isinstance(place, Reception)
    here = {row.arrival.person_id for row in _rows(stage)}
    hits = stage.station.people.search(stage.session(Role.NURSE), "ana").hits
    place.open_person(next(one.person_id for one in hits if one.person_id not in here))
    stage.until(lambda: place.panel is not None, "the person")
    stage.shoot("person-not-here")
    assert place.panel is not None
    place.panel.arrival.press()
    stage.until(lambda: stage.window.findChild(ArriveSheet) is not None, "the question")
    stage.shoot("person-arrives")


def wall(stage: Stage) -> None:
    """The board on the wall, light and dark."""
    view = _board(stage)
    _call_two(stage)
    for theme in ("light", "dark"):
        with stage.looking(theme):
            on_wall = WallBoard(view, view._context)
            on_wall.resize(_WALL)
            on_wall.show_board(stage.station.reception.board(stage.session(Role.NURSE)))
            picture = QImage(_WALL, QImage.Format.Format_RGB32)
            on_wall.render(picture)
            stage.keep(f"wall-{theme}", picture)
            on_wall.close()
            on_wall.deleteLater()


def _board(stage: Stage) -> BoardView:
    place = stage.enter(Role.NURSE, "reception").current()
    assert isinstance(place, Reception)
    place.parts.choose(BOARD)
    stage.settle()
    return place.board


def _rows(stage: Stage) -> tuple[BoardRow, ...]:
    return stage.station.reception.board(stage.session(Role.NURSE)).rows


def _hear(stage: Stage, view: BoardView, row: BoardRow) -> HearingPage:
    view.hear(row.arrival.id)
    stage.settle()
    assert view.hearing is not None
    return view.hearing


def _fill(page: HearingPage) -> None:
    page.reason.set_value("Dor de cabeça desde ontem, vista embaçada")
    typed = {"systolic_mmhg": "150", "diastolic_mmhg": "95", "pulse_bpm": "124", "temperature_celsius": "36,8"}
    page.vitals.take_draft({**typed, "respirations_per_minute": "20", "consciousness": "alert"})
    page.colour.set_value(Colour.YELLOW)


def _call_two(stage: Stage) -> None:
    reception, session = stage.station.reception, stage.session(Role.NURSE)
    waiting = [one for one in _rows(stage) if one.arrival.state is ArrivalState.WAITING]
    for row, room in zip(waiting[:2], ("Sala 2", "Sala 3"), strict=True):
        reception.call(session, row.arrival.id, room)
        stage.clock_moves(60)


def _abandon(view: BoardView) -> None:
    for cover in covers(view):
        cover.abandon()


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("board", board),
    ("small questions of the board", small_questions),
    ("hearing", hearing),
    ("emergency on the board", emergency),
    ("arrival", arrive),
    ("wall", wall),
)
