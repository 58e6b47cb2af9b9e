"""What would let data become code, or secrets and shells meet, is written nowhere."""

import ast
from collections.abc import Iterator
from functools import cache

from tests.house.tree import ROOT

_CALLS = {"eval", "exec", "compile", "__import__"}
_MODULES = {"pickle", "marshal", "shelve", "telnetlib", "xml", "lxml", "dill"}
_WEAK = {"md5", "sha1", "DES", "ARC4", "Blowfish", "TripleDES"}


_OTHERS_CHOICE = {"app/reminders/channels/sms_twilio.py": "the provider signs its calls with HMAC-SHA-1"}


@cache
def _nodes() -> tuple[tuple[str, ast.AST], ...]:
    """The calls, imports and attributes of the whole program, each with its file."""
    return tuple(_walked())


def _walked() -> Iterator[tuple[str, ast.AST]]:
    for path in (*(ROOT / "app").rglob("*.py"), *(ROOT / "ui").rglob("*.py"), ROOT / "main.py"):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call | ast.Import | ast.ImportFrom | ast.Attribute):
                yield name, node


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def test_no_text_is_run_as_code_and_no_shell_is_asked() -> None:
    found = []
    for name, node in _nodes():
        if isinstance(node, ast.Call):
            shell = any(one.arg == "shell" for one in node.keywords)
            system = isinstance(node.func, ast.Attribute) and ast.unparse(node.func) in ("os.system", "os.popen")
            if shell or system or _called(node) in _CALLS:
                found.append(f"{name}:{node.lineno} {ast.unparse(node.func)}")
    assert found == []


def test_nothing_is_read_by_a_library_that_makes_objects_or_resolves_entities() -> None:
    found = []
    for name, node in _nodes():
        modules = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module]
        found += [f"{name}:{one}" for one in modules if one.split(".")[0] in _MODULES]
    assert found == []


def test_no_weak_hash_or_cipher_is_used() -> None:
    weak = {name for name, node in _nodes() if isinstance(node, ast.Attribute) and node.attr in _WEAK}
    assert weak == _OTHERS_CHOICE.keys()
