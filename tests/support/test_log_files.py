"""Log files: whole, bounded, for their owner alone, and in nobody's way."""

import json
import logging
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.support.log_files import KEPT, LogFile

Make = Callable[..., LogFile]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[LogFile] = []

    def one(most: int = 100_000, folder: Path = tmp_path) -> LogFile:
        made.append(LogFile(folder, "node", FakeClock(), most))
        return made[-1]

    yield one
    for each in made:
        each.close()


def _say(file: LogFile, sentence: str, *values: object) -> None:
    file.handle(logging.LogRecord("app.x", logging.INFO, __file__, 1, sentence, values, None))


def _messages(path: Path) -> list[str]:
    return [json.loads(line)["message"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_lines_are_in_the_file_once_it_is_flushed_and_only_its_owner_reads_them(make: Make, tmp_path: Path) -> None:
    file = make()
    for number in range(50):
        _say(file, "line %d", number)
    file.flush()
    assert _messages(file.path) == [f"line {number}" for number in range(50)]
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_what_is_kept_has_a_bounded_size(make: Make, tmp_path: Path) -> None:
    file = make(most=2_000)
    for number in range(500):
        _say(file, "line %d", number)
    file.flush()
    files = sorted(tmp_path.glob("node.jsonl*"))
    assert len(files) == KEPT + 1 or (len(files) == KEPT and not file.path.exists())
    assert sum(one.stat().st_size for one in files) < (KEPT + 1) * 2_200
    assert _messages(tmp_path / "node.jsonl.1")[-1].startswith("line 4")


def test_two_processes_of_one_name_lose_no_line_when_one_turns_the_file_over(make: Make, tmp_path: Path) -> None:
    first, second = make(most=1_000), make(most=1_000)
    for number in range(20):
        for file, name in ((first, 100), (second, 200)):
            _say(file, "line %d", name + number)
            file.flush()
    found = [text for path in tmp_path.glob("node.jsonl*") for text in _messages(path)]
    wanted = {f"line {name + number}" for name in (100, 200) for number in range(8, 20)}
    assert wanted <= set(found)


@pytest.mark.skipif(os.name != "posix", reason="a folder stands where the file would")
def test_what_the_disk_did_not_take_is_counted_and_told_later(make: Make, tmp_path: Path) -> None:
    blocked = tmp_path / "logs"
    blocked.write_text("no folder")
    file = make(folder=blocked)
    _say(file, "lost")
    file.flush()
    blocked.unlink()
    _say(file, "written")
    file.flush()
    lines = [json.loads(line) for line in file.path.read_text(encoding="utf-8").splitlines()]
    assert [(one["message"], one.get("count")) for one in lines] == [("lines were lost", 1), ("written", None)]
