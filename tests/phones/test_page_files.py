"""What the page is made of: nothing from elsewhere, nothing inline, words and colours that exist, and its headers."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from app.central.certificate import Kind, own
from app.kernel.clock import FakeClock
from app.phones.files import files, policy
from app.phones.serving import certificate_of
from app.phones.started import read_started
from app.phones.words import LANGUAGES, Words
from app.router.delivery.model import Occasion, Trouble
from app.ward.sound.bursts import shapes
from tests.phones.conftest import Ward
from ui.theme.palettes import DARK, LIGHT, Palette

_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "phones"
_STYLE = (_FOLDER / "style.css").read_text(encoding="utf-8")
_SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.js"))}
_PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.html"))}


def test_the_page_loads_nothing_from_elsewhere_and_nothing_inline() -> None:
    for name, text in (_SCRIPTS | _PAGES | {"style.css": _STYLE}).items():
        assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.", text) == [], name
    for name, text in _PAGES.items():
        assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=|javascript:", text) == [], name
        served = re.findall(r'(?:src|href)="([^"]+)"', text)
        assert [path for path in served if path not in files()] == [], name
    for name, text in _SCRIPTS.items():
        assert (
            re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text) == []
        ), name
        assert [path for path in re.findall(r'from "\.(/[a-z]+\.js)"', text) if path not in files()] == [], name


def test_every_word_that_the_page_says_exists_in_both_languages_and_none_is_left_over() -> None:
    script = "".join(_SCRIPTS.values())
    said = set(re.findall(r'\btr\("([a-z_.]+)"', script)) | set(re.findall(r'\? "([a-z_]+)" : "', script))
    said = {name for name in said if "." not in name}
    made = re.findall(r"\btr\(`([a-z_]+)\$\{", script)
    for language in LANGUAGES:
        texts = Words(language).of_the_page()
        known = {name.removeprefix("phones.") for name in texts if name.startswith("phones.")}
        assert set(re.findall(r'\btr\("([a-z_]+)"', script)) <= known
        over = {*re.findall(r'cover\("([a-z]+)"', script), *re.findall(r'\b40\d\d: "([a-z_]+)"', script)}
        covers = {f"cover_{name}{end}" for name in over for end in ("", "_text")}
        assert {"revoked", "full", "no_router"} < over
        assert covers <= known
        begun = tuple({*made, "setting_", "refused", "cover_", "no_signal", "present"})
        assert {name for name in known if name not in said and not name.startswith(begun)} == set()


def test_what_the_router_can_say_has_words() -> None:
    for language in LANGUAGES:
        words = Words(language)
        keys = [f"router.occasion_{one.value}" for one in Occasion] + [f"router.trouble_{one.value}" for one in Trouble]
        assert [key for key in keys if not words.has(key)] == []


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize(("palette", "dark"), [(LIGHT, False), (DARK, True)])
def test_the_page_has_the_colours_of_the_program(palette: Palette, dark: bool) -> None:
    light, _, rest = _STYLE.partition("@media (prefers-color-scheme: dark)")
    found = _colours(rest.partition("\n}\n")[0] if dark else light)
    assert {"text", "alarm-high", "on-alarm-high", "error"} <= set(found)
    assert {name: getattr(palette, name.replace("-", "_")) for name in found} == found


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_its_ground(palette: Palette) -> None:
    pairs = {
        "text": ("canvas", "surface"),
        "text_muted": ("canvas", "surface"),
        "accent_text": ("canvas", "surface"),
        "on_accent": ("accent",),
        "warn": ("warn_soft",),
        "error": ("error_soft",),
        "success": ("success_soft",),
        "on_alarm_high": ("alarm_high",),
        "on_alarm_medium": ("alarm_medium",),
        "on_alarm_low": ("alarm_low",),
        "canvas": ("text_muted",),
        "wave_ecg": ("canvas", "surface"),
        "wave_pleth": ("canvas", "surface"),
        "wave_art": ("canvas", "surface"),
        "wave_resp": ("canvas", "surface"),
    }
    low = [
        (text, ground, round(_contrast(getattr(palette, text), getattr(palette, ground)), 2))
        for text, grounds in pairs.items()
        for ground in grounds
        if _contrast(getattr(palette, text), getattr(palette, ground)) < 4.5
    ]
    assert low == []


def test_the_page_sounds_by_the_same_parameters_as_the_ward() -> None:
    told = json.loads(files()["/words-pt.json"].content)["sound"]
    assert {kind.value for kind in shapes()} == set(told["bursts"]) == {"high", "medium", "low"}
    assert told["bursts"]["high"]["pulses"] == 10
    assert told["pulse"]["fundamental_hz"] == 440.0


def test_every_answer_has_the_headers_of_safety(ward: Ward) -> None:
    for path in ("/", "/app.js", "/me", "/sw.js", "/nothing", "/plantao.crt"):
        answer = requests.get(ward.address + path, verify=str(ward.certificate), timeout=10)
        assert answer.headers["Content-Security-Policy"] == policy(ward.host), path
        assert answer.headers["Strict-Transport-Security"].startswith("max-age="), path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["X-Frame-Options"] == "DENY", path
        assert "server" not in answer.headers, path
    assert "frame-ancestors 'none'" in policy("x")
    assert "unsafe" not in policy("x")
    page = requests.get(ward.address, verify=str(ward.certificate), timeout=10)
    again = {"If-None-Match": page.headers["ETag"]}
    assert requests.get(ward.address, headers=again, verify=str(ward.certificate), timeout=10).status_code == 304


def test_the_manifest_makes_it_installable() -> None:
    manifest = json.loads(files()["/manifest.webmanifest"].content)
    assert (manifest["display"], manifest["start_url"]) == ("standalone", "/")
    assert {one["sizes"] for one in manifest["icons"]} >= {"192x192", "512x512"}
    assert [one["src"] for one in manifest["icons"] if one["src"] not in files()] == []


def test_the_station_can_read_where_the_gateway_is_and_by_which_fingerprint(ward: Ward) -> None:
    started = read_started(ward.home)
    assert started is not None
    assert started.fingerprint == ward.fingerprint
    assert read_started(ward.home / "nowhere") is None


def test_the_gateway_s_own_certificate_is_made_anew_before_it_ends_and_for_another_name(
    tmp_path: Path, fake_clock: FakeClock
) -> None:
    first = certificate_of(tmp_path, fake_clock, None, ("localhost",))
    assert certificate_of(tmp_path, fake_clock, None, ("localhost",)) == first
    named = certificate_of(tmp_path, fake_clock, None, ("localhost", "posto.example"))
    assert named.fingerprint != first.fingerprint
    fake_clock.advance(timedelta(days=800).total_seconds())
    assert certificate_of(tmp_path, fake_clock, None, ("localhost",)).fingerprint != named.fingerprint
    assert certificate_of(tmp_path, fake_clock, (first.certificate, first.key), ()).certificate == first.certificate


def test_a_certificate_that_stations_pin_is_never_made_anew(tmp_path: Path, fake_clock: FakeClock) -> None:
    first = own(tmp_path, fake_clock, ("localhost",))
    fake_clock.advance(timedelta(days=4000).total_seconds())
    assert own(tmp_path, fake_clock, ("another",)) == first
    assert Kind().renewed is None
