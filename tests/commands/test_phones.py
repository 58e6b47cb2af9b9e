"""`main.py phones` as a process: it says where it is, serves, and ends with whoever started it."""

import json
import subprocess
import sys
from pathlib import Path

import requests

from tests.house.tree import ROOT


def test_the_gateway_serves_until_whoever_started_it_has_gone(tmp_path: Path) -> None:
    command = [sys.executable, "main.py", "phones", "--host", "127.0.0.1", "--port", "0", "--json", "--with-parent"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={"PLANTAO_HOME": str(tmp_path), "PATH": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        started = json.loads(process.stdout.readline())
        assert json.loads((tmp_path / "phones.json").read_text(encoding="utf-8")) == started
        page = requests.get(started["address"], verify=str(tmp_path / "phones" / "phones.crt"), timeout=20)
        assert "<title>Plantão</title>" in page.text
        process.stdin.close()
        assert process.wait(30) == 0
    assert not (tmp_path / "plantao.db").exists()


def test_a_certificate_that_is_none_is_refused(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("x", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "main.py", "phones", "--port", "0", "--json", "--certificate", str(rubbish)],
        cwd=ROOT,
        env={"PLANTAO_HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "central.bad_certificate"
