"""What surrounds every page: headers, limits, languages, logs; and the colours, which everybody is to read."""

import logging
import re

import pytest
from requests import Response

from app.central.public.limits import Limits, Rate, address_key
from app.central.public.rendering import style_path
from app.central.public.routes import clean_public_address
from app.central.public.words import RESOURCES, spoken_language, texts
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.links import Purpose
from tests.central.public.conftest import EMAIL, PHONE, SHE, Site
from tests.conftest import ExpectedLogs
from ui.texts.catalog import area_texts, placeholders
from ui.theme.palettes import DARK, LIGHT, Palette


def _every_kind_of_answer(site: Site) -> dict[str, Response]:
    browser, preferences = site.browser, site.path(Purpose.PREFERENCES)
    return {
        "way out": browser.get(site.path(Purpose.WAY_OUT)),
        "withdrawn": browser.post(site.path(Purpose.WAY_OUT)),
        "preferences": browser.get(preferences),
        "saved": browser.post(preferences, {"channel_sms": "yes"}),
        "confirm": browser.get(site.path(Purpose.CONFIRM)),
        "wrong": browser.post(site.path(Purpose.CONFIRM), {"phone": "1"}),
        "register": browser.get("/p/register"),
        "done": browser.get("/p/register/done"),
        "no link": browser.get("/p/out/x"),
        "foreign": browser.post(preferences, {"channel_email": "no"}, **{"Sec-Fetch-Site": "cross-site"}),
        "bad form": browser.post(preferences, "a=" + "x" * 9000),
    }


def test_every_answer_forbids_scripts_frames_caches_and_robots(site: Site) -> None:
    for name, answer in _every_kind_of_answer(site).items():
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        assert "script-src" not in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert headers["X-Frame-Options"] == "DENY", name
        assert headers["Cache-Control"] == "no-store", name
        assert headers["Referrer-Policy"] == "no-referrer", name
        assert "noindex" in headers["X-Robots-Tag"], name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert "Set-Cookie" not in headers, name
        assert "<script" not in answer.text, name
        assert not re.search(r"https?://", answer.text), name


def test_no_page_names_her(site: Site) -> None:
    for name, answer in _every_kind_of_answer(site).items():
        assert not any(secret in answer.text for secret in (PHONE, EMAIL, "Maria", SHE)), name


def test_robots_are_told_to_stay_away_and_the_style_may_be_kept(site: Site) -> None:
    assert site.browser.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    style = site.browser.get(style_path())
    assert style.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in style.headers["Cache-Control"]


def test_the_interface_of_the_stations_does_not_describe_the_pages(site: Site) -> None:
    described = site.browser.get("/api/openapi.json").json()["paths"]
    assert [path for path in described if not path.startswith("/api") and path != "/healthz"] == []


@pytest.mark.parametrize("where", ["cross-site", "same-site"])
def test_another_sites_form_changes_nothing_but_her_way_out_is_open_to_providers(site: Site, where: str) -> None:
    foreign = {"Sec-Fetch-Site": where}
    assert site.browser.post(site.path(Purpose.PREFERENCES), {"channel_email": "no"}, **foreign).status_code == 403
    assert site.browser.post(site.path(Purpose.CONFIRM), {"answer": "right"}, **foreign).status_code == 403
    assert site.browser.post("/p/register", {}, **foreign).status_code == 403
    assert (site.rows("consent"), site.rows("person_attribute")) == ([], [])
    assert site.browser.post(site.path(Purpose.WAY_OUT), **foreign).status_code == 200


@pytest.mark.parametrize(
    "body", [b"a=" + b"x" * 9000, b"\xff\xfe", b"a=%ff", b"&".join(b"a=1" for _ in range(60)), b"a=%00"]
)
def test_what_is_no_form_or_too_large_is_refused_in_words(site: Site, body: bytes) -> None:
    answer = site.browser.post(site.path(Purpose.PREFERENCES), body)
    assert answer.status_code == 400
    assert "Nada mudou" in answer.text


def test_who_guesses_links_is_soon_stopped_and_others_are_not(site: Site) -> None:
    answers = [site.browser.get(f"/p/out/{'A' * 56}").status_code for _ in range(62)]
    assert answers == [404] * 60 + [429] * 2
    assert site.browser.get("/p/out/x").headers["Retry-After"] == "60"
    assert site.browser.post(f"/p/out/{'A' * 56}").status_code == 429
    # A provider's address stands for many people: with a good link the click counts.
    assert site.browser.post(site.path(Purpose.WAY_OUT)).status_code == 200
    site.browser.address = "198.51.100.9"
    assert site.browser.get("/p/out/x").status_code == 404
    site.browser.address = "203.0.113.7"
    site.clock.advance(60)
    assert site.browser.get("/p/out/x").status_code == 404


def test_one_link_cannot_be_used_without_end(site: Site) -> None:
    path = site.path(Purpose.PREFERENCES)
    answers = [site.browser.get(path).status_code for _ in range(22)]
    assert answers == [200] * 20 + [429] * 2


