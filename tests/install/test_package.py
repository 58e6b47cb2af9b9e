"""The package for Debian: built, installed into a bare system, started there in all its parts, updated, removed.

One test, because each step needs the one before: building takes more than a minute of a processor.
"""

import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.house.tree import ROOT
from tests.install.bare_debian import BareDebian, begin, entered, take_settings, why_not
from tests.install.unfinished import Unfinished, as_by_a_newer_program, leave_unfinished, unfinished
from tests.install.ward_bed import put_up_a_bed

if TYPE_CHECKING:
    from pytest import Subtests

_POLICY = """
format = 1
role = "central_display"
[unit]
name = "Hospital Sintético"
cnes = "7654321"
municipality = "2408102"
[keys]
key_file = "/etc/plantao/keys/station.key"
recovery_code_file = "/var/lib/plantao/recovery-code"
[administrator]
login = "suporte"
name = "Suporte Sintético"
"""
_NEXT_PROGRAM = "#!/bin/sh\necho 'the next version'\n"
_PATIENCE = 60.0


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[tuple[BareDebian, Path]]:
    """A bare Debian, and the package; both are made at the same time."""
    missing = why_not()
    if missing:
        pytest.skip(missing)
    # On the disk of the checkout: a gigabyte, with programs and devices, which a folder in memory may not take.
    (ROOT / "build").mkdir(exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="bare-", dir=ROOT / "build"))
    place.chmod(0o755)
    root, log = place / "root", tmp_path / "debootstrap.log"
    base = begin(root, log)
    try:
        package = _build(place / "package")
        if base.wait(400) != 0:
            pytest.skip(f"Debian's base could not be had: {log.read_text(errors='replace').splitlines()[-1:]}")
        take_settings(root)
        shutil.copy(package, root / "plantao.deb")
        with entered(root) as system:
            yield system, package
    finally:
        base.kill()
        base.wait()
        shutil.rmtree(place, ignore_errors=True)


