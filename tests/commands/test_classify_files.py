"""Files that `classify` cannot take as they are: encodings, broken JSON, wrong columns, endless input, long lines."""

import io
import json
import tomllib
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from app.clinic.risk.form_files import Notes, read_forms
from app.commands import classify
from app.kernel.errors import KnownError
from tests.commands.classify_cases import EXAMPLE, ROOT, Classify, arguments, classifier


@pytest.fixture
def classified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Classify:
    """Classifies a content written to a file called `name`; the exit status and the answers."""
    return classifier(tmp_path, capsys)


def test_a_line_that_is_not_utf_8_is_read_as_latin_1_and_told(
    classified: Classify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("id,age_years\nJoão,30\n".encode("iso-8859-1"))
    assert classify.run(arguments(str(path))) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["id"] == "João"
    assert "ISO-8859-1" in captured.err


@pytest.mark.parametrize(
    ("content", "name", "code", "values"),
    [
        ('{\n  "id": 1,\n  bad\n}', "forms", "classify.malformed_json", {"line": 3, "column": 3}),
        ('\n\n[{"id": 1},\n{"id" 2}]', "forms", "classify.malformed_json", {"line": 4, "column": 7}),
        ("[" * 100_000, "forms", "classify.malformed_json", {}),
        ('{"id": ' + "9" * 5000 + "}", "forms", "classify.malformed_json", {}),
        ("not json", "forms.json", "classify.malformed_json", {"line": 1, "column": 1}),
        ("", "forms", "classify.empty", {}),
        (" \n \n", "forms.csv", "classify.empty", {}),
        ("id,wieght_kg\n1,2\n", "forms", "classify.unknown_column", {"line": 1, "column": 2, "known": "weight_kg"}),
        ("id,id\n1,2\n", "forms", "classify.repeated_column", {"value": "id"}),
        (b"\xff\xfe{\x00", "forms", "classify.not_text", {}),
        (b"\x00\x01\x02", "forms", "classify.not_text", {}),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(
    classified: Classify, content: str | bytes, name: str, code: str, values: dict[str, object]
) -> None:
    with pytest.raises(KnownError) as caught:
        classified(content, name=name)
    assert caught.value.code == code
    assert values.items() <= caught.value.values.items()
    _assert_it_has_a_text(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.json", tmp_path):
        with pytest.raises(KnownError) as caught:
            classify.run(arguments(str(path)))
        assert caught.value.code == "classify.cannot_read"
        _assert_it_has_a_text(caught.value)


def _assert_it_has_a_text(error: KnownError) -> None:
    texts = tomllib.loads((ROOT / "resources" / "texts" / "error_classify.toml").read_text(encoding="utf-8"))
    for language in ("pt_BR", "en"):
        assert texts[error.code.removeprefix("classify.")][language].format_map(error.values)


def test_an_empty_array_has_no_answers_and_is_no_failure(classified: Classify) -> None:
    assert classified("[]") == (0, [])


def test_lines_are_answered_before_the_next_ones_are_read() -> None:
    class Endless(io.RawIOBase):
        """Never ends, and fails when somebody collects it."""

        def __init__(self) -> None:
            self.lines = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.lines += 1
            assert self.lines < 100, "the reader runs ahead"
            return b'{"id": 1, "conditions": []}\n'

    stream = Endless()
    forms = read_forms(cast(BinaryIO, stream), "-", "auto", Notes())
    assert [next(forms).answers["id"] for _ in range(10)] == [1] * 10


def test_a_json_line_beyond_a_megabyte_is_answered_and_passed_over(classified: Classify) -> None:
    long = json.dumps({"id": "x" * 1_100_000})
    status, answers = classified(f'{{"id": 1}}\n{long}\n{{"id": 3}}\n')
    assert status == 1
    assert ["error" in answer for answer in answers] == [False, True, False]


def test_an_array_on_one_long_line_is_read(classified: Classify) -> None:
    status, answers = classified(json.dumps([EXAMPLE] * 6000))
    assert (status, len(answers)) == (0, 6000)
