"""The list of what the unit has referred."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.clinic.allergies.model import AllergyKind, NewAllergy
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.referral.model import Course, Kind, Priority
from app.clinic.referral.rows import append_event, read_course
from app.clinic.referral.service import ReferralService
from app.kernel.actor import Actor
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from app.store.store import Store
from tests.clinic.referral.conftest import HOSPITAL, HYPERTENSION, NOT_CONFIRMED, UBS, be_at, stamp
from tests.ui.accessibility import complaints
from tests.ui.clinical import PASSWORD, words_in
from tests.ui.referrals.conftest import Answering, OpenWindow
from ui.referrals.lines import Group


def test_where_nobody_was_referred_the_page_says_where_to_begin(
    open_window: OpenWindow, ubs: Station, nurse: Session
) -> None:
    window = open_window(nurse)
    assert window.referrals.outbox.states.state == "empty"
    assert "Ninguém foi encaminhado ainda" in words_in(window)


def test_what_has_not_left_says_so_with_its_time(open_window: OpenWindow, nurse: Session, sent: Course) -> None:
    window = open_window(nurse)
    table = window.referrals.outbox.table
    row = [table.lines.index(0, column).data() for column in range(4)]
    assert row[:3] == ["Ainda não saiu daqui", "Maria Sintética da Silva", "não saiu desta estação há menos de 1 min"]


def test_the_request_lists_the_allergies_that_were_sent(
    open_window: OpenWindow, ubs: Station, nurse: Session, ready: Pregnancy
) -> None:
    ubs.allergies.add(nurse, ready.person_id, NewAllergy(AllergyKind.MEDICINE, "Dipirona", "dipyrone"))
    course = ubs.referrals.send(nurse, ready.id, HYPERTENSION)
    ubs.allergies.add(nurse, ready.person_id, NewAllergy(AllergyKind.LATEX, "Látex"))
    page = open_window(nurse).open(course.referral.id)
    words = words_in(page)
    assert "Dipirona · Medicamento · relatada" in words
    assert "Látex" not in words


def test_received_shows_the_countdown(open_window: OpenWindow, nurse: Session, received: Course) -> None:
    table = open_window(nurse).referrals.outbox.table
    assert table.lines.index(0, 2).data() == "faltam 41 h"


def test_the_unit_reads_when_the_hospital_saw_an_emergency(
    open_window: OpenWindow, ubs: Station, store: Store, nurse: Session, ready: Pregnancy
) -> None:
    emergency = ubs.referrals.send(nurse, ready.id, replace(HYPERTENSION, priority=Priority.EMERGENCY))
    be_at(store, HOSPITAL)
    be_at(store, UBS)
    stamp(store, emergency.referral.id, emergency.referral.id, store.clock.now())
    window = open_window(nurse)
    page = window.open(emergency.referral.id)
    assert "O hospital ainda não marcou que viu" in words_in(page)
    with store.write(Actor("h", "Hilda Sintética")) as writing:
        one = read_course(writing.connection, emergency.referral.id, store.clock.now())
        append_event(writing, one, Kind.SEEN, {"of": emergency.referral.id})
    page = window.open(emergency.referral.id)
    assert "O hospital viu às 08:00 (Hilda Sintética)" in words_in(page)
    assert window.referrals.outbox.table.lines.index(0, 2).data() == "Emergência · o hospital viu"


def test_an_unread_answer_stands_with_what_was_answered(
    open_window: OpenWindow, nurse: Session, answered: Answering
) -> None:
    answered(NOT_CONFIRMED)
    outbox = open_window(nurse).referrals.outbox
    assert outbox.chips[Group.UNREAD].text() == "Respostas não lidas  1"
    assert [outbox.table.lines.index(0, column).data() for column in (0, 2)] == ["Resposta não lida", "Não confirmado"]


def test_the_coordinator_is_told_first_what_is_late(open_window: OpenWindow, ubs: Station, late: Course) -> None:
    window = open_window(ubs.sign_in.sign_in(Role.COORDINATOR.value, PASSWORD))
    outbox = window.referrals.outbox
    assert outbox.late.isVisible()
    outbox.choose(Group.LATE)
    assert outbox.table.lines.rowCount() == 1


def test_by_keyboard_from_the_search_into_the_list_and_back(
    open_window: OpenWindow, nurse: Session, sent: Course
) -> None:
    window = open_window(nurse)
    assert window.focused().objectName() == "referral_search"
    window.type("maria")
    window.press(Qt.Key.Key_Down)
    assert window.focused() is window.referrals.outbox.table
    window.press(Qt.Key.Key_Return)
    window.settle()
    assert window.page.opened.course.referral.id == sent.referral.id
    assert window.referrals.step_back()
    assert window.focused() is window.referrals.outbox.table


def test_the_search_narrows_by_name_and_by_reason(open_window: OpenWindow, nurse: Session, sent: Course) -> None:
    outbox = open_window(nurse).referrals.outbox
    assert outbox.outbox is not None
    for words, count in (("sintetica maria", 1), ("hipertens", 1), ("joana", 0)):
        assert len(outbox.outbox.fitting(Group.OPEN, words)) == count
    outbox.search.setText("joana")
    outbox._show_group()
    assert outbox.states.state == "empty"
    assert outbox.step_back()
    assert outbox.search.value() == ""


def test_esc_leaves_a_group_for_all_that_is_open(open_window: OpenWindow, nurse: Session, sent: Course) -> None:
    outbox = open_window(nurse).referrals.outbox
    outbox.choose(Group.ENDED)
    assert outbox.states.state == "empty"
    assert outbox.step_back()
    assert outbox.states.state == "full"
    assert not outbox.step_back()


def test_what_cannot_be_read_says_why_and_is_tried_again(
    open_window: OpenWindow, nurse: Session, sent: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(nurse)
    real = ReferralService.outbox

    def fail(*_: object, **__: object) -> None:
        raise KnownError("referrals.not_found")

    monkeypatch.setattr(ReferralService, "outbox", fail)
    window.referrals.outbox.refresh()
    window.settle()
    assert window.referrals.outbox.states.state == "wrong"
    monkeypatch.setattr(ReferralService, "outbox", real)
    window.referrals.outbox.refresh()
    window.settle()
    assert window.referrals.outbox.states.state == "full"


def test_a_referral_that_is_not_here_is_told_above_the_list(
    open_window: OpenWindow, ubs: Station, nurse: Session
) -> None:
    window = open_window(nurse)
    window.go("referrals", "nobody")
    window.settle()
    assert window.referrals.page is None
    assert "não está nesta unidade" in words_in(window.referrals.outbox.banner)


def test_everything_is_named_and_reached_in_the_order_of_reading(
    open_window: OpenWindow, nurse: Session, sent: Course, ready: Pregnancy
) -> None:
    window = open_window(nurse)
    assert complaints(window.referrals) == []
    window.open(sent.referral.id)
    assert complaints(window.referrals) == []
