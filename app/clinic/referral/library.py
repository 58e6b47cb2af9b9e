"""Past answers to learn from, without names, and the figures for the coordinator."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, or_

from app.clinic.people.care import own_unit
from app.clinic.people.rows import read_person
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.referral.model import Answer, Course, Verdict
from app.clinic.referral.parameters import Listed, parameters
from app.clinic.referral.rows import read_courses
from app.clinic.referral.service import class_of
from app.clinic.referral.statistics import Statistics, count
from app.clinic.text_keys import PARTICLES, fold, words
from app.kernel.clock import Zone, local_date, usual_zone
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import referral

MOST_FOUND: Final = 200
_HIDDEN: Final = "•••"
Days = tuple[date, date]
"""First and last day, both included."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_LONG_NUMBER: Final = re.compile(r"\d(?:[.\-/ ]?\d){6,}")


@dataclass(frozen=True)
class Lesson:
    """One answered referral. Of the woman there is her class; her names and long numbers in what was typed are hidden.

    `year`, `month`: of the answer, by its author's clock.
    """

    reason: str
    hypothesis: str
    justification: str
    risk_class: str | None
    verdict: Verdict
    conduct: str
    clinic: str | None
    guidance: str
    causes: tuple[str, ...]
    requested_exams: tuple[str, ...]
    sources: tuple[str, ...]
    year: int
    month: int


class ReferralLibraryService:
    """What this station's unit has asked and answered."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def search(
        self, session: Session, text: str = "", *, reason: str | None = None, verdict: Verdict | None = None
    ) -> tuple[Lesson, ...]:
        """Answers with all the words of `text` somewhere in them, the latest referred first; at most 200."""
        require(session, Action.VIEW_REFERRALS)
        wanted, found = words(text), []
        with self._store.read() as connection:
            for one in self._courses(connection):
                if reason is not None and one.referral.reason != reason:
                    continue
                for answer in reversed(one.answers):
                    if verdict is None or answer.given.verdict is verdict:
                        found.append(self._lesson(connection, one, answer))
        fitting = [one for one in found if _holds(one, wanted)]
        return tuple(fitting[:MOST_FOUND])

    def statistics(self, session: Session, first: date, last: date) -> Statistics:
        """Referrals sent from `first` to `last`, both included, by the days of the referring station's clock."""
        return self.compare(session, (first, last), None)[0]

    def compare(self, session: Session, days: Days, before: Days | None) -> tuple[Statistics, Statistics | None]:
        """The figures of some days and of others before them, from one reading; it leaves an audit row."""
        require(session, Action.VIEW_REPORTS)
        zone = self._zone()
        with self._store.read() as connection:
            courses = self._courses(connection)

        def counted(first: date, last: date) -> Statistics:
            inside = [one for one in courses if first <= local_date(one.referral.sent_at, zone) <= last]
            return count(inside, parameters().answer_within)

        with self._store.write(session.actor) as writing:
            since, until = (day.isoformat() for day in days)
            writing.audit("report_viewed", "report", "referrals", since=since, until=until)
        return counted(*days), counted(*before) if before else None

    def _courses(self, connection: Connection) -> tuple[Course, ...]:
        unit = own_unit(connection)
        mine = or_(referral.c.from_unit == unit, referral.c.to_unit == unit)
        return read_courses(connection, self._store.clock.now(), mine)

    def _lesson(self, connection: Connection, one: Course, answer: Answer) -> Lesson:
        woman, given = read_person(connection, one.referral.person_id), answer.given
        names = _parts((woman.full_name, woman.social_name or "", woman.mother_name or ""))
        day = local_date(answer.at, self._zone())
        return Lesson(
            reason=one.referral.reason,
            hypothesis=without_names(one.referral.hypothesis, names),
            justification=without_names(one.referral.justification, names),
            risk_class=class_of(one.referral.snapshot)[0],
            verdict=given.verdict,
            conduct=given.conduct,
            clinic=given.clinic,
            guidance=without_names(given.guidance, names),
            causes=given.causes,
            requested_exams=given.requested_exams,
            sources=given.sources,
            year=day.year,
            month=day.month,
        )


def without_names(text: str, names: frozenset[str]) -> str:
    """The text with every word that is among `names` (folded) and every number as long as a document's hidden."""

    def shown(match: re.Match[str]) -> str:
        return _HIDDEN if fold(match.group()) in names else match.group()

    return _LONG_NUMBER.sub(_HIDDEN, _WORD.sub(shown, text))


def _parts(names: Iterable[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in words(name)) - PARTICLES


def _holds(one: Lesson, wanted: list[str]) -> bool:
    told = (one.hypothesis, one.justification, one.guidance, *one.sources, *_named(one))
    inside = fold(" ".join(told))
    return all(word in inside for word in wanted)


def _named(one: Lesson) -> Iterator[str]:
    """What the codes are called, in every language: whoever searches types words."""
    lists = parameters()
    codes: tuple[tuple[Mapping[str, Listed], tuple[str, ...]], ...] = (
        (lists.reasons, (one.reason,)),
        (lists.conducts, (one.conduct,)),
        (lists.clinics, (one.clinic or "",)),
        (lists.causes, one.causes),
    )
    labels = [entries[code].label for entries, some in codes for code in some if code in entries]
    labels += [exams()[code].label for code in one.requested_exams if code in exams()]
    for label in labels:
        yield from (label.pt_BR, label.en)
