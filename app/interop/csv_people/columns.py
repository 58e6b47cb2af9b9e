"""Which column is which field: proposed from the headers through a list of names that is data."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.clinic.people.model import Sex
from app.clinic.text_keys import fold
from app.kernel.errors import KnownError

_FILE = Path(__file__).parents[3] / "resources" / "data" / "people-columns.toml"

FIELDS = (
    "full_name", "social_name", "mother_name", "no_mother_reason", "birth_date", "sex", "cpf", "cns",
    "no_document_reason", "phone", "email", "municipality_code", "municipality_name",
)  # fmt: skip
"""The fields that a column can fill, in the order of the form; labels: texts `people.field_<field>`."""

Mapped = Mapping[str, int]
"""Field → number of its column, counted from 0."""


@dataclass(frozen=True)
class Words:
    """Folded names of columns → field, folded words → sex."""

    columns: Mapping[str, str]
    sexes: Mapping[str, Sex]


@cache
def words() -> Words:
    """The shipped list; ValueError for an unknown field or for a name that stands for two."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Words(
        _by_word(content["columns"], FIELDS),
        {word: Sex(code) for word, code in _by_word(content["sex"], tuple(Sex)).items()},
    )


def _by_word(entries: Mapping[str, Sequence[str]], known: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, names in entries.items():
        if code not in known:
            raise ValueError(f"{_FILE.name}: unknown {code}")
        for name in names:
            if found.setdefault(fold(name), code) != code:
                raise ValueError(f"{_FILE.name}: {name} stands for {code} and {found[fold(name)]}")
    return found


def propose(headers: Sequence[str]) -> dict[str, int]:
    """Field → column where a header is one of the known names; of two such columns the first."""
    found: dict[str, int] = {}
    for column, header in enumerate(headers):
        field = words().columns.get(fold(header))
        if field is not None:
            found.setdefault(field, column)
    return found


def check_mapping(mapping: Mapped, columns: int) -> None:
    """Raises KnownError people_import.column_twice, people_import.name_not_mapped; ValueError for what cannot be."""
    if unknown := sorted(mapping.keys() - set(FIELDS)):
        raise ValueError(f"not fields of a person: {unknown}")
    if any(not 0 <= column < columns for column in mapping.values()):
        raise ValueError("a column that the table does not have")
    if len(set(mapping.values())) < len(mapping):
        raise KnownError("people_import.column_twice")
    if "full_name" not in mapping:
        raise KnownError("people_import.name_not_mapped")
