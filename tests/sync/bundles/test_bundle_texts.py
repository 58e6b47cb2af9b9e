"""Every refusal of a bundle, of a conflict and of sync itself has its text in both languages."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
_RAISED = re.compile(r'KnownError\(\s*"(\w+)\.(\w+)"')


def test_every_raised_error_has_a_text() -> None:
    sources = [*(ROOT / "app" / "sync").rglob("*.py"), ROOT / "app" / "central" / "bundles.py"]
    raised = {found for path in sources for found in _RAISED.findall(path.read_text(encoding="utf-8"))}
    assert ("bundle", "cut_off") in raised
    texts = ROOT / "resources" / "texts"
    known = {
        (path.stem.removeprefix("error_"), name)
        for path in texts.glob("error_*.toml")
        for name in tomllib.loads(path.read_text(encoding="utf-8"))
    }
    assert raised - known == set()
