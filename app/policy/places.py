"""Where a machine's policy lies, and what a start makes of one that cannot be read."""

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.kernel.errors import KnownError
from app.policy.model import Policy

FILE_NAME: Final = "policy.toml"
_OTHERS_WRITE: Final = 0o022
_logger = logging.getLogger(__name__)


def machine_policy() -> Path:
    """The file of the whole machine: only whoever administers it may write there."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Plantao" / FILE_NAME
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Plantao") / FILE_NAME
    return Path("/etc/plantao") / FILE_NAME


def found_policy(chosen: Path | None) -> Path | None:
    """The file that was named, else the machine's own where there is one."""
    if chosen is not None:
        return chosen
    own = machine_policy()
    try:
        return own if own.is_file() else None
    except OSError:
        # Its folder is closed to this account: reading it says so, which a start must not die of.
        return own


def refuse_open_to_others(path: Path) -> None:
    """KnownError `policy.open_to_others`: whoever can write it could send this station to a server of theirs."""
    if os.name == "posix" and path.stat().st_mode & _OTHERS_WRITE:
        raise KnownError("policy.open_to_others", path=str(path))


def followed(read: Callable[[], Policy | None]) -> Policy | None:
    """What `read` gives; None, with a line in the log, where it cannot be read: nobody is kept from working by it."""
    try:
        return read()
    except KnownError as error:
        _logger.error("the policy cannot be read: %s %s", error.code, error.values.get("field", ""))
        return None
