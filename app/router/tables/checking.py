"""Reading edited data: every refusal names the table, the field, what stands there and what was expected."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from app.kernel.errors import KnownError

LANGUAGES: Final = ("pt_BR", "en")


class Fields:
    """One table of a TOML file with its place ("group 2, levels 1"); what is read is checked, what is left is refused.

    Raises KnownError `router_tables.missing`, `.unknown`, `.word`, `.number`, `.flag`, `.list`, `.text`, each with
    `table`, `field`, and where it helps `value` and `expected`.
    """

    def __init__(self, table: str, content: object, place: str = "") -> None:
        self.table, self.place = table, place
        if not isinstance(content, Mapping):
            raise self.wrong("list", "", content, "…")
        self._content = cast(Mapping[str, Any], content)
        self._read: set[str] = set()

    def wrong(self, what: str, field: str, value: object = "", expected: object = "") -> KnownError:
        """The refusal of one field, to be raised."""
        shown = ", ".join(part for part in (self.place, field) if part)
        return KnownError(f"router_tables.{what}", table=self.table, field=shown, value=value, expected=expected)

    def number(self, field: str, least: float = 0.0, most: float = 1e9, usual: float | None = None) -> float:
        """A number from `least` to `most`; `usual` where it may be left out."""
        value = self._take(field, usual)
        # Compared before anything else is asked of it: a whole number of 400 digits fits into no float.
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.wrong("number", field, value, f"{least:g} – {most:g}")
        return float(value)

    def whole(self, field: str, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self.number(field, least, most)
        if value != int(value):
            raise self.wrong("number", field, value, f"{least} – {most}")
        return int(value)

    def flag(self, field: str) -> bool:
        """True or false."""
        value = self._take(field)
        if not isinstance(value, bool):
            raise self.wrong("flag", field, value, "true, false")
        return value

    def word(self, field: str, known: Iterable[str] = ()) -> str:
        """A text that is not empty, one of `known` where any are given."""
        value, known = self._take(field), list(known)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong("text", field, value)
        if known and value not in known:
            raise self.wrong("word", field, value, ", ".join(known))
        return value

    def words(self, field: str) -> tuple[str, ...]:
        """One text or more, each once."""
        value = self._take(field)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            raise self.wrong("list", field, value)
        return tuple(self._once(field, value))

    def priorities(self, field: str, least: int = 0, most: int = 9) -> tuple[int, ...]:
        """One priority or more, each once."""
        value = self._take(field)
        if not isinstance(value, list) or not value:
            raise self.wrong("list", field, value)
        for one in value:
            if isinstance(one, bool) or not isinstance(one, int) or not least <= one <= most:
                raise self.wrong("number", field, one, f"{least} – {most}")
        return tuple(self._once(field, value))

    def label(self) -> Mapping[str, str]:
        """The label in every language."""
        read = Fields(self.table, self._take("label"), f"{self.place}, label" if self.place else "label")
        label = {language: read.word(language) for language in LANGUAGES}
        read.done()
        return label

    def rows(self, field: str) -> "list[Fields]":
        """The tables of a list, at least one."""
        value = self._take(field)
        if not isinstance(value, list) or not value:
            raise self.wrong("list", field, value)
        before = f"{self.place}, " if self.place else ""
        return [Fields(self.table, one, f"{before}{field} {number}") for number, one in enumerate(value, 1)]

    def pairs(self, field: str) -> Mapping[str, Any]:
        """A table of free keys."""
        value = self._take(field)
        if not isinstance(value, Mapping):
            raise self.wrong("list", field, value)
        return value

    def is_empty(self, field: str) -> bool:
        """Whether a field is left out, or holds nothing."""
        self._read.add(field)
        return not self._content.get(field)

    def done(self) -> None:
        """Nothing may be left that nobody read: a misspelt field would otherwise be a figure without effect."""
        for field in sorted(set(self._content) - self._read):
            raise self.wrong("unknown", field, field, ", ".join(sorted(self._read)))

    def _take(self, field: str, usual: object = None) -> Any:
        self._read.add(field)
        value = self._content.get(field, usual)
        if value is None:
            raise self.wrong("missing", field)
        return value

    def _once(self, field: str, values: list[Any]) -> list[Any]:
        for one in values:
            if values.count(one) > 1:
                raise self.wrong("twice", field, one)
        return values
