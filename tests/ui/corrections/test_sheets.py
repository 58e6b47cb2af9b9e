"""Striking out and moving, by keyboard, with their refusals."""

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Observation, Pregnancy
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind
from app.kernel.clock import local_date
from app.kernel.errors import KnownError
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import PASSWORD
from tests.ui.conftest import settle
from ui.bridge import operations_under_way
from ui.corrections.actions import EntryActions
from ui.corrections.move import Movable, MoveSheet, Moving
from ui.corrections.strike_out import StrikeOutForm
from ui.shell.context import UiContext
from ui.shell.sheet import Sheet
from ui.texts import choose_language
from ui.theme import apply_theme

SCALES = [100, 150]


@dataclass
class Window:
    """A host, who is signed in, and what was said at the foot."""

    widget: QWidget
    context: UiContext
    bot: QtBot
    said: list[tuple[str, str]] = field(default_factory=list)
    done: list[bool] = field(default_factory=list)

    def press(self, key: Qt.Key) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)

    def type(self, words: str) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, words)

    def rest(self) -> None:
        self.bot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)
        settle()

    def move(self, moving: Moving) -> MoveSheet:
        sheet = MoveSheet(self.widget, self.context, moving, lambda: self.done.append(True))
        settle()
        return sheet


@pytest.fixture
def window(host: QWidget, station: Station, nurse: Session, qtbot: QtBot) -> Window:
    said: list[tuple[str, str]] = []
    context = UiContext(station, nurse, lambda *_: None, lambda tone, words: said.append((tone, words)))
    return Window(host, context, qtbot, said)


def moving(of: Observation, woman: PersonRecord) -> Moving:
    return Moving(Movable.OBSERVATION, of.id, "Peso 62,5 kg", woman.shown_name, of.pregnancy_id or "")


def end(station: Station, session: Session, one: Pregnancy) -> None:
    day = local_date(station.clock.now(), station.profile.time_zone)
    station.outcomes.record(session, one.id, NewOutcome(OutcomeKind.TRANSFER, day))


def find(window: Window, sheet: MoveSheet, words: str) -> None:
    window.type(words)
    window.bot.waitUntil(lambda: sheet.choice.model.rowCount() == 1)


def shown(sheet: Sheet) -> str:
    return "\n".join(one.text() for one in sheet.findChildren(QLabel) if one.isVisible())


def test_striking_out_asks_for_the_reason_and_hands_it_over(window: Window) -> None:
    reasons: list[str] = []
    form = StrikeOutForm(window.widget, "Peso 62,5 kg", reasons.append, lambda: window.done.append(True))
    settle()
    form.submit()
    assert form.field.error == "Escolha ou escreva o motivo."
    window.press(Qt.Key.Key_1)
    window.press(Qt.Key.Key_Tab)
    window.type("virgula")
    window.press(Qt.Key.Key_Return)
    window.rest()
    assert reasons == ["Erro de digitação — virgula"]
    assert window.done == [True]


def test_a_refusal_stays_inside_the_form_with_what_was_typed(window: Window) -> None:
    def refuse(_reason: str) -> None:
        raise KnownError("pregnancies.already_corrected")

    form = StrikeOutForm(window.widget, "Peso 62,5 kg", refuse, lambda: window.done.append(True))
    form.reason.set_value("repetido")
    form.submit()
    window.rest()
    assert form.isVisible()
    assert form.banner.title.text() == "Esta anotação já foi corrigida."
    assert (form.reason.value(), window.done) == ("repetido", [])


