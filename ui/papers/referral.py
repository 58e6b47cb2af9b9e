"""The referral sheet: who she is, how far, how she was classified and why, what is asked, and the record behind it."""

from collections.abc import Iterator
from typing import Final

from app.clinic.dating import due_date
from app.clinic.papers import PaperKind, PaperOut
from app.clinic.referral.model import WAITING, Happened, Kind, State, Verdict
from app.kernel.clock import local_date
from ui.allergies.words import sent_words
from ui.papers.blocks import Block, Column, Heading, Note, Pair, Pairs, PaperText, Result, Row, SignHere, Table
from ui.papers.classification import factors_table, uncertain_words
from ui.papers.document import BlockPaper
from ui.papers.issue import paper_text
from ui.papers.paper import PaperOffer
from ui.papers.points_picture import points_bars
from ui.papers.referral_case import ReferralCase
from ui.papers.referral_record import record_blocks
from ui.papers.words import age_on, figure, person_pairs
from ui.pregnancy.card_reading import class_look, class_name, points
from ui.referrals.words import priority_words, reason_words, verdict_look, version_words
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date, show_instant

_TOLD: Final = frozenset(
    {Kind.RECEIVED, Kind.SEEN, Kind.OVERDUE, Kind.ANSWERED, Kind.COUNTER_REPLY, Kind.READ, Kind.CLOSED}
)
"""What stands on the sheet; readings inside of the hospital and the unit's own tasks are theirs."""


def referral_offer(case: ReferralCase) -> PaperOffer:
    """The sheet of one referral, as the hospital judges it now."""
    one = case.course.referral
    return PaperOffer(
        heading=tr("paper_referral.print"),
        make=lambda size: BlockPaper(referral_text(case), size),
        out=PaperOut(PaperKind.REFERRAL, "pregnancy", one.pregnancy_id, part=one.id),
    )


def referral_text(case: ReferralCase) -> PaperText:
    """What stands on it, in the language that is spoken."""
    one, person = case.course.referral, case.person
    blocks: list[Block] = [
        Pairs(tuple(person_pairs(person, local_date(one.sent_at, case.zone))), columns=3),
        Pairs(tuple(_way(case)), columns=2),
        Pairs((Pair(tr("allergies.heading"), "; ".join(sent_words(case.sent.allergies)), wide=True, strong=True),)),
        _class(case),
        Pairs(tuple(_dating(case)), columns=3),
        Heading(tr("paper_referral.question")),
        Pairs((Pair(tr("paper_referral.hypothesis"), one.hypothesis, wide=True, strong=True),)),
        Pairs((Pair(tr("paper_referral.justification"), one.justification, wide=True),)),
        *_counter_replies(case),
        *_factors(case),
        *record_blocks(case),
        Heading(tr("paper_referral.course")),
        course_table(case),
        SignHere((tr("paper_referral.signature_sender"), tr("paper_referral.signature_receiver"))),
        Note(_version(case), small=True),
    ]
    return paper_text(
        case.issue,
        tr("paper_referral.title"),
        tr("paper_referral.file_name"),
        blocks,
        about=person.shown_name,
        synthetic=person.synthetic,
        marks=_marks(case),
    )


def course_table(case: ReferralCase) -> Table:
    """What happened to it, each thing with its time and who did it."""
    columns = (
        Column(tr("paper_referral.when"), 2.2, 2.6),
        Column(tr("paper_referral.what"), 4),
        Column(tr("paper_referral.who"), 4),
    )
    one = case.course.referral
    rows = [Row((show_instant(one.sent_at, case.zone), tr("paper_referral.written"), one.by))]
    rows += [
        Row((show_instant(event.at, case.zone), _happened(event), _by(event)))
        for event in case.course.events
        if event.kind in _TOLD and not _is_stamp_of_answer(event, case)
    ]
    return Table(columns, tuple(rows))


def _is_stamp_of_answer(event: Happened, case: ReferralCase) -> bool:
    """What the server received of the hospital says nothing that the answer's own line does not."""
    return event.kind is Kind.RECEIVED and event.content["of"] in {one.id for one in case.course.answers}


def _happened(event: Happened) -> str:
    words = tr(f"referrals.kind_{event.kind.value}")
    if event.kind is Kind.ANSWERED:
        return f"{words}: {verdict_look(Verdict(event.content['verdict'])).words}"
    return words


