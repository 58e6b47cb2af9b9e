"""Who may import whom: import-linter's contracts, and what they cannot say."""

import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT, Source, importing, imports, sources


def test_the_import_contracts_of_pyproject_are_kept() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [lint, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_ui_imports_no_sql() -> None:
    assert importing(("ui",), "sqlalchemy", "sqlcipher3", "sqlite3", "alembic", "app.store") == []


def test_only_the_commands_of_ui_compose_a_station() -> None:
    composing = importing(("ui",), "app.bootstrap", "app.commands")
    assert [line for line in composing if not line.startswith("ui/commands/")] == []


def test_the_standard_sqlite3_never_meets_the_encrypted_file() -> None:
    # Two SQLite libraries on one file in one process drop each other's locks; only the bench compares the two.
    assert [
        line for line in importing(("app", "ui"), "sqlite3", "_sqlite3") if not line.startswith("app/commands/bench")
    ] == []


def test_nothing_imports_what_is_known_to_break() -> None:
    reasons = {
        "PySide6.QtMultimedia": "only in the full PySide6, 673 MB",
        "apscheduler.schedulers.qt": "QtScheduler keeps the None that singleShot gives it",
        "jinja2": "its sandbox hung on nested loops; user templates have a renderer of their own",
        "keyrings": "its back ends store passwords in the clear",
    }
    # The pages for patients and that of the stations have templates of our own, in which nobody else writes a word.
    ours = ("app/central/public/rendering.py", "app/central/fleet_page.py")
    assert [line for line in importing(("app", "ui", "tests"), *reasons) if not line.startswith(ours)] == []


def test_the_scheduler_keeps_its_jobs_in_memory_alone() -> None:
    found = importing(("app", "ui"), "apscheduler.jobstores")
    assert [line for line in found if "apscheduler.jobstores.memory" not in line] == []


def test_no_module_imports_itself_through_others() -> None:
    modules = {source.module: source for source in sources("app", "ui")}
    edges = {name: _imported_modules(source, modules) for name, source in modules.items()}
    assert _cycles(edges) == []


def _imported_modules(source: Source, modules: dict[str, Source]) -> set[str]:
    """The project's modules that this one imports; `from package import module` counts as the module alone."""
    found = set()
    for _, name in imports(source, for_types=False):
        target = name
        while target and target not in modules:
            target = target.rpartition(".")[0]
        if target:
            found.add(target)
    return found - {source.module}


def _cycles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that reach each other (Tarjan's strongly connected components of more than one)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in sorted(edges[node]):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            at = stack.index(node)
            group = stack[at:]
            del stack[at:]
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def test_the_search_for_cycles_finds_one() -> None:
    assert _cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == [["b", "c"]]
