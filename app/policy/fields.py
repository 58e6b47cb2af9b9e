"""The kinds of values in a policy file: each reads one value, or says which field has what instead of what."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from app.clinic.municipalities import is_possible_code
from app.kernel.errors import KnownError
from app.kernel.phones import international
from app.sync.joining import CODE_SIGNS, clean_code

LONGEST: Final = 200
_SHOWN: Final = 60
_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{2,59}")
_BETWEEN: Final = re.compile(r"[: \-]")
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")
Reads = Callable[[str, Any], Any]
"""(name of the field, value in the file) → value. KnownError `policy.*` with field, value, expected."""


def bad(code: str, field: str, value: object, **more: object) -> KnownError:
    """An error about one field; a long value is cut."""
    shown = str(value)
    return KnownError(f"policy.{code}", field=field, value=shown[:_SHOWN], **more)


def text(field: str, value: Any) -> str:
    """Some words on one line."""
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST or not value.isprintable():
        raise bad("not_text", field, value, most=LONGEST)
    return " ".join(value.split())


def one_of(*allowed: str) -> Reads:
    """One of a few words."""

    def read(field: str, value: Any) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise bad("not_one_of", field, value, expected=", ".join(allowed))
        return value

    return read


def whole(least: int, most: int) -> Reads:
    """A whole number; `true` is none."""

    def read(field: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise bad("not_whole", field, value, least=least, most=most)
        return value

    return read


def period(kind: str) -> Reads:
    """How many days or years a kind of data stays, between the bounds of that kind."""

    def read(field: str, value: Any) -> int:
        from app.privacy.periods import periods  # noqa: PLC0415 - reads a file, which few policies need so early

        bounds = periods()[kind].bounds
        assert bounds is not None, "a test keeps the fields and the kinds that can be set equal"
        return int(whole(bounds.least, bounds.most)(field, value))

    return read


def yes_or_no(field: str, value: Any) -> bool:
    """`true` or `false`."""
    if not isinstance(value, bool):
        raise bad("not_yes_or_no", field, value)
    return value


def path(field: str, value: Any) -> Path:
    """A whole path, so that it does not depend on where the program was started."""
    if not isinstance(value, str) or "\0" in value or not Path(value).is_absolute():
        raise bad("not_path", field, value)
    return Path(value)


def cnes(field: str, value: Any) -> str:
    """Seven digits; in quotation marks, or the zeros at the beginning would be lost."""
    if not isinstance(value, str) or re.fullmatch(r"[0-9]{7}", value) is None:
        raise bad("not_cnes", field, value)
    return value


def municipality(field: str, value: Any) -> str:
    """Seven digits with the check digit of the IBGE."""
    if not isinstance(value, str) or not is_possible_code(value):
        raise bad("not_municipality", field, value)
    return value


def phone(field: str, value: Any) -> str:
    """A telephone in the international form."""
    found = international(value) if isinstance(value, str) else None
    if found is None:
        raise bad("not_phone", field, value)
    return found


def zone(field: str, value: Any) -> str:
    """An IANA name of a time zone."""
    try:
        return str(ZoneInfo(value).key)
    except (KeyError, TypeError, ValueError, OSError):
        raise bad("not_zone", field, value) from None


def login(field: str, value: Any) -> str:
    """What somebody signs in with."""
    if not isinstance(value, str) or _LOGIN.fullmatch(value) is None:
        raise bad("not_login", field, value)
    return value


def address(field: str, value: Any) -> str:
    """`https://host[:port]`."""
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        whole_address = parts.scheme == "https" and bool(parts.hostname) and not (parts.path.strip("/") or parts.query)
        usable = whole_address and not parts.username and not parts.fragment and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(sign.isspace() for sign in value):
        raise bad("not_address", field, value)
    return str(value).rstrip("/")


def fingerprint(field: str, value: Any) -> str:
    """SHA-256 as 64 hexadecimal digits, in groups or not."""
    digits = _BETWEEN.sub("", value.lower()) if isinstance(value, str) else ""
    if _FINGERPRINT.fullmatch(digits) is None:
        raise bad("not_fingerprint", field, value)
    return digits


def code(field: str, value: Any) -> str:
    """A one-time code of the server; it is a secret, so an error does not repeat it."""
    try:
        return clean_code(value if isinstance(value, str) else "")
    except KnownError:
        raise bad("not_code", field, "…", most=CODE_SIGNS) from None
