"""The list of the package's parts (CycloneDX): whole, true to what is installed, valid, and the same each time."""

import importlib.metadata
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

pytest.importorskip("cyclonedx", reason="the tools of the package are not installed (make setup)")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts")
    for name in ("once", "again"):
        # It holds the list against the schema that comes with the library, and refuses what does not fit.
        command = [sys.executable, str(ROOT / "packaging" / "desktop" / "sbom.py"), str(folder / name)]
        subprocess.run(command, check=True, timeout=120, env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
    return folder


@pytest.fixture
def parts(made: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((made / "once" / "plantao.cdx.json").read_text(encoding="utf-8"))
    return found


def test_the_list_fits_the_strict_schema_of_cyclonedx(made: Path) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = (made / "once" / "plantao.cdx.json").read_text(encoding="utf-8")
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(text) is None
    assert validator.validate_str(text.replace('"components"', '"komponents"')) is not None


def test_the_same_libraries_give_the_same_list(made: Path) -> None:
    once, again = (made / name / "plantao.cdx.json" for name in ("once", "again"))
    assert once.read_bytes() == again.read_bytes()


def test_every_library_that_ships_stands_in_it_with_its_version_and_licence(parts: dict[str, Any]) -> None:
    listed = {canonicalize_name(one["name"]): one for one in parts["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    assert sorted(wanted - listed.keys()) == []
    for name in wanted:
        assert listed[name]["version"] == importlib.metadata.version(name)
    # What a library brings inside, and the tools that must not be among what is shipped.
    assert {"python", "qt", "sqlcipher", "sqlite"} <= listed.keys()
    assert not {"pyinstaller", "pytest", "cyclonedx-python-lib", "mypy"} & listed.keys()
    # What a wheel carries in C has no licence of its own to read: the texts lie with those of the wheel.
    carried = {one["name"] for one in parts["components"] if one.get("description", "").startswith("inside ")}
    assert {"libssl", "libpq", "libsodium"} <= carried
    assert [one["name"] for one in parts["components"] if not one.get("licenses") and one["name"] not in carried] == []
    assert parts["metadata"]["component"]["version"] == project["version"]


def test_who_needs_whom_is_told(parts: dict[str, Any]) -> None:
    needs = {one["ref"]: set(one.get("dependsOn", ())) for one in parts["dependencies"]}
    assert {"starlette", "pydantic"} <= needs["fastapi"]
    assert "fastapi" in needs["plantao"]


def test_the_texts_of_the_licences_come_along(made: Path) -> None:
    texts = made / "once" / "licences"
    for name in ("plantao", "SQLAlchemy", "requests", "cryptography"):
        assert any(one.stat().st_size > 200 for one in (texts / name).iterdir()), name
