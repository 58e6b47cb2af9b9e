"""The board says who has each alarm, what comes next and when; answers go from here, by mouse and by keyboard."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.router.delivery.model import Standing, Trouble
from app.router.words import Response
from app.security.roles import Role
from tests.router.history.kept import answered, keep
from tests.ui.alarms.conftest import Bench
from tests.ui.alarms.fakes import PATHS, entry, taken, trouble
from tests.ui.clinical import words_in
from ui.alarms.board.page import BoardPage, build
from ui.alarms.board.rows import row_of


@pytest.fixture
def page(bench: Bench) -> BoardPage:
    bench.router.say(entry(), taken())
    made = build(bench.context())
    bench.open(made)
    return made


def test_a_line_says_what_nobody_has_and_counts_down_to_the_next() -> None:
    row = row_of(entry(), 0.0)
    assert (row.owned, row.mark, row.what, row.who) == (False, "*** Crítico", "Assistolia", "Ninguém aceitou ainda")
    assert row.more == "Chamando Ana Fictícia, Bia Fictícia · chamada 2 de 3"
    assert (row.lead, row.left, row.following) == ("Próximo em", "6 s", "depois Outro grupo: Dora Fictícia")
    later = row_of(entry(), 2.5)
    assert (later.left, later.since) == ("4 s", "12 s")
    assert row_of(entry(), 60.0).left == "0 s"
    assert row_of(entry(next_within=80.0), 0.0).left == "1:20"
    assert "Leito 01" in row.spoken


def test_a_line_says_who_has_an_alarm_and_since_when() -> None:
    row = row_of(taken(), 2.0)
    assert (row.owned, row.who, row.what) == (True, "Ana Fictícia", "SpO₂ 84 < 90")
    assert (row.more, row.left, row.following) == ("Aceitou há 10 s, a caminho", "", "")
    there = row_of(taken(standing=Standing.PRESENT, since_ago=65.0), 0.0)
    assert there.more == "No leito há 1 min 05 s"


def test_the_last_destination_and_an_end_that_nobody_saw_are_told() -> None:
    row = row_of(entry(standing=Standing.FAILSAFE, next_within=None, attempts=0, attempt=7, lasting=False), 0.0)
    assert (row.owned, row.who) == (False, "Ninguém atendeu")
    assert (row.lead, row.left, row.following) == ("É chamado de novo", "", "até alguém atender")
    assert "chamada 7" in row.more
    assert "ninguém viu ainda" in row.more


def test_the_first_alarm_is_chosen_and_answered_by_a_letter(bench: Bench, page: BoardPage) -> None:
    assert page.list.hasFocus()
    assert page.headline.text() == "1 alarme sem ninguém"
    assert page.rest.text() == "1 com alguém"
    assert page.panel.title.text() == "Leito 01 · Assistolia"
    QTest.keyClick(page.list, Qt.Key.Key_A)
    bench.qtbot.waitUntil(lambda: bool(bench.router.answers))
    bench.settle()
    assert bench.router.answers == [("nurse", "b1", "asystole", Response.ACCEPTED)]
    assert bench.said == [("success", "Aceito em seu nome.")]


def test_whoever_has_it_may_be_at_the_bed_or_give_it_back_and_not_accept_it_again(bench: Bench) -> None:
    bench.router.say(taken(user="nurse"))
    page = build(bench.context())
    bench.open(page)
    offered = {one for one in Response if page.panel.offers(one)}
    assert offered == {Response.PRESENT, Response.TAKEN_BACK}
    QTest.keyClick(page.list, Qt.Key.Key_A)
    QTest.keyClick(page.list, Qt.Key.Key_L)
    bench.qtbot.waitUntil(lambda: bool(bench.router.answers))
    assert [one[3] for one in bench.router.answers] == [Response.PRESENT]
    bench.settle()


def test_a_letter_never_answers_another_alarm_than_the_one_that_was_looked_at(bench: Bench, page: BoardPage) -> None:
    bench.router.say(taken())
    page.look()
    assert page.list.current() is None
    assert page.panel.banner.title.text() == "Este alarme terminou"
    QTest.keyClick(page.list, Qt.Key.Key_A)
    bench.settle()
    assert bench.router.answers == []
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.panel.title.text() == "Leito 02 · SpO₂ 84 < 90"
    assert not page.panel.banner.isVisible()


def test_the_choice_stays_with_its_alarm_when_a_worse_one_comes(bench: Bench, page: BoardPage) -> None:
    page.list.go_to(("b2", "spo2_low"))
    bench.router.say(entry("b3", "apnoea"), entry(), taken())
    page.look()
    row = page.list.current()
    assert row is not None
    assert row.key == ("b2", "spo2_low")


def test_a_refusal_stands_beside_the_answers(bench: Bench, page: BoardPage) -> None:
    bench.router.refuses = "router_delivery.ended"
    page.panel.buttons[Response.ACCEPTED].click()
    bench.qtbot.waitUntil(page.panel.banner.isVisible)
    assert bench.router.answers == []
    assert page.panel.buttons[Response.ACCEPTED].isEnabled()
    bench.settle()


def test_a_student_sees_the_board_and_answers_nothing(bench: Bench) -> None:
    bench.router.say(entry())
    page = build(bench.context(Role.STUDENT))
    bench.open(page)
    assert not any(page.panel.offers(one) for one in Response)
    QTest.keyClick(page.list, Qt.Key.Key_A)
    bench.settle()
    assert bench.router.answers == []
    assert "Assistolia" in words_in(page)


def test_an_empty_board_says_what_it_will_show_and_a_silent_router_says_how_old_it_is(bench: Bench) -> None:
    bench.router.say()
    page = build(bench.context())
    bench.open(page)
    assert "Nenhum alarme a caminho" in words_in(page)
    bench.router.say(entry())
    bench.router.silent, bench.router.seconds = True, 34.0
    page.look()
    assert page.troubles.silence.isVisible()
    assert "34 s" in page.troubles.silence.body.text()
    row = page.list.board.rows[0]
    assert (row.lead, row.left, row.following) == ("Próximo desconhecido", "", "")
    bench.router.silent = False
    page.look()
    assert not page.troubles.silence.isVisible()


def test_nothing_is_said_of_alarms_before_the_router_was_heard(bench: Bench) -> None:
    page = build(bench.context())
    bench.open(page)
    assert "Nenhum alarme" not in words_in(page)
    assert bench.router.followed


def test_troubles_of_the_path_stand_over_the_board(bench: Bench, page: BoardPage) -> None:
    lost = trouble(Trouble.RECEIVER_LOST, receiver=PATHS.receivers[0].receiver)
    bench.router.path(troubles=(trouble(bed="b1", alarm="asystole"), lost), ward_heard=False, recording=False)
    page.look()
    said = words_in(page.troubles)
    for words in (
        "O encaminhamento não ouve a enfermaria",
        "A caixa-preta não está gravando",
        "2 problemas no caminho dos alarmes",
        "Leito 01 · Assistolia · Ninguém atendeu: último destino chamado · há 30 s",
        "Celular 3 · Receptor fora de alcance",
    ):
        assert words in said
    bench.router.path(troubles=(), ward_heard=True, recording=True)
    page.look()
    assert words_in(page.troubles) == ""


def test_the_way_of_the_chosen_alarm_is_beside_it_and_grows(bench: Bench) -> None:
    place, now = bench.place, bench.place.clock.now()
    steps = answered(bed=place.bed[0])
    keep(place.store, steps[:6], now)
    bench.router.say(entry(place.bed[0]))
    page = build(bench.context())
    bench.open(page)
    first = len(page.timeline.steps.steps.lines)
    assert first > 1
    keep(place.store, steps[6:], now)
    bench.router.say(entry(place.bed[0]))
    bench.qtbot.waitUntil(lambda: len(page.timeline.steps.steps.lines) > first)
    bench.settle()
    assert [one.what for one in page.timeline.steps.steps.lines][-1] == "Terminou"
    assert any(one.who == "Ana Fictícia (ana)" for one in page.timeline.steps.steps.lines)


def test_the_way_of_an_alarm_is_seen_as_a_paper_and_left_again(bench: Bench) -> None:
    keep(bench.place.store, answered(bed=bench.place.bed[0]), bench.place.clock.now() - timedelta(seconds=10))
    bench.router.say(entry(bench.place.bed[0]))
    page = build(bench.context())
    bench.open(page)
    page.print_current()
    assert page.pages.shows_paper
    assert page.step_back()
    assert page.pages.count() == 1
    assert page.list.hasFocus()
    page.leave()


def test_a_former_time_of_the_same_alarm_is_not_shown_as_this_one(bench: Bench) -> None:
    keep(bench.place.store, answered(bed=bench.place.bed[0]), bench.place.clock.now() - timedelta(minutes=5))
    bench.router.say(entry(bench.place.bed[0]))
    page = build(bench.context())
    bench.open(page)
    assert page.timeline.run is None
    assert "Nenhum passo deste alarme foi guardado." in words_in(page)


def test_what_alarms_at_no_bed_is_the_stations_own() -> None:
    assert row_of(entry(label="", alarm="sound_missing"), 0.0).label == "Esta central"
