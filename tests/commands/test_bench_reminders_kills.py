"""`bench reminders_kills`: sender and scheduler are killed at random moments; nothing is lost, nothing sent twice."""

import sys
from argparse import Namespace

import pytest

from app.commands.bench_reminders_kills import run


@pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be killed without a word here")
def test_whatever_is_killed_every_message_is_sent_once_or_shown_to_a_person() -> None:
    figures = run(Namespace(kills=15))
    assert figures["met"] is True
    assert (figures["lost"], figures["sent_twice_unmarked"], figures["taken, but not known here"]) == (0, 0, 0)
    assert figures["kills"] == 15
    wanted, sent, unknown = (figures[name] for name in ("messages wanted", "sent", "unknown_marked"))
    assert isinstance(wanted, int)
    assert isinstance(sent, int)
    assert isinstance(unknown, int)
    assert sent > 0
    # One that is turned away again and again is a dead letter, which a person sees too.
    assert sent + unknown + int(str(figures["failed"])) == wanted
