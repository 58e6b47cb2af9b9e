"""The page of the stations in a real browser, as whoever looks after two hundred of them uses it: without scripts."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi import FastAPI
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait
from sqlalchemy import Engine, insert

from app.central.certificate import own
from app.central.clients import Clients
from app.central.fleet_page import add_fleet_page
from app.central.health import Health
from app.central.https import running
from app.central.journal import Sender
from app.central.tables import station
from app.kernel.clock import FakeClock, to_text
from app.kernel.ids import SeededIds
from tests.central.test_fleet import WELL
from tests.chromium import chromium, chromium_programs

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DESK: Final = (1366, 768)
PHONE: Final = (360, 640)
STATIONS: Final = 200
ROWS: Final = "tbody tr"


@pytest.fixture
def page(request: pytest.FixtureRequest, engine: Engine, fake_clock: FakeClock, tmp_path: Path) -> Iterator[Chrome]:
    """Two hundred stations, of which each fortieth has little disk, in a browser that shows the right token; on a
    desk's screen, or on another one as its parameter says."""
    size = getattr(request, "param", DESK)
    now, health = to_text(fake_clock.now()), Health(engine, fake_clock)
    rows = [{"id": f"s-{number}", "name": f"Sala {number}"} for number in range(STATIONS)]
    shared = {"unit": "1111111", "public_key": "k", "status": "active", "enrolled_at": "2026", "last_contact": now}
    with engine.begin() as connection:
        connection.execute(insert(station), [{**shared, **row} for row in rows])
    for number in range(STATIONS):
        said = {**WELL, "disk_free": 1 if number % 40 == 7 else 10**11 + number}
        health.note(Sender(f"s-{number}", "1111111"), said, to_text(fake_clock.now() - timedelta(seconds=number % 2)))
    clients = Clients(engine, fake_clock, SeededIds(fake_clock, seed=3))
    _, token = clients.make("1111111", "Secretaria", "watch")
    app = FastAPI()
    add_fleet_page(app, clients, health, fake_clock)
    shown = "Basic " + base64.b64encode(f"x:{token}".encode()).decode()
    with (
        running(app, own(tmp_path / "server", fake_clock)) as one,
        chromium(chromium_programs(), tmp_path / "chromium", size, "pt-BR", scripts=False) as browser,
    ):
        browser.execute_cdp_cmd("Network.enable", {})
        browser.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {"Authorization": shown}})
        browser.get(f"{one.address}/fleet")
        yield browser


def _names(browser: Chrome) -> list[str]:
    return [one.text.splitlines()[0] for one in browser.find_elements(By.CSS_SELECTOR, "tbody th")]


def _press(browser: Chrome, words: str) -> None:
    """With the keyboard: the driver's own click waits for ever where scripts are off."""
    browser.find_element(By.PARTIAL_LINK_TEXT, words).send_keys(Keys.ENTER)


def test_whoever_needs_a_look_is_found_narrowed_and_ordered_by_keyboard_alone(page: Chrome) -> None:
    wait = WebDriverWait(page, 60, ignored_exceptions=[StaleElementReferenceException])
    assert [name for name in _names(page) if name != "x"][:5] == [
        "Sala 127",
        "Sala 167",
        "Sala 47",
        "Sala 7",
        "Sala 87",
    ]
    _press(page, "Pouco disco")
    wait.until(lambda browser: len(browser.find_elements(By.CSS_SELECTOR, ROWS)) == STATIONS // 40)
    wait.until(lambda browser: "Libere espaço" in browser.find_element(By.CSS_SELECTOR, ".do").text)
    search = page.find_element(By.ID, "q")
    search.send_keys("sala 167", Keys.ENTER)
    wait.until(lambda browser: "q=sala" in browser.current_url)
    wait.until(lambda browser: _names(browser) == ["Sala 167"] and "only=disk" in browser.current_url)
    assert page.find_element(By.CSS_SELECTOR, "[aria-current]").text.startswith("Pouco disco")
    page.get(page.current_url.partition("?")[0])
    wait.until(lambda browser: len(browser.find_elements(By.CSS_SELECTOR, ROWS)) == STATIONS + 3)
    _press(page, "Disco livre")
    wait.until(lambda browser: browser.find_elements(By.CSS_SELECTOR, "th[aria-sort=ascending]"))
    _press(page, "Disco livre")
    wait.until(lambda browser: browser.find_elements(By.CSS_SELECTOR, "th[aria-sort=descending]"))
    wait.until(lambda browser: _names(browser)[0] == f"Sala {STATIONS - 1}")
    assert _names(page)[-3:] == ["x", "x", "x"], "who did not say stands last"


def test_a_screen_reader_finds_table_headings_links_and_search_by_name(page: Chrome) -> None:
    nodes: list[dict[str, Any]] = page.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    told = {
        (one["role"]["value"], one.get("name", {}).get("value", "")) for one in nodes if not one.get("ignored", False)
    }
    roles = {role for role, _ in told}
    assert {"columnheader", "rowheader", "search", "navigation", "main", "heading"} <= roles
    assert ("searchbox", "Estação, unidade ou CNES") in told
    assert ("table", "203 estações") in told
    assert ("heading", "Estações da rede") in told
    links = [name for role, name in told if role == "link"]
    assert links and all(name.strip() for name in links), json.dumps(links)
    assert page.find_element(By.TAG_NAME, "html").get_attribute("lang") == "pt-BR"


@pytest.mark.parametrize("page", [DESK, PHONE], indirect=True)
def test_nothing_of_the_page_lies_beside_the_screen(page: Chrome) -> None:
    metrics = page.execute_cdp_cmd("Page.getLayoutMetrics", {})
    assert metrics["cssContentSize"]["width"] <= metrics["cssLayoutViewport"]["clientWidth"]
    if metrics["cssLayoutViewport"]["clientWidth"] == DESK[0]:
        assert page.find_element(By.CSS_SELECTOR, ROWS).location["y"] < DESK[1] / 2, "stations at the first look"