def test_escape_leaves_everything_as_it_is(window: Window) -> None:
    reasons: list[str] = []
    form = StrikeOutForm(window.widget, "Peso 62,5 kg", reasons.append)
    settle()
    window.press(Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert reasons == []


def test_an_entry_moves_to_the_right_woman_by_keyboard(
    window: Window,
    station: Station,
    nurse: Session,
    woman: PersonRecord,
    weight: Observation,
    right: Pregnancy,
) -> None:
    sheet = window.move(moving(weight, woman))
    find(window, sheet, "rute")
    window.press(Qt.Key.Key_Return)
    window.rest()
    assert sheet.destination is not None
    window.press(Qt.Key.Key_1)
    window.press(Qt.Key.Key_Return)
    window.bot.waitUntil(lambda: window.done == [True])
    held = {one.code: one.value for one in station.pregnancies.observations(nurse, right.id) if one.is_current}
    assert held["weight_kg"] == 62.5
    assert window.said == [("success", "Passado para Rute Inventada Nunes. O histórico guarda de onde veio.")]


def test_enter_never_chooses_whom_other_words_had_found(
    window: Window, woman: PersonRecord, weight: Observation, right: Pregnancy
) -> None:
    sheet = window.move(moving(weight, woman))
    find(window, sheet, "rute")
    chosen: list[object] = []
    sheet.choice.chosen.connect(chosen.append)
    window.type(" maria")
    window.press(Qt.Key.Key_Return)
    assert chosen == []
    window.rest()
    assert sheet.destination is None


def test_escape_goes_back_to_the_search_and_then_out(
    window: Window, woman: PersonRecord, weight: Observation, right: Pregnancy
) -> None:
    sheet = window.move(moving(weight, woman))
    find(window, sheet, "rute")
    window.press(Qt.Key.Key_Return)
    window.rest()
    window.press(Qt.Key.Key_Escape)
    assert sheet.destination is None
    assert sheet.choice.isVisible()
    window.press(Qt.Key.Key_Escape)
    assert sheet.choice.search.value() == ""
    window.press(Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_without_a_pregnancy_there_the_entry_cannot_move(
    window: Window, woman: PersonRecord, weight: Observation, other: PersonRecord
) -> None:
    sheet = window.move(moving(weight, woman))
    find(window, sheet, "rute")
    window.press(Qt.Key.Key_Return)
    window.rest()
    assert "não tem gestação nesta unidade" in shown(sheet)
    assert [one.text() for one in sheet.findChildren(QPushButton) if one.isVisible() and one.text() == "Passar"] == []


def test_the_woman_herself_is_told_apart_from_another_place(
    window: Window, woman: PersonRecord, weight: Observation
) -> None:
    sheet = window.move(moving(weight, woman))
    find(window, sheet, "maria")
    window.press(Qt.Key.Key_Return)
    window.rest()
    assert "só tem esta gestação" in shown(sheet)


def test_a_whole_pregnancy_goes_to_a_person_and_a_refusal_is_explained(
    window: Window, station: Station, nurse: Session, woman: PersonRecord, pregnancy: Pregnancy, right: Pregnancy
) -> None:
    whole = Moving(Movable.PREGNANCY, pregnancy.id, "Gestação em curso", woman.shown_name, pregnancy.id)
    sheet = window.move(whole)
    find(window, sheet, "rute")
    window.press(Qt.Key.Key_Return)
    window.rest()
    sheet.submit()
    assert sheet.destination is not None
    assert sheet.destination.field.error == "Escolha ou escreva o motivo."
    sheet.destination.reason.set_value("Prontuário trocado")
    sheet.submit()
    window.rest()
    assert sheet.banner.title.text() == "Já há uma gestação em curso."
    end(station, nurse, right)
    sheet.submit()
    window.bot.waitUntil(lambda: window.done == [True])
    assert station.pregnancies.get(nurse, pregnancy.id).person_id == right.person_id


def test_only_what_the_role_may_do_is_offered(
    host: QWidget, station: Station, nurse: Session, weight: Observation, woman: PersonRecord
) -> None:
    student = station.sign_in.sign_in("student", PASSWORD)
    for session, offered in ((nurse, ["Riscar", "Passar para a pessoa certa"]), (student, [])):
        context = UiContext(station, session, lambda *_: None, lambda *_: None)
        actions = EntryActions(context, "Peso", lambda _reason: None, moving(weight, woman), lambda: None)
        assert [one.text() for one in actions.buttons] == offered
        assert actions.is_empty == (offered == [])


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_every_step_has_room_on_the_screen_of_a_clinic(
    window: Window,
    woman: PersonRecord,
    weight: Observation,
    right: Pregnancy,
    light: QApplication,
    language: str,
    scale: int,
) -> None:
    station, session = window.context.station, window.context.session
    end(station, session, right)
    station.pregnancies.open(session, right.person_id)
    choose_language(language)
    apply_theme(light, "light", scale)
    strike = StrikeOutForm(window.widget, "Peso 62,5 kg", lambda _reason: None)
    settle()
    _has_room(strike)
    strike.leave()
    sheet = window.move(moving(weight, woman))
    _has_room(sheet)
    find(window, sheet, "rute")
    _has_room(sheet)
    window.press(Qt.Key.Key_Return)
    window.rest()
    sheet.submit()
    settle()
    _has_room(sheet)


def _has_room(sheet: Sheet) -> None:
    assert complaints(sheet) == []
    frame = sheet.frame.geometry()
    assert sheet.rect().contains(frame)
    for chip in sheet.findChildren(QPushButton):
        if chip.isVisible():
            assert chip.visibleRegion().boundingRect() == chip.rect(), chip.text()
