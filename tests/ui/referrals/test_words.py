"""Where a referral stands in words: never better than the server has said."""

from datetime import UTC, datetime, timedelta

import pytest

from app.clinic.referral.courses import course
from app.clinic.referral.model import Course, Happened, Kind, Priority, Referral, State, Verdict
from app.kernel.clock import to_text
from ui.referrals.words import is_late, left_words, span_words, state_look, time_words, verdict_look, version_words
from ui.texts import choose_language

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SENT = NOW - timedelta(hours=40)


def _course(*events: Happened, arrived: bool = True, refused: bool = False) -> Course:
    asked = Referral(
        "r",
        "p",
        "g",
        "1111111",
        "2222222",
        "hypertension",
        "h",
        "j",
        Priority.URGENT,
        None,
        "{}",
        "abc",
        SENT,
        "n",
        "Ana",
    )
    return course(asked, events, timedelta(hours=72), arrived=arrived, refused=refused)


def _event(kind: Kind, place: int, **content: object) -> Happened:
    return Happened(f"e{place}", kind, place, content, None, None, SENT, "n", "Ana")


def _stamped(hours_ago: float, of: str = "r", place: int = 1) -> Happened:
    return _event(Kind.RECEIVED, place, of=of, at=to_text(NOW - timedelta(hours=hours_ago)))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (20, "menos de 1 min"),
        (35 * 60, "35 min"),
        (2 * 3600 + 300, "2 h 05 min"),
        (41.5 * 3600, "41 h"),
        (96 * 3600, "4 dias"),
    ],
)
def test_a_span_says_as_much_as_one_needs(seconds: float, words: str) -> None:
    assert span_words(seconds) == words


def test_the_countdown_says_what_is_left_and_since_when_it_is_over() -> None:
    assert left_words(41 * 3600) == "faltam 41 h"
    assert left_words(-17 * 3600) == "passou há 17 h"


def test_what_is_still_here_is_never_called_sent() -> None:
    queued = Course(**{**vars(_course(arrived=False)), "not_left_for": timedelta(hours=5)})
    assert queued.state is State.QUEUED
    assert state_look(queued, NOW).words == "Ainda não saiu daqui"
    assert time_words(queued, NOW) == "não saiu desta estação há 5 h 00 min"


def test_without_the_servers_stamp_no_time_runs() -> None:
    assert time_words(_course(), NOW) == "sem confirmação do servidor"


def test_the_countdown_runs_from_the_stamp_and_not_from_the_writing() -> None:
    assert time_words(_course(_stamped(31)), NOW) == "faltam 41 h"


def test_it_is_late_when_the_server_says_so_or_the_time_is_over() -> None:
    said = _course(_stamped(31), _event(Kind.OVERDUE, 2, of="r"))
    over = _course(_stamped(73))
    for one in (said, over):
        assert is_late(one, NOW)
        assert state_look(one, NOW).words == "Passou do prazo"
    assert not is_late(_course(_stamped(72)), NOW)


def test_a_counter_reply_without_a_stamp_is_on_its_way() -> None:
    reply = Happened("e3", Kind.COUNTER_REPLY, 3, {"text": "t"}, "{}", "v", NOW, "n", "Ana")
    assert state_look(_course(_stamped(60), reply), NOW).words == "Contrarresposta a caminho"
    assert state_look(_course(_stamped(60), reply, _stamped(1, "e3", 4)), NOW).words == "Contrarresposta recebida"


def test_every_state_and_verdict_has_its_own_shape() -> None:
    assert len({verdict_look(one).shape for one in Verdict}) == len(Verdict)
    choose_language("en")
    assert state_look(_course(refused=True), NOW).words == "Not accepted by the server"
    assert version_words("0123456789ab") == "01234567"
