"""Any SMS provider that takes one HTTP request for each message, described by settings instead of code.

The body is a JSON object of the unit's own making in which `{{to}}`, `{{text}}`, `{{subject}}`, `{{message_id}}`,
`{{user}}` and `{{key}}` are filled in. They are put into the parsed object, never into its text: no value can change
its form.
"""

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from app.reminders.channels.http_line import Answered, HttpLine, Unanswered
from app.reminders.channels.interface import (
    Attempted,
    Description,
    Feedback,
    Outcome,
    Outgoing,
    Setting,
    SettingKind,
)
from app.reminders.channels.reading import (
    MESSAGE_ID,
    PACE,
    PHONE,
    SOMETHING,
    at,
    bad_setting,
    bare,
    base_address,
    by_status,
    read_settings,
    refused,
    words,
)

DESCRIPTION: Final = Description(
    code="http_gateway",
    address="phone",
    consent="sms",
    settings=(
        Setting("address", SettingKind.TEXT),
        Setting("method", SettingKind.CHOICE, default="post", choices=("post", "put", "get")),
        Setting("body_kind", SettingKind.CHOICE, default="json", choices=("json", "form", "query")),
        Setting("body", SettingKind.LINES, default='{"to": "{{to}}", "message": "{{text}}", "id": "{{message_id}}"}'),
        Setting("headers", SettingKind.LINES, default="{}"),
        Setting("sign_in", SettingKind.CHOICE, default="none", choices=("none", "basic", "bearer")),
        Setting("user", SettingKind.TEXT, required=False),
        Setting("key", SettingKind.SECRET, required=False),
        Setting("good_statuses", SettingKind.TEXT, default="200, 201, 202"),
        Setting("transient_statuses", SettingKind.TEXT, required=False, default="408, 425, 503"),
        Setting("throttle_statuses", SettingKind.TEXT, required=False, default="429"),
        Setting("final_statuses", SettingKind.TEXT, required=False),
        Setting("id_path", SettingKind.TEXT, required=False),
        Setting("code_path", SettingKind.TEXT, required=False),
        Setting("good_codes", SettingKind.TEXT, required=False),
        Setting("opt_out_codes", SettingKind.TEXT, required=False),
        Setting("certificate_file", SettingKind.TEXT, required=False),
        PACE,
    ),
    per_second=5.0,
    counts_segments=True,
)

ERRORS: Final[Mapping[str, Outcome]] = MappingProxyType(
    {
        **dict.fromkeys(("408", "425", "503"), Outcome.TRANSIENT),
        "429": Outcome.THROTTLED,
        **dict.fromkeys(("301", "400", "401", "404", "422"), Outcome.FINAL),
        # Nobody can tell whether the message had been taken when this happened.
        **dict.fromkeys(("500", "502", "504"), Outcome.UNKNOWN),
    }
)
"""Status → what it means, where the settings do not say otherwise."""

_BODY_WORDS: Final = frozenset({"to", "text", "subject", "message_id", "user", "key"})
_HEADER_WORDS: Final = frozenset({"user", "key"})
_PLACEHOLDER: Final = re.compile(r"{{([^{}]*)}}")
_HEADER_NAME: Final = re.compile(r"[0-9A-Za-z-]{1,60}")
_LISTS: Final = ("good_statuses", "transient_statuses", "throttle_statuses", "final_statuses")


def open_sender(settings: Mapping[str, str], secrets: Mapping[str, str]) -> "HttpGateway":
    """KnownError `channels.bad_setting`."""
    return HttpGateway(read_settings(DESCRIPTION, settings, secrets))


