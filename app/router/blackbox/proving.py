"""Whether a black box is whole: no record changed, none gone that it does not itself say was discarded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.router.blackbox.choosing import numbers_in
from app.router.blackbox.model import BEGINNING, DISCARDED, Problem, Proof, Value
from app.router.blackbox.segments import Content, content_of, files, read_mark, unpacked, walk
from app.ward.recording.sealed import RecordingKey


@dataclass
class _Walked:
    """What the walk through all files has seen so far."""

    last: int = 0
    link: bytes = BEGINNING
    records: int = 0
    torn: int = 0
    missing: int = 0
    missing_sum: int = 0
    first_hole: int = 0
    gone: set[int] = field(default_factory=set)
    said: Mapping[str, Value] = field(default_factory=dict)
    problem: Problem | None = None
    number: int = 0

    def wrong(self, problem: Problem, number: int) -> None:
        if self.problem is None:
            self.problem, self.number = problem, number

    def hole(self, before: int) -> None:
        count = before - self.last - 1
        self.first_hole = self.first_hole or self.last + 1
        self.missing += count
        self.missing_sum += (self.last + before) * count // 2

    def take(self, content: Content, anchors: Mapping[int, bytes]) -> None:
        self.torn += content.torn
        if content.damaged:
            self.wrong(Problem.CHANGED, _first_hole(content, self.last + 1))
        for run in content.runs:
            if run.first <= self.last:
                self.wrong(Problem.ADDED, run.first)
            elif run.first > self.last + 1:
                self.hole(run.first)
            elif run.previous != self.link:
                self.wrong(Problem.CHANGED, run.first)
            if anchors.get(run.first - 1, run.previous) != run.previous:
                # Also where the known record itself was discarded since: the next one says its hash.
                self.wrong(Problem.CHANGED, run.first)
            for number, _, link, packed in walk(run):
                self.last, self.link, self.records = number, link, self.records + 1
                if anchors.get(number, link) != link:
                    self.wrong(Problem.CHANGED, number)
                event = unpacked(packed).event
                if event.kind == DISCARDED:
                    self.said = event.fields
                    numbers = event.fields.get("numbers")
                    self.gone = numbers_in(numbers) if isinstance(numbers, list) else set()

    def count(self, still_there: set[int]) -> None:
        """Compare what is missing with what the last discard said; one that a kill interrupted counts as done."""
        total, numbers = self.said.get("total", 0), self.said.get("sum", 0)
        missing, missing_sum = self.missing + len(still_there), self.missing_sum + sum(still_there)
        if missing != total or missing_sum % 2**63 != numbers:
            # Where it is a single one, the sums name it.
            one = missing_sum - int(numbers) if isinstance(numbers, int) and missing - 1 == total else 0
            self.wrong(Problem.MISSING, one if one > 0 else self.first_hole)


def _first_hole(content: Content, expected: int) -> int:
    for run in content.runs:
        if run.first > expected:
            break
        expected = run.first + len(run.contents)
    return expected


def verify(folder: Path, key: RecordingKey, known: Mapping[int, bytes] | None = None) -> Proof:
    """`known`: number and hash of records that the record centre or a print-out has. OSError."""
    seen, mark = _Walked(), read_mark(folder, key)
    anchors = dict(known or {})
    if mark is not None and mark.durable:
        anchors.setdefault(mark.durable, mark.link)
    there: list[range] = []
    for path in files(folder):
        content = content_of(path, key)
        seen.take(content, anchors)
        for run in content.runs:
            there.append(range(run.first, run.first + len(run.contents)))
    if max(anchors, default=0) > seen.last or (mark is None and seen.records):
        seen.wrong(Problem.CUT_OFF, seen.last + 1)
    seen.count({one for each in there for one in each if one in seen.gone} if seen.gone else set())
    total = seen.said.get("total", 0)
    discarded = total if isinstance(total, int) else 0
    return Proof(seen.records, seen.last, seen.link, discarded, seen.torn, seen.problem, seen.number)
