"""What appears over a locked screen is made of counts and fixed words; no notification names anybody."""

import ast
from pathlib import Path

import pytest

from tests.house.tree import ROOT

_OF_THE_DESKTOP = ("showMessage", "notify2", "plyer", "org.freedesktop.Notifications")
_OF_THE_BROWSER = ("new Notification(", "showNotification(", "pushManager", "registration.sync")


@pytest.mark.parametrize("words", _OF_THE_DESKTOP)
def test_no_code_tells_anything_by_the_desktops_notifications(words: str) -> None:
    assert [path for path in (ROOT / "ui").rglob("*.py") if words in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("words", _OF_THE_BROWSER)
def test_pages_of_telephones_and_patients_use_no_notification_of_the_browser(words: str) -> None:
    scripts = [*(ROOT / "resources").rglob("*.js"), *(ROOT / "resources").rglob("*.html")]
    assert scripts
    assert [path for path in scripts if words in path.read_text(encoding="utf-8")] == []


def test_the_icon_beside_the_clock_is_given_counts_and_no_alarm() -> None:
    tray = ast.parse(Path(ROOT / "ui" / "receiver" / "tray.py").read_text(encoding="utf-8"))
    (shown,) = (one for one in ast.walk(tray) if isinstance(one, ast.FunctionDef) and one.name == "show_state")
    kinds = [ast.unparse(one.annotation) for one in shown.args.args if one.annotation is not None]
    assert kinds == ["TrayState", "int", "int"]
