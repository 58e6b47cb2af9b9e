"""`bench board`: the board with 200 waiting: reading it, and showing each refresh, beside doing both the simple way.

Reading: the service against one question after another for each arrival. Showing: the time that the window's own
thread is held by one refresh, from the reading to the painted list, against a list of widgets built anew and against a
model that is reset. All in the same run, without a screen (`QT_QPA_PLATFORM=offscreen`, software painting).
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.clinic.reception.model import Board
    from app.security.session import Session
    from app.station import Station

WAITING: Final = 200
ROUNDS: Final = 200
FRAME_MS: Final = 16.7
"""One frame of 60: a refresh that holds the window no longer than this is not seen."""
_SIMPLE_ROUNDS: Final = 10
_PASSWORD: Final = "sete barcos verdes"


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Milliseconds at the 50th and 99th per cent; `waiting` and `rounds` may be given by a test."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    waiting = int(getattr(arguments, "waiting", WAITING))
    rounds = int(getattr(arguments, "rounds", ROUNDS))
    with tempfile.TemporaryDirectory(prefix="plantao-bench-", ignore_cleanup_errors=True) as folder:
        print(f"an encrypted station with {waiting} waiting …", file=sys.stderr)
        station, nurse = _station(Path(folder), waiting)
        try:
            reading = _measure_reading(station, nurse, rounds)
            showing = _measure_showing(station, nurse, rounds)
        finally:
            station.close()
    return {"waiting": waiting, "rounds": rounds, **reading, **showing}


def _station(home: Path, waiting: int) -> "tuple[Station, Session]":
    """A new station whose nurse has received and heard so many synthetic people; a quarter pregnant, some unheard."""
    from app import bootstrap  # noqa: PLC0415 - the window's bench alone needs all this
    from app.kernel.folders import StationFolders  # noqa: PLC0415
    from app.security.account_model import NewAccount  # noqa: PLC0415
    from app.security.roles import Role  # noqa: PLC0415
    from app.settings import StationProfile, StationRole  # noqa: PLC0415

    def new(role: Role) -> NewAccount:
        return NewAccount(role.value, f"Bench Sintética {role.value}", role, _PASSWORD)

    profile = StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", "0000000", "2408102", "Natal", demo=True)
    first = bootstrap.FirstStart(profile, new(Role.ADMINISTRATOR), key_file=home / "bench.key")
    station = bootstrap.create_station(StationFolders(home), first, bootstrap.Ports(background=False)).station
    session = station.sign_in.sign_in(Role.ADMINISTRATOR.value, _PASSWORD)
    for role in (Role.COORDINATOR, Role.NURSE):
        station.accounts.authorise(session, station.accounts.ask_for_account(new(role)).id)
        session = station.sign_in.sign_in(role.value, _PASSWORD)
    for number in range(waiting):
        _receive(station, session, number)
    return station, session


def _receive(station: "Station", nurse: "Session", number: int) -> None:
    from app.clinic.people.model import NewPerson, Sex  # noqa: PLC0415
    from app.clinic.pregnancies.model import NewObservation  # noqa: PLC0415
    from app.clinic.reception.model import Colour, Hearing  # noqa: PLC0415

    syllables = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru")
    own = "".join(syllables[int(digit)] for digit in f"{number:03}").title()
    person = NewPerson(
        full_name=f"{own} Sintética {own[::-1].title()}",
        birth_date=date(1985, 1, 1) + timedelta(days=31 * number),
        sex=Sex.FEMALE,
        mother_name=f"Mãe Sintética {own}",
        no_document_reason="Dados sintéticos",
        municipality_code="2408102",
        municipality_name="Natal",
        synthetic=True,
    )
    likely = station.people.likely_duplicates(nurse, person)
    seen = frozenset(one.person.person_id for one in likely)
    one = station.people.register(nurse, person, seen_duplicates=seen)
    now = station.clock.now()
    if number % 4 == 0:
        station.pregnancies.open(nurse, one.id, (now - timedelta(days=100 + number % 120)).date())
    arrival = station.reception.arrive(nurse, one.id, now - timedelta(minutes=number % 180), reason="Dor de cabeça")
    if number % 5:
        readings = {"systolic_mmhg": 118 + number % 40, "diastolic_mmhg": 70 + number % 30, "pulse_bpm": 80}
        vitals = tuple(NewObservation(code, value) for code, value in readings.items())
        station.reception.hear(nurse, arrival.id, Hearing("Dor de cabeça", list(Colour)[number % 4], vitals))
    if number % 9 == 0:
        station.reception.call(nurse, arrival.id, f"Sala {number % 5 + 1}")


def _measure_reading(station: "Station", nurse: "Session", rounds: int) -> dict[str, object]:
    def simple() -> None:
        """What a screen would do without a board in one piece."""
        for row in rows:
            station.reception.get(nurse, row.arrival.id)
            station.danger_signs.pressure(nurse, row.arrival.person_id, row.arrival.id)

    rows = station.reception.board(nurse).rows
    whole = _times(lambda: station.reception.board(nurse), rounds)
    single = _times(simple, min(rounds, _SIMPLE_ROUNDS))
    return {
        "read_p50_ms": _percentile(whole, 50),
        "read_p99_ms": _percentile(whole, 99),
        "read_one_by_one_p50_ms": _percentile(single, 50),
        "read_times_faster": _percentile(single, 50) / _percentile(whole, 50),
    }


def _measure_showing(station: "Station", nurse: "Session", rounds: int) -> dict[str, object]:
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after the platform was chosen

    from ui.commands.bench_views import OnScreen, Rebuilt, Reset  # noqa: PLC0415
    from ui.theme import apply_theme  # noqa: PLC0415

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["bench"])
    apply_theme(application)
    boards = list(_boards(station.reception.board(nurse), rounds))
    found: dict[str, object] = {}
    for name, kind, share in (("refresh", OnScreen, 1), ("reset_model", Reset, 1), ("rebuild_widgets", Rebuilt, 10)):
        view = kind(station, nurse)
        try:
            view.show_board(boards[0])
            taken = [_time(partial(view.show_board, board)) for board in boards[::share]]
            found |= {f"{name}_p50_ms": _percentile(taken, 50), f"{name}_p99_ms": _percentile(taken, 99)}
            found[f"{name}_keeps_cursor"] = view.keeps_cursor()
        finally:
            view.close()
    found["refresh_target_p99_ms"] = FRAME_MS
    return found


def _boards(first: "Board", rounds: int) -> "Iterator[Board]":
    """What the refreshes of a morning bring: most a minute later, some with one person called, moved up or gone."""
    from app.clinic.reception.model import ArrivalState, Colour  # noqa: PLC0415

    board = first
    for number in range(rounds):
        rows, at = list(board.rows), board.at
        if number % 2 == 0:
            at += timedelta(minutes=1)
        place = (number * 37) % len(rows)
        one = rows.pop(place)
        if number % 3 == 0:
            one = replace(one, arrival=replace(one.arrival, state=ArrivalState.CALLED))
            rows.insert(place, one)
        elif number % 3 == 1:
            rows.insert(0, replace(one, arrival=replace(one.arrival, colour=Colour.RED)))
        else:
            rows.append(one)
        board = replace(board, rows=tuple(rows), at=at)
        yield board


def _times(call: Callable[[], object], rounds: int) -> list[float]:
    call()
    return [_time(call) for _ in range(rounds)]


def _time(call: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1000


def _percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that at least `share` per cent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]
