"""A device's own limits changed from the bed's page: each step is written until the device has confirmed it."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from app.ward.alarms.limits import AgeClass, defaults
from app.ward.settings_change.model import DeviceSetting, SettingState
from app.ward.signals import OrderStep
from tests.ui.accessibility import complaints
from tests.ui.conftest import settle
from tests.ui.ward.desk import Desk
from tests.ui.ward.staged import START, StagedPicture
from tests.ui.ward.test_bed_alarms import alarms_part, editor, field, looking
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.ward.bed.alarms.part import AlarmsPart
from ui.ward.bed_panel import BedPanel
from ui.ward.setting_lines import setting_words
from ui.ward.wall.seen import SeenName, seen_of

LIMITS = defaults(AgeClass.ADULT)["heart_rate"]


def setting(state: SettingState, reason: str = "") -> DeviceSetting:
    return DeviceSetting("c1", "m1", "heart_rate", LIMITS, "Ana", START - 3, state, START, reason)


@pytest.fixture
def asked(desk: Desk) -> tuple[Desk, AlarmsPart, Callable[[Callable[[], bool]], None]]:
    """The limits of the heart rate with a monitor that can be asked."""
    desk.monitor.connected.add("m1")
    _, bed, part = alarms_part(desk)
    desk.monitor.numbers()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.beds[0].numbers))
    shown = editor(part, "heart_rate")
    field(shown, "low").set_value(55)
    shown.ask_device.click()
    desk.qtbot.waitUntil(lambda: bool(desk.monitor.orders))
    return desk, part, lambda condition: looking(desk, bed, condition)


Asked = tuple[Desk, AlarmsPart, Callable[[Callable[[], bool]], None]]


def test_it_is_written_as_wanted_taken_and_in_force_as_the_device_answers(asked: Asked) -> None:
    desk, part, until = asked
    until(lambda: "FC de 55 a 120 — pedido (por Ana Fictícia" in part.limits.settings.words())
    assert (desk.monitor.orders[0].low, desk.monitor.orders[0].high) == (55.0, 120.0)
    desk.monitor.says(OrderStep.TAKEN)
    until(lambda: "— aceito pelo aparelho" in part.limits.settings.words())
    desk.monitor.says(OrderStep.IN_FORCE)
    until(lambda: "— em vigor no aparelho" in part.limits.settings.words())
    assert part.limits.settings.button.isHidden()
    assert desk.ward.picture.beds[0].settings[0].state is SettingState.IN_FORCE


def test_a_refusal_says_why_and_goes_when_somebody_has_seen_it(asked: Asked) -> None:
    desk, part, until = asked
    desk.monitor.says(OrderStep.REFUSED, "bloqueado")
    until(lambda: "▲" in part.limits.settings.words())
    assert "O aparelho diz: bloqueado" in part.limits.settings.words()
    part.limits.settings.button.click()
    until(part.limits.settings.isHidden)


def test_a_device_that_takes_no_settings_is_said_at_once_and_the_stations_limits_stay(desk: Desk) -> None:
    _, _, part = alarms_part(desk)
    desk.monitor.numbers()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.beds[0].numbers))
    shown = editor(part, "heart_rate")
    shown.ask_device.click()
    desk.qtbot.waitUntil(lambda: "m1 não aceita ajustes a distância" in shown.state.body.text())
    assert part.limits.settings.isHidden()


def test_it_has_room_at_150_per_cent(request: pytest.FixtureRequest) -> None:
    choose_language("en")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    # Before the page is made, as at a station that was set so.
    apply_theme(application, "light", 150)
    _, part, until = request.getfixturevalue("asked")
    until(part.limits.settings.isVisible)
    settle()
    assert complaints(part) == []


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (SettingState.WANTED, "pedido"),
        (SettingState.TAKEN, "aceito"),
        (SettingState.IN_FORCE, "em vigor"),
        (SettingState.REFUSED, "recusado"),
        (SettingState.UNANSWERED, "sem resposta"),
    ],
)
def test_the_wall_shows_how_far_it_came_beside_the_name(state: SettingState, word: str) -> None:
    staged = StagedPicture(1)
    staged.change(0, settings=(setting(state),))
    name = seen_of(staged.beds[0], START, 4)["name"]
    assert isinstance(name, SeenName) and name.signs == (("settings", word),)


def test_of_several_what_failed_speaks_on_the_wall_and_all_stand_in_the_panel(desk: Desk) -> None:
    staged = StagedPicture(1)
    both = (setting(SettingState.IN_FORCE), setting(SettingState.REFUSED, "bloqueado"))
    staged.change(0, settings=both)
    name = seen_of(staged.beds[0], START, 4)["name"]
    assert isinstance(name, SeenName) and name.signs == (("settings", "recusado"),)
    panel = BedPanel(may_answer=True)
    desk.qtbot.addWidget(panel)
    pressed: list[str] = []
    panel.asked.connect(lambda act, _bed, _alarm: pressed.append(act))
    panel.show_bed(staged.beds[0], START)
    assert panel.settings.words() == "\n".join(setting_words(one, START) for one in both)
    panel.settings.button.click()
    assert pressed == ["setting_seen"]
