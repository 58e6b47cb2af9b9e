"""What is installed: versions known to be sound, nothing that must not be there, only licences that we may ship."""

import importlib.metadata
import platform
import re
import tomllib
from collections import deque
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
TOOLS = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]

BUILDERS = [Requirement(line) for line in PROJECT["optional-dependencies"]["package"]]

# Which licences are allowed, and why, is data: the build of the package reads the same file.
LICENCES = tomllib.loads((ROOT / "packaging" / "licences.toml").read_text(encoding="utf-8"))
ALLOWED: dict[str, str] = LICENCES["shipped"]
OLD_NAMES: dict[str, str] = LICENCES["old_names"]
NAMED_BY_HAND: dict[str, str] = {name: str(one["licence"]) for name, one in LICENCES["named_by_hand"].items()}


def _installed(name: str) -> importlib.metadata.Distribution | None:
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _with_all_they_need(wanted: list[Requirement]) -> dict[str, importlib.metadata.Distribution]:
    """The distributions behind these requirements, and behind theirs, by normalised name."""
    found: dict[str, importlib.metadata.Distribution] = {}
    asked: dict[str, set[str]] = {}
    waiting = deque(wanted)
    while waiting:
        requirement = waiting.popleft()
        name, extras = canonicalize_name(requirement.name), {"", *requirement.extras}
        if name in found and extras <= asked[name]:
            continue
        asked[name] = asked.get(name, set()) | extras
        distribution = _installed(name)
        assert distribution is not None, f"{name} is not installed"
        found[name] = distribution
        below = [Requirement(line) for line in distribution.requires or []]
        waiting.extend(
            one for one in below if not one.marker or any(one.marker.evaluate({"extra": extra}) for extra in extras)
        )
    return found


def _licence(distribution: importlib.metadata.Distribution) -> str:
    """One SPDX expression; alternatives joined by OR, parts by AND."""
    data = distribution.metadata.json
    named = data.get("license_expression") or NAMED_BY_HAND.get(canonicalize_name(distribution.name))
    if named:
        return str(named)
    in_one_line = str(data.get("license", "")).strip()
    classified = [line.rpartition("::")[2].strip() for line in data.get("classifier", []) if line.startswith("License")]
    return OLD_NAMES.get(in_one_line) or " AND ".join(OLD_NAMES.get(text, text) for text in classified or [in_one_line])


def _allowed(expression: str) -> bool:
    """Every part must be allowed; of alternatives one is enough (no nesting occurs so far)."""
    return all(
        any(OLD_NAMES.get(name.strip("() "), name.strip("() ")) in ALLOWED for name in part.split(" OR "))
        for part in expression.split(" AND ")
    )


@pytest.mark.parametrize("expression", ["GPL-3.0-only", "MIT AND GPL-2.0-only", "", "Proprietary"])
def test_a_licence_that_is_not_listed_is_refused(expression: str) -> None:
    assert not _allowed(expression)


def test_every_library_that_ships_has_a_licence_that_allows_it() -> None:
    licences = {name: _licence(one) for name, one in _with_all_they_need(RUNTIME).items()}
    assert {name: text for name, text in licences.items() if not _allowed(text)} == {}


def test_every_tool_of_the_tests_has_a_licence_that_allows_it() -> None:
    licences = {name: _licence(one) for name, one in _with_all_they_need(TOOLS).items()}
    assert {name: text for name, text in licences.items() if not _allowed(text)} == {}


def test_what_builds_the_package_has_a_licence_that_allows_it_or_is_named_with_the_reason() -> None:
    licences = {name: _licence(one) for name, one in _with_all_they_need(BUILDERS).items()}
    refused = {
        name: text for name, text in licences.items() if not _allowed(text) and name not in LICENCES["only_used"]
    }
    assert refused == {}
    assert sorted(LICENCES["only_used"].keys() - licences.keys()) == []


def test_nothing_that_is_only_used_is_shipped() -> None:
    assert sorted(LICENCES["only_used"].keys() & _with_all_they_need(RUNTIME).keys()) == []


def test_every_licence_and_every_exception_is_given_a_reason() -> None:
    reasons = [*ALLOWED.values(), *LICENCES["only_used"].values()]
    reasons += [one["reason"] for one in LICENCES["named_by_hand"].values()]
    assert [one for one in reasons if len(one) < len("Asks for nothing")] == []


def _table_of_dependencies() -> dict[str, str]:
    """Name to licence, from the tables of docs/dependencies.md."""
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    assert all(reason.strip() for _, _, reason in rows)
    return {canonicalize_name(name): licence.strip() for name, licence, _ in rows}


def test_the_table_of_dependencies_is_that_of_pyproject() -> None:
    assert sorted(_table_of_dependencies()) == sorted(canonicalize_name(one.name) for one in RUNTIME + TOOLS + BUILDERS)


def test_the_table_of_dependencies_names_the_licence_that_is_installed() -> None:
    installed = {canonicalize_name(one.name): _installed(one.name) for one in RUNTIME + TOOLS}
    licences: dict[str, str] = {name: _licence(one) for name, one in installed.items() if one is not None}
    table = {name: text for name, text in _table_of_dependencies().items() if name in licences}
    assert {name: text for name, text in table.items() if licences[name] != text} == {}


def _pins() -> dict[str, Version]:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]
    assert [str(one) for one in pinned if one.url or len(one.specifier) != 1] == []
    return {canonicalize_name(one.name): Version(str(one.specifier).removeprefix("==")) for one in pinned}


def test_every_library_is_pinned_within_its_range() -> None:
    pins = _pins()
    needed = _with_all_they_need(RUNTIME + TOOLS + BUILDERS)
    assert sorted(needed.keys() - pins.keys()) == []
    assert [
        str(one) for one in RUNTIME + TOOLS + BUILDERS if pins[canonicalize_name(one.name)] not in one.specifier
    ] == []


@pytest.mark.parametrize("broken", ["6.11.2", "6.12.0"])
def test_the_range_of_qt_leaves_out_what_aborts(broken: str) -> None:
    (qt,) = [one for one in RUNTIME if canonicalize_name(one.name) == "pyside6-essentials"]
    assert Version(broken) not in qt.specifier


def test_only_one_library_is_called_sqlcipher3() -> None:
    owners = importlib.metadata.packages_distributions()["sqlcipher3"]
    assert sorted(set(owners)) == ["sqlcipher3"]


@pytest.mark.parametrize("name", ["keyrings.alt", "keyrings.cryptfile", "sqlcipher3-wheels", "sqlcipher3-binary"])
def test_what_would_be_adopted_silently_is_not_installed(name: str) -> None:
    assert _installed(name) is None


def test_the_linked_sqlite_has_no_wal_reset_bug() -> None:
    assert sqlcipher.sqlite_version_info > (3, 51, 2)


def test_the_store_pools_connections_in_a_queue(tmp_path: Path) -> None:
    from sqlalchemy import QueuePool

    from app.store.engine import build_engine

    # SQLAlchemy's own choice for this dialect, SingletonThreadPool, crashed the interpreter with 12 threads.
    engine = build_engine(tmp_path / "plantao.db", bytes(32), create=True)
    assert type(engine.pool) is QueuePool
    engine.dispose()


def test_this_python_is_one_that_pyproject_allows() -> None:
    assert Version(platform.python_version()) in Requirement(f"x{PROJECT['requires-python']}").specifier
