"""What the house tests look at: the files of this project, as git sees them or as they lie there."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """One Python file: its dotted name, its text and its syntax tree."""

    path: Path
    module: str
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path from the project's root, for messages."""
        return self.path.relative_to(ROOT).as_posix()


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files below these folders of the root, in order."""
    return tuple(_read(path) for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))


@cache
def _read(path: Path) -> Source:
    parts = path.relative_to(ROOT).with_suffix("").parts
    text = path.read_text(encoding="utf-8")
    return Source(path, ".".join(parts[:-1] if parts[-1] == "__init__" else parts), text, ast.parse(text, str(path)))


def imports(source: Source, *, for_types: bool = True) -> Iterator[tuple[int, str]]:
    """Every import statement as (line, dotted name of what is imported), late imports included.

    `for_types=False` leaves out what stands under `if TYPE_CHECKING:` and never runs.
    """
    skipped = set() if for_types else _only_for_types(source.tree)
    for node in ast.walk(source.tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _only_for_types(tree: ast.Module) -> set[ast.AST]:
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    }


def importing(folders: tuple[str, ...], *names: str) -> list[str]:
    """Where a file of these folders imports one of these modules (or something inside), as `file:line imports name`."""
    return [
        f"{source.name}:{line} imports {imported}"
        for source in sources(*folders)
        for line, imported in imports(source)
        if any(imported == name or imported.startswith(f"{name}.") for name in names)
    ]


@cache
def tracked_files() -> tuple[Path, ...]:
    """What git keeps; without git (an unpacked archive) every file that no tool made."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
        return tuple(path for path in paths if path.is_file())
    made = {"build", "dist", "__pycache__"}
    kept = {".ci", ".gitignore"}
    return tuple(
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not any(part in made or (part[0] == "." and part not in kept) for part in path.relative_to(ROOT).parts)
    )
