"""The counter-referral sheet: what the hospital answered, to which version, and what the unit is to do with it."""

from collections.abc import Iterator

from app.clinic.papers import PaperKind, PaperOut
from app.clinic.referral.model import Answer, Kind
from app.kernel.clock import local_date
from ui.papers.blocks import (
    Block,
    Bullets,
    Heading,
    Note,
    Pair,
    Pairs,
    PaperText,
    Result,
    SignHere,
    WritingLines,
)
from ui.papers.document import BlockPaper
from ui.papers.issue import paper_text
from ui.papers.paper import PaperOffer
from ui.papers.referral_case import ReferralCase
from ui.papers.words import age_on, person_pairs
from ui.pregnancy.card_reading import class_name, points
from ui.pregnancy.exams.words import exam_words
from ui.referrals.words import (
    cause_words,
    clinic_words,
    conduct_words,
    priority_words,
    reason_words,
    verdict_look,
    version_words,
)
from ui.texts import tr
from ui.texts.formats import show_instant


def counter_referral_offer(case: ReferralCase, answer: Answer) -> PaperOffer:
    """The sheet of one answer (`case.answer` is the last)."""
    one = case.course.referral
    return PaperOffer(
        heading=tr("paper_referral.print_answer"),
        make=lambda size: BlockPaper(counter_referral_text(case, answer), size),
        out=PaperOut(PaperKind.COUNTER_REFERRAL, "pregnancy", one.pregnancy_id, part=one.id),
    )


def counter_referral_text(case: ReferralCase, answer: Answer) -> PaperText:
    """What stands on it, in the language that is spoken."""
    person, given = case.person, answer.given
    day, look = local_date(answer.at, case.zone), verdict_look(given.verdict)
    blocks: list[Block] = [
        Pairs(tuple(person_pairs(person, day)), columns=3),
        Pairs(tuple(_asked(case, answer)), columns=2),
        Result(
            look.shape,
            look.words,
            tr(f"paper_referral.means_{given.verdict.value}"),
        ),
        Pairs(tuple(_done(answer)), columns=2),
        *_lists(answer),
        Heading(tr("paper_referral.guidance")),
        Note(given.guidance) if given.guidance else WritingLines(tr("paper_visit.note_by_hand"), 2),
        Heading(tr("paper_referral.sources")),
        Bullets(given.sources),
        Pairs(tuple(_by(case, answer)), columns=2),
        SignHere((tr("paper_referral.signature_answer"), tr("paper_referral.signature_unit"))),
        Note(_version(case, answer), small=True),
    ]
    return paper_text(
        case.issue,
        tr("paper_referral.answer_title"),
        tr("paper_referral.answer_file_name"),
        blocks,
        about=person.shown_name,
        synthetic=person.synthetic,
        marks=(tr("paper_referral.mark_superseded"),) if case.answer and case.answer.id != answer.id else (),
    )


def _asked(case: ReferralCase, answer: Answer) -> Iterator[Pair]:
    """What the answer is to: the units, the reason, the hypothesis, the class that was sent."""
    one = case.course.referral
    yield Pair(tr("paper_referral.answer_from"), case.to_unit, strong=True)
    yield Pair(tr("paper_referral.answer_to"), case.from_unit, strong=True)
    yield Pair(tr("paper_referral.reason"), reason_words(one.reason))
    yield Pair(tr("paper_referral.priority"), priority_words(one.priority))
    yield Pair(tr("paper_referral.sent_by"), f"{one.by} · {show_instant(one.sent_at, case.zone)}")
    age = age_on(case.sent.lmp, local_date(answer.at, case.zone))
    yield Pair(tr("paper_referral.age_answered"), age)
    code, total = case.class_sent
    if code is not None:
        told = f"{class_name(code, case.class_rules)} · {points(total)}"
        yield Pair(tr("paper_referral.class_sent"), told, wide=True)
    yield Pair(tr("paper_referral.hypothesis"), one.hypothesis, wide=True)


def _done(answer: Answer) -> Iterator[Pair]:
    clinic = clinic_words(answer.given.clinic)
    words = conduct_words(answer.given.conduct)
    yield Pair(tr("paper_referral.conduct"), f"{words} · {clinic}" if clinic else words, strong=True)
    if clinic:
        yield Pair(tr("paper_referral.appointment"))


def _lists(answer: Answer) -> Iterator[Block]:
    """Why it is inconclusive, and the exams that were asked for."""
    given = answer.given
    if given.causes:
        yield Heading(tr("paper_referral.causes"), small=True)
        yield Bullets(tuple(map(cause_words, given.causes)), columns=2)
    if given.requested_exams:
        yield Heading(tr("paper_referral.requested"), small=True)
        yield Bullets(tuple(map(exam_words, given.requested_exams)), columns=2)


def _by(case: ReferralCase, answer: Answer) -> Iterator[Pair]:
    """Who answered, when, and who read it before."""
    yield Pair(tr("paper_referral.answered_by"), answer.by)
    yield Pair(tr("paper_referral.answered_at"), show_instant(answer.at, case.zone))
    for event in case.course.events:
        if event.kind in (Kind.FIRST_READING, Kind.SECOND_READING) and event.version == answer.version:
            told = tr(f"referrals.kind_{event.kind.value}")
            yield Pair(told, f"{event.by} · {show_instant(event.at, case.zone)}")


def _version(case: ReferralCase, answer: Answer) -> str:
    words = tr("paper_referral.answers_version", version=version_words(answer.version), id=case.course.referral.id)
    return words if answer.version == case.course.version else f"{words} {tr('paper_referral.later_version')}"
