"""The emergency sheet: what goes along with the woman, and what is read out on the phone."""

from collections.abc import Iterable

from app.clinic.papers import PaperKind, PaperOut
from app.clinic.pregnancies.model import Observation
from ui.danger_signs.answered import struck_words
from ui.danger_signs.card_parts import say
from ui.danger_signs.case import EmergencyCase
from ui.danger_signs.words import found_words, signed
from ui.papers.blocks import Block, Bullets, Column, Heading, Note, Pair, Pairs, PaperText, Result, Row, SignHere, Table
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer, PaperSize
from ui.texts import chosen_language, tr


def emergency_offer(case: EmergencyCase, issue: Issue) -> PaperOffer:
    """The sheet of one visit; A5 is enough and goes into any envelope."""
    situation = case.situation
    return PaperOffer(
        heading=tr("danger_signs.paper_preview"),
        make=lambda size: BlockPaper(emergency_text(case, issue), size),
        out=PaperOut(PaperKind.EMERGENCY, "person", situation.person_id, part=situation.encounter_id),
        size=PaperSize.A5,
    )


def emergency_text(case: EmergencyCase, issue: Issue) -> PaperText:
    """What stands on it, in the language that is spoken."""
    situation = case.situation
    blocks: list[Block] = [
        Result("octagon", found_words(situation.found), recorded_words(case)),
        Heading(tr("danger_signs.do_now")),
        _steps(case),
        Heading(tr("danger_signs.say")),
        Pairs(tuple(_said(case)), columns=2),
        Pairs((Pair(tr("danger_signs.paper_destination")), Pair(tr("danger_signs.paper_left_at"))), columns=2),
        *_more(case),
        SignHere((tr("danger_signs.paper_signature"),)),
    ]
    return paper_text(
        issue,
        tr("danger_signs.paper_title"),
        tr("danger_signs.paper_file"),
        blocks,
        about=situation.shown_name,
        synthetic=situation.synthetic,
    )


def recorded_words(case: EmergencyCase) -> str:
    """Who recorded each finding, and when."""
    rows: dict[str, Observation] = {}
    for finding in case.situation.found:
        for one in finding.rows:
            rows.setdefault(f"{one.by} {one.recorded_at:%H:%M}", one)
    return " · ".join(signed(one, case.zone) for one in rows.values())


def _said(case: EmergencyCase) -> Iterable[Pair]:
    """What is said on the phone; what she has stands above it already, large."""
    where, who, pregnancy, _signs, pressure, allergies, *others = say(case)
    yield Pair(*where, strong=True, wide=True)
    # The other readings name themselves; a line of their own would be one too many for half a sheet.
    measured = pressure[0], " · ".join(words for _, words in (pressure, *others))
    for one in (who, pregnancy, measured, allergies):
        yield Pair(*one, strong=True)


def _steps(case: EmergencyCase) -> Table:
    columns = (
        Column("", 0.6),
        Column(tr("danger_signs.paper_step"), 6),
        Column(tr("danger_signs.paper_done"), 3),
    )
    rows = []
    for number, action in enumerate(case.situation.actions, start=1):
        note = case.situation.done.get(action.code)
        words = action.label.in_language(chosen_language())
        rows.append(Row((str(number), words, signed(note, case.zone) if note else "____:____"), strong=True))
    return Table(columns, tuple(rows))


def _more(case: EmergencyCase) -> Iterable[Block]:
    if went_on := case.situation.went_on:
        yield Note(tr("danger_signs.paper_went_on", signed=signed(went_on, case.zone), reason=went_on.value))
    if struck := struck_words(case):
        yield Bullets(tuple(struck.split("\n")))
    second_hand = {one.source.label for one in case.situation.found if one.source.mark.value != "verified"}
    for label in second_hand:
        yield Note(tr("danger_signs.second_hand", source=label.in_language(chosen_language())), small=True)
