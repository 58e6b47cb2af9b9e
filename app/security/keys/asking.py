"""A secret without a window: from a file that is named, or typed without an echo; never from the command line."""

import getpass
import os
import sys
import warnings
from pathlib import Path

from app.kernel.errors import KnownError

PASSPHRASE_FILE = "PLANTAO_PASSPHRASE_FILE"
"""Names a file with the passphrase; arguments and variables themselves can be read by other programs."""


def ask_for_secret(prompt: str) -> str:
    """The secret as it was given; KnownError keys.passphrase_needed where there is no file and nobody to ask."""
    given = os.environ.get(PASSPHRASE_FILE)
    try:
        if given:
            return Path(given).read_text(encoding="utf-8").rstrip("\r\n")
        return _typed(prompt)
    except (OSError, EOFError, UnicodeDecodeError):
        raise KnownError("keys.passphrase_needed") from None


def _typed(prompt: str) -> str:
    """Without an echo at a terminal; else a line of what is piped in, and nothing is asked: a service has nobody."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except getpass.GetPassWarning:
            line = sys.stdin.readline() if sys.stdin is not None else ""
    if not line:
        raise EOFError
    return line.rstrip("\r\n")
