"""The receiver of a practice: its sign-in, an alarm that calls, the same one accepted; on each the band."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from app.demo.playing_node import RIGHT, PlayingNode
from app.demo.routed_ward import PlayedReceiver
from app.demo.unit import DEMO_LOGINS
from app.kernel.folders import StationFolders
from app.router.requests import SignIn
from app.router.words import Response
from app.security.roles import Role
from app.ward.alarms.signs import Light
from ui.commands.practice_receiver import PracticeReceiver
from ui.commands.screenshots.receiver_scenes import one_that_calls
from ui.commands.screenshots.stage import Stage
from ui.practice.mode import begin_practice, end_practice
from ui.receiver.desk import Desk
from ui.receiver.entry import SignInPage
from ui.start.preferences import Preferences
from ui.ward.flashing import lit

_APART: Final = "practice"
"""A folder below the walk's own, which goes with it."""


def first_alarm(stage: Stage) -> None:
    """From the sign-in, already filled in, to the first answer."""
    with _window(stage) as (window, node):
        stage.until(window.is_connected, "the link of the practice")
        assert isinstance(window.centralWidget(), SignInPage)
        _shoot(stage, window, "practice-receiver-sign-in")
        receiver = window.receiver
        assert receiver is not None
        # The node that plays the practice's knows one password of its own.
        receiver.ask(SignIn(DEMO_LOGINS[Role.NURSE], RIGHT))
        stage.until(lambda: isinstance(window.centralWidget(), Desk), "the sign-in of the practice")
        desk = window.centralWidget()
        assert isinstance(desk, Desk)
        _shoot(stage, window, "practice-receiver-calm")
        node.tell(one_that_calls())
        stage.until(desk.answers.buttons[Response.ACCEPTED].isEnabled, "the answers of the practice")
        stage.settle()
        stage.until(lambda: lit(Light.SLOW, time.monotonic()), "the light of the alarm")
        _shoot(stage, window, "practice-receiver-alarm")
        desk.answers.press(Response.ACCEPTED)
        stage.until(desk.answers.buttons[Response.TAKEN_BACK].isEnabled, "the node's word in the practice")
        _shoot(stage, window, "practice-receiver-accepted")


@contextmanager
def _window(stage: Stage) -> Iterator[tuple[PracticeReceiver, PlayingNode]]:
    """The practice's receiver, silent, and what plays its router."""
    node = PlayingNode()
    begin_practice()
    try:
        own = PlayedReceiver(node.name, DEMO_LOGINS[Role.NURSE], node.paired.own, node.paired.node)
        language = stage.flow.preferences.language
        folders = StationFolders(stage.station.folders.home / _APART)
        window = PracticeReceiver(own, folders, Preferences(language=language))
        try:
            # Not `start`: a picture plays no sound, whatever loudspeaker the machine has.
            window.begin(node.paired)
            window.show()
            yield window, node
        finally:
            window.end()
            window.deleteLater()
    finally:
        end_practice()
        node.stop()


def _shoot(stage: Stage, window: PracticeReceiver, name: str) -> None:
    window.turn()
    stage.settle()
    stage.ask_of(window, name)
    stage.keep(name, window.grab().toImage())


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (("practice receiver", first_alarm),)
