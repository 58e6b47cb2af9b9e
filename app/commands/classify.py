"""`classify FILE`: gestational risk of one form or many, without a store (interfaces.md, "A referral form")."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO, Final

from app.clinic.risk import FormError, RuleBase, assess, default_rule_base, load_rule_base, parse_form, to_json
from app.clinic.risk.form_entry import FormEntry
from app.clinic.risk.form_files import FORMATS, Notes, read_forms
from app.clinic.risk.yaml_nodes import MOST_BYTES
from app.kernel.errors import KnownError

_LONGEST_SHOWN: Final = 200
_ROW: Final = "{:<16} {:<6} {:>7}  {:<16} {}"
_DESCRIPTION: Final = """\
Gestational risk of one referral form or many.

FILE is a JSON object, a JSON array, JSON lines, or CSV with a header of the form's keys ("-" is standard input).
The answer is one JSON object per form and line, in the order of the file, whatever the file's format was; on a
terminal, without --json, a table. A form that is not valid gets {"id", "error": {"field", "value", "expected"}},
with "line" where it has no id, and the others go on. JSON lines and CSV are streamed.

A key left out or null, and an empty CSV cell, is unknown. An empty list (or CSV cell) of conditions says that none
is present; without "conditions" and "conditions_asked" no condition was asked. CSV: comma, semicolon or tab;
decimal point or comma; codes in a cell separated by "|", ";" or spaces; conditions_asked "all", "none" or codes.
Text is UTF-8, else ISO-8859-1.

Exit status: 0 every form was classified, 1 a form or the file was refused, 2 wrong usage."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "classify", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", metavar="FILE", help='the forms; "-" is standard input')
    parser.add_argument("--format", choices=("auto", *FORMATS), default="auto", help="default: by name and content")
    parser.add_argument("--rules", metavar="FILE", help="another rule base than the one that is shipped")
    parser.add_argument("--json", action="store_true", help="JSON also on a terminal")


def run(arguments: argparse.Namespace) -> int:
    """Classify every form of the file; 0 when all were valid, else 1. Raises KnownError for an unreadable file."""
    try:
        rule_base = _rules(arguments.rules)
    except KnownError as error:
        if error.code != "risk.rule_base_refused":
            raise
        _tell_rule_base_problems(arguments.rules, error)
        return 1
    as_table = not arguments.json and sys.stdout.isatty()
    notes = Notes()
    refused = 0
    with _opened(arguments.file) as stream:
        entries = read_forms(stream, arguments.file, arguments.format, notes)
        if as_table:
            print(_ROW.format("id", "class", "total", "reachable", "factors"))
        for entry in entries:
            answer = answer_for(entry, rule_base)
            refused += "error" in answer
            print(_table_row(answer) if as_table else json.dumps(answer, allow_nan=False))
    # Flushed here, so that a reader who has gone is noticed inside of the command.
    sys.stdout.flush()
    if notes.latin_1_lines:
        print(f"classify: {notes.latin_1_lines} line(s) are not UTF-8 and were read as ISO-8859-1", file=sys.stderr)
    return 1 if refused else 0


def answer_for(entry: FormEntry, rule_base: RuleBase) -> dict[str, Any]:
    """The answer for one entry of a file, valid or not, ready for JSON."""
    problem = entry.problem
    if problem is None:
        try:
            return to_json(assess(parse_form(entry.answers, rule_base), rule_base))
        except FormError as error:
            problem = error.problems[0]
    form_id = entry.answers.get("id") if isinstance(entry.answers, dict) else None
    answer: dict[str, Any] = {"id": _json_safe(form_id)}
    if form_id is None and entry.line is not None:
        answer["line"] = entry.line
    answer["error"] = {"field": problem.field, "value": _json_safe(problem.value), "expected": problem.expected}
    return answer


def _json_safe(value: object) -> Any:
    """`value` as JSON can carry it and a person can read it: no NaN, no endless texts."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else str(value).replace("nan", "NaN").replace("inf", "Infinity")
    if isinstance(value, int):
        return value if abs(value) < 10**15 else _shortened(str(value))
    if isinstance(value, str):
        return _shortened(value)
    try:
        return _shortened(json.dumps(value, default=str, ensure_ascii=False))
    except (RecursionError, ValueError):
        return type(value).__name__


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _printable(text: str) -> str:
    """`text` without what could steer a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _rules(path: str | None) -> RuleBase:
    if path is None:
        return default_rule_base()
    with _opened(path) as stream:
        return load_rule_base(stream.read(MOST_BYTES + 1))


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - closed below; only opening is guarded
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise KnownError("classify.cannot_read", file=path, reason=reason) from error
    with stream:
        yield stream


def _tell_rule_base_problems(path: str, error: KnownError) -> None:
    problems = error.values["problems"]
    assert isinstance(problems, tuple)
    for problem in problems:
        values = ", ".join(f"{name}={value}" for name, value in problem.values.items() if value != "")
        print(f"{path}:{problem.line}: {problem.code} {values}".rstrip(), file=sys.stderr)
    print(f"classify: rule base refused, {error.values['count']} problem(s)", file=sys.stderr)


def _table_row(answer: dict[str, Any]) -> str:
    form_id = "-" if answer["id"] is None else _printable(str(answer["id"]))
    if "error" in answer:
        error = answer["error"]
        told = f"{error['field']}: {error['value']!r}; expected {error['expected']}"
        return _ROW.format(form_id, "error", "", "", _printable(told))
    factors = ", ".join(f"{one['code']} {one['points']:g}" for one in answer["factors"]) or "none"
    unknown = f"; unknown: {len(answer['unknown'])}" if answer["unknown"] else ""
    return _ROW.format(
        form_id, answer["class"], f"{answer['total']:g}", " ".join(answer["reachable"]), factors + unknown
    )
