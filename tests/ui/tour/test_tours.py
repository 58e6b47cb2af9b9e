"""The tours as data: read strictly, speaking of what exists, in both languages."""

import re
from pathlib import Path

import pytest

from app.demo.unit import DEMO_LOGINS, DEMO_PASSWORD
from app.security.roles import Role
from app.settings import StationRole
from tests.ui.help.test_topics import _is_key
from ui.help.guide import GUIDES
from ui.help.markup import TOKEN, plain
from ui.help.topics import has_topic
from ui.shell.places import at_station, known_places
from ui.texts import LANGUAGES, choose_language
from ui.texts.catalog import area_texts, placeholders
from ui.tour.facts import FACTS
from ui.tour.tours import FOLDER, ORDER, Tour, _read, all_tours, tours_for

LONGEST = 190
"""Letters of a sentence: what is read beside a control must be short."""
RIGHT = FOLDER / "unit.toml"


def _text(key: str, language: str) -> str | None:
    area, _, name = key.partition(".")
    return area_texts(area).get(name, {}).get(language)


def test_every_file_of_the_folder_is_a_tour_that_is_offered() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == sorted(ORDER)
    assert [one.name for one in all_tours()] == list(ORDER)


@pytest.mark.parametrize("tour", all_tours(), ids=lambda tour: tour.name)
def test_a_tour_is_short_and_ends_in_a_guide(tour: Tour) -> None:
    assert 6 <= len(tour.steps) <= 10
    assert tour.guide in GUIDES and tour.roles[0] in DEMO_LOGINS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tour", all_tours(), ids=lambda tour: tour.name)
def test_every_word_of_a_tour_exists(tour: Tour, language: str) -> None:
    choose_language(language)
    wrong = []
    for number, step in enumerate(tour.steps, start=1):
        wrong += [f"{number}: no text {key}" for key in step.point_at if not _text(key, language)]
        for kind, value in TOKEN.findall(step.said()):
            good = _is_key(value, language) if kind == "key" else bool(_text(value, language))
            if kind == "text" and good:
                good = placeholders(str(_text(value, language))) <= {"count"}
            wrong += [] if good and kind != "picture" else [f"{number}: {{{kind}:{value}}}"]
        wrong += [f"{number}: {len(step.said())} letters"] if len(plain(step.said())) > LONGEST else []
        assert "{" not in plain(step.said())
    assert wrong == [] and tour.title and tour.about and tour.learned


@pytest.mark.parametrize("tour", all_tours(), ids=lambda tour: tour.name)
def test_every_condition_is_a_known_one_and_every_place_is_offered_there(tour: Tour) -> None:
    for step in tour.steps:
        known = {
            "deed": _text(f"audit.action_{step.done.value}", "pt_BR") is not None,
            "screen": has_topic(step.done.value),
            "fact": step.done.value in FACTS,
        }
        assert known[step.done.kind], step.done
    for station in tour.stations:
        offered = {place.key for place in at_station(known_places(), station) if _may_go(place.actions, tour)}
        assert {step.place for step in tour.steps} <= offered


def _may_go(actions: object, tour: Tour) -> bool:
    from app.security.roles import RIGHTS

    assert isinstance(actions, tuple)
    return all(any(action in RIGHTS[role] for action in actions) for role in tour.roles)


def test_each_role_of_the_first_day_has_its_tours() -> None:
    names = {
        (station, role): [one.name for one in tours_for(station, role)]
        for station in (StationRole.PRIMARY_CARE, StationRole.HOSPITAL)
        for role in (Role.NURSE, Role.DOCTOR, Role.STUDENT, Role.ADMINISTRATOR)
    }
    assert names[StationRole.PRIMARY_CARE, Role.NURSE] == ["reception", "unit"]
    assert names[StationRole.PRIMARY_CARE, Role.DOCTOR] == ["reception", "unit"]
    assert names[StationRole.HOSPITAL, Role.DOCTOR] == ["hospital-desk"]
    assert names[StationRole.HOSPITAL, Role.NURSE] == ["ward-nurse"]
    assert names[StationRole.PRIMARY_CARE, Role.STUDENT] == ["student"]
    assert names[StationRole.HOSPITAL, Role.STUDENT] == ["resident"]
    assert names[StationRole.PRIMARY_CARE, Role.ADMINISTRATOR] == ["administrator"]


def test_the_password_that_a_step_tells_is_the_one_of_the_practice() -> None:
    told = [words for tour in all_tours() for step in tour.steps for words in step.words.values() if "Ctrl+L" in words]
    assert len(told) >= 2 * len(LANGUAGES)
    assert all(DEMO_PASSWORD in words for words in told)


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        (r'done = "deed:arrival_heard"', 'done = "next:now"', "step 1: done: next:now"),
        (r'place = "reception"', 'plaec = "reception"', "step 1: plaec: not one of"),
        (r'guide = "guide-nurse"', "guide = 3", "guide: words are expected, not 3"),
        (r'roles = \["nurse", ', 'roles = ["nobody", ', "'nobody' is not a valid Role"),
        (r"point_at = .*", 'point_at = "one"', "step 1: point_at: a list of names"),
        (r"done = ", 'side = "behind"\ndone = ', "step 1: side: 'behind' is not one of"),
        (r'en = "Consulting room"', "", "title: a sentence in each of"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(tmp_path: Path, right: str, wrong: str, complaint: str) -> None:
    file = tmp_path / "unit.toml"
    text, changed = re.subn(right, wrong, RIGHT.read_text(encoding="utf-8"), count=1)
    assert changed == 1
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(complaint)):
        _read(file)
