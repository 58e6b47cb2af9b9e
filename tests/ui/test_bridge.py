"""Operations: the GUI thread is never blocked, answers come back to it, and nothing breaks when the asker is gone."""

import threading
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.kernel.errors import KnownError
from tests.conftest import ExpectedLogs
from tests.ui.conftest import settle
from ui.bridge import Latest, Op, operations_under_way
from ui.shell.places import PlaceWidget
from ui.widgets.banner import Banner
from ui.widgets.layouts import column


def _done(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: operations_under_way() == 0)


def test_the_call_runs_in_a_worker_and_the_answer_comes_to_the_gui_thread(qtbot: QtBot) -> None:
    parent, main = QObject(), QThread.currentThread()
    seen: list[tuple[object, bool]] = []
    Op(parent, lambda: threading.current_thread() is threading.main_thread()).on_success(
        lambda in_main: seen.append((in_main, QThread.currentThread() is main))
    ).start()
    _done(qtbot)
    assert seen == [(False, True)]


def test_a_failure_goes_to_whoever_wants_it(qtbot: QtBot) -> None:
    parent, seen = QObject(), list[Exception]()

    def fail() -> None:
        raise KnownError("access.wrong_login")

    Op(parent, fail).on_failure(seen.append).start()
    _done(qtbot)
    assert isinstance(seen[0], KnownError)


def test_a_failure_that_nobody_wants_is_shown_in_the_page(qtbot: QtBot) -> None:
    page = PlaceWidget()
    qtbot.addWidget(page)
    column(page).addWidget(Banner())

    def fail() -> None:
        raise KnownError("access.wrong_login")

    Op(page, fail).start()
    _done(qtbot)
    banner = page.findChild(Banner)
    assert banner is not None
    assert banner.title.text() == "O usuário ou a senha não confere."
    assert banner.body.text() == "Digite os dois de novo."


def test_our_own_mistake_says_so_and_keeps_no_value_in_the_log(qtbot: QtBot, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("ui.errors", "ValueError-test_bridge")
    page = PlaceWidget()
    qtbot.addWidget(page)
    column(page).addWidget(Banner())

    def fail() -> None:
        raise ValueError("Maria Sintética da Silva")

    Op(page, fail).start()
    _done(qtbot)
    banner = page.findChild(Banner)
    assert banner is not None
    assert "erro do programa" in banner.title.text()
    assert not any("Maria" in record.getMessage() for record in expected_logs.records)


def test_a_parent_that_is_gone_gets_no_answer(qtbot: QtBot) -> None:
    parent, gate, seen = QObject(), threading.Event(), list[object]()
    Op(parent, lambda: gate.wait(5)).on_success(seen.append).start()
    delete(parent)
    gate.set()
    _done(qtbot)
    assert seen == []


def test_progress_arrives_in_order_before_the_answer(qtbot: QtBot) -> None:
    parent, seen = QObject(), list[object]()

    def count() -> str:
        for step in range(5):
            operation.report(step)
        return "answer"

    operation: Op[str] = Op(parent, count)
    operation.on_progress(seen.append).on_success(seen.append).start()
    _done(qtbot)
    assert seen == [0, 1, 2, 3, 4, "answer"]


def test_only_the_answer_to_the_latest_question_is_shown(qtbot: QtBot) -> None:
    parent, gate, seen = QObject(), threading.Event(), list[object]()
    latest = Latest(parent)
    latest.ask(lambda: gate.wait(5) and "first", seen.append)
    latest.ask(lambda: "second", seen.append)
    qtbot.waitUntil(lambda: seen == ["second"])
    gate.set()
    _done(qtbot)
    assert seen == ["second"]


@pytest.mark.usefixtures("at_once")
def test_tests_may_have_every_answer_at_once(qtbot: QtBot) -> None:
    seen: list[int] = []
    parent = QObject()
    Op(parent, lambda: 7).on_success(seen.append).on_end(lambda: seen.append(8)).start()
    assert seen == [7, 8]


def test_an_operation_survives_without_anybody_holding_it(qtbot: QtBot) -> None:
    parent, seen = QObject(), list[int]()
    for number in range(50):
        Op(parent, partial(int, number)).on_success(seen.append).start()
    _done(qtbot)
    settle()
    assert sorted(seen) == list(range(50))
