"""The fixed top level, small modules, short functions, and nothing of one machine in the files."""

import ast
import importlib
import re

import pytest

from tests.house.tree import ROOT, sources, tracked_files

TOP_LEVEL = {
    "app", "ui", "resources", "packaging", "docs", "tests", ".ci",
    "main.py", "pyproject.toml", "Makefile", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore",
}  # fmt: skip
LONGEST_MODULE = 300
LONGEST_FUNCTION = 60
FROZEN = "app/store/migrations/versions/"
"""A released revision lists its tables once and is never edited again: length is no burden there."""


def test_the_top_level_holds_only_what_was_agreed() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    assert sorted(found - TOP_LEVEL) == []


@pytest.mark.parametrize("folder", ["packaging", "resources"])
def test_a_folder_named_like_a_library_is_no_package(folder: str) -> None:
    assert list((ROOT / folder).rglob("__init__.py")) == []


def test_import_packaging_finds_the_library() -> None:
    packaging = importlib.import_module("packaging.version")
    assert packaging.Version("1.10") > packaging.Version("1.9")
    assert not (packaging.__file__ or "").startswith(str(ROOT / "packaging"))


def test_a_module_can_be_read_in_one_sitting() -> None:
    too_long = [
        f"{source.name} has {lines} lines; split it by what it is about"
        for source in sources("app", "ui", "tests")
        if (lines := len(source.text.splitlines())) > LONGEST_MODULE
    ]
    assert too_long == []


def test_a_function_can_be_read_at_a_glance() -> None:
    too_long = [
        f"{source.name}:{node.lineno} {node.name} has {lines} lines"
        for source in sources("app", "ui", "tests")
        if not source.name.startswith(FROZEN)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert too_long == []


# Written in pieces, so that this file does not find itself.
_OF_ONE_MACHINE = re.compile(
    "|".join(
        (
            r"(?<![\w.<{$-])/(?:home|Users|root|work)" + r"/[\w.-]+",
            r"(?<![\w.<{$-])/(?:tmp|opt)" + r"/[\w.-]+",
            r"[A-Za-z]:\\\\?Users\\",
            r"--(?:extra-)?index-" + "url",
            r"\b(?:pypi|files\.pythonhosted|test\.pypi)\." + r"org\b",
            r"\bregistry\.(?:npmjs|yarnpkg)\.[a-z]+",
            r"\b(?:artifactory|nexus|jfrog)\b[\w.-]*\.(?:com|net|io|local|internal)\b",
        )
    )
)


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    found = []
    for path in tracked_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a font or a picture
        found += [
            f"{path.relative_to(ROOT)}:{number}: {match[0]}"
            for number, line in enumerate(lines, 1)
            if (match := _OF_ONE_MACHINE.search(line))
        ]
    assert found == []
