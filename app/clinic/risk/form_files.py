"""Forms out of files: JSON object, JSON array, JSON lines, CSV. Lines and rows stream; a bad one stops nothing.

Text is UTF-8 (with or without a byte order mark); a line that is not is read as ISO-8859-1 and counted in `Notes`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO, Final

from app.clinic.risk.field_checks import FormProblem
from app.clinic.risk.form_entry import FormEntry, bad_line
from app.clinic.risk.form_tables import read_table
from app.kernel.errors import KnownError

FORMATS: Final = ("json", "jsonl", "csv")
MOST_BYTES_AT_ONCE: Final = 64 * 1024 * 1024
"""A JSON object or array is read as a whole; above this size it must come as JSON lines."""
LONGEST_LINE: Final = 1024 * 1024


@dataclass(slots=True)
class Notes:
    """What the reader of a file should be told besides the answers."""

    format: str = ""
    latin_1_lines: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    size: int

    @property
    def is_too_long(self) -> bool:
        return self.size > LONGEST_LINE


class _Answers(dict[str, Any]):
    """A JSON object; remembers a key that came twice, for which of the two was meant?"""

    repeated: str | None = None


def read_forms(stream: BinaryIO, name: str, chosen: str, notes: Notes) -> Iterator[FormEntry]:
    """The forms in `stream`, in order.

    `name` (its ending) and the first characters decide the format unless `chosen` is one of `FORMATS`. Raises
    KnownError "classify.empty", "classify.malformed_json" (line, column, detail), "classify.too_large",
    "classify.not_text", and for CSV "classify.unknown_column", "classify.repeated_column".
    """
    lines = _lines(stream, notes)
    first = next((line for line in lines if line.text.strip()), None)
    if first is None:
        raise KnownError("classify.empty", file=name)
    if "\0" in first.text:
        raise KnownError("classify.not_text", file=name)
    notes.format = chosen if chosen in FORMATS else _guess(name, first.text)
    if notes.format == "csv":
        return read_table(((line.number, line.text) for line in chain((first,), lines)), name)
    if notes.format == "jsonl":
        return _json_lines(chain((first,), lines))
    return _json(first, lines, chosen == "json", name, notes)


def _guess(name: str, text: str) -> str:
    lowered = name.lower()
    if lowered.endswith((".csv", ".tsv")):
        return "csv"
    if lowered.endswith((".jsonl", ".ndjson")):
        return "jsonl"
    return "json" if lowered.endswith(".json") or text.lstrip().startswith(("{", "[")) else "csv"


def _lines(stream: BinaryIO, notes: Notes) -> Iterator[_Line]:
    number = 0
    while raw := stream.readline(LONGEST_LINE):
        number += 1
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
            if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise KnownError("classify.not_text", file="UTF-16")
        pieces, size = [raw], len(raw)
        # An array may stand on one long line: it is kept as far as an array may go; line formats refuse the line.
        while not pieces[-1].endswith(b"\n") and (more := stream.readline(LONGEST_LINE)):
            size += len(more)
            if size <= MOST_BYTES_AT_ONCE:
                pieces.append(more)
            else:
                pieces[-1] = more[-1:]
        yield _Line(number, _decoded(b"".join(pieces), notes), size)


def _decoded(raw: bytes, notes: Notes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        notes.latin_1_lines += 1
        return raw.decode("iso-8859-1")


def _json(first: _Line, rest: Iterator[_Line], is_whole: bool, name: str, notes: Notes) -> Iterator[FormEntry]:
    """A JSON object or array; an object that is complete on the first line may be the first of many (JSON lines)."""
    taken = [first]
    if not is_whole and first.text.lstrip().startswith("{"):
        for line in rest:
            taken.append(line)
            if line.text.strip():
                if _parse(first.text)[1] is None:
                    notes.format = "jsonl"
                    return _json_lines(chain(taken, rest))
                break
    taken = _take(chain(taken, rest), name)
    found, problem = _parse("".join(line.text for line in taken))
    if problem is None:
        return (_entry(one, None) for one in (found if isinstance(found, list) else [found]))
    if not is_whole and _has_forms_line_by_line(taken[1:]):
        # Every line begins like a form and some are whole: JSON lines whose first one is broken.
        notes.format = "jsonl"
        return _json_lines(taken)
    line_number, column, detail = problem
    raise KnownError("classify.malformed_json", line=line_number + first.number - 1, column=column, detail=detail)


def _has_forms_line_by_line(lines: list[_Line]) -> bool:
    texts = [line.text for line in lines if line.text.strip()]
    return all(text.lstrip().startswith("{") for text in texts) and any(_parse(text)[1] is None for text in texts)


def _take(lines: Iterable[_Line], name: str) -> list[_Line]:
    taken, size = [], 0
    for line in lines:
        size += line.size
        if size > MOST_BYTES_AT_ONCE:
            raise KnownError("classify.too_large", file=name, most=MOST_BYTES_AT_ONCE // 1024 // 1024)
        taken.append(line)
    return taken


def _keep_pairs(pairs: list[tuple[str, Any]]) -> _Answers:
    answers = _Answers(pairs)
    if len(answers) != len(pairs):
        counts = Counter(key for key, _ in pairs)
        answers.repeated = next(key for key, count in counts.items() if count > 1)
    return answers


def _parse(text: str) -> tuple[Any, tuple[int, int, str] | None]:
    """What `text` says as JSON, or line, column and reason why it is none."""
    try:
        return json.loads(text, object_pairs_hook=_keep_pairs), None
    except json.JSONDecodeError as error:
        return None, (error.lineno, error.colno, error.msg)
    except RecursionError:
        return None, (1, 1, "nested too deeply")
    except ValueError as error:  # a whole number with thousands of digits
        return None, (1, 1, str(error).partition(";")[0])


def _entry(answers: Any, line: int | None) -> FormEntry:
    repeated = answers.repeated if isinstance(answers, _Answers) else None
    if repeated is None:
        return FormEntry(answers, line)
    problem = FormProblem(repeated, answers[repeated], "risk.form_repeated_key", "each key once")
    return FormEntry(answers, line, problem)


def _json_lines(lines: Iterable[_Line]) -> Iterator[FormEntry]:
    for line in lines:
        if line.is_too_long:
            yield bad_line(line.number, f"a line of at most {LONGEST_LINE} bytes")
        elif line.text.strip():
            answers, problem = _parse(line.text)
            if problem is None:
                yield _entry(answers, line.number)
            else:
                yield bad_line(line.number, f"a JSON object; column {problem[1]}: {problem[2]}")
