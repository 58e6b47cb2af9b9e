"""A real disagreement between two stations, seen and decided in the window."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.security.roles import Role
from app.sync.deciding import Choice
from tests.ui.accessibility import complaints
from tests.ui.administration.office import press, settled, words_in
from tests.ui.conflicts.network import Network, OpenConflicts
from tests.ui.conftest import settle
from ui.conflicts.badge import ConflictBadge
from ui.conflicts.card import ConflictCard
from ui.conflicts.person_page import PersonPage
from ui.conflicts.screen import Conflicts
from ui.pregnancy.list_page import PregnancyList
from ui.reception.person_panel import PersonPanel
from ui.reception.person_view import read_person_view
from ui.shell.context import UiContext
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.confirm_sheet import ConfirmSheet

OURS, THEIRS = {"phone": "84999990001"}, {"phone": "84999990002"}


def page_of(place: Conflicts) -> PersonPage:
    assert place.page is not None
    return place.page


def is_open(place: Conflicts) -> bool:
    return place.page is not None


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def confirm(place: Conflicts, qtbot: QtBot) -> None:
    (sheet,) = place.window().findChildren(ConfirmSheet)
    sheet.yes.click()
    settled(qtbot)
    settle()


def decide(place: Conflicts, card: ConflictCard, choice: Choice, qtbot: QtBot) -> None:
    card.choices[choice].click()
    card.reason.set_value("Perguntei a ela")
    card.decide_button.click()
    confirm(place, qtbot)


def test_where_nothing_disagrees_the_list_says_so(open_conflicts: OpenConflicts) -> None:
    place = open_conflicts()
    assert place.list.states.state == "empty"
    assert "Nada diverge" in words_in(place)
    assert complaints(place) == []


def test_both_values_stand_side_by_side_with_who_wrote_them_and_where(
    network: Network, open_conflicts: OpenConflicts
) -> None:
    network.disagree(OURS, THEIRS)
    words = words_in(open_conflicts(network.woman.id))
    for said in ("Telefone", "(84) 99999-0001", "(84) 99999-0002", "Sintética nurse here", "Sintética nurse there"):
        assert said in words
    assert "nesta estação" in words and "em outra estação" in words


@pytest.mark.parametrize(("choice", "number"), [(Choice.STANDS, "0002"), (Choice.OTHER, "0001")])
def test_what_is_chosen_in_the_window_holds_at_both_stations(
    network: Network, open_conflicts: OpenConflicts, qtbot: QtBot, choice: Choice, number: str
) -> None:
    network.disagree(OURS, THEIRS)
    place = open_conflicts(network.woman.id)
    decide(place, page_of(place).cards[0], choice, qtbot)
    assert "Nada mais diverge" in words_in(place) and "Decidido" in words_in(place)
    network.meet()
    for desk in (network.here, network.there):
        record = desk.station.people.open(desk.nurse, network.woman.id)
        assert record.phone == f"+558499999{number}"
        assert desk.station.sync.status().counts.conflicts == 0


def test_without_a_reason_nothing_is_asked_and_the_field_says_so(
    network: Network, open_conflicts: OpenConflicts
) -> None:
    network.disagree(OURS, THEIRS)
    place = open_conflicts(network.woman.id)
    card = page_of(place).cards[0]
    card.choices[Choice.OTHER].click()
    card.decide_button.click()
    assert card.field.error == "Escolha ou escreva o motivo."
    assert not place.window().findChildren(ConfirmSheet)


def test_the_keyboard_alone_decides(network: Network, open_conflicts: OpenConflicts, qtbot: QtBot) -> None:
    network.disagree(OURS, THEIRS)
    place = open_conflicts()
    QTest.keyClick(place.list.table, Qt.Key.Key_Return)
    settled(qtbot)
    card = page_of(place).cards[0]
    assert QApplication.focusWidget() is card.choices[Choice.STANDS]
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Space):
        QTest.keyClick(focused(), key)
    settle()
    assert card.choice is Choice.OTHER
    QTest.keyClick(focused(), Qt.Key.Key_1)
    assert card.reason.value() == "Perguntei a ela"
    card.decide_button.setFocus()
    QTest.keyClick(card.decide_button, Qt.Key.Key_Return)
    (sheet,) = place.window().findChildren(ConfirmSheet)
    QTest.keyClick(sheet.yes, Qt.Key.Key_Return)
    settled(qtbot)
    assert page_of(place).states.state == "empty"
    assert place.step_back() and place.page is None


def test_esc_takes_the_choice_back_before_it_leaves(network: Network, open_conflicts: OpenConflicts) -> None:
    network.disagree(OURS, THEIRS)
    place = open_conflicts(network.woman.id)
    card = page_of(place).cards[0]
    card.choices[Choice.OTHER].click()
    steps = [(place.step_back(), card.choice, is_open(place)) for _ in range(3)]
    assert steps == [(True, None, True), (True, None, False), (False, None, False)]


def test_what_was_decided_meanwhile_elsewhere_is_told_and_leaves_the_page(
    network: Network, open_conflicts: OpenConflicts, qtbot: QtBot
) -> None:
    network.disagree(OURS, THEIRS)
    place = open_conflicts(network.woman.id)
    there = network.there.station
    (one,) = there.sync.conflicts_of(network.there.nurse, network.woman.id)
    there.sync.decide(network.there.nurse, one.event_id, Choice.STANDS, "ela ligou")
    network.meet()
    decide(place, page_of(place).cards[0], Choice.OTHER, qtbot)
    assert "já foi decidida" in words_in(place)
    assert page_of(place).cards == []
    assert network.here.station.people.open(network.here.nurse, network.woman.id).phone == "+5584999990002"


def test_a_student_sees_both_values_and_who_decides(network: Network, open_conflicts: OpenConflicts) -> None:
    network.disagree(OURS, THEIRS)
    place = open_conflicts(network.woman.id, Role.STUDENT)
    words = words_in(place)
    assert "(84) 99999-0001" in words and "(84) 99999-0002" in words and "Quem decide" in words
    assert page_of(place).cards[0].choices == {} and "Decidir" not in words.split("\n")
    assert complaints(place) == []


def test_two_open_pregnancies_are_told_apart_and_one_becomes_current(
    network: Network, open_conflicts: OpenConflicts, qtbot: QtBot
) -> None:
    made = [
        desk.station.pregnancies.open(desk.nurse, network.woman.id, lmp)
        for desk, lmp in ((network.there, date(2025, 12, 1)), (network.here, date(2025, 12, 20)))
    ]
    network.meet()
    place = open_conflicts(network.woman.id)
    words = words_in(place)
    assert "Duas gestações abertas" in words and "01/12/2025" in words and "20/12/2025" in words
    decide(place, page_of(place).cards[0], Choice.OTHER, qtbot)
    current = network.here.station.pregnancies.current(network.here.nurse, network.woman.id)
    assert current is not None and current.id == made[1].id


def test_the_badge_beside_her_name_opens_what_disagrees(network: Network, qtbot: QtBot, light: QApplication) -> None:
    network.disagree({**OURS, "email": "a@example.org"}, {**THEIRS, "email": "b@example.org"})
    station, session = network.here.station, network.here.nurse
    went: list[tuple[str, str | None]] = []
    context = UiContext(station, session, lambda *to: went.append(to), lambda _tone, _words: None)
    panel = PersonPanel(context, read_person_view(context, network.woman.id)(), date(2026, 3, 2))
    qtbot.addWidget(panel)
    panel.show()
    settled(qtbot)
    badge = panel.findChild(ConflictBadge)
    assert isinstance(badge, ConflictBadge) and badge.isVisible()
    assert badge.accessibleName() == "2 divergências"
    press(panel, "2 divergências")
    assert went == [("conflicts", network.woman.id)]


def test_the_list_of_pregnancies_says_beside_her_name_that_something_disagrees(
    network: Network, qtbot: QtBot, light: QApplication
) -> None:
    network.here.station.pregnancies.open(network.here.nurse, network.woman.id, date(2025, 12, 1))
    network.disagree(OURS, THEIRS)
    context = UiContext(network.here.station, network.here.nurse, lambda *_: None, lambda *_: None)
    page = PregnancyList(context)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    settled(qtbot)
    row = page.model.pregnancy(0)
    assert row is not None
    assert page.model.words(row, "name") == "Maria Sintética da Silva  ◆ 1 divergência"


def test_her_history_says_what_came_from_elsewhere_and_what_lost(
    network: Network, qtbot: QtBot, light: QApplication
) -> None:
    network.disagree(OURS, THEIRS)
    for desk in (network.here, network.there):
        history = desk.station.people.history(desk.nurse, network.woman.id)
        told = {(one.new, one.elsewhere, one.lost) for one in history if one.field == "phone"}
        lost_here = desk is network.here
        assert told == {("+5584999990001", not lost_here, True), ("+5584999990002", lost_here, False)}
    context = UiContext(network.here.station, network.here.nurse, lambda *_: None, lambda *_: None)
    panel = PersonPanel(context, read_person_view(context, network.woman.id)(), date(2026, 3, 2))
    qtbot.addWidget(panel)
    panel.show()
    settled(qtbot)
    words = words_in(panel)
    assert "em outra estação" in words and "não ficou em uso" in words


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("scale", [100, 150])
def test_the_page_is_whole_in_every_size_and_language(
    network: Network, open_conflicts: OpenConflicts, light: QApplication, qtbot: QtBot, language: str, scale: int
) -> None:
    network.disagree({**OURS, "mother_name": "Joana da Costa"}, {**THEIRS, "mother_name": "Joana da Costa e Silva"})
    choose_language(language)
    apply_theme(light, "dark" if scale == 150 else "light", scale)
    place = open_conflicts()
    place.resize(1276 if scale == 150 else 1158, 600)
    settle()
    assert complaints(place) == [] and "[" not in words_in(place)
    place.open_subject(network.woman.id)
    settled(qtbot)
    settle()
    page_of(place).cards[0].choices[Choice.OTHER].click()
    settle()
    assert complaints(place) == [] and "[" not in words_in(place)
    assert place.minimumSizeHint().width() <= place.width()
