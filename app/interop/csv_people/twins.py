"""People of one table who may be the same person: every row against the rows before it, through shared keys."""

from collections import defaultdict
from typing import Any

from app.clinic.people.duplicates import judge
from app.clinic.people.model import NewPerson, Strength
from app.clinic.text_keys import fold

_MOST_PER_KEY = 100


class Twins:
    """Remembers the rows that were taken, and finds the one that a new row repeats."""

    def __init__(self) -> None:
        self._by_key: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._rows: dict[int, dict[str, Any]] = {}

    def find(self, person: NewPerson, *, also_similar: bool) -> int | None:
        """The line of an earlier row that has the same document, or (`also_similar`) is strongly alike."""
        lines = {line for key in _keys(person) for line in self._by_key[key][:_MOST_PER_KEY]}
        for line in sorted(lines):
            judged = judge(person, self._rows[line])
            if judged and (judged[1] is Strength.SAME or (also_similar and judged[1] is Strength.STRONG)):
                return line
        return None

    def add(self, line: int, person: NewPerson) -> None:
        """A row that will be imported."""
        self._rows[line] = {
            "cpf": person.cpf or None,
            "cns": person.cns or None,
            "phone": person.phone or None,
            "name_key": fold(person.full_name),
            "social_key": fold(person.social_name),
            "mother_key": fold(person.mother_name),
            "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        }
        for key in _keys(person):
            self._by_key[key].append(line)


def _keys(person: NewPerson) -> list[tuple[str, str]]:
    keys = [(name, getattr(person, name)) for name in ("cpf", "cns", "phone")]
    keys += [("name", fold(person.full_name)), ("mother", fold(person.mother_name))]
    keys.append(("birth", person.birth_date.isoformat() if person.birth_date else ""))
    return [key for key in keys if key[1]]
