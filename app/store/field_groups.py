"""Which fields of a row belong together: changed in two places, they never merge by themselves."""

from collections.abc import Mapping
from typing import Final

_NAMES: Final = ("full_name", "social_name", "mother_name", "no_mother_reason", "name_key", "social_key", "mother_key")
IDENTITY: Final = frozenset((*_NAMES, "birth_date", "sex", "cpf", "cns", "no_document_reason"))
"""What tells who a person is."""
_GROUPS: Final = {
    "person": {
        **dict.fromkeys(IDENTITY, "identity"),
        # A code beside another town's name would be nobody's home.
        **dict.fromkeys(("municipality_code", "municipality_name"), "municipality"),
    }
}


def field_group(entity: str, field: str) -> str:
    """The group of a field; most fields stand alone."""
    return _GROUPS.get(entity, {}).get(field, field)


def grouped(entity: str, fields: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    """The names of fields that are changed together, parted by group."""
    groups: dict[str, list[str]] = {}
    for name in fields:
        groups.setdefault(field_group(entity, name), []).append(name)
    return tuple(tuple(names) for names in groups.values())
