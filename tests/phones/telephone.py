"""A browser of the size of a telephone with the page in it, moved as a finger and a keyboard move it."""

import base64
import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from app.phones.cookie import NAME
from app.privacy.confidentiality import agreement_text
from app.router.requests import Agreement
from tests.chromium import chromium, chromium_programs
from tests.phones.conftest import Ward, made_ward
from tests.phones.router_for_phones import LOGIN, PASSWORD, until

PHONE: Final = (360, 640)
STILL_SECONDS: Final = 0.6
"""The page takes no answer right after its list has moved."""


@dataclass
class Telephone:
    """A browser of the size of a telephone, and the router behind its page."""

    browser: Chrome
    ward: Ward
    name: str = ""

    def open(self, name: str, *, sign_in: bool = True) -> None:
        """As the phone of this name, never opened before."""
        self.name = name
        value = self.ward.admitted(name).partition("=")[2]
        cookie = {"name": NAME, "value": value, "path": "/", "secure": True, "httpOnly": True, "sameSite": "Strict"}
        self.browser.execute_cdp_cmd("Network.setCookie", {"url": self.ward.address, **cookie})
        self.browser.get(f"{self.ward.address}/manifest.webmanifest")
        self.browser.execute_script("sessionStorage.clear(); localStorage.clear()")
        self.browser.get(self.ward.address)
        if sign_in:
            self.sign_in()

    def sign_in(self) -> None:
        self.see("#login")
        self.find("#login").send_keys(LOGIN)
        self.find("#password").send_keys(PASSWORD, Keys.ENTER)
        self.see("#top")

    def find(self, selector: str) -> Any:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[Any]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def see(self, selector: str) -> None:
        """Wait until this is on the page, with nothing over it."""
        self.until(lambda: self.find(selector).is_displayed() and not self.find("#cover").is_displayed())

    def until(self, condition: Callable[[], object]) -> None:
        def held() -> object:
            try:
                return condition()
            except WebDriverException:
                # While one page makes way for the next, what was found may be gone.
                return False

        until(held, 30)

    def text(self) -> str:
        return str(self.find("body").text)

    def heard(self, region: str) -> str:
        """What the page has a screen reader say last."""
        return str(self.find(f"#{region}").get_property("textContent"))

    def spoken(self, role: str) -> list[dict[str, str]]:
        """Every part of this role that a screen reader is told of, with its name and description, in order."""
        self.browser.execute_cdp_cmd("Accessibility.enable", {})
        tree = self.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})
        found = [each for each in tree["nodes"] if not each["ignored"] and each["role"]["value"] == role]
        return [{what: str(each.get(what, {}).get("value", "")) for what in ("name", "description")} for each in found]

    def complaints(self) -> list[str]:
        """What the browser refused since the last call."""
        found = self.browser.get_log("browser")  # type: ignore[no-untyped-call] # it has no types
        return [str(each["message"]) for each in found if each["level"] == "SEVERE"]

    def shown(self) -> int:
        return len(self.ward.router.shown(self.name))

    def press(self, selector: str) -> None:
        """Wherever it is: a finger scrolls first."""
        self.browser.execute_script("arguments[0].scrollIntoView({ block: 'center' })", self.find(selector))
        self.find(selector).click()

    def tap(self, selector: str) -> None:
        time.sleep(STILL_SECONDS)
        self.find(selector).click()


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telephone]:
    """One browser for all: each test is another phone in it."""
    programs, folder = chromium_programs(), tmp_path_factory.mktemp("phones")
    with made_ward(folder) as ward:
        trusts = f"--ignore-certificate-errors-spki-list={spki(ward.certificate)}"
        with chromium(programs, folder / "chromium", PHONE, "pt-BR", scripts=True, arguments=(trusts,)) as browser:
            yield Telephone(browser, ward)


@pytest.fixture
def agreement(one: Telephone) -> Iterator[Agreement]:
    """Whoever signs in has still to accept it."""
    text = agreement_text()
    told = Agreement(text.version, text.issued.isoformat(), dict(text.titles), dict(text.paragraphs))
    one.ward.router.agreement = told
    yield told
    one.ward.router.agreement = None


def spki(certificate: Path) -> str:
    """By which a browser can be told to trust this certificate."""
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    return base64.b64encode(digest).decode("ascii")
