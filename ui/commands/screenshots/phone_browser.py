"""A browser of the size of a telephone for the walk's pictures, where this machine has one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

SIZE: Final = (360, 740)
_WAIT_SECONDS: Final = 60


def lacks() -> str:
    """What is missing for the pictures of the phone's page; "" where nothing is."""
    for program in ("chromium", "chromedriver"):
        if shutil.which(program) is None:
            return program
    try:
        import selenium  # noqa: F401, PLC0415 - only whoever develops has it
    except ImportError:
        return "selenium"
    return ""


@contextmanager
def phone_browser(folder: Path, language: str) -> Iterator["Chrome"]:
    """Chromium without a window; it believes the gateway's own certificate."""
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService  # noqa: PLC0415 - as above

    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    options.set_capability("acceptInsecureCerts", True)
    for argument in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder}"):
        options.add_argument(argument)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium refuses its sandbox to root, and builders are root.
        options.add_argument("--no-sandbox")
    metrics = {"width": SIZE[0], "height": SIZE[1], "pixelRatio": 1.0}
    options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    options.add_experimental_option("prefs", {"intl.accept_languages": language.replace("_", "-")})
    browser = Chrome(options=options, service=ChromeService(str(shutil.which("chromedriver"))))
    try:
        browser.set_page_load_timeout(_WAIT_SECONDS)
        yield browser
    finally:
        browser.quit()


def picture_of(browser: "Chrome", *, dark: bool) -> QImage:
    """The page as it is now, in one of its two themes."""
    theme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [theme]})
    picture = QImage()
    picture.loadFromData(browser.get_screenshot_as_png())
    return picture