class HttpGateway:
    """One provider."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._address = base_address(DESCRIPTION, "address", values["address"])
        self._method = values["method"].upper()
        self._kind = values["body_kind"]
        if (self._method == "GET") != (self._kind == "query"):
            raise bad_setting(DESCRIPTION, "body_kind", self._kind, "query" if self._method == "GET" else "json, form")
        self._key = values["key"]
        self._own = {"user": values["user"], "key": self._key}
        self._body = _object(values, "body", _BODY_WORDS)
        self._options = {"headers": _headers(values, self._own)} | _sign_in(values)
        self._statuses = _statuses(values)
        self._id_path, self._code_path = _path(values["id_path"]), _path(values["code_path"])
        self._good_codes, self._opt_out_codes = _split(values["good_codes"]), _split(values["opt_out_codes"])
        self._line = HttpLine(values["certificate_file"])

    def send(self, message: Outgoing) -> Attempted:
        """One request."""
        if not PHONE.fullmatch(message.to):
            return refused("bad_address")
        if not MESSAGE_ID.fullmatch(message.message_id):
            return refused("bad_message_id")
        said = {"to": message.to, "text": message.text, "subject": message.subject, "message_id": message.message_id}
        body = _filled(self._body, self._own | said)
        place = {"json": "json", "form": "data", "query": "params"}[self._kind]
        answer = self._line.call(self._method, self._address, **{place: body}, **self._options)
        if isinstance(answer, Unanswered):
            return answer.attempted()
        return self._judged(answer, message)

    def _judged(self, answer: Answered, message: Outgoing) -> Attempted:
        code = words(at(answer.data, *self._code_path)) if self._code_path else ""
        outcome = self._statuses.get(answer.status) or by_status(answer.status)
        if code and code in self._opt_out_codes:
            outcome = Outcome.OPT_OUT
        elif outcome is Outcome.ACCEPTED and self._good_codes and code not in self._good_codes:
            # Many gateways answer 200 and tell the refusal in the body alone.
            outcome = Outcome.FINAL
        shown = bare(code, (self._key, message.to))[:60] or str(answer.status)
        if outcome is Outcome.ACCEPTED:
            named = words(at(answer.data, *self._id_path)) if self._id_path else ""
            return Attempted(outcome, shown, provider_id=named or None)
        text = bare(answer.text, (self._key, message.to, message.text))
        return Attempted(outcome, shown, text, retry_after=answer.retry_after)

    def listen(self) -> Sequence[Feedback]:
        """Nothing: what becomes of a message is not part of any common form."""
        return ()

    def test(self) -> None:
        """Reach the address without a message; any answer but a refusal of the credentials will do. KnownError
        `channels.unreachable`, `not_admitted`."""
        self._line.ask("OPTIONS", self._address, **self._options)

    def close(self) -> None:
        self._line.close()


def _object(values: Mapping[str, str], setting: str, known: frozenset[str]) -> dict[str, Any]:
    """A setting that is a JSON object. KnownError `channels.bad_setting` for another form or an unknown placeholder."""
    try:
        found = json.loads(values[setting])
        _filled(found, dict.fromkeys(known, ""))
    except (ValueError, KeyError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise bad_setting(DESCRIPTION, setting, values[setting], '{"…": "…"}')
    return found


def _filled(value: Any, said: Mapping[str, str]) -> Any:
    """The same value with every placeholder in its texts replaced, once: what is filled in is not read again."""
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: said[found[1].strip()], value)
    if isinstance(value, dict):
        return {name: _filled(one, said) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, said) for one in value]
    return value


def _headers(values: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    headers = _filled(_object(values, "headers", _HEADER_WORDS), own)
    for name, value in headers.items():
        good = isinstance(value, str) and value.isascii() and value.isprintable() and value == value.strip()
        if not good or not _HEADER_NAME.fullmatch(name):
            raise bad_setting(DESCRIPTION, "headers", name, '{"…": "…"}')
    return dict(headers)


def _sign_in(values: Mapping[str, str]) -> dict[str, Any]:
    kind, user, key = values["sign_in"], values["user"], values["key"]
    if kind == "none":
        return {}
    if not key or (kind == "bearer" and not key.isascii()):
        raise bad_setting(DESCRIPTION, "key", key, SOMETHING)
    if kind == "bearer":
        return {"auth": _Bearer(key)}
    if not user:
        raise bad_setting(DESCRIPTION, "user", user, SOMETHING)
    return {"auth": (user.encode(), key.encode())}


class _Bearer:
    """The key as RFC 6750 wants it."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: Any) -> Any:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


def _statuses(values: Mapping[str, str]) -> dict[int, Outcome]:
    meant = (Outcome.ACCEPTED, Outcome.TRANSIENT, Outcome.THROTTLED, Outcome.FINAL)
    found: dict[int, Outcome] = {}
    for setting, outcome in zip(_LISTS, meant, strict=True):
        for text in _split(values[setting]):
            if not re.fullmatch("[2-5][0-9]{2}", text) or int(text) in found:
                raise bad_setting(DESCRIPTION, setting, text, "200–599")
            found[int(text)] = outcome
    return found


def _split(text: str) -> frozenset[str]:
    return frozenset(one.strip() for one in text.split(",") if one.strip())


def _path(text: str) -> tuple[str | int, ...]:
    """`messages.0.id` → ("messages", 0, "id")."""
    return tuple(int(one) if re.fullmatch("[0-9]{1,4}", one) else one for one in text.split(".") if one)
