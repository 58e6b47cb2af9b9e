"""What the recipe for Windows relies on, as far as it can be seen from here: every module can be loaded there."""

import ast
from collections.abc import Iterator

from tests.house.tree import sources

_NOT_ON_WINDOWS = {"curses", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}
"""Modules of Python that Windows has not; the built program loads each module once (packaging/desktop/every.py)."""


def _on_loading(tree: ast.AST) -> Iterator[ast.AST]:
    """All that runs when a module is loaded: everything but what stands in functions."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node
            yield from _on_loading(node)


def _missing(tree: ast.Module) -> set[str]:
    named = set()
    for node in _on_loading(tree):
        if isinstance(node, ast.Import):
            named |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            named.add((node.module or "").partition(".")[0])
    return named & _NOT_ON_WINDOWS


def test_no_module_needs_for_its_loading_what_windows_has_not() -> None:
    found = {source.name: _missing(source.tree) for source in sources("app", "ui")}
    assert {name: missing for name, missing in found.items() if missing} == {}


def test_what_is_asked_for_when_it_is_needed_is_none_of_that() -> None:
    late = ast.parse("import os\ndef most():\n    import resource\n")
    early = ast.parse("import os\nif True:\n    import resource\nfrom fcntl import lockf\n")
    assert (_missing(late), _missing(early)) == (set(), {"resource", "fcntl"})
