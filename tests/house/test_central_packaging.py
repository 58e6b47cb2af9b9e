"""What the central server is installed with: the unit, the container, the lists; and that no secret lies in them."""

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

FOLDER = ROOT / "packaging" / "central"
UNIT = FOLDER / "plantao-central.service"
_IMPORTED = """
import json, sys
before = set(sys.modules)
import app.commands.central, app.central.server, app.central.rounds, app.central.public.routes, ui.texts
import app.central.hooks, app.central.hearing, app.central.https
import psycopg
print(json.dumps(sorted({name.partition(".")[0] for name in set(sys.modules) - before})))
"""


def test_the_list_for_the_server_holds_all_that_it_imports_and_no_window() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORTED], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    whose = importlib.metadata.packages_distributions()
    imported = {canonicalize_name(whose[name][0]) for name in json.loads(done.stdout) if name in whose}
    listed = _closure([Requirement(line) for line in _lines(FOLDER / "requirements.txt")])
    # Looked for by anyio, urllib3 and setuptools, and here only because of what the tests need.
    assert imported <= listed | {"setuptools", "sniffio", "pysocks", "backports-tarfile"}
    assert not {"pyside6-essentials", "numpy", "pyqtgraph"} & listed


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def _closure(wanted: list[Requirement]) -> set[str]:
    """The libraries and all that these need in turn."""
    found: set[str] = set()
    while wanted:
        one = wanted.pop()
        name = canonicalize_name(one.name)
        if name in found:
            continue
        found.add(name)
        for line in importlib.metadata.requires(one.name) or ():
            below = Requirement(line)
            extras = one.extras or {""}
            if below.marker is None or any(below.marker.evaluate({"extra": extra}) for extra in extras):
                wanted.append(below)
    return found


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8").replace("/usr/local/lib/plantao/.venv/bin/python", sys.executable)
    copy = tmp_path / UNIT.name
    copy.write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False, timeout=60
    )
    assert [line for line in done.stderr.splitlines() if UNIT.name in line] == []


def test_the_unit_gives_the_server_its_own_folder_and_nothing_else() -> None:
    lines = set(_lines(UNIT))
    for needed in (
        "User=plantao-central",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "StateDirectory=plantao-central",
        "StateDirectoryMode=0700",
        "CapabilityBoundingSet=",
        "KillSignal=SIGTERM",
    ):
        assert needed in lines, needed


def test_the_compose_file_is_whole_and_keeps_the_database_inside() -> None:
    read: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    central, database = read["services"]["central"], read["services"]["database"]
    assert "ports" not in database
    assert read["networks"]["inside"]["internal"] is True
    assert database["networks"] == ["inside"]
    assert central["depends_on"]["database"]["condition"] == "service_healthy"
    for service in (central, database):
        assert set(service["secrets"]) <= read["secrets"].keys()
        assert {name.partition(":")[0] for name in service["volumes"]} <= read["volumes"].keys()
        for name, value in service["environment"].items():
            assert "PASSWORD" not in name or (name.endswith("_FILE") and value.startswith("/run/secrets/")), name
    assert (FOLDER / central["build"]["context"]).resolve() == ROOT
    assert (ROOT / central["build"]["dockerfile"]).is_file()


def test_no_image_names_a_registry_and_the_password_file_is_never_committed() -> None:
    texts = (FOLDER / "compose.yaml").read_text(encoding="utf-8") + (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    images = re.findall(r"^(?:FROM|\s+image:)\s+(\S+)", texts, re.MULTILINE)
    assert len(images) == 3
    assert [one for one in images if "." in one.partition("/")[0].partition(":")[0] or "/" in one] == []
    read = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    secret = (FOLDER / read["secrets"]["database_password"]["file"]).resolve().relative_to(ROOT)
    assert f"{secret.parent.as_posix()}/" in _lines(ROOT / ".gitignore")


def test_what_the_image_copies_is_there_and_is_let_through() -> None:
    text = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    let_through = {line[1:] for line in _lines(FOLDER / "Dockerfile.dockerignore") if line.startswith("!")}
    for line in re.findall(r"^COPY (.+)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert source in let_through, source


@pytest.mark.skipif(sys.platform == "win32", reason="a script for bash")
def test_the_script_for_the_administrator_is_sound_and_runs_the_servers_own_command(tmp_path: Path) -> None:
    script = FOLDER / "plantao-central"
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
    if os.geteuid() != 0:
        assert subprocess.run([str(script)], capture_output=True, check=False).returncode == 1
        return
    text = script.read_text(encoding="utf-8")
    assert 'main.py" central "$@"' in text
