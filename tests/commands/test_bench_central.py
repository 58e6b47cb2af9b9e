"""The users of `bench central` and what is told of them, with a few users and one repetition."""

from app.commands.bench_central import shown
from app.commands.bench_central_users import REPETITION, Load, Measured, run_users
from app.commands.bench_network import network


def test_every_user_signs_in_once_and_every_request_is_answered() -> None:
    with network(stations=2, units=2, sqlite=True) as one:
        measured = run_users(Load(one.address, one.codes, repetitions=2, pause=0.0))
    assert (measured.unanswered, measured.first_failure) == (0, "")
    assert len(measured.sign_in) == 4
    counted = {kind: len(seconds) for kind, seconds in measured.seconds.items()}
    assert counted == {kind: 4 * 2 * REPETITION.count(kind) for kind in ("search", "register", "list")}


def test_what_was_not_answered_lowers_the_share_and_says_why() -> None:
    measured = Measured({"search": [0.1, 0.3], "register": [0.2], "list": []}, [0.5], 1, "list: cut", 2.0)
    told = shown(measured)
    assert (told["answered (%)"], told["requests/s"], told["first failure"]) == (75.0, 2.0, "list: cut")
    assert round(float(str(told["mean (ms)"]))) == 200
    assert round(float(str(told["max (ms)"]))) == 300