def _by(event: Happened) -> str:
    return tr("paper_referral.server") if event.kind in (Kind.RECEIVED, Kind.OVERDUE) else event.by


def _way(case: ReferralCase) -> Iterator[Pair]:
    """From where to where, why, how urgent, who asked and when."""
    one = case.course.referral
    yield Pair(tr("paper_referral.from_unit"), case.from_unit, strong=True)
    yield Pair(tr("paper_referral.to_unit"), case.to_unit, strong=True)
    yield Pair(tr("paper_referral.reason"), reason_words(one.reason), strong=True)
    yield Pair(tr("paper_referral.priority"), priority_words(one.priority), strong=True)
    yield Pair(tr("paper_referral.sent_by"), one.by)
    yield Pair(tr("paper_referral.sent_at"), show_instant(one.sent_at, case.zone))
    yield Pair(tr("paper_referral.state"), _state(case))
    due = case.course.due_at
    if due is not None and case.course.state in WAITING:
        yield Pair(tr("paper_referral.due"), show_instant(due, case.zone))


def _state(case: ReferralCase) -> str:
    """Where it stands; the verdict only while it stands, not once the hospital was asked again."""
    answer, state = case.answer, case.course.state
    words = tr(f"referrals.state_{state.value}")
    return words if answer is None or state in WAITING else f"{words} · {verdict_look(answer.given.verdict).words}"


def _class(case: ReferralCase) -> Result:
    """The class that was sent; what is still open about it stands with it."""
    code, total = case.class_sent
    if code is None:
        return Result("", tr("paper_words.not_classified"))
    found, more = case.sent.classified, tr("paper_referral.rules_missing")
    if found is not None:
        made = tr("paper_referral.classified", at=show_instant(found.at, case.zone))
        more = f"{made} {uncertain_words(found.assessment, found.rules)}"
    return Result(class_look(code)[1], class_name(code, case.class_rules), more, points(total))


def _dating(case: ReferralCase) -> Iterator[Pair]:
    lmp = case.sent.lmp
    day = local_date(case.course.referral.sent_at, case.zone)
    yield Pair(tr("paper_referral.age_sent"), age_on(lmp, day), strong=True)
    yield Pair(tr("paper_words.lmp"), show_date(lmp) if lmp else "")
    yield Pair(tr("paper_words.due"), show_date(due_date(lmp)) if lmp else "")
    for code in ("pregnancies_count", "births_count"):
        found = case.sent.latest(code)
        told = figure(float(found.value)) if found and isinstance(found.value, int | float) else ""
        yield Pair(tr(f"pregnancies.kind_{code}"), told)


def _factors(case: ReferralCase) -> Iterator[Block]:
    """What added points, where the rules that decided are here."""
    found = case.sent.classified
    if found is not None:
        yield Heading(tr("papers.factors"))
        picture = points_bars(found.assessment)
        if picture is not None:
            yield picture
        yield factors_table(found.assessment, found.rules)


def _counter_replies(case: ReferralCase) -> Iterator[Block]:
    """What the unit answered to an inconclusive answer; the record below is the one that went with the last of them."""
    for event in case.course.events:
        if event.kind is Kind.COUNTER_REPLY:
            said = tr("paper_referral.counter_reply", at=show_instant(event.at, case.zone), name=event.by)
            yield Pairs((Pair(said, str(event.content["text"]), wide=True, strong=True),))


def _version(case: ReferralCase) -> str:
    base = tr("paper_referral.version", version=version_words(case.course.version), id=case.course.referral.id)
    classified = case.sent.classified
    if classified is None:
        return base
    rules = tr(
        "papers.rule_base",
        title=classified.rules.title.in_language(chosen_language()),
        version=classified.assessment.rule_base_version,
        hash=version_words(classified.assessment.rule_base_sha256),
    )
    return f"{base} {rules}"


def _marks(case: ReferralCase) -> tuple[str, ...]:
    """What must be seen first: it has not left, or it was refused."""
    told = {State.QUEUED: "paper_referral.mark_queued", State.REFUSED: "paper_referral.mark_refused"}
    key = told.get(case.course.state)
    return (tr(key),) if key else ()
