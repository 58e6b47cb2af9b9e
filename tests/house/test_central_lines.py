"""Every line by which the central server is started or looked after is one that the program understands."""

import argparse
import ast
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.central import folder
from app.commands import central
from tests.house.tree import ROOT

FOLDER = ROOT / "packaging" / "central"
UNITS = sorted(FOLDER.glob("*.service"))
DOCUMENT = ROOT / "docs" / "central-server.md"
READ = {folder.DATABASE, folder.PASSWORD, folder.PASSWORD_FILE, folder.HOME, central.PUBLIC_ADDRESS}
"""What the program takes from the environment."""
OF_OTHERS = {
    "PLANTAO_CENTRAL_SETTINGS": "the administrator's script itself",
    "PLANTAO_CENTRAL_USER": "the administrator's script itself",
    "PLANTAO_CENTRAL_PROGRAM": "the administrator's script itself",
    "PLANTAO_CENTRAL_ADDRESS": "the compose file itself: becomes --address",
}
WORST_EXPOSURE = 2.0
"""Of systemd's own scale from 0 (shut off) to 10."""


def _parsed(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="main.py")
    central.add_parser(parser.add_subparsers())
    return parser.parse_args(words)


def _key(text: str, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", text, re.MULTILINE)


def _compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    return read


def _documented(start: str) -> list[list[str]]:
    text = DOCUMENT.read_text(encoding="utf-8")
    return [shlex.split(line)[1:] for line in re.findall(rf"^{start}(plantao-central .*)$", text, re.MULTILINE)]


def test_each_unit_starts_a_command_that_the_program_has() -> None:
    assert UNITS
    for unit in UNITS:
        (line,) = _key(unit.read_text(encoding="utf-8"), "ExecStart")
        python, program, *words = shlex.split(line)
        assert (Path(python).name, Path(program).name) == ("python", "main.py"), unit.name
        assert Path(python).is_relative_to(Path(program).parent), "the environment beside the program, as documented"
        assert callable(_parsed(words).action), unit.name


def test_the_image_and_the_compose_file_start_the_server_and_look_where_it_answers() -> None:
    text = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    entry, words = (
        ast.literal_eval(found) for found in re.findall(r"^(?:ENTRYPOINT|CMD) (\[.*\])$", text, re.MULTILINE)
    )
    service = _compose()["services"]["central"]
    for told in (words, service["command"]):
        assert entry[:2] == ["python", "main.py"]
        assert _parsed([*entry[2:], *told]).port == 8443
    (probe,) = re.findall(r"^HEALTHCHECK .* CMD (\[.*\])$", text, re.MULTILINE)
    program, option, code = ast.literal_eval(probe)
    assert (program, option) == ("python", "-c")
    ast.parse(code)
    assert "https://localhost:8443/healthz" in code
    assert service["ports"] == ["8443:8443"]


def test_each_line_for_the_administrator_is_one_that_the_program_understands() -> None:
    lines = _documented("sudo ")
    inside = re.findall(
        r"exec central python main\.py (central .*)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(lines) >= 12
    for words in [*lines, *(shlex.split(one)[1:] for one in inside)]:
        assert callable(_parsed(["central", *words]).action), words


def test_every_name_in_the_environment_is_read_by_somebody() -> None:
    for path in (*sorted(FOLDER.iterdir()), DOCUMENT):
        if path.is_file():
            found = set(re.findall(r"PLANTAO_CENTRAL_[A-Z_]+", path.read_text(encoding="utf-8")))
            assert found <= READ | OF_OTHERS.keys(), path.name
    given = _compose()["services"]["central"]["environment"]
    assert set(given) <= READ
    assert folder.HOME in (FOLDER / "Dockerfile").read_text(encoding="utf-8")


def test_user_and_folder_are_the_same_everywhere() -> None:
    (line,) = [one for one in (FOLDER / "plantao-central.sysusers").read_text("utf-8").splitlines() if one[0] == "u"]
    _, user, _, _, home = shlex.split(line)
    script = (FOLDER / "plantao-central").read_text(encoding="utf-8")
    assert f"PLANTAO_CENTRAL_USER:-{user}" in script
    assert f"PLANTAO_CENTRAL_HOME:-{home}" in script
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        assert (_key(text, "User"), _key(text, "Group")) == ([user], [user])
        assert [f"/var/lib/{name}" for name in _key(text, "StateDirectory")] == [home]
        assert f"PLANTAO_CENTRAL_HOME={home}" in text
        (programs,) = _key(text, "ExecStart")
        default = re.search(r"PLANTAO_CENTRAL_PROGRAM:-(\S+?)}", script)
        assert default is not None
        assert f"{default.group(1)}/main.py" in programs
    image = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    assert f"--home-dir {home}" in image
    assert f"VOLUME {home}" in image
    assert _compose()["services"]["central"]["volumes"] == [f"central:{home}"]


def test_the_server_of_the_compose_file_can_write_nowhere_but_to_its_volume() -> None:
    service = _compose()["services"]["central"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "user" not in service, "the image has its own"
    assert re.search(r"^USER plantao-central$", (FOLDER / "Dockerfile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_systemd_calls_the_unit_well_shut_off(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    told = re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout)
    if told is None:
        pytest.skip("this systemd cannot judge a file")
    assert float(told.group(1)) <= WORST_EXPOSURE
