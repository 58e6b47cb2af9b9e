"""What the tab of the exams shows, put together from requests and results. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.clinic.prenatal.exam_catalogue import Exam, Level, exams
from app.clinic.prenatal.exam_sets import ExamSet, still_wanted
from app.clinic.prenatal.exams_service import Request, RequestStatus, Result
from app.clinic.prenatal.interpretation import gravest


class Group(StrEnum):
    """Where an exam stands, the most pressing first; headings: texts `exams.group_<value>`."""

    OVERDUE = "overdue"
    PENDING = "pending"
    NOTABLE = "notable"
    USUAL = "usual"


@dataclass(frozen=True)
class ExamRow:
    """One exam: its latest result that holds, the oldest request that waits, how many results hold."""

    exam: Exam
    latest: Result | None
    request: Request | None
    count: int

    @property
    def group(self) -> Group:
        """What waits is more pressing than what is known."""
        if self.request is not None:
            return Group.OVERDUE if self.request.status is RequestStatus.OVERDUE else Group.PENDING
        level = gravest(self.latest.readings) if self.latest else None
        return Group.NOTABLE if level not in (None, Level.USUAL) else Group.USUAL


@dataclass(frozen=True)
class ExamsView:
    """All requests and results of one pregnancy, as the services gave them."""

    requests: tuple[Request, ...]
    results: tuple[Result, ...]

    @property
    def waiting(self) -> tuple[Request, ...]:
        """Requests without a result, those that were asked for first before the others."""
        return tuple(one for one in self.requests if one.status is not RequestStatus.DONE)

    def of(self, code: str) -> tuple[Result, ...]:
        """Every result of one exam, corrected ones included, the newest first."""
        return tuple(one for one in reversed(self.results) if one.code == code)

    def rows(self) -> tuple[ExamRow, ...]:
        """One row for every exam that was asked for or has a result, in the order of the catalogue."""
        by_code: dict[str, list[Result]] = defaultdict(list)
        for result in self.results:
            if result.is_current:
                by_code[result.code].append(result)
        asked: dict[str, Request] = {}
        for request in self.waiting:
            asked.setdefault(request.code, request)
        return tuple(
            ExamRow(what, by_code[code][-1] if by_code[code] else None, asked.get(code), len(by_code[code]))
            for code, what in exams().items()
            if by_code[code] or code in asked
        )

    def wanted(self, chosen: ExamSet) -> tuple[str, ...]:
        """What of a set is to be asked for now."""
        holding = [one for one in self.results if one.is_current]
        weeks: dict[str, list[int]] = defaultdict(list)
        for one in holding:
            if one.age is not None:
                weeks[one.code].append(one.age.weeks)
        latest: dict[str, object] = {one.code: one.value for one in holding}
        return still_wanted(chosen, latest, [one.code for one in self.waiting], weeks)


def in_groups(rows: Iterable[ExamRow]) -> tuple[tuple[Group, Sequence[ExamRow]], ...]:
    """The rows of each group that has any."""
    found: dict[Group, list[ExamRow]] = defaultdict(list)
    for row in rows:
        found[row.group].append(row)
    return tuple((group, found[group]) for group in Group if found[group])
