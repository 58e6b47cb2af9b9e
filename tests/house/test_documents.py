"""What the documents name is there: files, folders, links, commands, benches, decisions in their order."""

import re
from pathlib import Path

import pytest

from app.commands.bench import BENCHES, WINDOW_BENCHES
from app.commands.campaigns.plan import CAMPAIGNS
from main import COMMANDS
from tests.house.tree import ROOT

DOCUMENTS = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
FOLDERS = ("app/", "ui/", "resources/", "packaging/", "tests/", "docs/")
TO_BE_WRITTEN = {"resources/help/pt_BR/reports-visits.md", "resources/schedules/monthly.yaml"}
"""Files that whoever follows a how-to is told to make."""
MAP = ROOT / "docs" / "ARCHITECTURE.md"


def _named_paths(text: str) -> list[str]:
    words = [word.strip("().:") for span in re.findall(r"`([^`\n]+)`", text) for word in re.split(r"[\s,;]+|::", span)]
    return [word for word in words if word.startswith(FOLDERS) and not set(word) & set("<>…{$")]


def _is_there(named: str) -> bool:
    if "*" in named:
        return any(ROOT.glob(named))
    # `app/x/y.name` is what `app/x/y.py` defines.
    return (ROOT / named).exists() or (ROOT / named).with_suffix(".py").exists() or named in TO_BE_WRITTEN


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert [named for named in _named_paths(text) if not _is_there(named)] == []
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_names_is_one(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    commands = {command.name for command in COMMANDS}
    assert set(re.findall(r"main\.py ([a-z][a-z-]+)", text)) <= commands
    assert set(re.findall(r"`(?:main\.py )?bench ([a-z0-9_]+)", text)) <= {*BENCHES, *WINDOW_BENCHES}
    assert set(re.findall(r"main\.py campaign ([a-z_]+)", text)) <= {campaign.name for campaign in CAMPAIGNS}


def test_the_map_names_every_room() -> None:
    text = MAP.read_text(encoding="utf-8")
    rooms = [room for side in ("app", "ui") for room in (ROOT / side).iterdir() if (room / "__init__.py").is_file()]
    assert len(rooms) > 40
    assert [room.name for room in rooms if not re.search(rf"\b{room.name}/", text)] == []


def test_every_document_can_be_reached_from_the_readme_or_the_map() -> None:
    reached = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/ARCHITECTURE.md"))
    linked = reached + "".join(
        document.read_text(encoding="utf-8") for document in DOCUMENTS if document.name in reached
    )
    assert [document.name for document in DOCUMENTS[1:] if document.name not in linked] == []


def test_decisions_are_numbered_without_a_hole() -> None:
    rows = re.findall(r"^\| (\d+) \|", (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(row) for row in rows] == list(range(1, len(rows) + 1))
