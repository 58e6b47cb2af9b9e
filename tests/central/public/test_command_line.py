"""`main.py central --public-address`: with it there are pages, without it there is nothing to find."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.sync.pinned import PinnedServer
from tests.house.tree import ROOT


@contextmanager
def _server(folder: Path, *options: str) -> Iterator[PinnedServer]:
    command = [sys.executable, "main.py", "central", "--folder", str(folder), "--host", "127.0.0.1", "--port", "0"]
    asked, pipe = [*command, "--json", *options], subprocess.PIPE
    with subprocess.Popen(asked, cwd=ROOT, text=True, stdout=pipe, stderr=pipe) as process:
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            server = PinnedServer(told["address"], told["fingerprint"])
            yield server
            server.close()
        finally:
            process.kill()


@pytest.mark.parametrize(("options", "status"), [(("--public-address", "https://cuidar.example"), 200), ((), 404)])
def test_the_pages_are_there_once_they_have_an_address(tmp_path: Path, options: tuple[str, ...], status: int) -> None:
    with _server(tmp_path, *options) as server:
        assert server.call("GET", "/p/register").status_code == status
        assert server.call("GET", "/healthz").status_code == 200


def test_an_address_that_cannot_be_is_refused_in_words(tmp_path: Path) -> None:
    command = [sys.executable, "main.py", "central", "--folder", str(tmp_path), "--host", "127.0.0.1", "--port", "0"]
    done = subprocess.run(
        [*command, "--public-address", "http://cuidar.example"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "http://cuidar.example" in done.stderr
