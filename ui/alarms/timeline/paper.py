"""The way of one alarm on paper: who had it when, every step, how it came to each receiver, what is missing."""

from collections.abc import Sequence

from app.clinic.papers import PaperKind, PaperOut
from app.router.delivery.proving import gaps
from app.router.history.model import AlarmCall, AlarmRun
from ui.alarms.leaving import run_what
from ui.alarms.timeline.lines import after_words, lines_of, paths_of
from ui.alarms.words import bed_words, priority_words, seconds_words
from ui.papers.blocks import Align, Block, Column, Heading, Note, Pair, Pairs, Row, Table
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer, PaperSize
from ui.texts import tr
from ui.ward.review.times import full


def run_offer(run: AlarmRun, issue: Issue) -> PaperOffer:
    """One alarm as a paper."""
    zone = issue.profile.time_zone
    moment = full(run.began, zone)

    def make(size: PaperSize) -> BlockPaper:
        text = paper_text(
            issue,
            tr("alarms.paper_title"),
            tr("alarms.file_name", moment=moment.replace("/", "-").replace(":", "").replace(" ", "-")),
            tuple(_blocks(run, zone)),
            about=f"{bed_words(run.label)} · {run_what(run)}",
        )
        return BlockPaper(text, size)

    return PaperOffer(
        heading=tr("alarms.paper_title"), make=make, out=PaperOut(PaperKind.ALARM_LIST, "ward_bed", run.bed, moment)
    )


def _blocks(run: AlarmRun, zone: str) -> Sequence[Block]:
    ended = tr("alarms.not_ended") if run.ended is None else full(run.ended, zone)
    facts = Pairs(
        (
            Pair(tr("alarms.fact_priority"), priority_words(run.priority)),
            Pair(tr("alarms.fact_began"), full(run.began, zone)),
            Pair(tr("alarms.fact_ended"), ended),
            Pair(tr("alarms.fact_passed_on"), str(run.escalations)),
            *(pair for nth, call in enumerate(run.calls, 1) for pair in _of_call(run, call, nth)),
        )
    )
    steps = Table(
        (
            Column(tr("alarms.column_moment"), 2.4),
            Column(tr("alarms.column_after"), 2, align=Align.RIGHT),
            Column(tr("alarms.column_step"), 4.5),
            Column(tr("alarms.column_who"), 6, 0),
        ),
        tuple(Row((line.at, line.after, line.what, line.who)) for line in lines_of(run, zone)),
    )
    receivers = Table(
        (
            Column(tr("alarms.column_receiver"), 4),
            Column(tr("alarms.column_sent"), 2, align=Align.RIGHT),
            Column(tr("alarms.column_shown"), 2, align=Align.RIGHT),
            Column(tr("alarms.column_answer"), 4, 0),
        ),
        tuple(
            Row((one.receiver, _after(one.sent), _after(one.shown), f"{one.answer} {_after(one.answered)}".strip()))
            for one in paths_of(run)
        ),
        empty=tr("alarms.no_receivers"),
    )
    missing = gaps(run.entries)
    lacks = (Note(f"{tr('alarms.lacks')}: {'; '.join(missing)}", framed=True),) if missing else ()
    return (facts, *lacks, Heading(tr("alarms.by_step")), steps, Heading(tr("alarms.by_receiver")), receivers)


def _of_call(run: AlarmRun, call: AlarmCall, nth: int) -> tuple[Pair, Pair]:
    several = f" ({nth})" if len(run.calls) > 1 else ""
    nobody = tr("alarms.nobody_did")
    accepted = nobody
    if call.accepted_after is not None:
        accepted = tr("alarms.by_after", name=run.name(call.accepted_by), time=seconds_words(call.accepted_after))
    present = nobody if call.present_after is None else tr("alarms.after_time", time=seconds_words(call.present_after))
    return Pair(tr("alarms.fact_accepted") + several, accepted), Pair(tr("alarms.fact_present") + several, present)


def _after(seconds: float | None) -> str:
    return "" if seconds is None else after_words(seconds)
