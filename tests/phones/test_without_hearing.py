"""What a telephone's page gives to the eye for what it gives to the ear, also behind other pages."""

import pytest
from selenium.webdriver.common.keys import Keys

from app.router.requests import Alive
from app.router.words import Response
from tests.conftest import ExpectedLogs
from tests.phones.router_for_phones import PASSWORD, until
from tests.phones.telephone import Telephone, one

__all__ = ["one"]
"""The browser of these tests."""


@pytest.fixture(autouse=True)
def _refusals_are_logged(expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("app.router.links.refusals", "refused")


def test_a_line_that_came_back_behind_another_page_shows_the_alarms_again(one: Telephone) -> None:
    cut = (
        "const Own = WebSocket;"
        "window.WebSocket = class extends Own { constructor(at) { super(at); window.line = this; } };"
    )
    added = one.browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": cut})
    one.open("behind")
    one.browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
    mine = one.browser.current_window_handle
    one.browser.execute_script(
        "document.addEventListener('visibilitychange', () => document.hidden && window.line.close(), { once: true })"
    )
    one.browser.switch_to.new_window("tab")
    before = len(one.ward.router.requests("behind", Alive))
    until(lambda: len(one.ward.router.requests("behind", Alive)) > before)
    one.browser.close()
    one.browser.switch_to.window(mine)
    one.until(lambda: not one.find("#cover").is_displayed())
    one.ward.router.alarm("behind")
    one.see(".alarm")


def test_what_calls_flashes_until_it_is_answered_and_the_page_s_title_counts_it(one: Telephone) -> None:
    def animation(selector: str) -> str:
        style = f"getComputedStyle(document.querySelector({selector!r}))"
        return str(one.browser.execute_script(f"return `${{{style}.animationName}} ${{{style}.animationDuration}}`"))

    one.open("flash")
    one.ward.router.alarm("flash")
    one.see(".alarm .primary:enabled")
    assert animation(".alarm .band") == "flash 0.5s"
    assert one.browser.title == "(1) Leito 01: SpO₂ 84 < 90"
    one.tap("#to-lock")
    one.see("#again")
    assert animation(".asking .band") == "flash 0.5s"
    assert one.browser.title == "(1) Plantão"
    one.find("#again").send_keys(PASSWORD, Keys.ENTER)
    one.see(".alarm .primary:enabled")
    one.tap(".alarm .primary")
    until(lambda: one.ward.router.answers("flash") == [Response.ACCEPTED])
    one.ward.router.taken_by("Ana Sintética", "flash")
    one.until(lambda: animation(".alarm .band").startswith("none"))
    assert one.browser.title == "Plantão"
