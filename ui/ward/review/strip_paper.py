"""The strip of an event as a paper: whose it is, what alarmed, the numbers then, and the traces true to size."""

from datetime import datetime
from typing import Final

from app.clinic.papers import PaperKind, PaperOut
from app.ward.catalogue import vital_signs
from app.ward.picture.model import ShownBed
from app.ward.review.strips import Strip, strip_rule
from ui.papers.blocks import Block, Heading, Note, Pair, Pairs, Picture
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, issue_now, paper_text
from ui.papers.paper import PaperOffer, PaperSize, printed_area
from ui.shell.context import UiContext
from ui.texts import chosen_language, tr
from ui.texts.formats import show_number
from ui.ward.numbers import figure
from ui.ward.review.marks import name_words, stars, value_words
from ui.ward.review.strip_picture import strip_lines
from ui.ward.review.times import clock, full, lasted

_FILE_TIME: Final = "%Y-%m-%d-%Hh%Mm%S"


def strip_offer(context: UiContext, bed: str, strip: Strip, wave: str) -> PaperOffer:
    """The paper of a strip, for whoever is signed in now; the person as far as the ward shows them."""
    shown = next((one for one in context.station.ward.picture.beds if one.bed == bed), None)
    issue = issue_now(context, context.station.profile)

    def make(size: PaperSize) -> BlockPaper:
        return strip_paper(issue, shown, strip, wave, size)

    moment = full(strip.at, issue.profile.time_zone)
    return PaperOffer(
        heading=tr("ward_strip.title"),
        make=make,
        out=PaperOut(PaperKind.EVENT_STRIP, "ward_bed", bed, part=moment),
    )


def strip_paper(issue: Issue, bed: ShownBed | None, strip: Strip, wave: str, size: PaperSize) -> BlockPaper:
    """Laid out for one size: the narrower the sheet, the more lines the same seconds take."""
    zone = issue.profile.time_zone
    lines = strip_lines(strip, wave, printed_area(size).width(), zone)
    rule = strip_rule()
    scale = tr("ward_strip.scale", speed=show_number(rule.mm_per_second, 0), gain=show_number(rule.mm_per_millivolt, 0))
    blocks: list[Block] = [
        *_alarm(strip, zone),
        _numbers(strip),
        Heading(scale),
        *(Picture(line.height, line.paint) for line in lines),
        Note(tr("ward_strip.check"), small=True),
    ]
    moment = datetime.strptime(full(strip.at, zone), "%d/%m/%Y %H:%M:%S").strftime(_FILE_TIME)
    about = " · ".join(part for part in (bed.label, bed.person) if part) if bed is not None else ""
    text = paper_text(
        issue,
        tr("ward_strip.title"),
        tr("ward_strip.file_name", moment=moment),
        blocks,
        about=about,
        marks=(tr("ward_strip.simulated"),) if strip.simulated else (),
    )
    return BlockPaper(text, size)


def _alarm(strip: Strip, zone: str) -> list[Block]:
    """What happened; a moment that somebody chose says only when it was."""
    when = Pair(tr("ward_strip.when"), full(strip.at, zone), strong=True)
    mark = strip.mark
    if mark is None:
        return [Pairs((when, Pair(tr("ward_strip.why"), tr("ward_strip.chosen_moment"))))]
    seen = tr("ward_strip.nobody")
    if mark.seen_at is not None:
        by = mark.seen_by or tr("ward_strip.somebody")
        seen = tr("ward_strip.seen_at", who=by, time=clock(mark.seen_at, zone))
    time = tr("ward_strip.still") if mark.ended_at is None else lasted(mark.ended_at - mark.began_at)
    alarm = f"{stars(mark.priority)} {name_words(mark)} ({tr(f'ward_alarms.priority_{mark.priority.name.lower()}')})"
    pairs = [Pair(tr("ward_strip.alarm"), alarm, wide=True, strong=True), when]
    if value_words(mark):
        pairs.append(Pair(tr("ward_strip.value"), value_words(mark), strong=True))
    pairs += [Pair(tr("ward_strip.lasted"), time), Pair(tr("ward_strip.seen"), seen)]
    return [Pairs(tuple(pairs))]


def _numbers(strip: Strip) -> Block:
    signs, language = vital_signs(), chosen_language()
    pairs = tuple(
        Pair(_label(signs[vital].label[language], signs[vital].unit), figure(value, signs[vital].decimals))
        for vital, value in strip.numbers.items()
    )
    return Pairs(pairs, columns=6) if pairs else Note(tr("ward_strip.no_numbers"))


def _label(label: str, unit: str) -> str:
    return f"{label} ({unit})" if unit not in ("", "1") else label
