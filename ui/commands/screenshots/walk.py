"""The whole walk: in each language a fresh demo station is made and every scene is played on it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QThreadPool
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from app.bootstrap import Ports
from app.demo.hospital import make_demo_hospital
from app.demo.station import make_demo_station
from app.demo.unit import DEMO_PROFILE, HOSPITAL_PROFILE
from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from app.station import Station
from ui.commands.screenshots import (
    administration_scenes,
    alarm_scenes,
    allergy_scenes,
    board_scenes,
    clinic_scenes,
    conflict_scenes,
    danger_scenes,
    duty_scenes,
    exams_scenes,
    exchange_scenes,
    fleet_scenes,
    help_scenes,
    history_scenes,
    look_scenes,
    message_scenes,
    network_scenes,
    paper_scenes,
    phone_scenes,
    planning_scenes,
    practice_receiver_scenes,
    privacy_scenes,
    receiver_scenes,
    referral_desk_scenes,
    referral_library_scenes,
    referral_scenes,
    reminder_rest_scenes,
    reminder_text_scenes,
    report_scenes,
    router_scenes,
    rule_scenes,
    sending_scenes,
    start_scenes,
    support_scenes,
    tour_scenes,
    visits_scenes,
    ward_bed_scenes,
    ward_layout_scenes,
    ward_management_scenes,
    ward_review_scenes,
    ward_scenes,
)
from ui.commands.screenshots.looks import PLAIN, WalkLook
from ui.commands.screenshots.stage import HEIGHT, WIDTH, Pictures, QtMessages, Stage
from ui.spoken.announcer import announcer
from ui.spoken.roles import install_roles
from ui.start.flow import StartFlow
from ui.start.main_window import MainWindow
from ui.start.preferences import Preferences
from ui.texts import choose_language, chosen_language
from ui.theme import apply_theme

_MORNING: Final = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
"""Every walk takes place on the same Monday morning, so that its pictures can be compared with earlier ones."""
_SEED: Final = 2017

SCENES: Final = (
    *start_scenes.SCENES,
    *clinic_scenes.SCENES,
    *board_scenes.SCENES,
    *danger_scenes.SCENES,
    *allergy_scenes.SCENES,
    *visits_scenes.SCENES,
    *exams_scenes.SCENES,
    *history_scenes.SCENES,
    *paper_scenes.SCENES,
    *report_scenes.SCENES,
    *reminder_text_scenes.SCENES,
    *planning_scenes.SCENES,
    *referral_scenes.SCENES,
    *referral_library_scenes.SCENES,
    *exchange_scenes.SCENES,
    *referral_desk_scenes.SCENES,
    *ward_scenes.SCENES,
    *ward_management_scenes.SCENES,
    *ward_layout_scenes.SCENES,
    *ward_bed_scenes.SCENES,
    *ward_review_scenes.SCENES,
    *alarm_scenes.SCENES,
    *receiver_scenes.SCENES,
    *phone_scenes.SCENES,
    *rule_scenes.SCENES,
    *administration_scenes.SCENES,
    *support_scenes.SCENES,
    *message_scenes.SCENES,
    *sending_scenes.SCENES,
    *reminder_rest_scenes.SCENES,
    *network_scenes.SCENES,
    *fleet_scenes.SCENES,
    *conflict_scenes.SCENES,
    *look_scenes.SCENES,
    *duty_scenes.SCENES,
    *router_scenes.SCENES,
    *help_scenes.SCENES,
    *practice_receiver_scenes.SCENES,
    *tour_scenes.SCENES,
    # Last: whoever is erased is in no later picture.
    *privacy_scenes.SCENES,
)


def picture_everything(
    folders: StationFolders,
    target: Path,
    languages: Sequence[str],
    look: WalkLook = PLAIN,
    scenes: Sequence[tuple[str, Callable[[Stage], None]]] | None = None,
) -> Pictures:
    """Write the pictures of every screen below `target`: straight into it for one language, else a folder each.

    A scene that fails does not stop the others. `look`: how it all looks, and what is asked of every scene.
    `scenes`: only these instead of all.
    """
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["plantao"])
    pictures = Pictures()
    for language in languages:
        folder = target if len(languages) == 1 else target / language
        folder.mkdir(parents=True, exist_ok=True)
        home = StationFolders(folders.home / language)
        choose_language(language)
        station = make_demo_station(home, demo_ports(), replace(DEMO_PROFILE, language=language))
        with QtMessages() as qt:
            made = _walk(application, station, folder, qt, partial(_hospital, home, language), look, scenes or SCENES)
        pictures.written.extend(made.written)
        pictures.failures.extend(made.failures)
    return pictures


def demo_ports() -> Ports:
    """The ports of a walk: a clock that stands still, reproducible identifiers, cheap password hashing."""
    from argon2 import PasswordHasher  # noqa: PLC0415 - here only

    clock = FakeClock(_MORNING)
    return Ports(
        clock=clock,
        ids=SeededIds(clock, _SEED),
        passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)),
        background=False,
    )


def _hospital(home: StationFolders, language: str) -> Station:
    """The second station of the walk, beside the first."""
    folders = StationFolders(home.home.with_name(f"{home.home.name}-hospital"))
    return make_demo_hospital(folders, demo_ports(), replace(HOSPITAL_PROFILE, language=language))


def _walk(
    application: QApplication,
    station: Station,
    folder: Path,
    qt: QtMessages,
    make_hospital: Callable[[], Station],
    look: WalkLook,
    scenes: Sequence[tuple[str, Callable[[Stage], None]]],
) -> Pictures:
    apply_theme(application, look.theme, look.scale)
    install_roles()
    heard_before = QAccessible.isActive()
    # As if a screen reader ran: what is said only to one is put together too.
    QAccessible.setActive(heard_before or look.faults is not None)
    # What enters the ward or changes the theme puts on the look that the window remembers.
    remembered = Preferences(language=chosen_language(), scale=look.scale)
    remembered.choose_theme(look.theme)
    window = MainWindow(remembered)
    flow = StartFlow(window, start_scenes.ports_of(station))
    flow.station = station
    window.resize(WIDTH, HEIGHT)
    window.show()
    stage = Stage(application, flow, station, folder, qt, make_hospital, look)
    try:
        for name, scene in scenes:
            stage.play(name, scene)
    finally:
        QAccessible.setActive(heard_before)
        stage.end()
        window.before_close = None
        window.close()
        window.deleteLater()
        QThreadPool.globalInstance().waitForDone()
        stage.settle()
        announcer().forget()
        flow.close_station()
        apply_theme(application, "light", 100)
    return stage.pictures
