"""Whom a command is about: by an identifier, or by a document that is typed and stands on no command line.

What stands on a command line is read by every program of the machine, and kept in the history of the terminal.
"""

import re
from collections.abc import Callable
from typing import Final

from app.kernel.errors import KnownError

TYPED: Final = "-"
_IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def told_person(argument: str, typed: Callable[[], str]) -> str:
    """What was given, or what is typed where that is asked for. KnownError privacy.document_on_the_line."""
    if argument == TYPED:
        return typed()
    if not _IDENTIFIER.fullmatch(argument.strip()):
        raise KnownError("privacy.document_on_the_line")
    return argument
