"""The inbox: in the order of the scheduler, narrowed by filters, refreshed without losing the cursor."""

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.referral.model import NewAnswer, Verdict
from app.demo.unit import DEMO_LOGINS, DEMO_PASSWORD
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.station import Station
from tests.ui.clinical import words_in
from tests.ui.referral_desk.conftest import OpenDesk, find
from ui.referral_desk.inbox import InboxPage, read_inbox, summary_words
from ui.referral_desk.inbox_rows import Group, Inbox
from ui.shell.context import UiContext


def test_the_order_is_that_of_the_scheduler_with_emergencies_first(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.DOCTOR)
    shown = [row.id for row in desk.place.inbox.list.rows.rows()]
    assert shown == [one.course.referral.id for one in hospital.referral_desk.inbox(desk.session())]
    first, *_ = desk.place.inbox.list.rows.rows()
    assert first.is_emergency
    assert first.look[0] == "Emergência"
    assert first.time.startswith("chegou há")


def test_a_line_says_who_how_grave_from_where_and_how_much_time_is_left(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.DOCTOR)
    late = hospital.referral_desk.overdue(desk.session())[0]
    row = desk.place.inbox.list.rows.row(desk.place.inbox.list.rows.line_of(late.course.referral.id) or 0)
    assert row is not None
    assert row.name == late.name
    assert row.time.startswith("passou há")
    assert row.tone == "error"
    assert "IG " in row.about
    assert "UBS" in row.about
    assert row.score.endswith(("pontos", "ponto"))
    spoken = desk.place.inbox.list.rows.spoken(row)
    assert row.name in spoken
    assert row.time in spoken


def test_filters_show_their_counts_and_narrow_the_list(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.STUDENT)
    page = desk.place.inbox
    assert Group.SECOND not in page.groups, "a resident does no second reading"
    page.choose(Group.MINE)
    assert {row.by for row in page.list.rows.rows()} == {"com Caio"}
    page.choose(Group.OVERDUE)
    assert {row.tone for row in page.list.rows.rows()} == {"error"}
    page.choose(Group.ANSWERED)
    assert {row.look[0] for row in page.list.rows.rows()} == {"Confirmado", "Inconclusivo", "Não confirmado"}
    assert page.step_back()
    assert page.group is Group.ALL
    assert not page.step_back()


def test_the_second_reading_is_offered_to_whoever_did_not_do_the_first(open_desk: OpenDesk) -> None:
    desk = open_desk("preceptora")
    desk.place.inbox.choose(Group.SECOND)
    rows = desk.place.inbox.list.rows.rows()
    assert rows
    assert {row.hint for row in rows} == {"falta a 2ª leitura"}


def test_a_nurse_sees_the_list_without_what_is_for_readers(open_desk: OpenDesk) -> None:
    page = open_desk(Role.NURSE).place.inbox
    assert page.groups == [Group.ALL, Group.OVERDUE, Group.ANSWERED]


def test_arrows_choose_and_enter_opens_and_esc_comes_back_to_the_same_line(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.DOCTOR)
    inbox = desk.place.inbox
    inbox.list.setFocus()
    desk.press(Qt.Key.Key_Down, 3)
    chosen = inbox.list.current_id()
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    assert desk.page.referral_id == chosen
    desk.press(Qt.Key.Key_Escape)
    desk.settle()
    assert desk.place.page is None
    assert inbox.list.current_id() == chosen
    assert inbox.list.hasFocus()


def test_up_from_the_first_line_reaches_the_filters(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.DOCTOR)
    desk.place.inbox.list.enter()
    desk.place.inbox.list.go_to("")
    desk.press(Qt.Key.Key_Up)
    assert desk.place.inbox.chips.isAncestorOf(desk.focused())


def test_a_refresh_keeps_the_cursor_and_changes_only_what_differs(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.DOCTOR)
    inbox = desk.place.inbox
    inbox.list.setFocus()
    desk.press(Qt.Key.Key_Down, 6)
    chosen = inbox.list.current_id()
    resets: list[object] = []
    inbox.list.rows.modelReset.connect(lambda: resets.append(1))
    clock = hospital.clock
    assert isinstance(clock, FakeClock)
    clock.advance(11 * 3600)
    inbox.refresh()
    desk.settle()
    assert resets == []
    assert inbox.list.current_id() == chosen
    assert inbox.list.hasFocus()


def test_a_reading_that_fails_leaves_the_list_and_says_that_it_is_old(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(Role.DOCTOR)
    inbox = desk.place.inbox

    def fails(_session: object) -> None:
        raise KnownError("store.in_use", path="x")

    monkeypatch.setattr(desk.shell.context.station.referral_desk, "inbox", fails)
    inbox.refresh()
    desk.settle()
    assert inbox.states.state == "full"
    assert "última leitura" in inbox.banner.body.text()
    monkeypatch.undo()
    inbox.refresh()
    desk.settle()
    assert not inbox.banner.isVisible()


def test_nothing_waiting_says_what_will_come(
    hospital: Station, qtbot: QtBot, light: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = hospital.sign_in.sign_in(DEMO_LOGINS[Role.DOCTOR], DEMO_PASSWORD)
    context = UiContext(hospital, session, lambda *_: None, lambda *_: None)
    empty = dataclasses.replace(read_inbox(context)(), waiting=(), answered=())
    monkeypatch.setattr("ui.referral_desk.inbox.read_inbox", lambda _context: lambda: empty)
    page = InboxPage(context)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page.states.state == "empty")
    assert "próxima troca com o servidor" in words_in(page)
    assert page.first_focus() is page.chips
    for group in page.groups:
        page.choose(group)
        assert page.states.state == "empty"


def test_the_first_reading_of_the_list_that_fails_offers_to_try_again(
    hospital: Station, qtbot: QtBot, light: QApplication
) -> None:
    session = hospital.sign_in.sign_in(DEMO_LOGINS[Role.DOCTOR], DEMO_PASSWORD)
    page = InboxPage(UiContext(hospital, session, lambda *_: None, lambda *_: None))
    qtbot.addWidget(page)
    page.show()
    page.tell_failure(KnownError("store.in_use", path="x"))
    assert page.states.state == "wrong"


def test_the_rail_says_how_many_wait_and_that_some_are_late(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.COORDINATOR)
    button = desk.shell.rail.buttons["referrals"]
    assert button.count == desk.place.inbox.list.rows.rowCount()
    assert button.pressing
    assert "passaram do prazo" in button.accessibleName()


def test_the_summary_says_so_when_nobody_waits(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.DOCTOR)
    inbox = desk.place.inbox.inbox
    assert isinstance(inbox, Inbox)
    assert summary_words(dataclasses.replace(inbox, waiting=())) == "Nenhum aguarda resposta"


def test_what_another_desk_answered_leaves_the_list(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.NURSE)
    doctor = hospital.sign_in.sign_in(DEMO_LOGINS[Role.DOCTOR], DEMO_PASSWORD)
    one = find(hospital, doctor, reason="toxoplasmosis")
    version = hospital.referrals.open(doctor, one).version
    answer = NewAnswer(Verdict.NOT_CONFIRMED, "counter_referral", ("Manual",), "Seguir na UBS")
    hospital.referral_desk.answer(doctor, one, version, answer)
    desk.place.inbox.refresh()
    desk.settle()
    assert desk.place.inbox.list.rows.line_of(one) is None
