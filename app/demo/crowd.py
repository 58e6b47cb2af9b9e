"""A crowd of synthetic people straight into the person table, for measuring the search at full size.

Their documents cannot be anybody's: CPF and CNS here carry wrong check digits on purpose.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, text

from app.demo import names
from app.kernel.ids import Ids
from app.store import search_index

_BATCH = 20_000
_FIRST_BIRTH = date(1936, 1, 1)
_BIRTH_SPAN_DAYS = 88 * 365
_COLUMNS = (
    "id",
    "full_name",
    "mother_name",
    "name_key",
    "social_key",
    "mother_key",
    "birth_date",
    "sex",
    "cpf",
    "cns",
    "phone",
    "municipality_code",
    "municipality_name",
    "synthetic",
    "recorded_at",
    "recorded_by",
)


def insert_crowd(connection: Connection, ids: Ids, count: int, seed: int, at: str) -> None:
    """Insert `count` people inside the caller's transaction; the triggers fill the search index.

    Not for real records: no change log is written.
    """
    statement = f"INSERT INTO person ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    # The indexes are filled in random order: with them in memory no page is encrypted twice.
    connection.execute(text("PRAGMA cache_size = -600000"))
    # A larger buffer before each piece of the index is written saves most of the merging.
    connection.execute(text("INSERT INTO person_search(person_search, rank) VALUES ('hashsize', 134217728)"))
    for rows in _batches(ids, count, random.Random(seed), at):
        connection.exec_driver_sql(statement, rows)
    connection.execute(text("INSERT INTO person_search(person_search, rank) VALUES ('hashsize', 1048576)"))
    search_index.optimise(connection)
    connection.execute(text("PRAGMA cache_size = -2000"))


def _batches(ids: Ids, count: int, source: random.Random, at: str) -> Iterator[list[tuple[object, ...]]]:
    women, men = names.women(), names.men()
    for start in range(0, count, _BATCH):
        size = min(_BATCH, count - start)
        women_count = size // 2
        people = names.draw_names(source, women, women_count) + names.draw_names(source, men, size - women_count)
        mothers = names.draw_names(source, women, size)
        order = list(range(size))
        source.shuffle(order)
        yield [_row(ids, source, start + i, people[i], mothers[i], i < women_count, at) for i in order]


def _row(
    ids: Ids,
    source: random.Random,
    number: int,
    name: names.SyntheticName,
    mother: names.SyntheticName,
    woman: bool,
    at: str,
) -> tuple[object, ...]:
    birth = _FIRST_BIRTH + timedelta(days=int(source.random() * _BIRTH_SPAN_DAYS))
    return (
        ids.new(),
        name.shown,
        mother.shown,
        name.key,
        "",
        mother.key,
        birth.isoformat(),
        "female" if woman else "male",
        impossible_cpf(number * 37),
        f"{700_000_000_000_000 + number * 3571:015d}",
        f"+5584{910_000_000 + number % 89_000_000:09d}",
        "2408102",
        "Natal",
        1,
        at,
        "program",
    )


def impossible_cpf(number: int) -> str:
    """Eleven digits whose check digits are wrong, so that no person can have them."""
    base = [int(digit) for digit in f"{number % 10**9:09d}"]
    first = check_digit(base)
    second = check_digit([*base, first])
    return "".join(map(str, [*base, first, (second + 1) % 10]))


def check_digit(numbers: Sequence[int]) -> int:
    """The next check digit of a CPF (weights falling to 2, modulo 11)."""
    rest = sum(weight * digit for weight, digit in zip(range(len(numbers) + 1, 1, -1), numbers, strict=True)) * 10 % 11
    return rest % 10
