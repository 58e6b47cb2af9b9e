"""Every paper says who printed it and when: one place makes papers, and one place paints them."""

import re
from pathlib import Path

UI = Path(__file__).parents[3] / "ui"


def _files_with(pattern: str) -> set[str]:
    found = re.compile(pattern)
    return {str(path.relative_to(UI)) for path in UI.rglob("*.py") if found.search(path.read_text(encoding="utf-8"))}


def test_one_place_makes_the_text_of_papers_with_who_printed_it() -> None:
    assert _files_with(r"(?<!class )\bPaperText\(") == {"papers/issue.py"}
    assert "printed=tr(" in (UI / "papers" / "issue.py").read_text(encoding="utf-8")


def test_one_place_paints_pages_and_its_foot_is_on_each() -> None:
    assert _files_with(r"def paint_page\(") == {"papers/document.py", "papers/paper.py"}
    assert "text.printed" in (UI / "papers" / "document.py").read_text(encoding="utf-8")
