"""A key file for machines without a desktop: readable by its owner alone, or handed over by systemd."""

import os
import stat
from pathlib import Path

from app.kernel.errors import KnownError

CREDENTIAL_NAME = "plantao.key"
"""`LoadCredential=plantao.key:…` in a systemd unit puts it into $CREDENTIALS_DIRECTORY."""
_HEX_DIGITS = 64


def write_key_file(path: Path, wrapping_key: bytes) -> None:
    """Make a new file (mode 0600) with the wrapping key as 64 hexadecimal digits; an existing one is not replaced.

    Raises KnownError keys.key_file_exists(path), keys.key_file_unwritable(path).
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(wrapping_key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise KnownError("keys.key_file_exists", path=str(path)) from None
    except OSError as error:
        raise KnownError("keys.key_file_unwritable", path=str(path)) from error


def read_key_file(path: Path) -> bytes | None:
    """The wrapping key in a file, or None where there is no such file.

    Raises KnownError keys.key_file_too_open(path) (others may read it), keys.key_file_damaged(path).
    """
    try:
        status = path.stat()
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise KnownError("keys.key_file_damaged", path=str(path)) from None
    if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077 and not _is_credential(path):
        raise KnownError("keys.key_file_too_open", path=str(path))
    try:
        wrapping_key = bytes.fromhex(text)
    except ValueError:
        wrapping_key = b""
    if len(text) != _HEX_DIGITS or len(wrapping_key) * 2 != _HEX_DIGITS:
        raise KnownError("keys.key_file_damaged", path=str(path))
    return wrapping_key


def places(stored: str) -> tuple[Path, ...]:
    """Where a key file may lie, first the place that systemd offers, then the one that the slot remembers."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    offered = (Path(folder) / CREDENTIAL_NAME,) if folder else ()
    return (*offered, Path(stored))


def _is_credential(path: Path) -> bool:
    """systemd keeps its credentials in a folder that only the service sees; their own mode says nothing."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return folder is not None and path.parent == Path(folder)
