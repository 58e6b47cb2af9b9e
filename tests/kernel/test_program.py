"""How the program is begun once more, and which version it says that it is."""

import importlib.metadata
import sys
from pathlib import Path

import pytest

from app.kernel import program, version


def test_from_the_sources_python_is_given_the_main_file() -> None:
    python, main, *rest = program.program("node", "--json")
    assert (python, Path(main).name, rest) == (sys.executable, "main.py", ["node", "--json"])


@pytest.mark.parametrize("twin", [True, False])
def test_an_installed_program_begins_itself_or_on_windows_its_twin_with_input_and_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, twin: bool
) -> None:
    own, beside = tmp_path / "plantao.exe", tmp_path / "plantao-console.exe"
    if twin:
        beside.touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(own))
    assert program.program("node") == (str(beside if twin else own), "node")


def test_an_installed_program_knows_its_version_from_what_was_installed_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(version, "_PYPROJECT", tmp_path / "pyproject.toml")
    monkeypatch.setattr(importlib.metadata, "version", lambda name: f"7.1 of {name}")
    assert version.program_version() == "7.1 of plantao"
