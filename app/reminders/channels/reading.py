"""What all channels do alike: read settings, judge addresses and statuses, and keep answers free of what is private."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from app.kernel.errors import KnownError
from app.reminders.channels.interface import (
    LONGEST_ANSWER,
    Attempted,
    Description,
    Feedback,
    FeedbackKind,
    Outcome,
    Setting,
    SettingKind,
)

HIDDEN: Final = "•••"
SOMETHING: Final = "1–2000 ×"
"""What is expected where something must be given: how many signs."""
ADDRESS: Final = "https://…"
MESSAGE_ID: Final = re.compile(r"[0-9A-Za-z-]{1,36}")
TOKEN: Final = r"[!-~]+"
"""Of a key that goes into a header: visible ASCII (regular expression)."""
PHONE: Final = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164."""
PACE: Final = Setting("per_second", SettingKind.NUMBER, required=False, least=0.001, most=1000)
"""Of every channel: messages a second, where the contract allows more or less than is usual."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST_VALUE: Final = 60
_SHORTEST_HIDDEN: Final = 4
"""What is shorter is no secret and would blot out ordinary words."""


def read_settings(description: Description, settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """Every setting and secret of the channel, defaults filled in. KnownError `channels.bad_setting`."""
    values = {}
    for one in description.settings:
        given = (secrets if one.kind is SettingKind.SECRET else settings).get(one.name, "").strip() or one.default
        if not _fits(one, given):
            raise bad_setting(description, one.name, given, _expected(one))
        values[one.name] = given
    return values


def _fits(one: Setting, given: str) -> bool:
    if not given:
        return not one.required
    if _CONTROL.search(re.sub(r"[\r\n\t]", "", given) if one.kind is SettingKind.LINES else given):
        return False
    if one.kind is SettingKind.CHOICE:
        return given in one.choices
    if one.kind is SettingKind.YES_NO:
        return given in ("yes", "no")
    if one.kind is SettingKind.NUMBER:
        try:
            number = float(given)
        except ValueError:
            return False
        return (one.least is None or number >= one.least) and (one.most is None or number <= one.most)
    return True


def _expected(one: Setting) -> str:
    if one.kind is SettingKind.NUMBER:
        least, most = ("" if end is None else f"{end:g}" for end in (one.least, one.most))
        return f"{least}–{most}"
    if one.kind is SettingKind.CHOICE:
        return ", ".join(one.choices)
    return "yes, no" if one.kind is SettingKind.YES_NO else SOMETHING


def check_form(description: Description, values: Mapping[str, str], **forms: tuple[str, str]) -> None:
    """Each named setting has the form of its regular expression, which an example explains; empty ones were judged
    before. KnownError `channels.bad_setting`."""
    for setting, (form, example) in forms.items():
        if values[setting] and not re.fullmatch(form, values[setting]):
            raise bad_setting(description, setting, values[setting], example)


def bad_setting(description: Description, setting: str, value: str, expected: str) -> KnownError:
    """The refusal of one setting; its label is the text `channels.setting_<channel>_<setting>`. `value` is what was
    given, and nothing of a secret; `expected`: a range, some choices, or an example."""
    plain = {one.name for one in description.settings if one.kind is not SettingKind.SECRET}
    shown = value if setting in plain else HIDDEN if value else ""
    given = bare(shown)[:_LONGEST_VALUE] or "—"
    return KnownError("channels.bad_setting", channel=description.code, setting=setting, value=given, expected=expected)


def base_address(description: Description, setting: str, text: str, allow_plain: bool = False) -> str:
    """An address to call, without the last stroke: HTTPS, or HTTP to this machine alone. KnownError
    `channels.bad_setting`."""
    try:
        parts = urlsplit(text)
        good = parts.scheme == "https" or (parts.scheme == "http" and (allow_plain or this_machine(parts.hostname)))
        good = good and bool(parts.hostname) and parts.username is None and not parts.fragment
        good = good and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        # Somebody may have written a password into it.
        raise bad_setting(description, setting, HIDDEN if "@" in text else text, ADDRESS)
    return text.rstrip("/")


def this_machine(host: str | None) -> bool:
    """Whether what is sent to this host never leaves the machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def bare(text: str, hide: Iterable[str] = ()) -> str:
    """A provider's answer as it may be kept: one line, cut, without any of `hide` (addresses, secrets, the message)."""
    clean = text
    for private in sorted({one.strip() for one in hide}, key=len, reverse=True):
        # A phone number comes back with and without its plus.
        for form in (private, private.lstrip("+")):
            if len(form) >= _SHORTEST_HIDDEN:
                clean = clean.replace(form, HIDDEN)
    return _CONTROL.sub(" ", clean).strip()[:LONGEST_ANSWER]


def by_status(status: int) -> Outcome:
    """What an HTTP status means where the provider gives no code of its own (RFC 9110, RFC 6585).

    A 5xx other than 503 does not say whether the message had been taken: `unknown`.
    """
    if status == 429:
        return Outcome.THROTTLED
    if status in (408, 425, 503):
        return Outcome.TRANSIENT
    return Outcome.FINAL if 300 <= status < 500 else Outcome.UNKNOWN


def after_acceptance(outcome: Outcome) -> FeedbackKind:
    """What a failure that is told later means for the address."""
    if outcome is Outcome.OPT_OUT:
        return FeedbackKind.OPT_OUT
    return FeedbackKind.BOUNCED_HARD if outcome is Outcome.FINAL else FeedbackKind.BOUNCED_SOFT


def refused(code: str) -> Attempted:
    """Not even tried: `bad_address`, `bad_message_id`, `bad_way_out`."""
    return Attempted(Outcome.FINAL, code)


def at(value: object, *path: str | int) -> Any:
    """What lies at a path of keys and places in an answer's JSON; None where it does not lie there."""
    for step in path:
        if isinstance(step, str) and isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def words(value: object) -> str:
    """A JSON value as text; "" for what is neither text nor number."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def rows(value: object) -> list[Any]:
    """A JSON list, or none."""
    return value if isinstance(value, list) else []


def instant(seconds: object) -> datetime | None:
    """Seconds since 1970 as text or number; None where they are none."""
    try:
        return datetime.fromtimestamp(int(words(seconds)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def reply(address: str, text: str, reference: str, when: datetime | None, message: str | None = None) -> Feedback:
    """What a person wrote back; `message`: the provider's id of the message that she answers."""
    return Feedback(FeedbackKind.REPLY, when, provider_id=message, address=address, text=text, reference=reference)
