"""What a person reads when something goes wrong."""

import pytest

from app.clinic.prenatal.weight import FILE, load_weight_figures
from app.kernel.errors import KnownError
from tests.conftest import ExpectedLogs
from ui.errors import split_sentence, words_of


def test_the_first_sentence_is_the_title_and_the_rest_says_what_next() -> None:
    words = words_of(KnownError("access.wrong_pin", left=2))
    assert words.title == "O PIN não confere."
    assert words.next_step.startswith("Tentativas que restam: 2.")
    assert words.known


def test_a_point_in_a_file_name_ends_no_sentence() -> None:
    assert split_sentence("O arquivo plantao.db falta. Procure-o.") == ("O arquivo plantao.db falta.", "Procure-o.")
    assert split_sentence("Só uma frase.") == ("Só uma frase.", "")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("mark: placeholder", "mark: certain", "marca desconhecida: certain."),
        ("from: 30, gain_from", "from: 31, gain_from", "30"),
    ],
)
def test_a_refused_table_says_what_is_wrong_in_its_first_line(old: str, new: str, told: str) -> None:
    with pytest.raises(KnownError) as refused:
        load_weight_figures(FILE.read_text(encoding="utf-8").replace(old, new).encode())
    words = words_of(refused.value)
    assert told in words.next_step and words.known


def test_a_mistake_of_ours_is_told_by_a_code_and_logged_without_values(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("ui.errors", "KeyError-test_errors")
    try:
        dict[str, int]()["Maria Sintética"]
    except KeyError as error:
        words = words_of(error)
    assert "KeyError-test_errors" in words.next_step
    assert not any("Maria" in record.getMessage() for record in expected_logs.records)


def test_the_same_mistake_has_the_same_code(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("ui.errors", "our mistake")
    codes = set()
    for value in ("a", "b"):
        try:
            int(value)
        except ValueError as error:
            codes.add(words_of(error).next_step)
    assert len(codes) == 1
