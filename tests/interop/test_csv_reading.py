"""Tables as spreadsheets write them, and as nobody should."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.interop.csv_people import reading
from app.interop.csv_people.columns import FIELDS, check_mapping, propose, words
from app.interop.csv_people.reading import read_table
from app.interop.csv_text import BOM, safe_cell, write_csv
from app.kernel.errors import KnownError

LINES = "Nome;Mãe\nÉrica Fictícia;Ana Fictícia\n"


def refusal(content: bytes) -> str:
    with pytest.raises(KnownError) as caught:
        read_table(content)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(encoding: str, delimiter: str) -> None:
    table = read_table(LINES.replace(";", delimiter).encode(encoding))
    assert (table.headers, table.delimiter) == (("Nome", "Mãe"), delimiter)
    assert table.rows[0].cells == ("Érica Fictícia", "Ana Fictícia")


def test_a_separator_line_of_a_spreadsheet_is_obeyed() -> None:
    table = read_table(b"sep=,\r\nNome,Obs;Livre\r\nAna,x;y\r\n")
    assert table.headers == ("Nome", "Obs;Livre")
    assert table.rows[0].line == 3


def test_rows_know_their_line_also_behind_cells_of_several_lines() -> None:
    table = read_table(b'Nome;Obs\n"Ana";"uma\nduas"\n\nRita;x\n')
    assert [(row.line, row.cells[0]) for row in table.rows] == [(3, "Ana"), (5, "Rita")]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"Ana;{'x' * reading.LONGEST_CELL}", ""),
        (f"Ana;{'x' * (reading.LONGEST_CELL + 1)}", "cell_too_long"),
        ("Ana;x;;;", ""),
        ("Ana;x;y", "too_many_cells"),
        ("Ana", ""),
        (f"Ana;{'x' * 200_000}", "unreadable_row"),
    ],
)
def test_a_broken_row_is_kept_with_its_problem(row: str, problem: str) -> None:
    table = read_table(f"Nome;Obs\n{row}\nRita;z\n".encode())
    assert table.rows[0].problem == problem
    assert table.rows[-1].cells == ("Rita", "z")


def test_a_nul_cannot_cut_a_cell() -> None:
    table = read_table(b"Nome;Obs\nAna\0Rita;x\n")
    assert table.rows[0].cells[0] == "Ana\ufffdRita"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "people_import.empty"),
        (b"\n \n;;\n", "people_import.empty"),
        (b"x" * (reading.MOST_BYTES + 1), "people_import.too_large"),
        (";".join("abc" for _ in range(201)).encode(), "people_import.too_many_columns"),
        (b"Nome\n" + b"Ana\n" * (reading.MOST_ROWS + 1), "people_import.too_many_rows"),
    ],
    ids=["empty", "blank", "large", "wide", "long"],
)
def test_what_is_no_table_of_people_is_refused(content: bytes, code: str) -> None:
    assert refusal(content) == code


@given(st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    try:
        table = read_table(content)
    except KnownError as error:
        assert error.code.startswith("people_import.")
    else:
        assert all(row.problem or len(row.cells) == len(table.headers) for row in table.rows)


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2, max_size=2)))
def test_no_exported_cell_is_run_as_a_formula(rows: list[list[str]]) -> None:
    written = write_csv(rows)
    assert written.startswith(BOM)
    for cells in csv.reader(io.StringIO(written[1:], newline=""), delimiter=";"):
        for cell in cells:
            start = cell.lstrip(" \u00a0")[:1]
            assert start not in ("=", "@", "\t", "\r", "\n")
            assert start not in ("+", "-") or cell.lstrip("-").replace(",", "").replace(".", "").isdigit()


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+5584999991234", "'+5584999991234"),
        ("-2+3", "'-2+3"),
        (" =1", "' =1"),
        ("-2,5", "-2,5"),
        ("Ana", "Ana"),
        ("", ""),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(cell: str, written: str) -> None:
    assert safe_cell(cell) == written


def test_columns_are_proposed_from_portuguese_and_english_headers() -> None:
    assert propose(["NOME COMPLETO", "x", "Data de Nasc.", "DN", "Cartão SUS", "Nome da Mãe", "E-mail"]) == {
        "full_name": 0,
        "birth_date": 3,
        "cns": 4,
        "mother_name": 5,
        "email": 6,
    }
    assert propose(["Date of birth", "Full name", "Mother's name"]) == {
        "birth_date": 0,
        "full_name": 1,
        "mother_name": 2,
    }


def test_every_field_has_a_name_for_its_column() -> None:
    assert set(words().columns.values()) == set(FIELDS)


def test_a_mapping_that_cannot_be_is_refused() -> None:
    for mapping, code in (({"full_name": 0, "cpf": 0}, "column_twice"), ({"cpf": 0}, "name_not_mapped")):
        with pytest.raises(KnownError) as caught:
            check_mapping(mapping, 2)
        assert caught.value.code == f"people_import.{code}"
    for wrong in ({"full_name": 2}, {"nothing": 1}):
        with pytest.raises(ValueError, match=r"field|column"):
            check_mapping(wrong, 2)