def _build(out: Path) -> Path:
    environment = {**os.environ, "PYTHON": sys.executable, "OUT": str(out), "COMPRESSION": "fast"}
    command = ["bash", str(ROOT / "packaging" / "build-deb.sh")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr[-4000:]
    (package,) = out.glob("*.deb")
    return package


def test_the_package_starts_in_a_bare_debian_and_its_removal_keeps_the_data(
    bare: tuple[BareDebian, Path], tmp_path: Path, subtests: "Subtests"
) -> None:
    system, package = bare
    done = _install(system, "/plantao.deb")
    assert done.returncode == 0, done.stdout + done.stderr
    system.run("useradd", "--create-home", "maria")
    with subtests.test("what it has and lacks"):
        _tells_of_itself(system)
    with subtests.test("a form is classified"):
        _classifies(system)
    with subtests.test("the window opens and is ended"):
        _opens_and_ends(system, tmp_path / "window.log")
    with subtests.test("children of its own begin: a campaign, and the start measured"):
        _campaigns(system)
    with subtests.test("the server answers"):
        _serves(system, tmp_path / "central.log")
    with subtests.test("a station by a policy, its agent, its display, its node"):
        _display_with_node(system, package, tmp_path)
    with subtests.test("removal"):
        before = _goes_and_leaves_the_data(system, tmp_path)
    with subtests.test("installed again, and on the store of a newer program"):
        _finds_its_station_again(system, before, tmp_path)


def _install(system: BareDebian, path: str) -> "subprocess.CompletedProcess[str]":
    line = f"apt-get update -qq && apt-get install -y -qq --no-install-recommends {path}"
    return system.run("sh", "-c", line, seconds=400, DEBIAN_FRONTEND="noninteractive")


def _tells_of_itself(system: BareDebian) -> None:
    done = system.run("plantao", "doctor", "--json", user="maria")
    assert "SQLCipher 4" in done.stdout, done.stdout + done.stderr
    assert {one["topic"]: one["grade"] for one in json.loads(done.stdout)}["program"] == "good"
    assert system.run("plantao", "--help").stdout.startswith("usage: plantao ")
    assert "no command is called 'frobnicate'" in system.run("plantao", "frobnicate").stderr
    assert system.run("find", "/usr/lib/plantao", "-xtype", "l").stdout == "", "a link to what was left out"
    parts = json.loads((system.folder / "usr/share/doc/plantao/plantao.cdx.json").read_text(encoding="utf-8"))
    assert parts["bomFormat"] == "CycloneDX"
    for account in ("plantao", "plantao-central"):
        home = system.folder / "var/lib" / account
        assert home.stat().st_mode & 0o777 == 0o700
        assert system.run("stat", "-c", "%U", f"/var/lib/{account}").stdout.strip() == account


def _classifies(system: BareDebian) -> None:
    form = {"id": "x1", "age_years": 36, "weight_kg": 80, "conditions": ["hypertension"]}
    done = system.run("plantao", "classify", "-", user="maria", given=json.dumps(form) + "\n")
    assert json.loads(done.stdout)["class"] == "ARCE", done.stderr


def _opens_and_ends(system: BareDebian, log: Path) -> None:
    """The first window, up to its wizard: what the wizard needs is loaded behind it."""
    with system.running(log, "/usr/bin/plantao", user="maria") as window:
        _until(lambda: len(_mapped(system, "libQt6PrintSupport", "_sqlite3")) > 0, log.read_text)
        assert window.poll() is None, log.read_text()
        assert system.end(window) == 0, log.read_text()
    assert log.read_text() == ""
    assert not [one for one in (system.folder / "home/maria").rglob("crashes/*") if one.is_file()]


def _mapped(system: BareDebian, *libraries: str) -> list[str]:
    """Programs of ours into which all these libraries are loaded."""
    found = []
    for number in system.processes():
        maps = system.run("cat", f"/proc/{number}/maps").stdout
        found += [number] if all(one in maps for one in libraries) else []
    return found


def _campaigns(system: BareDebian) -> None:
    """Two agents, a node and a router begin as the installed program; so does each start that is measured."""
    done = system.run("plantao", "campaign", "two_stations", "--json", user="maria", seconds=400)
    assert json.loads(done.stdout)["held"] is True, done.stdout + done.stderr
    done = system.run("plantao", "bench", "start", "--json", user="maria", seconds=200)
    figures = json.loads(done.stdout)
    assert 0 < figures["first_window_s"] < figures["login_ready_s"], done.stderr


def _serves(system: BareDebian, log: Path) -> None:
    command = ("/usr/bin/plantao", "central", "--host", "127.0.0.1", "--port", "0", "--json")
    with system.running(log, *command, user="maria") as server:
        told = json.loads(_until(lambda: _first_line(log, "fingerprint"), log.read_text))
        address = f"https://127.0.0.1:{told['address'].rpartition(':')[2]}/healthz"
        unverified = ssl._create_unverified_context()
        with urllib.request.urlopen(address, timeout=20, context=unverified) as answer:
            assert json.load(answer)["status"] == "ok"
        done = system.run("plantao", "central", "unit", "1234567", "--name", "UBS Sintética", user="maria")
        assert done.returncode == 0, done.stderr
        assert system.end(server, "central") == 0


def _display_with_node(system: BareDebian, package: Path, tmp_path: Path) -> None:
    (system.folder / "etc/plantao/policy.toml").write_text(_POLICY, encoding="utf-8")
    done = system.run("plantao-station", "set-up", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    with system.running(tmp_path / "agent.log", "plantao-station", "agent") as agent:
        _until(lambda: _first_line(tmp_path / "agent.log", "started"), (tmp_path / "agent.log").read_text)
        assert system.end(agent, "agent") == 0
    folder = system.folder / "var/lib/plantao"
    put_up_a_bed(folder, system.folder / "etc/plantao/keys/station.key", tmp_path / "credentials")
    leave_unfinished(*_station(system, tmp_path))
    log = tmp_path / "display.log"
    with system.running(log, "plantao-station", "--kiosk") as window:
        node = _until(lambda: system.processes("node", "--key-from-stdin"), log.read_text)
        # Each is begun by the one before, from the same installed file.
        _until((folder / "node.json").is_file, lambda: _log_of_node(system))
        router = _until(lambda: system.processes("router", "--key-from-stdin"), lambda: _log_of_node(system))
        _until(lambda: system.processes("phones"), lambda: _log_of_node(system))
        _updates_beside_what_runs(system, package)
        assert system.processes("node", "--key-from-stdin") == node
        assert window.poll() is None, log.read_text()
        assert system.end(window, "--kiosk") == 0
        assert system.processes("node", "--key-from-stdin") == node
        # What it has not loaded before is still there: its end, and whatever a failure would need.
        system.terminate(*node)
        _until(lambda: not system.processes("node"), lambda: _log_of_node(system))
        assert '"stopped"' in _log_of_node(system)
        assert system.processes("router", "--key-from-stdin") == router, "it goes on without the node"
        system.terminate(*router)
        _until(lambda: not system.processes(), lambda: _log_of_node(system))
    assert log.read_text() == ""


def _log_of_node(system: BareDebian) -> str:
    logs = (system.folder / "var/lib/plantao/logs").glob("node.*")
    return "".join(one.read_text(encoding="utf-8") for one in logs if one.is_file())


def _updates_beside_what_runs(system: BareDebian, package: Path) -> None:
    """A next version, of which only the maintainer's scripts are as they would be."""
    tree, version = system.folder / "next", _field(package, "Version")
    tree.mkdir()
    subprocess.run(["dpkg-deb", "--control", str(package), str(tree / "DEBIAN")], check=True)
    for file in (tree / "DEBIAN").iterdir():
        file.write_text(file.read_text(encoding="utf-8").replace(version, "99.0"), encoding="utf-8")
    program = tree / "usr/lib/plantao/99.0/plantao"
    program.parent.mkdir(parents=True)
    program.write_text(_NEXT_PROGRAM, encoding="utf-8")
    program.chmod(0o755)
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/plantao").symlink_to("../lib/plantao/99.0/plantao")
    subprocess.run(["dpkg-deb", "-Zgzip", "--build", str(tree), str(system.folder / "next.deb")], check=True)
    done = system.run("dpkg", "--install", "/next.deb")
    assert done.returncode == 0, done.stdout + done.stderr
    assert system.run("plantao").stdout == "the next version\n"
    # The old one still runs, and finds all of itself.
    assert (system.folder / "usr/lib/plantao" / version / "_internal" / "resources").is_dir()


def _field(package: Path, name: str) -> str:
    done = subprocess.run(["dpkg-deb", "--field", str(package), name], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _station(system: BareDebian, tmp_path: Path) -> tuple[Path, Path, Path]:
    key_file = system.folder / "etc/plantao/keys/station.key"
    return system.folder / "var/lib/plantao", key_file, tmp_path / "credentials"


def _goes_and_leaves_the_data(system: BareDebian, tmp_path: Path) -> Unfinished:
    under_way = unfinished(*_station(system, tmp_path))
    assert [len(under_way[one]) for one in ("drafts", "messages", "people", "beds")] == [1, 3, 3, 1]
    store = system.folder / "var/lib/plantao/plantao.db"
    before = store.read_bytes()
    # Installing again what runs nowhere any more takes the version before with it.
    assert system.run("dpkg", "--install", "/next.deb").returncode == 0
    assert [one.name for one in (system.folder / "usr/lib/plantao").iterdir()] == ["99.0"]
    done = system.run("apt-get", "purge", "-y", "-qq", "plantao", DEBIAN_FRONTEND="noninteractive")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "/var/lib/plantao holds data and was left" in done.stdout
    assert store.read_bytes() == before
    assert (system.folder / "etc/plantao/keys/station.key").is_file()
    assert (system.folder / "home/maria/.local/share/plantao-central/central.db").is_file()
    found = system.run("find", "/", "-xdev", "-iname", "*plantao*").stdout.splitlines()
    ours = ("/home/", "/next", "/plantao.deb", "/var/lib/plantao", "/etc/plantao")
    assert [one for one in found if not one.startswith(ours)] == []
    return under_way


def _finds_its_station_again(system: BareDebian, before: Unfinished, tmp_path: Path) -> None:
    done = system.run("dpkg", "--install", "/plantao.deb", seconds=300)
    assert done.returncode == 0, done.stdout + done.stderr
    where = _station(system, tmp_path)
    assert unfinished(*where) == before
    as_by_a_newer_program(*where)
    done = system.run("plantao-station", "agent")
    assert done.returncode == 1 and "Nada foi alterado e nada se perdeu" in done.stderr, done.stdout + done.stderr
    assert unfinished(*where) == before


def _first_line(log: Path, word: str) -> str:
    return next((line for line in log.read_text(encoding="utf-8").splitlines() if word in line), "")


def _until(done: Callable[[], Any], said: Callable[[], str]) -> Any:
    """What `done` answers as soon as that is something; else what was said meanwhile."""
    end = time.monotonic() + _PATIENCE
    while not (answer := done()):
        assert time.monotonic() < end, said()
        time.sleep(0.2)
    return answer
