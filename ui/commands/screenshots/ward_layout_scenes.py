"""How the wall is arranged and shown: while it is arranged, alone on the screen, locked, and as a central station."""

from typing import Final

from app.security.roles import Role
from app.ward.layouts.model import WallLayout, WallScreen
from ui.commands.screenshots.stage import HEIGHT, WIDTH, Stage
from ui.commands.screenshots.ward_scenes import simulated_ward
from ui.start.agreement import AgreementPage
from ui.theme.wished import CONTRAST
from ui.ward.layouts.board import WallBoard
from ui.ward.layouts.kiosk_page import KioskPage
from ui.ward.page import WardPage

_NAME: Final = {"pt_BR": "Isolamento primeiro", "en": "Isolation first"}


def _drawn(stage: Stage, place: WardPage) -> None:
    """What was said is laid out; then the wall is drawn at its new size."""
    stage.settle()
    place.look()
    place.wall.tick()


def arranging(stage: Stage) -> None:
    """Beds are moved, and the layout is saved and followed."""
    with stage.at_hospital() as station, simulated_ward(stage, Role.NURSE) as (place, _node):
        beds = [bed.bed for bed in station.ward.picture.beds]
        place.layouts.begin()
        place.layouts.drop(beds[15], beds[0])
        _drawn(stage, place)
        stage.shoot("ward-arranging")
        place.layouts.cancel()
        layout = WallLayout(_NAME[stage.flow.preferences.language], (WallScreen((beds[15], beds[8]), 4),), 2)
        station.layouts.keep(stage.session(Role.NURSE), layout)
        place.layouts.load()
        stage.settle()
        place.layouts.choose(layout.name)
        _drawn(stage, place)
        stage.shoot("ward-layout")


def day(stage: Stage) -> None:
    """The wall in the colours of the day; high contrast has no day and no night."""
    if stage.flow.preferences.ward_theme == CONTRAST:
        return
    with stage.at_hospital(), simulated_ward(stage, Role.NURSE) as (place, _node):
        place.controls.theme.click()
        _drawn(stage, place)
        stage.shoot("ward-wall-day")
        place.controls.theme.click()


def whole_screen(stage: Stage) -> None:
    """No rail and no bar; then the lock, beside which alarms go on without names."""
    with stage.at_hospital(), simulated_ward(stage, Role.NURSE) as (place, _node):
        place.controls.whole_screen.click()
        # A machine without a screen fills one that is smaller than an old clinic's.
        stage.settle()
        stage.window.resize(WIDTH, HEIGHT)
        _drawn(stage, place)
        stage.shoot("ward-whole-screen")
        place.controls.whole_screen.click()
        stage.settle()
        stage.window.resize(WIDTH, HEIGHT)
        place.controls.leave.click()
        stage.settle()
        _shoot_board(stage, "ward-locked")


def central_station(stage: Stage) -> None:
    """Nobody is signed in; somebody is about to; what is asked before the first look."""
    with stage.at_hospital() as station, simulated_ward(stage, Role.NURSE):
        page = KioskPage(station, lambda _session: None)
        stage.show_page(page)
        stage.flow.dress(own_theme=True)
        _shoot_board(stage, "ward-central")
        page.open_form()
        _shoot_board(stage, "ward-central-form")
        # Whoever signs in for the first time reads it beside the sectors, which go on without names.
        nurse = stage.session(Role.NURSE)
        text = station.privacy.confidentiality.to_accept(nurse)
        assert text is not None
        page.show_beside(AgreementPage(station, nurse, text, lambda: None, lambda: None))
        _shoot_board(stage, "ward-central-agreement")


def _shoot_board(stage: Stage, name: str) -> None:
    board = stage.window.findChildren(WallBoard)[-1]
    stage.settle()
    board.look()
    board.wall.tick()
    stage.shoot(name)


SCENES: Final = (
    ("ward-arranging", arranging),
    ("ward-day", day),
    ("ward-whole-screen", whole_screen),
    ("ward-central", central_station),
)
