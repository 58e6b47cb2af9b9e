"""The topics of the help: every screen has one in both languages, and none speaks of what does not exist."""

import re
from functools import cache
from pathlib import Path

import pytest

from ui.administration.sections import SECTIONS
from ui.alarms.tabs import TABS
from ui.help.guide import GUIDES
from ui.help.markup import TOKEN, Kind, lines_of, page, plain
from ui.help.search import search
from ui.help.topics import FOLDER, START, all_topics, has_topic, picture_path, topic
from ui.pregnancy.sections import SECTIONS as RECORD_SECTIONS
from ui.reminders.pages import PAGES
from ui.resources import RESOURCES
from ui.shell.places import known_places
from ui.texts import LANGUAGES, choose_language, tr
from ui.texts.catalog import area_texts, placeholders
from ui.ward.toolbar import ENTRIES

ROOT = Path(__file__).parents[3]
MOST_PICTURE_BYTES = 30_000
EVERYWHERE = {"Tab", "Enter", "Esc", "Space"}


@cache
def _sources() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py"))


def _tokens(language: str) -> list[tuple[str, str, str]]:
    """(topic, kind, value) of every token."""
    return [(name, *found) for name in all_topics() for found in TOKEN.findall(topic(name, language).body)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_contents_names_every_topic_in_each_language(language: str) -> None:
    assert sorted(path.stem for path in (FOLDER / language).glob("*.md")) == sorted(all_topics())
    assert len(set(all_topics())) == len(all_topics())
    titles = [topic(name, language).title for name in all_topics()]
    assert all(titles) and len(set(titles)) == len(titles)
    assert all(topic(name, language).keywords for name in all_topics())


def test_every_screen_has_its_topic() -> None:
    parts_of = {"administration", "alarms", "reminders"}
    wanted = {place.key for place in known_places()} - parts_of
    wanted |= {f"administration-{section.key}" for section in SECTIONS}
    wanted |= {f"reminders-{section.key}" for section in PAGES}
    wanted |= {f"alarms-{tab.key}" for tab in TABS}
    wanted |= {f"pregnancy-{section.key}" for section in RECORD_SECTIONS}
    wanted |= {f"ward-{entry.key}" for entry in ENTRIES}
    wanted |= {START, "ward-bed", "reception-register", "reception-wall", "receiver", "phones", "sign-in", *GUIDES}
    assert sorted(name for name in wanted if not has_topic(name)) == []


def test_what_lies_over_a_place_names_a_topic_that_exists() -> None:
    named = {name for found in re.findall(r'^    HELP = "([\w-]+)"', _sources(), re.M) for name in [found]}
    assert len(named) >= 6
    assert sorted(name for name in named if not has_topic(name)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quoted_label_link_and_picture_exists(language: str) -> None:
    wrong = []
    for name, kind, value in _tokens(language):
        if kind == "text":
            area, _, text = value.partition(".")
            sentence = area_texts(area).get(text, {}).get(language)
            good = sentence is not None and placeholders(sentence) <= {"count"}
        elif kind == "topic":
            good = has_topic(value) and value != name
        elif kind == "picture":
            path = picture_path(value, language)
            good = path.is_file() and path.stat().st_size <= MOST_PICTURE_BYTES
        else:
            good = _is_key(value, language)
        if not good:
            wrong.append(f"{name}: {{{kind}:{value}}}")
    assert wrong == []


def _is_key(keys: str, language: str) -> bool:
    """Whether something in the program listens to it, or a text that names keys says so."""
    numbered = re.fullmatch(r"(Ctrl|Alt)\+(\d)", keys)
    if numbered is not None:
        most = len(RECORD_SECTIONS) if numbered[1] == "Ctrl" else len(known_places())
        return int(numbered[2]) <= most
    if keys in EVERYWHERE or f'"{keys}"' in _sources():
        return True
    if "+" in keys or len(keys) > 1:
        return f"Key_{keys.rpartition('+')[2]}" in _sources()
    return any(keys in said.split() for said in _key_texts(language)) or f"Key_{keys}" in _sources()


@cache
def _key_texts(language: str) -> tuple[str, ...]:
    areas = [path.stem for path in (RESOURCES / "texts").glob("*.toml")]
    texts = [(name, said) for area in areas for name, said in area_texts(area).items()]
    return tuple(said[language] for name, said in texts if "key" in name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_topics_are_written_in_the_markup_that_is_read(language: str) -> None:
    strange = re.compile(r"^(#{3,}|\*|\+ |\|)|\]\(|`|\{(?!text:|key:|topic:|picture:)")
    for name in all_topics():
        for line in topic(name, language).body.splitlines():
            assert strange.search(line) is None, f"{name}: {line}"
            assert line.count("**") % 2 == 0, f"{name}: {line}"


def test_a_topic_becomes_rich_text_with_the_labels_of_the_screen() -> None:
    choose_language("en")
    shown = page(topic("reception").body, 300)
    assert f"<b>{tr('board.do_arrive')}</b>" in shown
    assert 'href="help:danger-signs"' in shown and "{" not in shown
    assert shown.count("<ul>") == shown.count("</ul>") and shown.count("<ol>") == shown.count("</ol>")


def test_on_paper_labels_stand_in_quotation_marks() -> None:
    assert plain("Aperte {text:board.do_arrive} ({key:Ctrl+K}).") == "Aperte «Chegou» (Ctrl + K)."
    choose_language("en")
    assert plain("**Press** {text:board.do_arrive}.") == "Press “Arrived”."


def test_steps_and_notes_are_told_apart() -> None:
    kinds = [line.kind for line in lines_of("a\n- b\n1. c\n> d\n{picture:board}\n## e")]
    assert kinds == [Kind.WORDS, Kind.BULLET, Kind.STEP, Kind.NOTE, Kind.PICTURE, Kind.HEADING]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pressao", "danger-signs"),
        ("PRESSÃO", "danger-signs"),
        ("backup drill", "manual-backup-drill"),
        ("passagem de plantão", "alarms-holders"),
        ("cartão sus", "reception-find"),
    ],
)
def test_the_search_ignores_accents_and_knows_both_languages(typed: str, first: str) -> None:
    assert search(typed)[0].name == first


def test_the_search_finds_nothing_for_nothing() -> None:
    assert search("  ") == () and search("xyzw") == ()
