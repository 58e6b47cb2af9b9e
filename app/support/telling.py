"""What a log line says: the sentence that stands in our code, and of what is filled in only what can name nobody.

By construction, and not by looking for what resembles a name: numbers, error codes, identifiers, members of
enumerations, types and `Word`s pass; any other text becomes `<text>`.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from logging import LogRecord
from pathlib import Path, PurePath
from types import TracebackType
from typing import Final

from app.kernel.errors import KnownError
from app.kernel.words import Word

ROOT: Final = Path(__file__).resolve().parents[2]
"""Where the program's own files lie, from its sources or in a frozen build."""
_OURS: Final = ("app", "ui", "main", "__main__", "tests")
_IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CODE: Final = re.compile(r"([a-z_]{2,30})\.[a-z0-9_]{2,60}")
_FILLED: Final = re.compile(r"%[-#0 +]*(?:\d+|\*)?(?:\.\d+)?[a-zA-Z]")
_LARGEST: Final = 10**8
"""A larger whole number may be a telephone's, or a CPF."""
_LONGEST_LIST: Final = 8
_DEEPEST: Final = 12


def told(value: object) -> object:
    """The value as a log may carry it."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, int):
        return int(value) if abs(value) < _LARGEST else "<number>"
    if isinstance(value, str):
        return str(value) if isinstance(value, Word) or is_code(value) or _is_identifier(value) else "<text>"
    if isinstance(value, BaseException):
        return value.code if isinstance(value, KnownError) and is_code(value.code) else type_name(type(value))
    return _of_other(value)


def _of_other(value: object) -> str:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, type):
        return type_name(value)
    if isinstance(value, PurePath):
        return "<path>"
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray | memoryview | Mapping):
        return ", ".join(str(told(one)) for one, _ in zip(value, range(_LONGEST_LIST), strict=False))
    return f"<{type(value).__name__}>"


def is_code(text: str) -> bool:
    """Whether it is an error's code: its area is one of those that have texts, so that `maria.silva` is none."""
    found = _CODE.fullmatch(text)
    return found is not None and found[1] in _areas()


@cache
def _areas() -> frozenset[str]:
    files = (ROOT / "resources" / "texts").glob("error_*.toml")
    return frozenset(file.stem.removeprefix("error_") for file in files)


def _is_identifier(text: str) -> bool:
    return _IDENTIFIER.fullmatch(text) is not None


def sentence(record: LogRecord) -> str:
    """What a record says. Of other people's libraries only their sentence, where they keep it apart from its values."""
    if not isinstance(record.msg, str):
        return str(told(record.msg))
    if record.name.split(".", 1)[0] not in _OURS:
        # What has no values beside it may have been filled already.
        return record.msg.splitlines()[0] if record.args and record.msg else f"<text of {record.funcName}>"
    if not record.args:
        return record.msg
    return _filled(record.msg, record.args)


def _filled(template: str, values: object) -> str:
    # logging hands on a single mapping as it is.
    shown = tuple(told(one) for one in (values if isinstance(values, tuple) else (values,)))
    try:
        return template % shown
    except (TypeError, ValueError):
        # A number was wanted and a text came.
        plain = _FILLED.sub("%s", template)
        return plain % shown if plain.count("%s") == len(shown) else template


def type_name(kind: type) -> str:
    """`module.Name`, without the module for Python's own."""
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def places(trace: TracebackType | None) -> tuple[str, ...]:
    """Where an exception passed, the outermost first: file, line and function; no line of source and no value."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{place_of(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return tuple(found[-_DEEPEST:])


def place_of(file: str) -> str:
    """A file of code from the program's folder on; of others the last parts, since a home folder names its owner."""
    path = Path(file)
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).as_posix()
    return "/".join(path.parts[-2:])


def chain(error: BaseException) -> tuple[BaseException, ...]:
    """The error, what it came from, and so on."""
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found and len(found) < _LONGEST_LIST:
        found.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return tuple(found)
