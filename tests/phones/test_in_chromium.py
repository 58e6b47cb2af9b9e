"""The page in a real browser as a telephone shows it: what is told as shown, what lies over it, both languages."""

import time
from pathlib import Path
from typing import Final

import pytest
from selenium.webdriver.common.keys import Keys

from app.phones.cookie import NAME
from app.router.contents import TroubleNote
from app.router.delivery.model import Standing
from app.router.requests import Agreement, Alive, Capable, SignIn
from app.router.words import Capability, Response
from tests.chromium import chromium, chromium_programs
from tests.conftest import ExpectedLogs
from tests.phones.conftest import made_ward
from tests.phones.router_for_phones import CODE, PASSWORD, until
from tests.phones.telephone import PHONE, STILL_SECONDS, Telephone, agreement, one, spki

__all__ = ["agreement", "one"]
"""The browser of these tests, and what its person has still to accept."""
FOOT: Final = 60


@pytest.fixture(autouse=True)
def _refusals_are_logged(expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("app.router.links.refusals", "refused")


def test_a_phone_is_opened_once_with_a_code_and_then_by_its_person(one: Telephone) -> None:
    one.browser.get(one.ward.address)
    one.see("#code")
    one.find("#code").send_keys("wrongcode123", Keys.ENTER)
    one.until(lambda: "Este código não vale" in one.text())
    one.find("#code").clear()
    one.find("#code").send_keys(CODE.lower())
    assert one.find("#code").get_property("value") == "ABCD-EFGH-2345"
    one.find("#code").send_keys(Keys.ENTER)
    one.sign_in()
    one.see("#no-alarms")
    (cookie,) = [each for each in one.browser.get_cookies() if each["name"] == NAME]
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")
    assert one.browser.execute_script("return document.cookie") == ""


def test_only_what_was_painted_inside_the_screen_is_told_as_shown(one: Telephone) -> None:
    one.open("below")
    for place in range(6):
        one.ward.router.alarm("below", bed=f"L{place}", alarm="asystole", began=60.0 - place)
    one.until(lambda: len(one.all(".alarm")) == 6)
    one.until(lambda: one.shown() >= 1)
    inside = [each for each in one.all(".alarm .what") if each.rect["y"] + each.rect["height"] <= PHONE[1] - FOOT]
    time.sleep(STILL_SECONDS)
    assert one.shown() == len(inside) < 6
    one.browser.execute_script("window.scrollTo(0, document.body.scrollHeight)")
    one.until(lambda: one.shown() > len(inside))
    for each in one.all(".alarm .what"):
        one.browser.execute_script("arguments[0].scrollIntoView({ block: 'center' })", each)
        time.sleep(0.1)
    one.until(lambda: one.shown() == 6)


def test_an_alarm_that_comes_while_another_page_is_looked_at_is_not_told_as_shown_until_it_is_seen(
    one: Telephone,
) -> None:
    one.open("hidden")
    mine = one.browser.current_window_handle
    one.browser.switch_to.new_window("tab")
    until(lambda: Alive(locked=True) in one.ward.router.requests("hidden", Alive))
    one.ward.router.alarm("hidden")
    one.browser.switch_to.window(one.browser.current_window_handle)
    time.sleep(1.5)
    assert one.shown() == 0
    one.browser.close()
    one.browser.switch_to.window(mine)
    one.until(lambda: one.shown() == 1)
    one.see(".alarm")


def test_an_alarm_is_accepted_by_keyboard_and_says_who_goes(one: Telephone) -> None:
    one.open("keys")
    one.ward.router.alarm("keys", person="M. S.")
    one.see(".alarm .primary:enabled")
    assert "Leito 01 · M. S." in one.text()
    assert one.find("#call").get_property("textContent") == "Alarme crítico: Leito 01, SpO₂ 84 < 90"
    assert one.find("#call").get_dom_attribute("aria-live") == "assertive"
    time.sleep(STILL_SECONDS)
    for _ in range(12):
        if one.browser.switch_to.active_element.text == "Aceitar":
            break
        one.browser.switch_to.active_element.send_keys(Keys.TAB)
    one.browser.switch_to.active_element.send_keys(Keys.ENTER)
    until(lambda: one.ward.router.answers("keys") == [Response.ACCEPTED])
    one.ward.router.taken_by("Ana Sintética", "keys")
    one.until(lambda: "Ana Sintética vai, há 0:0" in one.text())
    one.ward.router.taken_by("Ana Sintética", "keys", standing=Standing.PRESENT)
    one.until(lambda: "Ana Sintética está no leito" in one.text())
    one.tap(".answers .plain")
    until(lambda: one.ward.router.answers("keys")[1:] == [Response.TAKEN_BACK])


def test_a_screen_reader_is_told_what_each_part_is_and_which_alarm_a_button_belongs_to(one: Telephone) -> None:
    one.open("heard", sign_in=False)
    one.see("#login")
    assert [heading["name"] for heading in one.spoken("heading")] == ["Entrar"]
    assert [box["name"] for box in one.spoken("textbox")] == ["Usuário", "Senha"]
    one.sign_in()
    one.ward.router.alarm("heard", bed="L1")
    one.ward.router.alarm("heard", bed="L2", alarm="asystole")
    one.until(lambda: len(one.all(".alarm .primary:enabled")) == 2)
    accepts = [button for button in one.spoken("button") if button["name"] == "Aceitar"]
    beds = [item.text for item in one.all(".alarm .bed")]
    assert sorted(beds) == ["Leito 01", "Leito 02"]
    assert [bed in accept["description"] for bed, accept in zip(beds, accepts, strict=True)] == [True, True]
    assert all(button["name"] for button in one.spoken("button"))
    one.ward.router.taken_by("Bruno Sintético", "heard", bed="L1")
    one.until(lambda: one.heard("news").startswith("Leito 01, SpO₂ 84 < 90: Bruno Sintético vai"))
    one.tap("#to-lock")
    one.see("#again")
    assert [line["name"] for line in one.spoken("textbox")] == ["Senha"]
    assert (one.heard("call"), one.heard("news")) == ("", "")
    one.ward.router.alarm("heard", bed="L3")
    one.until(lambda: "à espera" in one.find("#view-locked .asking[role=alert]").text)


def test_no_bed_is_said_only_where_every_router_has_said_so(one: Telephone) -> None:
    router = one.ward.router
    router.tells_beds = False
    try:
        one.open("no-beds")
        one.tap("#tab-beds")
        one.until(lambda: "Buscando os leitos" in one.find("#view-beds").text)
        router.silent, router.tells_beds = ("norte",), True
        one.until(lambda: "Sem resposta de: norte" in one.find("#view-beds").text)
        assert "Nenhum leito" not in one.find("#view-beds").text
    finally:
        router.silent, router.tells_beds = (), True


def test_beds_have_numbers_a_strip_data_on_request_and_limits_in_three_steps(one: Telephone) -> None:
    one.open("beds")
    one.ward.router.signals("beds")
    one.tap("#tab-beds")
    one.until(lambda: "84" in one.find(".bed-card").text)
    one.find(".bed-card").click()
    one.see("#view-bed h1")
    # The page has said which bed's curves it shows by the time that it is asked anything.
    one.until(
        lambda: one.ward.gateway.sessions and any(each.page.watched for each in [*one.ward.gateway.sessions.values()])
    )
    one.ward.router.signals("beds")
    one.until(lambda: one.all("canvas.strip"))
    drawn = (
        "const c = document.querySelector('canvas.strip'); const d = c.getContext('2d')"
        ".getImageData(0, 0, c.width, c.height).data; return d.some((one) => one > 0)"
    )
    one.until(lambda: one.browser.execute_script(drawn))
    one.ward.router.report("beds", topic="infusion", drug="noradrenaline", rate=2.5)
    one.until(lambda: "Noradrenalina · Velocidade 2,5" in one.text() and "há 0:0" in one.find(".report .aged").text)
    one.press(".panel .line button")
    one.until(lambda: "ainda 14:5" in one.text())
    one.press(".limit button")
    low = one.find(".limit-form input")
    low.clear()
    low.send_keys("45", Keys.ENTER)
    one.until(lambda: "1. Pedida" in one.text())
    assert "3. Em vigor" in one.text()
    assert "FC 45 – 120" in one.text()
    # An alarm comes to the front, whatever is being read.
    one.ward.router.alarm("beds")
    one.see(".alarm")
    one.until(lambda: one.shown() == 1)


def test_a_technical_alarm_of_the_path_stands_above_the_list_until_it_is_over(one: Telephone) -> None:
    one.open("trouble")
    one.ward.router.tell(1, "", TroubleNote("nobody_assigned", "Leito 02", present=True), "trouble")
    one.until(lambda: one.find("#troubles").text == "Leito sem responsável: Leito 02")
    one.until(lambda: one.shown() == 1)
    one.ward.router.tell(1, "", TroubleNote("nobody_assigned", "Leito 02", present=False), "trouble")
    one.until(lambda: one.shown() == 2)
    assert not one.find("#troubles").is_displayed()


def test_locked_it_says_only_how_many_wait(one: Telephone) -> None:
    one.open("locked")
    one.tap("#to-lock")
    one.see("#again")
    one.ward.router.alarm("locked", person="M. S.")
    one.until(lambda: "Críticos à espera: 1" in one.text())
    time.sleep(STILL_SECONDS)
    assert one.shown() == 0
    source = one.browser.execute_script("return document.body.textContent")
    assert "SpO₂" not in source
    assert "M. S." not in source
    one.find("#again").send_keys(PASSWORD, Keys.ENTER)
    one.see(".alarm")
    one.until(lambda: one.shown() == 1)


def test_a_reload_does_not_ask_for_the_password_again(one: Telephone) -> None:
    one.open("again")
    one.browser.refresh()
    one.see("#no-alarms")
    assert len(one.ward.router.requests("again", SignIn)) == 1


def test_the_first_touch_makes_it_heard_and_the_router_is_told(one: Telephone) -> None:
    one.open("sound")
    until(lambda: any(Capability.SOUND in each.capabilities for each in _capable(one)))
    one.browser.refresh()
    one.see("#sound-notice")
    assert "Sem som até o primeiro toque" in one.text()
    one.tap("#sound-notice")
    one.until(lambda: not one.find("#sound-notice").is_displayed())


def _capable(one: Telephone) -> list[Capable]:
    return [each for each in one.ward.router.requests(one.name, Capable) if isinstance(each, Capable)]


@pytest.mark.parametrize(("language", "theme"), [("pt", "light"), ("en", "dark")])
def test_everything_fits_the_screen_of_a_telephone_in_both_languages_and_themes(
    one: Telephone, agreement: Agreement, language: str, theme: str
) -> None:
    features = [{"name": "prefers-color-scheme", "value": theme}]
    one.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    one.complaints()
    one.open(f"fits-{language}", sign_in=False)
    one.see("#login")
    if language == "en":
        one.find("#view-enter .quiet").click()
        one.until(lambda: one.find("#view-enter h1").text == "Sign in")
    _fits(one)
    one.sign_in()
    one.see("#view-agreement .primary")
    _fits(one)
    one.press("#view-agreement .plain")
    one.see("#agreement-notice")
    _fits(one)
    text = "sonda de oximetria desconectada há muito tempo no cabo do módulo"
    one.ward.router.alarm(
        one.name, alarm="device_alarm", text=text, person="Maria Sintética dos Anjos", label="Isolamento 12"
    )
    one.see(".alarm .primary:enabled")
    _fits(one)
    one.tap("#tab-beds")
    # The list is painted anew whenever the node tells of a bed.
    one.until(lambda: one.find(".bed-card").click() is None)
    one.see("#view-bed h1")
    _fits(one)
    one.tap("#to-lock")
    one.see("#again")
    _fits(one)
    assert one.complaints() == []


def _fits(one: Telephone) -> None:
    layout = one.browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    assert layout["width"] == PHONE[0]
    small = (
        "return [...document.querySelectorAll('button, input')].filter((one) => one.checkVisibility())"
        ".map((one) => [one.textContent || one.id, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.height < 48 || box.right > 360)"
    )
    assert one.browser.execute_script(small) == []


def test_a_lost_line_is_said_over_everything_within_seconds_and_without_the_station_nothing_else_opens(
    tmp_path: Path,
) -> None:
    programs = chromium_programs()
    with made_ward(tmp_path) as ward:
        trusts = f"--ignore-certificate-errors-spki-list={spki(ward.certificate)}"
        browsing = chromium(programs, tmp_path / "chromium", PHONE, "pt-BR", scripts=True, arguments=(trusts,))
        browser = browsing.__enter__()
        one = Telephone(browser, ward)
        one.open("lost")
        ward.router.alarm("lost")
        one.see(".alarm")
        one.until(lambda: browser.execute_script("return navigator.serviceWorker.ready.then(() => true)"))
        left = time.monotonic()
    try:
        one.until(lambda: one.find("#cover").is_displayed())
        assert time.monotonic() - left < 5
        assert one.text().startswith("Sem ligação")
        assert browser.title == "(!) Sem ligação"
        assert "SpO₂" not in one.text()
        browser.refresh()
        one.until(lambda: "Nenhum alarme chega a este telefone" in one.text())
        assert "SpO₂" not in browser.page_source
    finally:
        browsing.__exit__(None, None, None)
