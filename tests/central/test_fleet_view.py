"""What the page of the stations shows: which ones, in which order, with which words, and who understands it."""

import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.central import fleet_view
from app.central.fleet_page import RESOURCES, render
from app.central.fleet_view import COLUMNS, GROUPS, Wanted, age, belongs, chosen, wanted_by
from app.central.health import StationState
from app.central.health_rules import ORDER, Reported
from app.kernel.clock import FakeClock, to_text
from ui.texts.catalog import placeholders
from ui.theme.palettes import DARK, LIGHT

CLOCK = FakeClock()
NOW = CLOCK.now()
GB = 1_000_000_000
WELL = Reported(to_text(NOW), "0.2.0", "0018", "linux", 0, None, 0, 0, 50 * GB, 10**7, 3600, 0)
FIRST = StationState("a-1", "1111111", "UBS Mãe Luíza", "Sala 1", "active", to_text(NOW), WELL, ())
ASKS = replace(FIRST, id="a-2", name="Sala 2", report=replace(WELL, disk_free=GB, version="0.1.9"), concerns=("disk",))
SILENT = replace(
    FIRST,
    id="b-1",
    unit="2222222",
    unit_name="Hospital",
    last_contact=to_text(NOW - timedelta(days=3)),
    report=replace(WELL, received_at=to_text(NOW - timedelta(days=3)), pending=4, oldest_pending=3600, refused=1),
    concerns=("silent", "pending"),
)
NEW = replace(FIRST, id="b-2", name="Nova", last_contact=None, report=None, concerns=("silent", "never_reported"))
OUT = replace(FIRST, id="c-1", name="Antiga", status="suspended")
ALL = [NEW, SILENT, ASKS, FIRST, OUT]


def _ids(**wanted: Any) -> list[str]:
    return [one.id for one in chosen(ALL, Wanted(**wanted))]


def _told(**wanted: Any) -> str:
    return bytes(render(ALL, Wanted(**wanted), "0.2.0", NOW, "pt_BR").body).decode()


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ("", ["b-2", "b-1", "a-2", "a-1", "c-1"]),
        ("asking", ["b-2", "b-1", "a-2"]),
        ("disk", ["a-2"]),
        ("well", ["a-1"]),
        ("suspended", ["c-1"]),
        ("clock", []),
    ],
)
def test_one_kind_of_stations_is_shown_alone(only: str, expected: list[str]) -> None:
    assert _ids(only=only) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("mae luiza 2", ["a-2"]), ("HOSPITAL", ["b-1"]), ("2222222", ["b-1"]), ("b-2", ["b-2"]), ("sala hospital x", [])],
)
def test_a_station_is_found_by_its_names_and_numbers_without_accents(words: str, expected: list[str]) -> None:
    assert _ids(words=words) == expected


@pytest.mark.parametrize(
    ("by", "first", "last"),
    [
        ("heard", "b-2", "c-1"),
        ("pending", "b-1", "b-2"),
        ("disk", "a-2", "b-2"),
        ("backup", "b-1", "b-2"),
        ("version", "a-2", "b-2"),
        ("station", "b-1", "a-2"),
    ],
)
def test_a_column_begins_with_the_worst_and_ends_with_who_did_not_say(by: str, first: str, last: str) -> None:
    found = _ids(by=by)
    assert (found[0], found[-1]) == (first, last)
    assert sorted(found) == sorted(one.id for one in ALL)


def test_a_column_that_is_turned_round_still_ends_with_who_did_not_say() -> None:
    assert _ids(by="disk", turned=True)[-1] == "b-2"
    assert _ids(by="disk", turned=True)[-2] == "a-2"
    assert _ids(turned=True) == [one.id for one in reversed(ALL)]


def test_what_waited_is_shown_as_old_as_it_is_by_now_and_its_figure_is_marked() -> None:
    page = _told(words="hospital")
    assert '<td class="wrong"><div>4 · há 3 dias</div><div>recusados: 1</div></td>' in page
    assert "há 3 dias" in page and 'class="silent"' in page


def test_figures_are_said_in_words_and_decimals_of_the_language() -> None:
    early = replace(FIRST, report=replace(WELL, disk_free=int(12.34 * GB), clock_ahead=-420, backup_age=None))
    pages = {
        language: bytes(render([early], Wanted(), None, NOW, language).body).decode() for language in ("pt_BR", "en")
    }
    for words in ("12,3 GB", "7 min atrasado", "<td>nunca</td>"):
        assert words in pages["pt_BR"]
    for words in ("12.3 GB", "7 min slow", "<td>never</td>"):
        assert words in pages["en"]


