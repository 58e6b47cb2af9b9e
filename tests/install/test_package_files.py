"""What the package brings besides the program: units, menu, file type, scripts, man page; each with what it names."""

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import main
from app.sync.bundles.format import _MAGIC, SUFFIX
from tests.house.tree import ROOT

DEBIAN = ROOT / "packaging" / "debian"
WINDOWS = ROOT / "packaging" / "windows"
SYSTEM = sorted((DEBIAN / "units" / "system").iterdir())
USER = sorted((DEBIAN / "units" / "user").iterdir())
SCRIPTS = [*(DEBIAN / one for one in ("preinst", "postinst", "prerm", "postrm")), *(
    DEBIAN / one for one in ("start-display", "end-children", "plantao-station"))]  # fmt: skip


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    for unit in (*SYSTEM, *USER):
        text = unit.read_text(encoding="utf-8").replace("/usr/bin/plantao", sys.executable)
        text = text.replace("/usr/lib/plantao/", f"{DEBIAN}/")
        kind = "--user" if unit in USER else "--system"
        copy = tmp_path / kind / unit.name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(text, encoding="utf-8")
        environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
        command = ["systemd-analyze", kind, "verify", "--man=no", str(copy)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environment)
        assert [line for line in done.stderr.splitlines() if unit.name in line] == [], unit


@pytest.mark.parametrize("unit", SYSTEM, ids=lambda path: path.name)
def test_a_service_of_the_system_is_shut_in_as_the_central_server_is(unit: Path) -> None:
    central = set(_lines(ROOT / "packaging" / "central" / "plantao-central.service"))
    guards = {line for line in central if line.startswith(("NoNew", "Capab", "Ambient", "Protect", "Restrict", "Lock"))}
    guards |= {line for line in central if line.startswith(("RemoveIPC", "SystemCall", "PrivateTmp", "UMask"))}
    # It asks for its own addresses, and what it plays alarms with is a device.
    mine = set(_lines(unit))
    assert {one for one in guards - mine if not one.startswith("RestrictAddressFamilies")} == set()
    sound = {"DevicePolicy=closed", "DeviceAllow=char-alsa rw"}
    assert sound <= mine if "node" in unit.name else "PrivateDevices=yes" in mine
    assert {"User=plantao", "StateDirectory=plantao", "StateDirectoryMode=0700"} <= mine


def test_the_ward_s_node_may_do_what_its_libraries_cannot_go_on_without() -> None:
    """Seen under a real systemd: without these the kernel kills it, or ZeroMQ ends it, before it hears a device."""
    lines = _lines(DEBIAN / "units" / "system" / "plantao-node.service")
    taken_away = lines.index("SystemCallFilter=~@privileged @resources")
    assert "SystemCallFilter=sched_setscheduler mbind" in lines[taken_away:]
    for unit in (*SYSTEM, ROOT / "packaging" / "central" / "plantao-central.service"):
        assert "SystemCallErrorNumber=ENOSYS" in _lines(unit), unit


def test_a_first_start_of_a_copied_machine_enables_no_unit_of_ours() -> None:
    assert _lines(DEBIAN / "plantao.preset") == ["disable plantao-*.service"]
    build = (ROOT / "packaging" / "build-deb.sh").read_text(encoding="utf-8")
    assert all(f"/usr/lib/systemd/{kind}-preset/50-plantao.preset" in build for kind in ("system", "user"))


def test_no_unit_begins_before_there_is_a_station_and_none_is_begun_by_installing() -> None:
    for unit in (*SYSTEM, *USER):
        if unit.name != "plantao-display.service":
            assert any(line.startswith("ConditionPathExists=") for line in _lines(unit)), unit
    scripts = "".join((DEBIAN / one).read_text(encoding="utf-8") for one in ("preinst", "postinst"))
    assert not re.search(r"systemctl[^\n]*\b(enable|start)\b", scripts)


@pytest.mark.skipif(sys.platform == "win32", reason="scripts for a shell")
@pytest.mark.parametrize("script", [*SCRIPTS, ROOT / "packaging" / "build-deb.sh"], ids=lambda path: path.name)
def test_a_script_is_sound_for_its_shell(script: Path) -> None:
    shell = "bash" if script.suffix == ".sh" else "sh"
    assert subprocess.run([shell, "-n", str(script)], check=False).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a script for a shell")
