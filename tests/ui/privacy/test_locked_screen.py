"""Whoever was on screen when it locks: nothing of them can be seen, read aloud or found under the pointer."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMainWindow, QToolTip
from pytestqt.qtbot import QtBot

from app.clinic.people.model import NewPerson, Sex
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from tests.privacy.identities import Identity, found_in, identities
from tests.ui.clinical import LMP, PASSWORD
from tests.ui.seen import everything_seen
from tests.ui.shell.conftest import Holder, finish
from ui.reception.screen import Reception
from ui.shell.window import Shell
from ui.spoken.announcer import announcer
from ui.spoken.notice import notice_of
from ui.spoken.rate import Piece
from ui.widgets.confirm_sheet import ask
from ui.widgets.labels import Text

_ZQUARA = Identity(
    *("Zquara Ýwxila", "Çxwona Éjqara", "52998224725", "700000000000005", "84912345678", "xqz.wxy@example.org"),
    *("Wxyana Ãqzora, 3", "Éjqiba Çxwude"),
)
FEW = settings(
    max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def shell(station: Station, nurse: Session, qtbot: QtBot, light: QApplication, reader: None) -> Iterator[Shell]:
    """The nurse's window, with a screen reader that runs."""
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    made = Shell(station, nurse, Holder(window))
    window.setCentralWidget(made)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    made.begin()
    finish(qtbot)
    yield made
    made.leave()
    finish(qtbot)


def _register(station: Station, nurse: Session, one: Identity) -> tuple[str, str]:
    new = NewPerson(
        one.name, date(1991, 4, 9), Sex.FEMALE, one.mother, cpf=one.cpf, cns=one.cns, phone=one.phone, email=one.email,
        municipality_code="2408102", municipality_name="Natal", synthetic=True,
    )  # fmt: skip
    try:
        made = station.people.register(nurse, new).id
    except KnownError as again:
        # A failing example is run once more.
        made = str(again.values["person_id"])
        return made, station.pregnancies.of_person(nurse, made)[0].id
    return made, station.pregnancies.open(nurse, made, LMP).id


def _unlock(shell: Shell, qtbot: QtBot) -> None:
    lock = shell._lock_screen
    assert lock is not None
    lock.secret.line.setText(PASSWORD)
    lock.secret.line.returnPressed.emit()
    finish(qtbot)
    assert shell._lock_screen is None


def test_of_a_record_that_was_open_nothing_is_left_at_the_lock(
    shell: Shell, station: Station, nurse: Session, qtbot: QtBot
) -> None:
    @given(one=identities())
    @FEW
    def locks(one: Identity) -> None:
        person, pregnancy = _register(station, nurse, one)
        with suppress(KnownError):
            # She waits already where a failing example is run once more.
            station.reception.arrive(nurse, person, reason=one.note)
        for place, subject in (("pregnancy", f"{pregnancy}/summary"), ("reception", person)):
            shell.navigate(place, subject)
            finish(qtbot)
            shell.message("info", f"{one.name}: {one.note}")
            ask(shell, one.name, one.note, list, explanation=one.address)
            QToolTip.showText(QPoint(5, 5), one.name, shell)
            notice_of(shell.window()).tell(one.name)
            announcer().say(shell, Piece(one.mother))
            assert one.name in everything_seen()
            shell.lock()
            finish(qtbot)
            assert found_in(everything_seen(), [one]) == [], place
            announcer().look()
            assert found_in(everything_seen(), [one]) == []
            _unlock(shell, qtbot)
            assert found_in(everything_seen(), [one]) != [], "it is there again for whoever unlocks it"

    locks()


@pytest.mark.parametrize(("names", "told"), [("first_and_initials", ["Zquara"]), ("initials", [])])
def test_the_board_in_the_waiting_room_says_no_more_at_the_lock_than_everybody_may_read(
    shell: Shell, station: Station, nurse: Session, qtbot: QtBot, names: str, told: list[str]
) -> None:
    administrator = replace(nurse, role=Role.ADMINISTRATOR, guard=None)
    station.settings.change(administrator, wall_names=names)
    person, _ = _register(station, nurse, _ZQUARA)
    station.reception.arrive(nurse, person, reason=_ZQUARA.note)
    shell.navigate("reception", person)
    finish(qtbot)
    reception = shell.current()
    assert isinstance(reception, Reception)
    reception.walls.open()
    wall = reception.walls.wall
    assert wall is not None
    qtbot.waitUntil(lambda: bool(wall.page.waiting))
    assert "Ýwxila" in everything_seen(), "beside it the record stands open"
    shell.lock()
    finish(qtbot)
    assert wall.isVisible() and wall.page.waiting, "who waits is told all the same"
    assert found_in(everything_seen(), [_ZQUARA]) == [], "aloud it says how many wait"
    assert found_in(repr(wall.page), [_ZQUARA]) == told, "what is painted"
    wall.close()


def test_what_stands_over_the_lock_by_mistake_is_found(shell: Shell, qtbot: QtBot) -> None:
    shell.lock()
    finish(qtbot)
    assert shell._lock_screen is not None
    left = Text(_ZQUARA.name)
    left.setParent(shell._lock_screen)
    left.show()
    assert found_in(everything_seen(), [_ZQUARA]) == ["Zquara", "Ýwxila"]
