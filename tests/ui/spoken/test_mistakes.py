"""What goes wrong, grows urgent or is found while the keyboard stands elsewhere is said."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.shock import evaluate_shock
from app.clinic.prenatal.weight import weight_figures
from app.clinic.reception.model import Aids
from app.clinic.scores.maternal import default_maternal_criteria, evaluate_maternal
from tests.ui.conftest import Show
from tests.ui.spoken.hearing import Hearing
from ui.board.aids_panel import AidsPanel
from ui.pregnancy.visits.shock import ShockTyped
from ui.receiver.answers import AnswerPanel
from ui.spoken.announcer import say_found
from ui.spoken.roles import give_role, tell_fold
from ui.texts import tr
from ui.widgets.buttons import Button
from ui.widgets.layouts import column
from ui.widgets.mistake import Mistake
from ui.widgets.text_fields import SearchField

pytestmark = pytest.mark.usefixtures("reader")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Hearing:
    """What the program's own announcer says."""
    hearing = Hearing()
    for module in ("ui.spoken.announcer", "ui.board.aids_panel"):
        monkeypatch.setattr(f"{module}.announcer", lambda: hearing.announcer)
    return hearing


def test_a_mistake_is_said_when_it_comes_and_when_it_changes_there(show: Show, heard: Hearing) -> None:
    page = QWidget()
    wrong = Mistake("Responda primeiro")
    column(page).addWidget(wrong)
    wrong.hide()
    show(page)
    assert heard.hear() == []
    wrong.show()
    assert heard.hear() == [("Problema: Responda primeiro.", True)]
    wrong.setText("Falta a diastólica")
    wrong.setText("Falta a diastólica")
    assert heard.hear() == [("Problema: Falta a diastólica.", True)]
    wrong.hide()
    wrong.setText("Falta a sistólica")
    assert heard.hear() == []


def test_a_score_that_calls_for_help_is_said_at_once_and_once(show: Show, heard: Hearing) -> None:
    panel = AidsPanel()
    show(panel)

    def measured(systolic: int) -> None:
        readings = {"systolic_mmhg": systolic}
        found = evaluate_maternal(default_maternal_criteria(), readings, maternal=True)
        panel.show_aids(Aids(30, None, None, found))

    measured(120)
    assert heard.hear() == []
    for _ in range(2):
        measured(165)
    ((words, urgent),) = heard.hear()
    assert words.startswith(f"{tr('hearing.maternal_title')}: {tr('hearing.maternal_calls')}")
    assert urgent


def test_a_shock_index_that_alerts_is_said_at_once_and_once_until_it_is_over(show: Show, heard: Hearing) -> None:
    panel = AidsPanel()
    show(panel)

    def measured(pulse: int) -> None:
        shock = evaluate_shock(weight_figures(), {"pulse_bpm": pulse, "systolic_mmhg": 100})
        panel.show_aids(Aids(30, None, None, None, shock))

    measured(89)
    assert heard.hear() == []
    measured(90)
    measured(95)
    ((words, urgent),) = heard.hear()
    assert words.startswith(f"{tr('hearing.shock_title')}: Alerta")
    assert urgent
    measured(80)
    assert heard.hear() == []


def test_an_alerting_shock_index_of_a_visit_is_said_while_it_is_typed(show: Show, heard: Hearing) -> None:
    typed = ShockTyped()
    show(typed)
    for pulse in (None, 80):
        typed.show_readings({"pulse_bpm": pulse, "systolic_mmhg": 100})
    assert heard.hear() == []
    typed.show_readings({"pulse_bpm": 90, "systolic_mmhg": 100})
    ((words, urgent),) = heard.hear()
    assert "0,90: Alerta" in words
    assert urgent


def test_whoever_types_a_search_hears_how_many_were_found_and_nobody_else_does(show: Show, heard: Hearing) -> None:
    page = QWidget()
    lay = column(page)
    search, other = SearchField(placeholder="Buscar"), SearchField(placeholder="Outra")
    lay.addWidget(search)
    lay.addWidget(other)
    show(page)
    search.setFocus()
    say_found(search, "12 pessoas encontradas")
    say_found(search, "2 pessoas encontradas")
    assert heard.hear() == [("2 pessoas encontradas.", False)]
    say_found(other, "Ninguém encontrado")
    assert heard.hear() == []


def test_why_an_answer_to_an_alarm_did_not_count_is_said(show: Show, heard: Hearing) -> None:
    answers = AnswerPanel()
    show(answers)
    answers.say("O alarme já terminou")
    assert heard.hear() == [("Problema: O alarme já terminou.", True)]
    answers.say("")
    assert heard.hear() == []


def test_where_qt_does_not_tell_it_a_part_that_comes_or_goes_is_said(
    show: Show, heard: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.spoken.announcer._ON_A_BUS", (QGuiApplication.platformName(),))
    more = Button("Curvas")
    give_role(more, "fold")
    show(more)
    more.setFocus()
    tell_fold(more, unfolded=False)
    assert heard.hear() == []
    for _ in range(2):
        tell_fold(more, unfolded=True)
    assert heard.hear() == [("Aberto.", False)]
    tell_fold(more, unfolded=False)
    assert heard.hear() == [("Fechado.", False)]
