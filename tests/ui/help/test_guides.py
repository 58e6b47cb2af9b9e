"""The guides on paper: one page each, in both languages, without a token left in the words."""

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication

from app.settings import StationProfile, StationRole
from ui.help.guide import GUIDES, guide_blocks, guide_offer
from ui.papers.blocks import Bullets, Heading, Note
from ui.papers.issue import Issue
from ui.papers.paper import PaperSize
from ui.texts import LANGUAGES, choose_language

ISSUE = Issue(
    StationProfile(StationRole.PRIMARY_CARE, "Unidade Sintética de Nome Comprido", "0000000", "2408102", "Natal"),
    "Lúcia Sintética",
    datetime(2026, 11, 23, 12, 30, tzinfo=UTC),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_one_page_of_a4(light: QApplication, name: str, language: str) -> None:
    choose_language(language)
    paper = guide_offer(ISSUE, name).make(PaperSize.A4)
    assert paper.pages == 1


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_has_headings_steps_and_no_token_left(name: str) -> None:
    blocks = guide_blocks(name)
    assert sum(isinstance(one, Heading) for one in blocks) >= 4
    assert any(isinstance(one, Bullets) and one.numbered for one in blocks)
    said = [one.words for one in blocks if isinstance(one, Heading | Note)]
    said += [line for one in blocks if isinstance(one, Bullets) for line in one.lines]
    assert all("{" not in words and "**" not in words for words in said)
