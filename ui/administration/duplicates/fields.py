"""The fields of two records side by side: what is equal, what is not, what is kept. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from app.clinic.people.merges import TAKEABLE
from app.clinic.people.model import PersonRecord
from ui.papers.identity import cns_words, cpf_words, phone_words
from ui.texts import tr
from ui.texts.formats import show_date


class Side(StrEnum):
    """Where a record stands on the screen."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> "Side":
        """The record across."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


@dataclass(frozen=True)
class FieldPair:
    """One field in both records, in words; empty where a record has nothing there."""

    field: str
    left: str
    right: str

    @property
    def is_equal(self) -> bool:
        """Whether there is nothing to choose."""
        return self.left == self.right

    def of(self, side: Side) -> str:
        """The words of one record."""
        return self.left if side is Side.LEFT else self.right

    def proposed(self, stays: Side) -> Side:
        """What stays keeps its value unless it has none."""
        return stays if self.of(stays) else stays.other


def field_pairs(left: PersonRecord, right: PersonRecord) -> tuple[FieldPair, ...]:
    """Every field that can be taken over, in the order of the form; what both lack is left out."""
    pairs = [FieldPair(field, shown_field(left, field), shown_field(right, field)) for field in TAKEABLE]
    return tuple(one for one in pairs if one.left or one.right)


def shown_field(record: PersonRecord, field: str) -> str:
    """One field as people read it."""
    special = {
        "birth_date": lambda: show_date(record.birth_date),
        "sex": lambda: tr(f"people.sex_{record.sex.value}"),
        "cpf": lambda: cpf_words(record.cpf or ""),
        "cns": lambda: cns_words(record.cns or ""),
        "phone": lambda: phone_words(record.phone),
        "municipality_code": lambda: record.municipality_name,
        "mother_name": lambda: record.mother_name or record.no_mother_reason or "",
    }
    shown = special.get(field)
    return shown() if shown is not None else str(getattr(record, field) or "")
