"""A first high pressure asks for the second after rest; an early one is kept and does not count; a severe one stops."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.clinic.danger_signs.pressure import PressureState
from app.clinic.pregnancies.model import Pregnancy
from app.kernel.clock import FakeClock
from tests.ui.accessibility import complaints
from tests.ui.clinical import words_in
from tests.ui.conftest import Show
from tests.ui.danger_signs.conftest import Finish
from ui.danger_signs.case import EmergencyCase
from ui.danger_signs.second_reading import SecondReading
from ui.shell.context import UiContext
from ui.theme import apply_theme

Take = Callable[[int, int], None]


@pytest.fixture
def pressure(context: UiContext, pregnancy: Pregnancy, show: Show, finish: Finish) -> SecondReading:
    """The pressure of today's visit, nothing measured yet."""
    made = SecondReading(context, pregnancy.person_id)
    show(made)
    finish()
    return made


@pytest.fixture
def take(pressure: SecondReading, finish: Finish) -> Take:
    """Type both sides and record them."""

    def taken(systolic: int, diastolic: int) -> None:
        pressure.form.systolic.set_value(systolic)
        pressure.form.diastolic.set_value(diastolic)
        pressure.form.submit()
        finish()

    return taken


def state(pressure: SecondReading) -> PressureState:
    assert pressure.case is not None
    return pressure.case.situation.pressure.course.state


def test_a_high_reading_says_from_when_to_when_the_second_is_due(pressure: SecondReading, take: Take) -> None:
    assert "Pressão não medida" in words_in(pressure)
    take(142, 88)
    words = words_in(pressure)
    assert pressure.clock.text() == "08:10"
    for expected in ("até 08:15", "Faltam 10 min de repouso", "142/88 mmHg · 08:00", "Primeira medida"):
        assert expected in words, expected
    assert complaints(pressure) == []


def test_a_reading_before_the_rest_is_over_is_kept_and_does_not_count(
    pressure: SecondReading, take: Take, fake_clock: FakeClock
) -> None:
    take(142, 88)
    fake_clock.advance(300)
    take(150, 95)
    assert state(pressure) is PressureState.SECOND_DUE
    assert "Cedo demais, não conta" in words_in(pressure)
    assert "Meça de novo a partir de 08:10" in words_in(pressure)


def test_the_words_follow_the_clock_from_rest_to_now_to_late(
    pressure: SecondReading, take: Take, fake_clock: FakeClock
) -> None:
    take(142, 88)
    fake_clock.advance(541)
    pressure._tell_time()
    assert "Falta 1 min de repouso" in words_in(pressure)
    fake_clock.advance(59)
    pressure._tell_time()
    assert "Medir agora, até 08:15" in words_in(pressure)
    fake_clock.advance(301)
    pressure._tell_time()
    assert "A segunda medida está atrasada" in words_in(pressure)


def test_the_second_confirms_and_the_dipstick_completes_the_suspicion(
    pressure: SecondReading, take: Take, fake_clock: FakeClock, finish: Finish
) -> None:
    told: list[EmergencyCase] = []
    pressure.emergency.connect(told.append)
    take(142, 88)
    fake_clock.advance(600)
    take(144, 92)
    assert state(pressure) is PressureState.HYPERTENSION
    assert "Ainda não dá para dizer se há pré-eclâmpsia" in words_in(pressure)
    assert "Proteína na urina ++ ou mais: não se sabe" in words_in(pressure)
    assert complaints(pressure) == []
    (chip,) = (one for one in pressure.protein.findChildren(QWidget) if one.accessibleName().endswith(": ++"))
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    finish()
    assert "Suspeita de pré-eclâmpsia" in words_in(pressure)
    assert [one.sign.code for one in told[-1].situation.found] == ["suspected_preeclampsia"]


def test_a_normal_second_reading_ends_the_waiting(pressure: SecondReading, take: Take, fake_clock: FakeClock) -> None:
    take(142, 88)
    fake_clock.advance(700)
    take(120, 80)
    assert state(pressure) is PressureState.NOT_CONFIRMED
    assert not pressure._timer.isActive()


def test_a_severe_reading_goes_straight_to_the_emergency(pressure: SecondReading, take: Take) -> None:
    told: list[EmergencyCase] = []
    pressure.emergency.connect(told.append)
    take(160, 80)
    assert [one.sign.code for one in told[-1].situation.found] == ["hypertensive_crisis"]
    assert "Pressão muito alta: emergência" in words_in(pressure)


def test_an_unusual_figure_is_kept_only_when_it_is_recorded_once_more(pressure: SecondReading, take: Take) -> None:
    take(210, 100)
    assert "Se está certo, registre de novo" in words_in(pressure)
    assert state(pressure) is PressureState.NOT_MEASURED
    take(211, 100)
    assert state(pressure) is PressureState.NOT_MEASURED
    pressure.form.submit()
    pressure.form.keep.setFocus()
    QApplication.processEvents()
    assert "mm[Hg]" not in words_in(pressure)


def test_a_figure_out_of_range_names_the_range(pressure: SecondReading, take: Take) -> None:
    take(1420, 88)
    assert "Esperado de 50 a 300 mmHg" in words_in(pressure)


def test_the_waiting_has_room_at_150_per_cent(
    context: UiContext, pressure: SecondReading, take: Take, show: Show, finish: Finish, light: QApplication,
    pregnancy: Pregnancy,
) -> None:  # fmt: skip
    take(142, 88)
    apply_theme(light, "dark", 150)
    large = SecondReading(context, pregnancy.person_id)
    show(large)
    large.resize(1000, 500)
    finish()
    assert complaints(large) == []
