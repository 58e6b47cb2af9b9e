"""docs/referrals.md says where each part of RATI is held: what it names is there, what it calls missing is nowhere."""

import re
from pathlib import Path

import pytest

from app.store.tables import metadata

PAGE = Path(__file__).parents[2] / "docs" / "referrals.md"
_NAMED = re.compile(r"`(?:(\w+)\.)?(\w+)`")


def rows() -> list[list[str]]:
    section = PAGE.read_text(encoding="utf-8").split("## RATI")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_every_field_that_is_named_is_a_column(row: list[str]) -> None:
    for table, column in _NAMED.findall(row[1]):
        assert column in metadata.tables[table or "referral"].columns
    assert row[2].startswith(("the text", "summary"))


def test_what_is_said_to_be_missing_is_nowhere_in_the_tables() -> None:
    columns = {column.name for table in metadata.tables.values() for column in table.columns}
    assert not [name for name in columns if name in {"ine", "rqe", "cbo", "specialty"}]
    assert "cpf" not in metadata.tables["account"].columns
