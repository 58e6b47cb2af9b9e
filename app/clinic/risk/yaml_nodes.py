"""Reading YAML with line numbers: every deviation is noted as a problem and reading goes on, so all are told at once.

Nothing is constructed from YAML's implicit types: a bare `no`, `2026.1` or `1:30` where a text belongs is a problem
("write it between quotes"), not silently a boolean, a float or a number of minutes.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Final

import yaml

MOST_BYTES: Final = 1_000_000
DEEPEST: Final = 8
LONGEST_TEXT: Final = 500
MOST_PROBLEMS: Final = 100
_STRING_TAG: Final = "tag:yaml.org,2002:str"
_NUMBER_TAGS: Final = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,5})(\.[0-9]{1,2})?")
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,63}")
# libyaml where PyYAML was built with it: ten times faster, same nodes and lines.
_LOADER: Final[type[yaml.SafeLoader]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class RuleBaseProblem:
    """One reason why a rule base is refused: 1-based line, a code with a text `risk.problem_<code>`, its values."""

    line: int
    code: str
    values: dict[str, object]


@dataclass(slots=True)
class Problems:
    """The problems found so far."""

    found: list[RuleBaseProblem] = field(default_factory=list)

    def add(self, line: int, code: str, **values: object) -> None:
        """Note one problem."""
        self.found.append(RuleBaseProblem(line, code, values))

    def add_unknown(self, line: int, code: str, value: str, known: list[str]) -> None:
        """Note an unknown word together with the nearest known one ("—" when none is near)."""
        self.add(line, code, value=value, suggestion=nearest(value, known) or "—")


def nearest(word: str, known: list[str]) -> str:
    """The known word most like `word`, or "" when none is near."""
    matches = get_close_matches(word[:100], known, n=1)
    return matches[0] if matches else ""


def line_of(node: yaml.Node) -> int:
    """The 1-based line where a node begins."""
    return int(node.start_mark.line) + 1


def decode(raw: bytes, problems: Problems) -> str:
    """The text of a file; "" with a problem noted when it is too large or not UTF-8."""
    if len(raw) > MOST_BYTES:
        problems.add(1, "too_large", bytes=len(raw), most=MOST_BYTES)
        return ""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.add(raw[: error.start].count(b"\n") + 1, "not_utf8", value=f"0x{raw[error.start]:02x}")
        return ""


def compose(text: str, problems: Problems) -> yaml.Node | None:
    """The document's root node; None with a problem noted when it is no single plain YAML document.

    Aliases and deep nesting are refused before anything is built: a few lines of them can stand for gigabytes.
    """
    content = text.removeprefix("\ufeff")
    try:
        depth = 0
        for event in yaml.parse(content, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                problems.add(line, "alias")
                return None
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    problems.add(line, "too_deep", most=DEEPEST)
                    return None
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        root: yaml.Node | None = yaml.compose(content, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problems.add(line, "not_yaml", column=column, detail=error.problem or error.context or "")
        return None
    except (yaml.YAMLError, ValueError) as error:  # characters that YAML forbids; numbers in tags that overflow
        position = getattr(error, "position", 0)
        problems.add(content.count("\n", 0, position) + 1, "not_yaml", column=1, detail=str(error).splitlines()[0])
        return None
    if root is None:
        problems.add(1, "empty")
    return root


def mappings(node: yaml.Node | None, what: str, problems: Problems) -> list["Entry"]:
    """The entries of a list of mappings; problems noted for what is neither."""
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        problems.add(line_of(node), "not_a_list", key=what)
        return []
    found = []
    for item in node.value:
        if isinstance(item, yaml.MappingNode):
            found.append(Entry(item, problems))
        else:
            problems.add(line_of(item), "not_a_mapping", key=what)
    return found


class Entry:
    """A mapping node being read key by key; `finish` notes the keys that nobody asked for."""

    def __init__(self, node: yaml.MappingNode, problems: Problems) -> None:
        self.line = line_of(node)
        self._problems = problems
        self._values: dict[str, yaml.Node] = {}
        self._asked: list[str] = []
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in self._values:
                problems.add(line_of(key), "duplicate_key", key=name)
            self._values[name] = value

    def keys(self) -> list[str]:
        """The keys present, in the order of the file."""
        return list(self._values)

    def has(self, key: str) -> bool:
        """Whether the key is present."""
        return key in self._values

    def line_at(self, key: str) -> int:
        """The line of the value of `key`, or that of the whole entry."""
        return line_of(self._values[key]) if key in self._values else self.line

    def node(self, key: str, *, optional: bool = False) -> yaml.Node | None:
        """The raw node of `key`; a missing one is a problem unless optional."""
        self._asked.append(key)
        if key not in self._values and not optional:
            self._problems.add(self.line, "missing_key", key=key)
        return self._values.get(key)

    def text(self, key: str, *, optional: bool = False) -> str:
        """A non-empty text; "" with a problem noted."""
        node = self.node(key, optional=optional)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or node.tag != _STRING_TAG:
            shown = node.value if isinstance(node, yaml.ScalarNode) else ""
            self._problems.add(line_of(node), "not_text", key=key, value=str(shown)[:60])
            return ""
        value = str(node.value).strip()
        if not value:
            self._problems.add(line_of(node), "empty_text", key=key)
        elif len(value) > LONGEST_TEXT:
            self._problems.add(line_of(node), "text_too_long", key=key, most=LONGEST_TEXT)
        return value

    def code(self, key: str = "code", *, optional: bool = False) -> str:
        """A code: letters, digits and underscores."""
        value = self.text(key, optional=optional)
        if value and not _CODE.fullmatch(value):
            self._problems.add(self.line_at(key), "bad_code", key=key, value=value[:60])
            return ""
        return value

    def number(self, key: str, *, optional: bool = False) -> Decimal | None:
        """A plain decimal number with at most two decimals; None with a problem noted, or when optional and absent."""
        node = self.node(key, optional=optional)
        if node is None:
            return None
        written = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
        if not isinstance(node, yaml.ScalarNode) or node.tag not in _NUMBER_TAGS or not _NUMBER.fullmatch(written):
            self._problems.add(line_of(node), "not_a_number", key=key, value=written[:60])
            return None
        return Decimal(written)

    def day(self, key: str) -> date:
        """A day, YYYY-MM-DD; the first of all days with a problem noted."""
        node = self.node(key)
        written = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
        try:
            return date.fromisoformat(written)
        except ValueError:
            if node is not None:
                self._problems.add(line_of(node), "bad_date", value=written[:60])
            return date.min

    def entry(self, key: str) -> "Entry | None":
        """A mapping below `key`."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self._problems.add(line_of(node), "not_a_mapping", key=key)
            return None
        return Entry(node, self._problems)

    def finish(self) -> None:
        """Note every key that is present but was never asked for."""
        for key, node in self._values.items():
            if key not in self._asked:
                self._problems.add_unknown(line_of(node), "unknown_key", key, self._asked)
