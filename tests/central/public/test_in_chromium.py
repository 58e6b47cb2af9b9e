"""The pages in a real browser as a telephone shows them: no scripts, a small screen, both languages, the keyboard."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from app.reminders.links import Purpose
from tests.central.public.conftest import Site
from tests.chromium import chromium, chromium_programs

PHONE: Final = (360, 640)
DESK: Final = (1280, 800)
_WAIT_SECONDS: Final = 60
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def programs() -> tuple[str, str]:
    """Chromium and what moves it."""
    return chromium_programs()


@pytest.fixture
def browse(programs: tuple[str, str], tmp_path: Path) -> Iterator[Open]:
    """Opens browsers; they are closed at the end."""
    opened: list[AbstractContextManager[Chrome]] = []

    def open_one(size: tuple[int, int] = PHONE, language: str = "pt-BR") -> Chrome:
        one = chromium(programs, tmp_path / f"chromium-{len(opened)}", size, language, scripts=False)
        opened.append(one)
        return one.__enter__()

    yield open_one
    for one in opened:
        one.__exit__(None, None, None)


def _go(browser: Chrome, site: Site, path: str) -> None:
    browser.get(site.served.address + path)


def _heading(browser: Chrome) -> str:
    return browser.find_element(By.TAG_NAME, "h1").text


def _tap(browser: Chrome, selector: str) -> None:
    """As a finger does it; the driver's own click waits for ever where scripts are off."""
    root = browser.execute_cdp_cmd("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    node = browser.execute_cdp_cmd("DOM.querySelector", {"nodeId": root, "selector": selector})
    browser.execute_cdp_cmd("DOM.scrollIntoViewIfNeeded", node)
    corners = browser.execute_cdp_cmd("DOM.getBoxModel", node)["model"]["content"]
    middle = {"x": (corners[0] + corners[4]) / 2, "y": (corners[1] + corners[5]) / 2}
    for kind in ("mousePressed", "mouseReleased"):
        event = {"type": kind, "button": "left", "clickCount": 1, **middle}
        browser.execute_cdp_cmd("Input.dispatchMouseEvent", event)


def _press(browser: Chrome, *keys: str) -> None:
    """As from a keyboard: whatever has the focus gets it."""
    for key in keys:
        browser.switch_to.active_element.send_keys(key)


def _wait_for(browser: Chrome, text: str) -> None:
    # While one page makes way for the next, what was found may be gone.
    waiting = WebDriverWait(browser, _WAIT_SECONDS, ignored_exceptions=[WebDriverException])
    waiting.until(lambda one: text in one.find_element(By.TAG_NAME, "body").text)


def _pages(site: Site) -> dict[str, str]:
    return {
        "way out": site.path(Purpose.WAY_OUT),
        "preferences": site.path(Purpose.PREFERENCES),
        "confirm": site.path(Purpose.CONFIRM),
        "register": "/p/register",
        "bad link": "/p/out/x",
        "sent": "/p/register/done",
    }


def test_scripts_are_off_so_that_these_tests_say_something(browse: Open, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>off</p><script>document.querySelector('p').textContent = 'on'</script>", encoding="utf-8")
    browser = browse()
    browser.get(page.as_uri())
    assert browser.find_element(By.TAG_NAME, "p").text == "off"


def test_the_way_out_takes_one_press_of_a_button_that_no_thumb_misses(site: Site, browse: Open) -> None:
    browser = browse()
    _go(browser, site, site.path(Purpose.WAY_OUT))
    assert _heading(browser) == "Não receber mais mensagens por e-mail?"
    (button,) = browser.find_elements(By.TAG_NAME, "button")
    assert button.size["height"] >= 48
    assert button.size["width"] >= 300
    assert button.location["y"] + button.size["height"] <= PHONE[1]
    _tap(browser, "main button")
    _wait_for(browser, "Você não recebe mais mensagens por e-mail")
    assert [one["given"] for one in site.contents("consent")] == [0]


def test_every_page_fits_the_screen_of_a_telephone_and_of_a_desk(site: Site, browse: Open) -> None:
    for size in (PHONE, DESK):
        browser = browse(size)
        for name, path in _pages(site).items():
            _go(browser, site, path)
            body = browser.find_element(By.TAG_NAME, "html")
            layout = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
            assert layout["width"] == size[0], name
            assert body.size["width"] <= size[0], name
            for one in browser.find_elements(By.CSS_SELECTOR, "button, select, fieldset label, header a"):
                assert one.size["height"] >= 44, (name, one.text)
        site.clock.advance(600)


def test_the_keyboard_alone_is_enough_for_preferences(site: Site, browse: Open) -> None:
    browser = browse()
    _go(browser, site, site.path(Purpose.PREFERENCES))
    _press(browser, Keys.TAB)
    assert browser.switch_to.active_element.text == "English"
    # E-mail: she agreed; the arrow goes on to "no".
    _press(browser, Keys.TAB, Keys.ARROW_RIGHT)
    # WhatsApp: never asked; the space chooses the first.
    _press(browser, Keys.TAB, Keys.SPACE)
    button = browser.find_element(By.CSS_SELECTOR, "main button")
    for _ in range(8):
        if browser.switch_to.active_element == button:
            break
        _press(browser, Keys.TAB)
    _press(browser, Keys.ENTER)
    _wait_for(browser, "Guardamos a sua escolha")
    assert {one["channel"]: one["given"] for one in site.contents("consent")} == {"email": 0, "whatsapp": 1}


def test_english_is_spoken_to_an_english_browser_and_the_switch_changes_it(site: Site, browse: Open) -> None:
    browser = browse(language="en-GB")
    _go(browser, site, site.path(Purpose.WAY_OUT))
    assert _heading(browser) == "Stop receiving messages by e-mail?"
    assert browser.find_element(By.TAG_NAME, "html").get_dom_attribute("lang") == "en"
    _tap(browser, "header a")
    _wait_for(browser, "Não quero mais receber")
    _tap(browser, "header a")
    _wait_for(browser, "Stop these messages")
    _tap(browser, "main button")
    _wait_for(browser, "You will no longer receive messages by e-mail")


@pytest.mark.parametrize(("language", "told"), [("pt-BR", "Pedido enviado"), ("en", "Request sent")])
def test_somebody_asks_to_be_registered(site: Site, browse: Open, language: str, told: str) -> None:
    browser = browse(language=language)
    _go(browser, site, "/p/register?unit=1111111")
    _tap(browser, "main button")
    _wait_for(browser, "09/04/1996")
    browser.find_element(By.ID, "full_name").send_keys("Rosa Fictícia de Souza")
    # The browser's own calendar takes the digits in the order of its language.
    browser.find_element(By.ID, "birth_date").send_keys("05051990")
    browser.find_element(By.ID, "phone").send_keys("86 99999-1111")
    _tap(browser, "input[value=whatsapp]")
    _tap(browser, "main button")
    _wait_for(browser, told)
    (request,) = site.contents("public_request")
    content = json.loads(request["content"])
    assert (content["full_name"], content["birth_date"]) == ("Rosa Fictícia de Souza", "1990-05-05")
    assert content["agreed"] == ["whatsapp"]


def test_she_says_that_her_contact_is_right_and_proposes_another(site: Site, browse: Open) -> None:
    browser = browse()
    _go(browser, site, site.path(Purpose.CONFIRM))
    _tap(browser, "button[value=right]")
    _wait_for(browser, "Anotamos que está certo")
    field = browser.find_element(By.ID, "phone")
    field.send_keys("1")
    field.send_keys(Keys.ENTER)
    _wait_for(browser, "Escreva o telefone com DDD")
    field = browser.find_element(By.ID, "phone")
    field.clear()
    field.send_keys("86 98888-1234", Keys.ENTER)
    _wait_for(browser, "A unidade vai conferir o novo contato")
    assert [json.loads(one["content"]) for one in site.contents("public_request")] == [{"phone": "+5586988881234"}]


def test_a_browser_finds_nothing_to_complain_of(site: Site, browse: Open) -> None:
    browser = browse()
    for path in _pages(site).values():
        _go(browser, site, path)
        refused = [one["message"] for one in browser.get_log("browser") if "Content Security Policy" in one["message"]]
        assert refused == [], path
