"""What the server answers: read, or turned into the error that a person is told."""

from typing import Any, Final

import requests

from app.kernel.errors import KnownError
from app.sync.recovering import OTHER_EPOCH

OK, UNAUTHORISED = 200, 401
_FORBIDDEN: Final = 403
_TOLD: Final = ("bad_code", "bad_key", "older_than_station", "too_many_boxes")
"""Refusals of the server that a person can do something about."""


class Reading:
    """An answer that lacks what it should hold is the server's failure, not this station's."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, KeyError | TypeError | ValueError | AttributeError | OverflowError) or (
            isinstance(error, KnownError) and error.code == "sync.bad_event"
        ):
            raise KnownError("sync.server_failed", status="answer") from error


def content_of(answer: requests.Response) -> dict[str, Any]:
    """The object in an answer.

    KnownError `sync.not_you`, `sync.suspended`, `sync.server_failed`, `central.bad_code`, `central.bad_key`,
    `central.older_than_station`, `central.too_many_boxes`, `central.other_epoch`.
    """
    if answer.status_code == UNAUTHORISED:
        raise KnownError("sync.not_you")
    try:
        content = answer.json()
    except (ValueError, RecursionError):
        # No JSON, or nested without end.
        content = None
    if answer.status_code == OK and isinstance(content, dict):
        return content
    code = content.get("code") if isinstance(content, dict) else None
    if answer.status_code == _FORBIDDEN and code == "central.suspended":
        raise KnownError("sync.suspended")
    if code in (*(f"central.{one}" for one in _TOLD), OTHER_EPOCH):
        raise KnownError(str(code))
    raise KnownError("sync.server_failed", status=str(code or answer.status_code))