def test_limits_remember_no_more_than_they_may() -> None:
    clock = FakeClock()
    limits = Limits(Rate(1, 0.001), clock, most=100)
    assert all(limits.allows(str(number)) for number in range(1000))
    assert not limits.allows("999")
    assert limits.allows("0")


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        (None, ""),
        ("nonsense", ""),
    ],
)
def test_a_household_is_one_address(host: str | None, key: str) -> None:
    assert address_key(host) == key


@pytest.mark.parametrize(
    ("wanted", "accepted", "spoken"),
    [
        ("", "", "pt_BR"),
        ("", "en-US,en;q=0.9", "en"),
        ("", "fr,en;q=0.4,pt;q=0.8", "pt_BR"),
        ("", "de;q=nonsense,,;;,en;q=0.1", "en"),
        ("pt", "en", "pt_BR"),
        ("en", "pt", "en"),
        ("xx", "en;q=0", "pt_BR"),
    ],
)
def test_the_switch_decides_the_language_then_the_browser(wanted: str, accepted: str, spoken: str) -> None:
    assert spoken_language(wanted, accepted) == spoken


def test_a_page_in_english_says_so_and_offers_portuguese(site: Site) -> None:
    path = site.path(Purpose.WAY_OUT)
    answer = site.browser.get(f"{path}?l=en")
    assert '<html lang="en">' in answer.text
    assert f'href="{path}?l=pt"' in answer.text
    assert f'action="{path}?l=en"' in answer.text
    assert answer.headers["Content-Language"] == "en"


def test_no_log_line_holds_a_link_or_what_was_typed(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answers = _every_kind_of_answer(site)
        site.browser.post("/p/register", {"full_name": "Segredo Sintético"})
    lines = [f"{record.getMessage()} {vars(record)}" for record in caplog.records if record.name.startswith("app.")]
    assert len(lines) >= len(answers)
    tokens = [site.path(purpose).rpartition("/")[2] for purpose in Purpose]
    assert not [line for line in lines for secret in (*tokens, "Segredo", PHONE, SHE) if secret in line]
    assert any("/p/preferences/{token}" in line for line in lines)


def test_a_database_that_is_away_is_told_in_words(site: Site, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.central.public.routes", "the database failed")
    path = site.path(Purpose.PREFERENCES)
    with site.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE scope RENAME TO gone")
    answer = site.browser.get(path)
    assert (answer.status_code, "Agora não deu" in answer.text) == (503, True)


@pytest.mark.parametrize("address", ["http://a.example", "https://a.example/p", "a.example", "https://a b", "https://"])
def test_an_address_for_patients_is_https_and_nothing_else(address: str) -> None:
    with pytest.raises(KnownError, match=r"central\.bad_public_address"):
        clean_public_address(address)
    assert clean_public_address("https://Cuidar.Example:8443/") == "https://cuidar.example:8443"


def test_stations_are_told_where_the_pages_are_and_strangers_are_not(site: Site) -> None:
    assert site.browser.get("/api/links").status_code == 401


def test_every_text_is_there_in_both_languages_and_used() -> None:
    used = "".join(path.read_text(encoding="utf-8") for path in RESOURCES.glob("*.html"))
    code = "".join(
        path.read_text(encoding="utf-8") for path in (RESOURCES.parents[1] / "app/central/public").glob("*.py")
    )
    begun = ("channel_", "by_", "problem_", "consent_text_", "confirm_", "zone_")
    for name, sentences in texts().items():
        assert set(sentences) == {"pt_BR", "en"}, name
        assert placeholders(sentences["pt_BR"]) == placeholders(sentences["en"]), name
        plain = name.removesuffix("_title").removesuffix("_text")
        assert f"'{name}'" in used or f'"{plain}"' in code or name.startswith(begun), name


def test_the_text_agreed_to_is_the_one_that_is_read_at_the_desk() -> None:
    desk = area_texts("person")["consent_text_1"]
    for language, sentence in texts()["consent_text_1"].items():
        assert re.findall("“(.+)”", desk[language]) == [sentence]


def _colours() -> list[tuple[Palette, dict[str, str]]]:
    light, _, dark = (RESOURCES / "style.css").read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
    read = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]
    return [(LIGHT, read[0]), (DARK, read[1])]


def test_the_colours_are_those_of_the_window() -> None:
    for palette, colours in _colours():
        assert len(colours) == 16
        assert {name: getattr(palette, name.replace("-", "_")) for name in colours} == colours


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("text", "canvas", 4.5),
        ("text", "surface", 4.5),
        ("text-muted", "canvas", 4.5),
        ("text-muted", "surface", 4.5),
        ("accent-text", "canvas", 4.5),
        ("accent-text", "surface", 4.5),
        ("accent-text", "accent-soft", 4.5),
        ("on-accent", "accent", 4.5),
        ("on-accent", "accent-hover", 4.5),
        ("success", "success-soft", 4.5),
        ("error", "error-soft", 4.5),
        ("line-strong", "surface", 3.0),
        ("focus", "canvas", 3.0),
    ],
)
def test_everything_can_be_read(ink: str, ground: str, least: float) -> None:
    for _, colours in _colours():
        assert _contrast(colours[ink], colours[ground]) >= least


def _contrast(one: str, other: str) -> float:
    """WCAG 2.1, relative luminance."""
    dark, light = sorted(_luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
