"""packaging/setup.sh: nothing to do is nothing done, and what is missing is said in a line that can be typed."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.house.tree import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell script")


def _run(root: Path, *arguments: str, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "packaging/setup.sh", *arguments],
        cwd=root,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _stub(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout without an environment."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "packaging", tmp_path / "packaging")
    return tmp_path


@pytest.mark.skipif(Path(sys.prefix) != ROOT / ".venv", reason="these tests do not run in the environment of make")
def test_a_second_set_up_is_silent_and_fast() -> None:
    start = time.perf_counter()
    result = _run(ROOT, "dev", "only-ask")
    took = time.perf_counter() - start
    if result.returncode == 3:
        pytest.skip("pyproject.toml or the constraints changed since the last make")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert took < 1.0


def test_a_person_without_root_reads_the_line_to_type(bare: Path) -> None:
    stubs = bare / "stubs"
    _stub(stubs, "id", "echo 1000")
    _stub(stubs, "apt-get", "exit 99")
    _stub(stubs, "python3", f'case "$*" in *ensurepip*) exit 1 ;; *) exec "{sys.executable}" "$@" ;; esac')
    result = _run(bare, "run", path=f"{stubs}:{os.environ['PATH']}")
    assert result.returncode == 1
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("  sudo apt-get install -y ")]
    assert "python3-venv" in line.split()
    assert not (bare / ".venv").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="Debian's packages")
@pytest.mark.parametrize("kind", ["run", "dev"])
def test_the_tests_alone_ask_for_a_browser(bare: Path, kind: str) -> None:
    stubs = bare / "stubs"
    _stub(stubs, "id", "echo 1000")
    _stub(stubs, "apt-get", "exit 99")
    _stub(stubs, "python3", f'case "$*" in *ensurepip*) exit 1 ;; *) exec "{sys.executable}" "$@" ;; esac')
    for name in ("bash", "dirname", "basename", "sha256sum", "flock", "uname", "cat", "rm", "mktemp"):
        (stubs / name).symlink_to(str(shutil.which(name)))
    result = _run(bare, kind, path=str(stubs))
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("  sudo apt-get install -y ")]
    assert {"chromium", "chromium-driver"} <= set(line.split()) if kind == "dev" else "chromium" not in line


def test_a_python_that_is_too_old_is_named(bare: Path) -> None:
    stubs = bare / "stubs"
    for name in ("python3", "python3.11", "python3.12", "python3.13"):
        _stub(stubs, name, 'case "$1" in -V) echo Python 3.9.2 ;; *) exit 1 ;; esac')
    result = _run(bare, "run", path=f"{stubs}:{os.environ['PATH']}")
    assert result.returncode == 1
    assert "Python 3.9.2" in result.stderr


def test_an_unknown_set_up_is_refused(bare: Path) -> None:
    result = _run(bare, "everything")
    assert result.returncode == 1
    assert "everything" in result.stderr


@pytest.mark.parametrize("script", [".ci/run", "packaging/setup.sh"])
def test_a_script_can_be_called(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
