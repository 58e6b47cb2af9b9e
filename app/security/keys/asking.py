"""A secret without a window: from a file that is named, or typed without an echo; never from the command line."""

import getpass
import os
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
        return getpass.getpass(prompt)
    except (OSError, EOFError, UnicodeDecodeError):
        raise KnownError("keys.passphrase_needed") from None
