"""Chromium as tests drive it: a browser of the test's own, of the size of a telephone or of a desk."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.remote.remote_connection import RemoteConnection

LINE: Final = "sudo apt-get install -y chromium chromium-driver"
WAIT_SECONDS: Final = 60
_BLOCKED: Final = 2


def chromium_programs() -> tuple[str, str]:
    """Chromium and what moves it; a desk may lack them, the tests of a change may not."""
    found = shutil.which("chromium"), shutil.which("chromedriver")
    if None in found:
        if os.environ.get("CI"):
            raise RuntimeError(f"no Chromium on this machine; to install it: {LINE}")
        pytest.skip(f"no Chromium on this machine; to install it: {LINE}")
    return str(found[0]), str(found[1])


@contextmanager
def chromium(
    programs: tuple[str, str],
    folder: Path,
    size: tuple[int, int],
    language: str,
    *,
    scripts: bool,
    arguments: Sequence[str] = (),
) -> Iterator[Chrome]:
    """A browser of this test's own, with scripts or without."""
    options = ChromeOptions()
    options.binary_location = programs[0]
    options.set_capability("acceptInsecureCerts", True)
    usual = ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder}")
    for argument in (*usual, *arguments):
        options.add_argument(argument)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Only here: Chromium refuses its sandbox to root, and tests in containers are root.
        options.add_argument("--no-sandbox")
    metrics = {"width": size[0], "height": size[1], "pixelRatio": 1.0}
    options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    preferences: dict[str, Any] = {"intl.accept_languages": language}
    if not scripts:
        preferences["profile.managed_default_content_settings.javascript"] = _BLOCKED
    options.add_experimental_option("prefs", preferences)
    browser = Chrome(options=options, service=ChromeService(programs[1]))
    try:
        browser.set_page_load_timeout(WAIT_SECONDS)
        assert isinstance(browser.command_executor, RemoteConnection)
        browser.command_executor.client_config.timeout = 2 * WAIT_SECONDS
        yield browser
    finally:
        browser.quit()
