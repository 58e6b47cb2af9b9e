"""What a screen reader says of the alarms of a receiver, over a real hub."""

import pytest

from app.demo.playing_node import RIGHT
from app.router.contents import Holds, StandingNote
from app.router.delivery.model import Standing
from app.router.requests import Unlock
from tests.router.receiver.told import note
from tests.ui.receiver.conftest import Desktop
from tests.ui.spoken.hearing import Hearing
from ui.receiver.desk import Desk
from ui.texts import choose_language

_ALARM = "Alarme de prioridade alta: Leito 7 · M.S., SpO₂ baixa: SpO₂ 84 < 90."


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch, reader: None) -> Hearing:
    """What this receiver has said."""
    hearing = Hearing()
    monkeypatch.setattr("ui.receiver.window.announcer", lambda: hearing.announcer)
    return hearing


@pytest.fixture
def desktop(heard: Hearing, desktop: Desktop) -> Desktop:
    """Opened, with what it says taken down; the window asks for the announcer while it is made."""
    return desktop


def _hear(desktop: Desktop, heard: Hearing) -> list[tuple[str, bool]]:
    """The next thing that is said."""
    said: list[tuple[str, bool]] = []

    def look() -> bool:
        said.extend(heard.hear())
        return bool(said)

    desktop.until(look)
    return said


def test_a_receiver_says_an_alarm_who_took_it_and_that_it_is_over(heard: Hearing, desktop: Desktop) -> None:
    desktop.start()
    desktop.sign_in()
    desktop.node.tell(note())
    assert _hear(desktop, heard) == [(_ALARM, True)]
    desktop.node.tell(StandingNote("bed-7", "spo2_low", Standing.ACCEPTED, (Holds("Bruno Synthetic", 3.0),)))
    assert _hear(desktop, heard) == [
        ("Leito 7 · M.S., SpO₂ baixa: SpO₂ 84 < 90: Bruno Synthetic está a caminho.", False)
    ]
    desktop.node.tell(StandingNote("bed-7", "spo2_low", Standing.ENDED, ended=True))
    assert _hear(desktop, heard) == [("Terminou: Leito 7 · M.S., SpO₂ baixa: SpO₂ 84 < 90.", False)]


def test_a_locked_receiver_says_how_many_alarms_call_and_no_name(heard: Hearing, desktop: Desktop) -> None:
    desktop.start()
    desktop.sign_in()
    desktop.window.lock()
    desktop.node.tell(note())
    assert _hear(desktop, heard) == [("1 alarme chama você.", True)]
    assert desktop.window.receiver is not None
    desktop.window.receiver.ask(Unlock(RIGHT))
    desktop.until(lambda: isinstance(desktop.window.centralWidget(), Desk))
    assert _hear(desktop, heard) == [(_ALARM, True)]


def test_a_receiver_that_no_longer_hears_its_node_says_so_in_english_too(heard: Hearing, desktop: Desktop) -> None:
    desktop.start()
    desktop.sign_in()
    choose_language("en")
    desktop.node.stop()
    assert _hear(desktop, heard) == [("The ward is not heard: alarms may not arrive here.", True)]
