"""Synthetic rows for the store's own tests."""

from app.kernel.actor import Actor

NURSE = Actor("11111111-1111-4111-8111-111111111111", "Enfermeira Sintética")


def person_row(number: int) -> dict[str, object]:
    """A person who never lived."""
    return {
        "full_name": f"Maria Sintética {number}",
        "name_key": f"maria sintetica {number}",
        "birth_date": "1996-02-03",
        "sex": "female",
        "no_document_reason": "synthetic",
        "municipality_code": "2408102",
        "municipality_name": "Natal",
        "synthetic": 1,
    }


def fact_row(person_id: str, number: int) -> dict[str, object]:
    """One observation about that person."""
    return {
        "person_id": person_id,
        "code": "weight",
        "value": str(60 + number % 40),
        "unit": "kg",
        "observed_at": "2026-03-02T11:00:00.000000Z",
    }
