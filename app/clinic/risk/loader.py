"""Reads and validates a rule base as a whole: every rule can be trusted, or the file is refused, naming lines."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

import yaml

from app.clinic.risk.checks import check_cover
from app.clinic.risk.factor_readers import FactorReader, Names, read_interval, read_labels
from app.clinic.risk.rules import CountsOnce, Factor, Interval, Labels, RiskClass, RuleBase, Section, Source
from app.clinic.risk.vocabulary import CHOICE_FIELDS, NUMBER_FIELDS
from app.clinic.risk.yaml_nodes import MOST_PROBLEMS, Entry, Problems, compose, decode, mappings
from app.kernel.errors import KnownError

CLASS_CODES: Final = ("RH", "ARSE", "ARCE")  # from the lightest to the gravest (thesis p. 51, rules 1 to 3)
MOST_FACTORS: Final = 500
DEFAULT_FILE: Final = Path(__file__).resolve().parents[3] / "resources" / "rules" / "gestational-risk.yaml"

_Coded = TypeVar("_Coded", Section, CountsOnce)


@dataclass(slots=True)
class _Parts:
    """What has been read so far."""

    version: str = ""
    issued: date = date.min
    title: Labels = field(default_factory=lambda: Labels("", ""))
    sources: dict[str, Source] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    classes: list[RiskClass] = field(default_factory=list)
    groups: dict[str, CountsOnce] = field(default_factory=dict)
    factors: dict[str, Factor] = field(default_factory=dict)


@cache
def default_rule_base() -> RuleBase:
    """The rule base that is shipped with the program (read once)."""
    return load_rule_base(DEFAULT_FILE.read_bytes())


def load_rule_base(text: str | bytes) -> RuleBase:
    """The rule base written in `text` (a file's content).

    Raises `KnownError("risk.rule_base_refused")` with `problems` (a tuple of `RuleBaseProblem`, by line, at most 100),
    `count`, and the `line` and `problem` code of the first.
    """
    problems = Problems()
    raw = text if isinstance(text, bytes) else text.encode("utf-8", errors="surrogatepass")
    content = decode(raw, problems)
    root = None if problems.found else compose(content, problems)
    parts = _Parts()
    if isinstance(root, yaml.MappingNode):
        _read(Entry(root, problems), parts, problems)
    elif root is not None:
        problems.add(1, "not_a_mapping", key="")
    if problems.found:
        _refuse(problems)
    ordered = _in_form_order(parts)
    return RuleBase(
        sha256=hashlib.sha256(raw).hexdigest(),
        version=parts.version,
        date=parts.issued,
        title=parts.title,
        text=content,
        sources=MappingProxyType(parts.sources),
        sections=tuple(parts.sections.values()),
        classes=tuple(parts.classes),
        counts_once=MappingProxyType(parts.groups),
        factors=ordered,
        by_code=MappingProxyType({factor.code: factor for factor in ordered}),
        condition_codes=frozenset(parts.factors) - set(NUMBER_FIELDS) - set(CHOICE_FIELDS),
    )


def _refuse(problems: Problems) -> None:
    ordered = sorted(problems.found, key=lambda problem: problem.line)
    raise KnownError(
        "risk.rule_base_refused",
        problems=tuple(ordered[:MOST_PROBLEMS]),
        count=len(ordered),
        line=ordered[0].line,
        problem=ordered[0].code,
    )


def _in_form_order(parts: _Parts) -> tuple[Factor, ...]:
    return tuple(factor for section in parts.sections for factor in parts.factors.values() if factor.section == section)


def _read(root: Entry, parts: _Parts, problems: Problems) -> None:
    parts.version = root.text("version")
    parts.issued = root.day("date")
    title = root.entry("title")
    if title is not None:
        parts.title = read_labels(title)
        title.finish()
    _read_sources(root, parts)
    _read_coded(root, "sections", parts.sections, Section, problems)
    _read_coded(root, "counts_once", parts.groups, CountsOnce, problems)
    names = Names(sources=list(parts.sources), sections=list(parts.sections), groups=list(parts.groups))
    _read_classes(root, parts, names, problems)
    reader = FactorReader(names, problems)
    for key, read_one in (("numbers", reader.number), ("choices", reader.choice), ("conditions", reader.condition)):
        _read_factors(root, key, read_one, parts, problems)
    for code in (*NUMBER_FIELDS, *CHOICE_FIELDS):
        if code not in parts.factors:
            problems.add(root.line, "missing_factor", value=code)
    _check_groups(root, parts, problems)
    root.finish()


def _read_sources(root: Entry, parts: _Parts) -> None:
    sources = root.entry("sources")
    if sources is None:
        return
    for code in sources.keys():  # noqa: SIM118 - not a dictionary: `Entry.keys` is the order of the file
        entry = sources.entry(code)
        if entry is not None:
            parts.sources[code] = Source(code, entry.text("document"), entry.text("place"), read_labels(entry))
            entry.finish()


def _read_coded(
    root: Entry, key: str, into: dict[str, _Coded], build: Callable[[str, Labels], _Coded], problems: Problems
) -> None:
    for entry in mappings(root.node(key), key, problems):
        code = entry.code()
        if code in into:
            problems.add(entry.line, "duplicate_code", value=code)
        into[code] = build(code, read_labels(entry))
        entry.finish()


def _read_classes(root: Entry, parts: _Parts, names: Names, problems: Problems) -> None:
    intervals: list[tuple[int, Interval]] = []
    seen: list[str] = []
    for entry in mappings(root.node("classes"), "classes", problems):
        code = entry.code()
        if code and code not in CLASS_CODES:
            problems.add_unknown(entry.line, "unknown_class", code, list(CLASS_CODES))
        if code in seen:
            problems.add(entry.line, "duplicate_code", value=code)
        seen.append(code)
        interval = read_interval(entry, problems)
        intervals.append((entry.line, interval))
        source = names.check(entry, "source", "unknown_source", names.sources, problems)
        parts.classes.append(RiskClass(code, interval, source, read_labels(entry)))
        entry.finish()
    check_cover(intervals, "classes", problems)
    for code in CLASS_CODES:
        if code not in seen:
            problems.add(root.line_at("classes"), "missing_class", value=code)
    if sorted(seen) == sorted(CLASS_CODES):
        _check_class_order(root, parts, problems)


def _check_class_order(root: Entry, parts: _Parts, problems: Problems) -> None:
    """A graver class must stand for higher totals, else adding a factor could lower the class."""
    parts.classes.sort(key=lambda one: CLASS_CODES.index(one.code))
    lowers = [one.interval.lower for one in parts.classes]
    if lowers[0] is not None or any(
        high is None or (low is not None and low >= high) for low, high in pairwise(lowers)
    ):
        problems.add(root.line_at("classes"), "class_order")


def _read_factors(
    root: Entry, key: str, read_one: Callable[[Entry], Factor], parts: _Parts, problems: Problems
) -> None:
    entries = mappings(root.node(key), key, problems)
    if len(entries) > MOST_FACTORS:
        problems.add(entries[MOST_FACTORS].line, "too_many_factors", most=MOST_FACTORS)
        entries = entries[:MOST_FACTORS]
    for entry in entries:
        factor = read_one(entry)
        if factor.code in parts.factors:
            problems.add(entry.line, "duplicate_code", value=factor.code)
        elif factor.code:
            parts.factors[factor.code] = factor
        entry.finish()


def _check_groups(root: Entry, parts: _Parts, problems: Problems) -> None:
    """A group's code appears in the answer as a factor's code: it may only be that of one of its own members."""
    line = root.line_at("counts_once")
    for code in parts.groups:
        members: Iterable[Factor] = [factor for factor in parts.factors.values() if factor.counts_once == code]
        if not members:
            problems.add(line, "empty_group", value=code)
        namesake = parts.factors.get(code)
        if namesake is not None and namesake.counts_once != code:
            problems.add(line, "group_code_taken", value=code)
