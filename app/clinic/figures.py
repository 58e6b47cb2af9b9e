"""Reading a file of clinical figures: whole and validated, or refused with every line that is wrong.

The files are YAML with a head of `version`, `date`, `title` and `sources`. Each source carries a mark: `verified` (read
in the primary source), `second_hand` (shown as such, to be edited) or `placeholder` (a choice that nobody has
verified; never to be taken for a figure). Problems have the codes and texts of the rule base (`risk.problem_<code>`),
and some of their own (`figures.problem_<code>`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

import yaml

from app.clinic.risk.checks import is_empty
from app.clinic.risk.factor_readers import read_interval, read_labels
from app.clinic.risk.rules import Interval, Labels
from app.clinic.risk.yaml_nodes import MOST_PROBLEMS, Entry, Problems, compose, decode, mappings
from app.kernel.errors import KnownError

Content = TypeVar("Content")


class Mark(StrEnum):
    """How far a figure can be trusted; labels: texts `figures.mark_<value>`."""

    VERIFIED = "verified"
    SECOND_HAND = "second_hand"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True)
class FigureSource:
    """Where figures come from: document, the place in it, how far they can be trusted, and its name on screen."""

    code: str
    document: str
    place: str
    mark: Mark
    label: Labels


@dataclass(frozen=True)
class Head:
    """What every file of figures says of itself."""

    version: str
    issued: date
    title: Labels
    sources: Mapping[str, FigureSource]


def load_figures(raw: bytes, read: Callable[[Entry, Head, Problems], Content | None], what: str) -> Content:
    """What `read` makes of the file; it notes problems and goes on, so that all lines are named at once.

    Raises KnownError figures.refused with `what` (the kind of file), `problems` (tuple of RuleBaseProblem by line, at
    most 100), `count`, and the `line` and `problem` code of the first.
    """
    problems = Problems()
    text = decode(raw, problems)
    root = None if problems.found else compose(text, problems)
    content: Content | None = None
    if isinstance(root, yaml.MappingNode):
        entry = Entry(root, problems)
        content = read(entry, _read_head(entry, problems), problems)
        entry.finish()
    elif root is not None:
        problems.add(1, "not_a_mapping", key="")
    if problems.found or content is None:
        ordered = sorted(problems.found, key=lambda problem: problem.line)
        raise KnownError(
            "figures.refused",
            what=what,
            problems=tuple(ordered[:MOST_PROBLEMS]),
            count=len(ordered),
            line=ordered[0].line,
            problem=ordered[0].code,
        )
    return content


def source_of(entry: Entry, head: Head, problems: Problems) -> str:
    """The code at `source`; a problem where the head has no such source."""
    return known_code(entry, "source", "unknown_source", list(head.sources), problems)


def known_code(entry: Entry, key: str, problem: str, known: Sequence[str], problems: Problems) -> str:
    """The code at `key`; a problem where it is not among `known`."""
    code = entry.code(key)
    if code and code not in known:
        problems.add_unknown(entry.line_at(key), problem, code, list(known))
    return code


def whole_number(entry: Entry, key: str, problems: Problems) -> int:
    """A whole number of zero or more at `key`; 0 with a problem noted."""
    number = entry.number(key)
    if number is None:
        return 0
    if number != int(number) or number < 0:
        problems.add(entry.line_at(key), "not_whole", key=key, value=str(number))
    return int(number)


def words(entry: Entry, key: str, problems: Problems) -> tuple[str, ...]:
    """A list of codes at `key`."""
    node = entry.node(key)
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        problems.add(entry.line_at(key), "not_a_list", key=key)
        return ()
    found: list[str] = []
    for item in node.value:
        value = str(item.value) if isinstance(item, yaml.ScalarNode) else ""
        if not value:
            problems.add(int(item.start_mark.line) + 1, "not_text", key=key, value="")
        elif value in found:
            problems.add(int(item.start_mark.line) + 1, "duplicate_code", value=value)
        found.append(value)
    return tuple(found)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """The value as a table with `decimals` decimals has it; a half goes up (36.05 with one decimal is 36.1)."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def read_steps(entry: Entry, decimals: int, problems: Problems) -> Interval:
    """The bounds `from` and `to` of a band in a table of rounded readings, as a stretch without gaps.

    With one decimal, "to 35.0" ends below 35.1: what lies between was rounded to one of the two before.
    """
    read = read_interval(entry, problems)
    step = Decimal(1).scaleb(-decimals)
    for key in ("above", "below"):
        if entry.has(key):
            problems.add(entry.line_at(key), "unknown_key", key=key, value=key, suggestion="from, to")
    for bound in (read.lower, read.upper):
        if bound is not None and bound != round_half_up(bound, decimals):
            problems.add(entry.line, "off_step", value=str(bound), decimals=decimals)
    interval = Interval(read.lower, None if read.upper is None else read.upper + step, read.lower is not None, False)
    if is_empty(interval) and not is_empty(read):
        problems.add(entry.line, "empty_range")
    return interval


def _read_head(root: Entry, problems: Problems) -> Head:
    title = root.entry("title")
    labels = Labels("", "")
    if title is not None:
        labels = read_labels(title)
        title.finish()
    return Head(root.text("version"), root.day("date"), labels, MappingProxyType(_sources(root, problems)))


_MARKS: Final = [mark.value for mark in Mark]


def _sources(root: Entry, problems: Problems) -> dict[str, FigureSource]:
    found: dict[str, FigureSource] = {}
    sources = root.entry("sources")
    if sources is None:
        return found
    for code in sources.keys():  # noqa: SIM118 - not a dictionary: `Entry.keys` is the order of the file
        entry = sources.entry(code)
        if entry is not None:
            mark = known_code(entry, "mark", "unknown_mark", _MARKS, problems)
            kept = Mark(mark) if mark in _MARKS else Mark.PLACEHOLDER
            found[code] = FigureSource(code, entry.text("document"), entry.text("place"), kept, read_labels(entry))
            entry.finish()
    return found


def coded(
    root: Entry, key: str, wanted: Sequence[str], read: Callable[[Entry], Content], problems: Problems
) -> dict[str, Content]:
    """The entries of the list at `key` by their `code`; exactly those of `wanted` must be there (empty: any)."""
    found: dict[str, Content] = {}
    for entry in mappings(root.node(key), key, problems):
        code = known_code(entry, "code", "unknown_code", wanted, problems) if wanted else entry.code()
        if code in found:
            problems.add(entry.line, "duplicate_code", value=code)
        content = read(entry)
        if code:
            found.setdefault(code, content)
        entry.finish()
    for code in wanted:
        if code not in found:
            problems.add(root.line_at(key), "missing_code", key=key, value=code)
    return found
