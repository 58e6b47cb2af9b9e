"""High contrast: followed where the desktop asks for it, until somebody chooses; thick frames and a thick focus."""

from pathlib import Path

import pytest

from ui.start.preferences import Preferences
from ui.theme.theme import Theme
from ui.theme.wished import theme_for


def test_the_wish_of_the_desktop_holds_until_somebody_chooses() -> None:
    assert theme_for("light", chosen=False, wants_contrast=True) == "contrast"
    assert theme_for("light", chosen=True, wants_contrast=True) == "light"
    assert theme_for("dark", chosen=False, wants_contrast=False) == "dark"


def test_a_choice_is_kept_and_outlives_the_wish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.start.preferences.system_wants_contrast", lambda: True)
    preferences = Preferences(path=tmp_path / "window.json")
    assert {preferences.theme_now(), preferences.theme_now(of_ward=True)} == {"contrast"}
    preferences.choose_theme("light")
    preferences.save()
    again = Preferences.load(tmp_path)
    assert (again.theme_now(), again.theme_now(of_ward=True)) == ("light", "dark")


def test_high_contrast_holds_in_the_ward_too_and_ends_there() -> None:
    preferences = Preferences()
    preferences.choose_theme("contrast")
    assert (preferences.theme, preferences.ward_theme) == ("contrast", "contrast")
    preferences.choose_theme("dark")
    assert (preferences.theme, preferences.ward_theme) == ("dark", "dark")
    preferences.choose_theme("light", of_ward=True)
    assert (preferences.theme, preferences.ward_theme) == ("dark", "light")


def test_frames_and_the_focus_are_thicker_and_a_focus_moves_nothing() -> None:
    plain, strong = Theme("light", 100), Theme("contrast", 100)
    assert strong.px("ring") == 2 * plain.px("ring")
    # A field changes a hairline with a margin of a hairline for a ring: both are as wide.
    for theme in (plain, strong):
        assert theme.px("ring") == 2 * theme.px("hairline")


def test_text_is_large_by_what_the_screen_is_wide() -> None:
    scales = (90, 125, 150, 200)
    assert [Theme("light", scale).is_large for scale in scales] == [False, False, False, True]
    assert [Theme("light", scale, 1600).is_large for scale in scales] == [False, False, False, True]
    assert not Theme("light", 200, 1920).is_large
