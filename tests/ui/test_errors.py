"""What a person reads when something goes wrong."""

from pathlib import Path

import pytest

from app.kernel.errors import KnownError
from tests.conftest import ExpectedLogs
from ui.errors import CrashLog, split_sentence, words_of


def test_the_first_sentence_is_the_title_and_the_rest_says_what_next() -> None:
    words = words_of(KnownError("access.wrong_pin", left=2))
    assert words.title == "O PIN não confere."
    assert words.next_step.startswith("Tentativas que restam: 2.")
    assert words.known


def test_a_point_in_a_file_name_ends_no_sentence() -> None:
    assert split_sentence("O arquivo plantao.db falta. Procure-o.") == ("O arquivo plantao.db falta.", "Procure-o.")
    assert split_sentence("Só uma frase.") == ("Só uma frase.", "")


def test_the_crash_log_holds_places_but_no_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("ui.errors", "KeyError-test_errors")
    monkeypatch.setattr(CrashLog, "folder", tmp_path)
    try:
        dict[str, int]()["Maria Sintética"]
    except KeyError as error:
        words = words_of(error)
    written = (tmp_path / "crashes.log").read_text(encoding="utf-8")
    assert "KeyError-test_errors" in words.next_step
    assert "test_errors.py" in written
    assert "Maria" not in written


def test_the_same_mistake_has_the_same_code(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("ui.errors", "our mistake")
    codes = set()
    for value in ("a", "b"):
        try:
            int(value)
        except ValueError as error:
            codes.add(words_of(error).next_step)
    assert len(codes) == 1
