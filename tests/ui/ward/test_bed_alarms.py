"""The part «Alarmes e limites» on a real node: limits, alarms that are off, the alarms that there were."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.security.roles import Role
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.words import Priority
from app.ward.recording.model import AlarmMark
from tests.ui.ward.desk import CLOCK, Desk, session_of
from ui.texts import tr
from ui.ward.bed.alarms.limit_editor import LimitEditor
from ui.ward.bed.alarms.part import HISTORY, OFF, AlarmsPart
from ui.ward.bed.page import BedPage
from ui.ward.page import WardPage
from ui.widgets.confirm_sheet import ConfirmSheet
from ui.widgets.number_field import NumberField


def alarms_part(desk: Desk, role: Role = Role.NURSE) -> tuple[WardPage, BedPage, AlarmsPart]:
    page = desk.ready(role)
    page.open_page("b1")
    bed = page.states.currentWidget()
    assert isinstance(bed, BedPage)
    desk.qtbot.waitUntil(lambda: desk.ward.picture.state("b1") is not None)
    bed.choose("alarms")
    part = bed.part("alarms")
    assert isinstance(part, AlarmsPart)
    return page, bed, part


def editor(part: AlarmsPart, vital: str) -> LimitEditor:
    part.limits.open(vital)
    assert part.limits.editor is not None
    return part.limits.editor


def field(shown: LimitEditor, name: str) -> NumberField:
    control = shown.fields[name].control
    assert isinstance(control, NumberField)
    return control


def line(part: AlarmsPart, vital: str) -> list[str]:
    model = part.limits.model
    at = next(at for at in range(model.rowCount()) if model.id_at(at) == vital)
    return [str(model.data(model.index(at, column))) for column in range(model.columnCount())]


def looking(desk: Desk, bed: BedPage, condition: Callable[[], bool]) -> None:
    def looked() -> bool:
        bed.look()
        return condition()

    desk.qtbot.waitUntil(looked)


def answer(part: AlarmsPart, *, yes: bool) -> None:
    sheet = part.window().findChildren(ConfirmSheet)[-1]
    (sheet.yes if yes else sheet.no).click()


def test_the_table_says_every_limit_in_force_and_that_it_is_the_usual_one(desk: Desk) -> None:
    page, _, part = alarms_part(desk)
    assert line(part, "heart_rate") == ["FC (bpm)", "40", "50", "120", "140", "6", "usual"]
    page.leave()


def test_limits_are_shown_as_sent_until_the_ward_has_taken_them_and_can_be_undone(desk: Desk) -> None:
    page, bed, part = alarms_part(desk)
    shown = editor(part, "spo2")
    field(shown, "low").set_value(87)
    shown.apply.click()
    assert shown.state.title.text() == "Enviado: ainda valem os limites de antes."
    assert not shown.apply.isEnabled()
    looking(desk, bed, lambda: shown.state.title.text().startswith("Em vigor"))
    assert line(part, "spo2")[2] == "87" and line(part, "spo2")[-1] == "mudado aqui"
    assert shown.changed.text().startswith("Mudado por Ana Fictícia, ")
    change = next(one for one in desk.logged if one.what == "limits:spo2")
    assert change.who == "Ana Fictícia"
    shown.state._act()
    looking(desk, bed, lambda: line(part, "spo2")[-1] == "usual")
    page.leave()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("low", "130", "O limite inferior (130) precisa ficar abaixo do superior (120)."),
        ("high", "150", "O limite extremo (140) precisa ficar além do limite comum (150)."),
        ("extreme_high", "", "O limite extremo não pode ser retirado; o habitual é 140."),
        ("delay_low", "16", "de 0 a 15 s"),
        ("high", "900", "de 0 a 350 bpm"),
        ("high", "muito", "número"),
        ("delay_high", "", "Escreva quantos segundos, de 0 a 15."),
    ],
)
def test_what_cannot_be_in_force_is_refused_under_its_field_and_nothing_is_sent(
    desk: Desk, name: str, value: str, words: str
) -> None:
    page, _, part = alarms_part(desk)
    shown = editor(part, "heart_rate")
    field(shown, name).line.setText(value)
    shown.try_apply()
    errors = {one: each.error for one, each in shown.fields.items() if each.error}
    assert len(errors) == 1 and words.lower() in next(iter(errors.values())).lower()
    assert [one.what for one in desk.logged if one.what.startswith("limits")] == []
    page.leave()


def test_taking_a_limit_off_is_asked_first(desk: Desk) -> None:
    page, bed, part = alarms_part(desk)
    shown = editor(part, "heart_rate")
    field(shown, "high").line.setText("")
    shown.try_apply()
    answer(part, yes=False)
    assert line(part, "heart_rate")[3] == "120"
    shown.try_apply()
    answer(part, yes=True)
    looking(desk, bed, lambda: line(part, "heart_rate")[3] == "–")
    page.leave()


def test_usual_limits_come_back_by_one_button(desk: Desk) -> None:
    page, bed, part = alarms_part(desk)
    shown = editor(part, "heart_rate")
    assert not shown.usual.isEnabled()
    field(shown, "high").set_value(130)
    QTest.keyClick(field(shown, "high").line, Qt.Key.Key_Return)
    looking(desk, bed, lambda: line(part, "heart_rate")[3] == "130")
    shown.usual.click()
    looking(desk, bed, lambda: line(part, "heart_rate")[3] == "120")
    assert field(shown, "high").value() == Decimal(120)
    page.leave()


def test_each_usual_figure_names_its_source_and_how_far_it_was_checked(desk: Desk) -> None:
    page, _, part = alarms_part(desk)
    shown = editor(part, "heart_rate")
    assert shown.fields["high"].hint == "usual: 120"
    spoken = " ".join(one.accessibleName() for one in shown.findChildren(type(shown.state.title)))
    assert "Mindray TMS60" in spoken and tr("ward_alarms.mark_verified") in spoken
    page.leave()


def test_what_somebody_types_is_not_lost_when_the_ward_speaks(desk: Desk) -> None:
    page, bed, part = alarms_part(desk)
    shown = editor(part, "heart_rate")
    field(shown, "high").line.setText("133")
    wider = replace(defaults(AgeClass.ADULT)["heart_rate"], high=125.0)
    desk.ward.set_limits(session_of(Role.DOCTOR), "b1", "heart_rate", wider)
    looking(desk, bed, lambda: line(part, "heart_rate")[3] == "125")
    bed.look()
    assert field(shown, "high").line.text() == "133"
    page.leave()


def test_a_student_reads_the_limits_and_is_offered_no_change(desk: Desk) -> None:
    page, _, part = alarms_part(desk, Role.STUDENT)
    shown = editor(part, "heart_rate")
    assert not shown.apply.isVisible() and field(shown, "high").line.isReadOnly()
    part.choose(OFF)
    assert not part.off.button.isVisible()
    page.leave()


def test_escape_puts_the_editor_away_before_it_leaves_the_page(desk: Desk) -> None:
    page, bed, part = alarms_part(desk)
    editor(part, "heart_rate")
    assert page.step_back() and part.limits.editor is None and page.states.currentWidget() is bed
    page.leave()


def off_state(part: AlarmsPart, code: str) -> str:
    model = part.off.model
    at = next(at for at in range(model.rowCount()) if model.id_at(at) == code)
    return str(model.data(model.index(at, 2)))


def test_an_alarm_is_switched_off_only_after_a_question_and_says_by_whom(desk: Desk) -> None:
    page, bed, part = alarms_part(desk)
    part.choose(OFF)
    part.off.switch("spo2_low")
    answer(part, yes=False)
    assert off_state(part, "spo2_low") == "ligado"
    part.off.switch("spo2_low")
    answer(part, yes=True)
    looking(desk, bed, lambda: off_state(part, "spo2_low").startswith("DESLIGADO"))
    assert "Ana Fictícia" in off_state(part, "spo2_low")
    assert "1 alarme desligado" in bed.head.off.text()
    part.off.switch("spo2_low")
    looking(desk, bed, lambda: off_state(part, "spo2_low") == "ligado")
    assert bed.head.off.text() == ""
    page.leave()


def test_what_is_lethal_is_not_offered_to_be_switched_off(desk: Desk) -> None:
    page, _, part = alarms_part(desk)
    part.choose(OFF)
    codes = [part.off.model.id_at(at) for at in range(part.off.model.rowCount())]
    assert "asystole" not in codes and "spo2_low" in codes
    page.leave()


def marks(now: float) -> tuple[AlarmMark, ...]:
    return (
        AlarmMark(
            "spo2_low", "spo2_low", Priority.MEDIUM, False, now - 7200, now - 7100, now - 7150, "Ana", "spo2", 84, 90
        ),
        AlarmMark("asystole", "asystole", Priority.HIGH, True, now - 600, None),
        AlarmMark("value_gone:spo2", "value_gone", Priority.LOW, False, now - 50 * 3600, now - 49 * 3600),
    )


def shown_history(part: AlarmsPart) -> list[str]:
    model = part.history.model
    return [str(model.data(model.index(at, 2))) for at in range(model.rowCount())]


def test_the_history_lists_alarms_newest_first_and_narrows_by_hours_and_priority(desk: Desk) -> None:
    now = CLOCK.now().timestamp()
    desk.recordings.recording.marks = marks(now)
    page, _, part = alarms_part(desk)
    part.choose(HISTORY)
    desk.qtbot.waitUntil(lambda: len(shown_history(part)) == 2)
    model = part.history.model
    said = [str(model.data(model.index(1, column))) for column in range(1, 5)]
    assert shown_history(part)[0].startswith("*** ")
    assert said[0] == "1 min 40 s" and said[2] == "SpO₂ 84 < 90" and said[3].startswith("Ana ")
    assert str(model.data(model.index(0, 1))) == "ainda dura" and str(model.data(model.index(0, 4))) == "ninguém"
    part.history.priorities.set_value(Priority.MEDIUM)
    part.history.priorities.changed.emit(Priority.MEDIUM)
    assert len(shown_history(part)) == 1
    part.history.priorities.set_value(None)
    part.history.hours._choose(2)
    desk.qtbot.waitUntil(lambda: len(shown_history(part)) == 3)
    assert desk.recordings.opened == 1
    page.leave()


def test_a_bed_without_former_alarms_says_so_and_one_that_cannot_be_read_says_what_goes_on(desk: Desk) -> None:
    page, _, part = alarms_part(desk)
    part.choose(HISTORY)
    desk.qtbot.waitUntil(lambda: part.history.states.currentIndex() == 1)
    desk.recordings.recording.broken = True
    part.history.history = None
    part.history.read()
    desk.qtbot.waitUntil(lambda: part.history.states.currentIndex() == 3)
    assert part.history.banner.isVisible()
    page.leave()