@pytest.mark.parametrize("managed", [True, False])
def test_a_display_begins_as_a_unit_where_systemd_looks_after_the_desktop_else_by_itself(
    tmp_path: Path, managed: bool
) -> None:
    stub = tmp_path / "systemctl"
    stub.write_text(f'#!/bin/sh\n{"" if managed else "exit 1"}\n[ "$2" = show-environment ] || echo "$@"\n')
    stub.chmod(0o755)
    text = (DEBIAN / "start-display").read_text(encoding="utf-8").replace("exec /usr/bin/plantao", "echo plantao")
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "DISPLAY": ":0"}
    done = subprocess.run(["sh", "-c", text], capture_output=True, text=True, check=True, env=environment)
    begun = ["--user import-environment DISPLAY", "--user restart plantao-display.service"]
    assert done.stdout.splitlines() == (begun if managed else ["plantao --kiosk"])


def test_the_menu_opens_the_kind_of_file_that_stations_write() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]  # keys of a menu entry are written so
    entry.read(DEBIAN / "plantao.desktop", encoding="utf-8")
    menu = entry["Desktop Entry"]
    kinds = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    (kind,) = ElementTree.parse(DEBIAN / "plantao.xml").getroot().findall("m:mime-type", kinds)
    assert menu["MimeType"] == f"{kind.get('type')};" and menu["Exec"].endswith(" %f")
    glob, match = kind.find("m:glob", kinds), kind.find("m:magic/m:match", kinds)
    assert glob is not None and match is not None
    assert glob.get("pattern") == f"*{SUFFIX}" and SUFFIX == main._BUNDLE
    assert (match.get("value") or "").encode().decode("unicode_escape").encode("latin-1") == _MAGIC


def test_the_manual_page_names_every_command() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "desktop" / "manual.py")]
    page = subprocess.run(command, capture_output=True, text=True, check=True).stdout.replace("\\-", "-")
    assert page.startswith(".TH PLANTAO 1") and "@" not in page
    assert [one.name for one in main.COMMANDS if f"\n.B {one.name}\n" not in page] == []


def test_the_set_up_for_windows_takes_only_what_is_there_and_says_that_it_was_never_run() -> None:
    setup, build = (WINDOWS / one for one in ("plantao.iss", "build.ps1"))
    made = ("build", "dist")
    for source in re.findall(r'(?:Source: "|LicenseFile=|SetupIconFile=)([^"\n]+)', setup.read_text(encoding="utf-8")):
        path = Path(source.replace("\\", "/"))
        if not set(made) & set(path.parts):
            assert (WINDOWS / path).resolve().exists(), source
    for named in re.findall(r"packaging\\[\w\\.-]+\.\w+", build.read_text(encoding="utf-8")):
        assert (ROOT / named.replace("\\", "/")).is_file(), named
    for file in (setup, build, WINDOWS / "tasks.ps1"):
        assert "NEVER RUN SO FAR" in file.read_text(encoding="utf-8"), file


def test_scripts_for_windows_are_written_so_that_windows_reads_their_letters() -> None:
    for script in (WINDOWS / "build.ps1", WINDOWS / "tasks.ps1"):
        assert script.read_bytes().isascii(), script
    assert (WINDOWS / "plantao.iss").read_bytes().startswith(b"\xef\xbb\xbf; ")


def test_what_the_set_up_for_windows_asks_of_its_tasks_is_what_they_offer() -> None:
    tasks = (WINDOWS / "tasks.ps1").read_text(encoding="ascii")
    offered = set(re.findall(r"\[switch\]\$(\w+)", tasks)) | set(re.findall(r"\]\[string\]\$(\w+)", tasks))
    setup = (WINDOWS / "plantao.iss").read_text(encoding="utf-8-sig")
    asked = set(re.findall(r"tasks\.ps1(?:\"\"|'\) \+ '\") -(\w+)", setup))
    assert asked == {"Begin", "Start", "Stop", "End"} and asked <= offered
    begun = set(re.findall(r"-Begin (\w+)", setup))
    (known,) = set(re.findall(r"\[ValidateSet\((.+?)\)\]", tasks))
    assert begun <= set(re.findall(r"\w+", known)) == set(re.findall(r"^    (\w+) += @\(", tasks, re.MULTILINE))
    # Each program that a task begins is one that the build makes.
    spec = (ROOT / "packaging" / "desktop" / "plantao.spec").read_text(encoding="utf-8")
    for program in set(re.findall(r'"([\w-]+)\.exe", "', tasks)):
        assert f'_program("{program}"' in spec, program


def test_the_next_change_has_a_place_in_the_changelog_and_the_version_has_one_in_the_project() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changes.index("## [Unreleased]") < 900
    from app.kernel.version import program_version

    assert f'version = "{program_version()}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
