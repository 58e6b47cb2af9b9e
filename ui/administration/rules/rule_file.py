"""A rule base as a file: read with a bound, written for its owner."""

from pathlib import Path

from app.clinic.risk.yaml_nodes import MOST_BYTES
from app.kernel.errors import KnownError


def read_rule_file(path: Path) -> bytes:
    """The content, one byte more than allowed at most. Raises KnownError rules.cannot_read."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise KnownError("rules.cannot_read", file=path.name) from error


def write_rule_file(path: Path, text: str) -> None:
    """Write the text as it is, to the byte: its fingerprint must stay. Raises KnownError rules.cannot_write."""
    try:
        path.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise KnownError("rules.cannot_write", file=path.name) from error
