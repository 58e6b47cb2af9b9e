"""Logs as a person reads them."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.support.log_reading import LogLine, Question, processes, read_page


def _line(number: int, level: str = "info", message: str = "") -> str:
    at = f"2026-03-02T11:{number // 60 % 60:02d}:{number % 60:02d}.{number:06d}Z"
    return json.dumps({"time": at, "level": level, "logger": "app.x", "message": message or f"line {number}"})


def _write(folder: Path, process: str, lines: list[str], number: int = 0) -> None:
    name = f"{process}.jsonl" + (f".{number}" if number else "")
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _all(folder: Path, question: Question, most: int) -> list[LogLine]:
    found: list[LogLine] = []
    page = read_page(folder, question, None, most)
    found.extend(page.lines)
    while page.more is not None:
        page = read_page(folder, question, page.more, most)
        found.extend(page.lines)
    return found


@given(st.lists(st.sampled_from(["node", "agent"]), max_size=60), st.integers(1, 9), st.integers(0, 50))
def test_pages_together_are_every_line_once_the_newest_first(
    tmp_path_factory: pytest.TempPathFactory, whose: list[str], most: int, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("logs")
    for process in set(whose):
        mine = [_line(number) for number, one in enumerate(whose) if one == process]
        _write(folder, process, mine[:cut], 1)
        _write(folder, process, mine[cut:])
    found = _all(folder, Question(), most)
    assert [one.message for one in found] == [f"line {number}" for number in reversed(range(len(whose)))]


def test_a_question_narrows_by_process_level_and_text(tmp_path: Path) -> None:
    _write(tmp_path, "node", [_line(1), _line(2, "error", "the disk is FULL"), _line(3, "warning")])
    _write(tmp_path, "agent", [_line(4, "critical")])
    assert processes(tmp_path) == ("agent", "node")
    assert [one.message for one in _all(tmp_path, Question("node", "warning"), 9)] == ["line 3", "the disk is FULL"]
    assert [one.message for one in _all(tmp_path, Question(text="disk is full"), 9)] == ["the disk is FULL"]


def test_half_lines_and_rubbish_are_passed_over(tmp_path: Path) -> None:
    _write(tmp_path, "node", ["{", "[1]", "null", _line(1), '{"time": 1}', _line(2)[:-9]])
    assert [one.message for one in _all(tmp_path, Question(), 9)] == ["line 1"]


def test_the_end_of_fifty_megabytes_is_read_at_once_and_a_rare_word_page_by_page(tmp_path: Path) -> None:
    block = "".join(f"{_line(number)}\n" for number in range(10_000))
    with (tmp_path / "node.jsonl").open("w", encoding="utf-8") as file:
        file.write(_line(0, "error", "needle") + "\n")
        while file.tell() < 50 * 2**20:
            file.write(block)
    began = time.process_time()
    assert len(read_page(tmp_path, Question()).lines) == 200
    assert time.process_time() - began < 0.2
    page, pages = read_page(tmp_path, Question(text="needle")), 1
    assert page.more is not None, "one page looks through a bounded part"
    while not page.lines and page.more and pages < 3:
        page, pages = read_page(tmp_path, Question(text="needle"), page.more), pages + 1
    assert pages == 3
