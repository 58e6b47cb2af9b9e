"""Municipalities by IBGE code: a short list for choosing, and any other by its seven digits."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.clinic.text_keys import fold

_FILE = Path(__file__).parents[2] / "resources" / "data" / "municipalities.csv"

WITHOUT_CHECK_DIGIT = frozenset(
    {"2201919", "2201988", "2202251", "2611533", "3117836", "3152131", "4305871", "5203939", "5203962"}
)
"""The nine municipalities whose official code does not follow the check-digit rule."""


@dataclass(frozen=True)
class Municipality:
    """One municipality; `code` has the seven IBGE digits."""

    code: str
    state: str
    name: str


@cache
def listed() -> tuple[Municipality, ...]:
    """The shipped list, Rio Grande do Norte first."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return tuple(Municipality(row["code"], row["state"], row["name"]) for row in rows)


def by_code(code: str) -> Municipality | None:
    """The listed municipality with this code."""
    return next((one for one in listed() if one.code == code), None)


def beginning_with(text: str) -> tuple[Municipality, ...]:
    """The listed municipalities with a name that begins with `text`, accents and case ignored."""
    start = fold(text)
    return tuple(one for one in listed() if fold(one.name).startswith(start))


def is_possible_code(code: str) -> bool:
    """Seven ASCII digits whose last fits the first six (weights 1 and 2, modulo 10), or one of the nine exceptions."""
    if len(code) != 7 or not (code.isascii() and code.isdigit()):
        return False
    products = [int(digit) * (1 + place % 2) for place, digit in enumerate(code[:6])]
    total = sum(product // 10 + product % 10 for product in products)
    return code in WITHOUT_CHECK_DIGIT or -total % 10 == int(code[6])
