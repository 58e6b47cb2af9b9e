"""`bench reminders` measures scheduling, sending and lateness, each beside its comparison, and leaves nothing out."""

from argparse import Namespace

from app.commands.bench_reminders import run


def test_a_small_run_has_every_figure_beside_its_comparison() -> None:
    figures = run(Namespace(many=120, mails=40, steady_seconds=1.0))
    assert (figures["scheduled by criteria"], figures["due at once"], figures["lateness, messages"]) == (120, 120, 20)
    assert figures["e-mails that arrived"] == figures["e-mails"] == 40
    for pair in (
        ("confirm (s)", "APScheduler, SQLAlchemy job store (s)", "APScheduler, memory job store (s)"),
        ("the last is begun after (s)", "bare threads, the last is begun after (s)"),
        ("e-mails a second", "one line, one after the other (e-mails a second)"),
        ("lateness, 99 % within (s)", "APScheduler, 99 % within (s)"),
    ):
        for name in pair:
            figure = figures[name]
            assert isinstance(figure, float)
            assert figure > 0
    assert len([name for name in figures if name.endswith("target")]) == 4
