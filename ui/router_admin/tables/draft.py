"""The tables while they are edited: what is in force, what the source has, what somebody changed. Pure."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from app.kernel.errors import KnownError
from app.router.tables.reading import NAMES, default_contents, read_tables
from app.router.tables.stored import TableVersion

Path = tuple[str | int, ...]
"""Where a value stands in its table: ("group", 0, "levels", 1, "interval")."""
_SAID: Final = ("version", "source", "reason")
"""What is said about a table and changes nothing."""


class Draft:
    """All tables at once: what one of them says may make another wrong."""

    def __init__(self, versions: Mapping[str, TableVersion]) -> None:
        self.versions = dict(versions)
        self.sources = default_contents()
        self.contents: dict[str, dict[str, Any]] = {}
        for name in NAMES:
            self.forget(name)

    def forget(self, name: str) -> None:
        """One table as it is in force."""
        self.contents[name] = copy.deepcopy(dict(self.versions[name].content))

    def take(self, name: str, content: Mapping[str, Any]) -> None:
        """One table as another version had it, to be looked at and saved."""
        self.contents[name] = copy.deepcopy(dict(content))

    def value(self, name: str, path: Path) -> Any:
        """What stands there now, None where nothing does."""
        return _at(self.contents[name], path)

    def source(self, name: str, path: Path) -> Any:
        """What the source has there, None where it has no such place."""
        return _at(self.sources[name], path)

    def set_value(self, name: str, path: Path, value: Any) -> None:
        """Write a value; None leaves the place empty."""
        holder = _at(self.contents[name], path[:-1]) if len(path) > 1 else self.contents[name]
        key: Any = path[-1]
        if value is None and isinstance(holder, dict):
            holder.pop(key, None)
        else:
            holder[key] = value

    def changed(self) -> tuple[str, ...]:
        """The tables that differ from what is in force."""
        return tuple(name for name in NAMES if _bare(self.contents[name]) != _bare(self.versions[name].content))

    def problem(self) -> KnownError | None:
        """The first thing that is wrong; None where all may be saved."""
        try:
            read_tables(self.contents)
        except KnownError as problem:
            return problem
        return None


def place_of(path: Path, content: Mapping[str, Any]) -> str:
    """The place as a refusal names it: "group 1, levels 2, interval"; a class of users goes by its code."""
    if path[0] == "class" and len(path) > 3 and path[2] == "data":
        return f"{content['class'][path[1]].get('code', '')}, data, {path[3]}"
    parts: list[str] = []
    for one in path:
        if isinstance(one, int):
            parts[-1] = f"{parts[-1]} {one + 1}"
        else:
            parts.append(one)
    return ", ".join(parts)


def _at(content: Any, path: Path) -> Any:
    for key in path:
        if isinstance(content, Mapping):
            content = content.get(key)
        elif isinstance(content, list) and isinstance(key, int) and 0 <= key < len(content):
            content = content[key]
        else:
            return None
    return content


def _bare(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in _SAID}
