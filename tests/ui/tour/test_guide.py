"""A tour under way: only in a practice, beside its control, by keyboard, told aloud, left and taken up again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from app.demo.unit import DEMO_PROFILE
from app.kernel.errors import BugError
from app.security.roles import Role
from tests.ui.accessibility import complaints
from tests.ui.tour.conftest import Walker
from ui.commands.screenshots.fitting import cut_words
from ui.practice.mode import begin_practice, end_practice
from ui.spoken.announcer import announcer
from ui.texts import choose_language, tr
from ui.theme import apply_theme
from ui.tour.choice import TourChoice
from ui.tour.guide import TourGuide
from ui.tour.kept import FILE_NAME, Kept, kept
from ui.tour.pointing import beside, control, seen_part
from ui.tour.tours import all_tours

ROOM = QRect(0, 0, 1000, 600)
SIZE = QSize(300, 200)


def test_a_tour_refuses_to_run_outside_a_practice(at_clinic: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = at_clinic.enter(Role.NURSE)
    end_practice()
    with pytest.raises(BugError):
        TourGuide(shell, at_clinic.tour("unit"), lambda: None)
    begin_practice()
    monkeypatch.setattr(shell, "profile", replace(DEMO_PROFILE, demo=False))
    with pytest.raises(BugError):
        TourGuide(shell, at_clinic.tour("unit"), lambda: None)


def test_a_practice_offers_a_tour_and_a_refusal_holds_for_this_practice(at_clinic: Walker) -> None:
    door = at_clinic.enter(Role.NURSE).watches.tour
    assert door.isVisible() and not door.never.isVisible()
    door.later.click()
    assert door.isHidden() and at_clinic.place.isAncestorOf(QApplication.focusWidget() or at_clinic.window)
    assert at_clinic.enter(Role.NURSE).watches.tour.isHidden()


def test_a_real_station_offers_it_until_it_is_answered_and_never_again(
    at_clinic: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def start(tour: str) -> tuple[str, str]:
        opened.append(tour)
        return "info", "…"

    monkeypatch.setattr("ui.tour.door.start_practice", start)
    end_practice()
    shell = at_clinic.enter(Role.DOCTOR)
    door = shell.watches.tour
    assert door.isHidden(), "a demonstration is no first day"
    monkeypatch.setattr(shell, "profile", replace(shell.profile, demo=False))
    for answer in (door.later, door.never):
        door.begin()
        at_clinic.until(door.isVisible)
        answer.click()
        at_clinic.settle()
        assert door.isHidden()
    assert shell.status.words() == tr("tour.in_the_help")
    door.begin()
    at_clinic.settle()
    assert door.isHidden()
    door.choose(at_clinic.tour("unit"))
    assert opened == ["unit"] and door.guide is None


def test_the_only_tour_of_a_role_begins_at_once(at_clinic: Walker) -> None:
    at_clinic.enter(Role.ADMINISTRATOR).watches.tour.take.click()
    at_clinic.settle()
    assert at_clinic.guide.tour.name == "administrator"


def test_nobody_is_offered_a_tour_that_is_not_theirs(at_clinic: Walker) -> None:
    kept().running = "administrator"
    door = at_clinic.enter(Role.STUDENT).watches.tour
    assert door.guide is None
    assert [one.name for one in door.offered()] == ["student"]


def test_the_step_points_at_the_way_to_its_place_and_then_at_its_control(at_clinic: Walker) -> None:
    kept().reach("unit", 1)
    guide = at_clinic.begin("unit")
    shell = at_clinic.shell
    assert at_clinic.shell.help.place == "reception"
    assert guide.pointed_at() is shell.rail.buttons["pregnancy"]
    guide.show_me()
    at_clinic.settle()
    pointed = guide.pointed_at()
    assert pointed is control(at_clinic.window, "pregnancy.filter") and pointed is QApplication.focusWidget()
    assert (
        pointed is not None
        and guide.ring.isVisible()
        and guide.ring.geometry().contains(seen_part(pointed, at_clinic.window))
    )
    assert not guide.callout.geometry().intersects(seen_part(pointed, at_clinic.window))


def test_skipping_back_and_leaving_need_no_mouse_and_ask_nothing(at_clinic: Walker) -> None:
    guide, keys = at_clinic.begin("reception"), at_clinic.keys
    before = QApplication.focusWidget()
    keys.press("F6")
    assert keys.at() == tr("tour.show_me")
    keys.press("Tab", "Return")
    assert guide.number == 1 and kept().at("reception") == 1 and keys.at() == tr("tour.show_me")
    keys.press("Tab", "Tab", "Return")
    assert guide.number == 0
    keys.press("F6")
    assert QApplication.focusWidget() is before
    keys.press("F6", "Tab", "Return", "Esc")
    assert at_clinic.shell.watches.tour.guide is None and kept().running == ""
    assert control(at_clinic.window, "tour.show_me") is None


def test_a_tour_that_was_left_is_taken_up_where_it_was(at_clinic: Walker) -> None:
    guide = at_clinic.begin("reception")
    guide.skip()
    guide.skip()
    guide.leave()
    at_clinic.settle()
    at_clinic.shell.watches.tour.open()
    at_clinic.settle()
    choice = at_clinic.shell.findChild(TourChoice)
    assert isinstance(choice, TourChoice) and complaints(choice) == []
    go_on, anew = choice.buttons_of["reception"]
    assert "3" in go_on.text()
    go_on.click()
    at_clinic.settle()
    assert at_clinic.guide.number == 2
    at_clinic.guide.leave()
    at_clinic.shell.watches.tour.choose(at_clinic.tour("reception"))
    assert at_clinic.guide.number == 0
    assert anew.text()


def test_another_text_size_builds_the_window_anew_and_the_tour_goes_on(at_clinic: Walker, light: QApplication) -> None:
    at_clinic.begin("reception").skip()
    at_clinic.shell.look(scale=125)
    at_clinic.settle()
    assert at_clinic.guide.number == 1 and at_clinic.guide.callout.isVisible()


def test_the_place_of_a_tour_outlives_the_practice_and_nothing_else_is_written(kept_folder: Path) -> None:
    first = Kept()
    first.load(kept_folder)
    first.reach("unit", 4)
    first.reach("reception", 2)
    first.reach("reception", 0)
    assert (kept_folder / FILE_NAME).read_text(encoding="utf-8") == '{"unit": 4}'
    later = Kept()
    later.load(kept_folder)
    assert (later.at("unit"), later.at("reception")) == (4, 0)
    (kept_folder / FILE_NAME).write_text("[1", encoding="utf-8")
    later = Kept()
    later.load(kept_folder)
    assert later.at("unit") == 0


def test_a_screen_reader_hears_every_step(at_clinic: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(announcer(), "send", lambda _widget, words, _urgent: said.append(words))
    QAccessible.setActive(True)
    try:
        guide = at_clinic.begin("reception")
        first = guide.callout.words.text()
        at_clinic.until(lambda: any(first in one for one in said))
        guide.skip()
        second = guide.callout.words.text()
        at_clinic.until(lambda: any(second in one for one in said))
    finally:
        QAccessible.setActive(False)
    assert second in guide.callout.accessibleName() and first != second


@pytest.mark.parametrize(
    ("language", "theme", "scale"),
    [("pt_BR", "light", 150), ("en", "dark", 150), ("pt_BR", "contrast", 200), ("en", "light", 200)],
)
def test_no_step_is_cut_at_any_size(
    at_clinic: Walker, light: QApplication, scale: int, theme: str, language: str
) -> None:
    choose_language(language)
    apply_theme(light, theme, scale)
    guide = at_clinic.begin("reception")
    for tour in all_tours():
        guide.tour, guide.number = tour, 0
        while guide.step is not None:
            guide.skip()
            QApplication.processEvents()
            assert cut_words(guide.callout) == [] and complaints(guide.callout) == []
            assert at_clinic.window.rect().contains(guide.callout.geometry())


@pytest.mark.parametrize(
    ("target", "side", "at"),
    [
        (QRect(100, 100, 200, 40), "", QPoint(309, 19)),
        (QRect(700, 100, 200, 40), "", QPoint(390, 19)),
        (QRect(200, 10, 700, 40), "", QPoint(200, 59)),
        (QRect(200, 540, 700, 40), "", QPoint(200, 330)),
        (QRect(10, 10, 980, 580), "", QPoint(700, 400)),
        (QRect(), "", QPoint(700, 400)),
        (QRect(100, 100, 200, 40), "below", QPoint(100, 149)),
        (QRect(100, 500, 200, 40), "below", QPoint(309, 400)),
        (QRect(100, 100, 200, 40), "corner", QPoint(700, 400)),
    ],
)
def test_the_words_stand_beside_the_control_and_never_over_it(target: QRect, side: str, at: QPoint) -> None:
    found = beside(target, SIZE, ROOM, 10, side)
    assert found == at
    assert ROOM.contains(QRect(found, SIZE))


def test_a_control_that_no_text_names_is_refused(show: Callable[[QWidget], QWidget]) -> None:
    page = show(QWidget())
    with pytest.raises(ValueError, match=r"nobody\.wrote_this"):
        control(page, "nobody.wrote_this")
