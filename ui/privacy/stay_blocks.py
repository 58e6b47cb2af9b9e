"""A stay in the ward on the paper of all that is held of a person: beds, recordings, alarms, who was called."""

from collections.abc import Iterator

from app.privacy.recordings import KeptFiles
from app.privacy.stays import StayHistory
from app.router.history.model import AlarmRun
from app.router.words import Step
from app.ward.catalogue import vital_signs, waveforms
from ui.alarms.history.words import run_words
from ui.alarms.timeline.lines import person_words
from ui.papers.blocks import Block, Column, Heading, Note, Row, Table
from ui.texts import chosen_language, tr
from ui.texts.formats import show_instant, show_number
from ui.ward.review.times import clock, day

_MIB = 2**20
_TOLD = (
    Step.SHOWN, Step.ACCEPTED, Step.REJECTED, Step.TAKEN_BACK, Step.UNDEFINED, Step.UNREACHABLE, Step.FAILSAFE,
    Step.PRESENT,
)  # fmt: skip
"""Steps that tell a person who was called and what came of it; the others stand in the file."""


def stay_blocks(stays: tuple[StayHistory, ...], zone: str) -> Iterator[Block]:
    """One part for each stay."""
    for number, one in enumerate(stays, 1):
        yield Heading(tr("privacy.stay_heading", number=show_number(number)))
        yield Note(stay_words(one, zone))
        if one.was_mistake:
            yield Note(tr("privacy.stay_mistake"), framed=True)
            continue
        yield from _recorded(one, zone)
        yield Heading(tr("privacy.stay_alarms", count=show_number(len(one.alarms))), small=True)
        yield _alarms(one, zone)
        yield Heading(tr("privacy.stay_calls", count=show_number(len(one.runs))), small=True)
        yield _calls(one, zone)
    if any(one.alarms or one.kept for one in stays if not one.was_mistake):
        yield Note(tr("privacy.stay_glossary"), small=True)


def stay_words(one: StayHistory, zone: str) -> str:
    """Where she lay from when to when, and with what; as the bracelet was read."""
    lines = [tr("privacy.stay_bracelet", words=one.identifier)] if one.identifier else []
    for bed in one.beds:
        since = show_instant(bed.since, zone)
        until = show_instant(bed.until, zone) if bed.until else tr("privacy.stay_still")
        lines.append(tr("privacy.stay_bed", bed=bed.label, since=since, until=until))
    if one.devices:
        lines.append(tr("privacy.stay_devices", names=", ".join(one.devices)))
    return "\n".join(lines)


def kept_words(one: KeptFiles, zone: str) -> tuple[str, str, str]:
    """What it is, about which time, and how much."""
    span = f"{show_instant(one.first, zone)} – {show_instant(one.last, zone)}"
    return (
        tr(f"privacy.recorded_{one.kind}"),
        span,
        size_words(one.size),
    )


def size_words(size: int) -> str:
    """Of so many bytes; a file that is there is never told as nothing."""
    tenths = round(size / _MIB, 1)
    if not tenths:
        return tr("privacy.less_than_a_tenth", size=show_number(0.1))
    return tr("privacy.megabytes", size=show_number(tenths))


def _recorded(one: StayHistory, zone: str) -> Iterator[Block]:
    yield Heading(tr("privacy.table_recordings"), small=True)
    columns = (Column(tr("privacy.what"), 4), Column(tr("privacy.period"), 5), Column(tr("privacy.size"), 1.6))
    yield Table(columns, tuple(Row(kept_words(each, zone)) for each in one.kept), empty=tr("privacy.not_recorded"))
    if not one.readable:
        yield Note(tr("privacy.recordings_unreadable"), framed=True)
    language = chosen_language()
    names = [waveforms()[each].label[language] for each in one.waves if each in waveforms()]
    names += [vital_signs()[each].label[language] for each in one.vitals if each in vital_signs()]
    if names:
        yield Note(tr("privacy.recorded_signs", names=", ".join(dict.fromkeys(names))))
    if one.simulated:
        yield Note(tr("privacy.recorded_simulated"))


def _alarms(one: StayHistory, zone: str) -> Table:
    from ui.ward.review.marks import mark_words, stars  # noqa: PLC0415 - numpy is loaded with it

    columns = (
        Column(tr("privacy.began"), 2.2),
        Column(tr("privacy.ended"), 1.4),
        Column(tr("privacy.what"), 5),
        Column(tr("privacy.acknowledged"), 3),
    )
    rows = tuple(
        Row(
            (
                _moment(mark.began_at, zone),
                clock(mark.ended_at, zone) if mark.ended_at is not None else "—",
                f"{stars(mark.priority)} {mark_words(mark)}",
                _seen(mark.seen_by, mark.seen_at, zone),
            )
        )
        for mark in one.alarms
    )
    return Table(columns, rows, empty=tr("privacy.no_alarms"))


def _calls(one: StayHistory, zone: str) -> Table:
    columns = (
        Column(tr("privacy.began"), 2.2),
        Column(tr("privacy.what"), 3.4),
        Column(tr("privacy.who_was_called"), 6),
    )
    rows = tuple(Row((_moment(run.began, zone), run_words(run), call_words(run, zone))) for run in one.runs)
    return Table(columns, rows, empty=tr("privacy.nobody_called"))


def call_words(run: AlarmRun, zone: str) -> str:
    """Line by line: when, what, whom. Each person and each screen once for each thing that became of it."""
    lines: dict[tuple[str, str], str] = {}
    for entry in run.entries:
        who = person_words(run, entry)
        if entry.step in _TOLD and (entry.step.value, who) not in lines:
            step = tr(f"router.step_{entry.step.value}")
            lines[entry.step.value, who] = f"{clock(entry.at, zone)} {step}{f': {who}' if who else ''}"
    return "\n".join(lines.values()) or "—"


def _moment(at: float, zone: str) -> str:
    return f"{day(at, zone)} {clock(at, zone)}"


def _seen(by: str, at: float | None, zone: str) -> str:
    return "—" if at is None else f"{by} {clock(at, zone)}".strip()
