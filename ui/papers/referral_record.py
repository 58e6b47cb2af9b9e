"""The record behind a referral on paper: readings, exams and history as they were sent, never as they stand today."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from app.clinic.pregnancies.kinds import kinds
from app.clinic.pregnancies.model import Observation
from app.clinic.prenatal.history_questions import groups
from app.kernel.clock import local_date
from ui.board.vital_words import DIASTOLIC, SYSTOLIC, kind_words, pressure_words
from ui.board.vital_words import value_words as vital_words
from ui.papers.blocks import Block, Bullets, Column, Heading, Note, Pair, Pairs, Row, Table
from ui.papers.referral_case import ReferralCase
from ui.papers.words import exam_name, reading_words, value_words
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date

_SHOWN_GROUPS: Final = ("vital", "maternal_warning")
_ALSO: Final = ("weight_before_kg",)
_YES: Final = "yes"


def record_blocks(case: ReferralCase) -> Iterator[Block]:
    """Readings, danger signs, exams, history, visits."""
    yield Heading(tr("paper_referral.readings"))
    pairs = tuple(_readings(case))
    yield Pairs(pairs, columns=4) if pairs else Note(tr("paper_referral.no_readings"))
    if signs := _signs(case):
        yield Heading(tr("paper_visit.danger"), small=True)
        yield Bullets(tuple(signs), columns=2)
    yield Heading(tr("paper_referral.exams"))
    yield _exams(case)
    yield Heading(tr("paper_referral.history"))
    told = _history(case)
    yield Bullets(tuple(told), columns=3) if told else Note(tr("paper_referral.no_history"))
    yield Note(_visits(case), small=True)


def _readings(case: ReferralCase) -> Iterator[Pair]:
    """The latest of each kind with its day; both sides of the pressure are of one measurement."""
    upper = case.sent.latest(SYSTOLIC)
    if upper is not None:
        lower = next((one for one in case.sent.observations if _belongs(one, upper)), None)
        said = pressure_words(upper.value, lower.value if lower else None)
        yield Pair(tr("hearing.pressure"), _on(said, upper.observed_at, case.zone), strong=True)
    for kind in kinds().values():
        found = case.sent.latest(kind.code)
        shown = kind.group in _SHOWN_GROUPS or kind.code in _ALSO
        if found is None or not shown or kind.code in (SYSTOLIC, DIASTOLIC):
            continue
        yield Pair(kind_words(kind.code), _on(vital_words(kind.code, found.value), found.observed_at, case.zone))


def _belongs(one: Observation, upper: Observation) -> bool:
    return one.code == DIASTOLIC and one.observed_at == upper.observed_at


def _on(words: str, at: datetime, zone: str) -> str:
    return f"{words} ({show_date(local_date(at, zone))})"


def _signs(case: ReferralCase) -> list[str]:
    """Danger signs and emergencies that were seen, each with the day when it was seen last."""
    sent = case.sent
    seen = [(f"pregnancies.kind_danger_{one.code}", one) for one in sent.signs]
    seen += [(f"pregnancies.kind_obstetric_{one.code}", one) for one in sent.emergencies]
    return [_on(tr(key), one.at, case.zone) for key, one in seen]


def _exams(case: ReferralCase) -> Table:
    columns = (
        Column(tr("paper_referral.exam_day"), 2, 2.4),
        Column(tr("paper_card.exam"), 4),
        Column(tr("paper_visit.result"), 4),
        Column(tr("paper_visit.reading"), 4, 0),
    )
    rows = tuple(
        Row((show_date(one.taken_on), exam_name(one.code), value_words(one), reading_words(one)))
        for one in sorted(case.sent.results, key=lambda one: one.taken_on, reverse=True)
    )
    return Table(columns, rows, empty=tr("paper_referral.no_exams"))


def _history(case: ReferralCase) -> list[str]:
    language = chosen_language()
    asked = {one.code: one.label.in_language(language) for group in groups() for one in group.questions}
    return [asked.get(code, code) for code, answer in case.sent.history.items() if answer == _YES]


def _visits(case: ReferralCase) -> str:
    days = [one.day for one in case.sent.visits]
    if not days:
        return tr("paper_referral.no_visits")
    return tr("paper_referral.visits", count=len(days), last=show_date(max(days)))