def test_links_keep_what_was_chosen() -> None:
    wanted = Wanted(only="disk", words="mãe", by="backup", turned=True, language="pt")
    assert wanted_by(dict(pair.split("=") for pair in wanted.but(words="mae")[1:].split("&")), "pt") == replace(
        wanted, words="mae"
    )
    links = re.findall(r'href="(\?[^"]*)"', _told(only="disk", words="mae", language="pt"))
    assert links and all("q=mae" in link and "l=" in link for link in links)
    assert any("by=backup" in link and "only=disk" in link for link in links)


def test_the_order_is_told_to_a_screen_reader_and_the_chosen_group_is_named() -> None:
    page = _told(by="disk", only="asking")
    assert page.count("aria-sort=") == 1 and 'aria-sort="ascending"' in page
    assert 'aria-sort="descending"' in _told(by="disk", turned=True)
    assert re.findall(r'aria-current="true">([^<]*) <b>', page) == ["Pedem atenção"]
    assert "<caption" in page and page.count('scope="row"') == 3


def test_what_asks_for_a_look_comes_with_what_to_do() -> None:
    assert all(f"<dt>{word}</dt>" in _told() for word in ("sem contato", "pouco disco", "registros esperam"))
    alone = _told(only="disk")
    assert "Libere espaço no disco" in alone and "<dt>" not in alone
    assert "<dt>" not in _told(only="well")


def test_nothing_found_and_nobody_yet_each_say_what_to_do_next() -> None:
    nothing = _told(words="ninguém")
    assert "Nenhuma estação serve" in nothing and "Mostrar todas" in nothing
    nobody = bytes(render([], Wanted(), None, NOW, "en").body).decode()
    assert "plantao-central code --unit" in nobody and "<table" not in nobody and 'type="search"' not in nobody


@given(st.dictionaries(st.sampled_from(["only", "q", "by", "turned", "x"]), st.text(max_size=200), max_size=5))
def test_a_link_that_nobody_understands_shows_the_usual(query: dict[str, str]) -> None:
    wanted = wanted_by(query, "pt")
    assert wanted.only in ("", *GROUPS) and wanted.by in {one.name for one in COLUMNS} and len(wanted.words) <= 80
    page = bytes(render(ALL, wanted, None, NOW, "pt_BR").body).decode()
    assert "<script" not in page


def test_each_station_is_of_a_group_and_all_concerns_have_their_own() -> None:
    assert set(ORDER) < set(GROUPS)
    assert all(any(belongs(one, group) for group in ("asking", "well", "suspended")) for one in ALL)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-5, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (7200, "2 h"), (172_799, "47 h"), (172_800, "2 dias")],
)
def test_an_age_is_told_in_one_unit(seconds: int, expected: str) -> None:
    words = tomllib.loads((RESOURCES / "words.toml").read_text(encoding="utf-8"))
    assert age(seconds, lambda name, **values: words[name]["pt_BR"].format_map(values)) == expected


def test_every_word_is_there_in_both_languages_and_is_used() -> None:
    words = tomllib.loads((RESOURCES / "words.toml").read_text(encoding="utf-8"))
    used = "".join(path.read_text(encoding="utf-8") for path in RESOURCES.glob("*.html"))
    code = Path(fleet_view.__file__).read_text(encoding="utf-8").replace("'", '"')
    begun = {
        "concern_": ORDER,
        "do_": ORDER,
        "group_": ("all", *GROUPS),
        "column_": tuple(one.name for one in COLUMNS),
    }
    wanted = {begin + name for begin, names in begun.items() for name in names}
    for name, sentences in words.items():
        assert set(sentences) == {"pt_BR", "en"}, name
        assert placeholders(sentences["pt_BR"]) == placeholders(sentences["en"]), name
        assert name in wanted or f'"{name}"' in used or f'told("{name}"' in code, name
    assert wanted <= set(words)


def test_the_colours_are_those_of_the_window() -> None:
    light, _, dark = (RESOURCES / "fleet.css").read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
    for palette, part in ((LIGHT, light), (DARK, dark)):
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))
        assert {name: getattr(palette, name.replace("-", "_")) for name in colours} == colours
        assert {"text", "warn", "warn-soft", "on-accent"} <= set(colours)
