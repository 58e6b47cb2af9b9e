"""HTTP to a provider: one request, never repeated, and whether it can have arrived when no answer came."""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from json import JSONDecodeError, loads
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NameResolutionError

from app.kernel.errors import KnownError
from app.reminders.channels.interface import Attempted, Outcome

_CONNECT_SECONDS, _READ_SECONDS = 10.0, 30.0
_REST_SECONDS: Final = 30.0
"""A line that has rested longer is not trusted with a message: many servers and firewalls drop it unseen."""
_LONGEST_BODY: Final = 1_000_000
"""Bytes of an answer that are read: no provider needs more, and a broken one must not fill the memory."""
LONGEST_WAIT: Final = 86_400.0
"""Seconds that a provider can ask us to wait."""
_Wrong = requests.exceptions
_NEVER_BEGAN: Final = (
    _Wrong.InvalidURL,
    _Wrong.InvalidSchema,
    _Wrong.MissingSchema,
    _Wrong.InvalidHeader,
    _Wrong.InvalidJSONError,
    UnicodeError,
)


@dataclass(frozen=True)
class Answered:
    """An answer, whatever its status. `data`: its JSON, None where it is none."""

    status: int
    text: str
    data: Any
    retry_after: float | None


@dataclass(frozen=True)
class Unanswered:
    """No answer. `arrived`: whether the request can have reached the provider; `code`: one of ours."""

    arrived: bool
    code: str

    def attempted(self) -> Attempted:
        """What that is for a message."""
        return Attempted(Outcome.UNKNOWN if self.arrived else Outcome.TRANSIENT, self.code)


class HttpLine:
    """Calls to one provider, from any thread: as many sessions as calls at once, kept open between them."""

    def __init__(self, certificate_file: str = "", read_seconds: float = _READ_SECONDS) -> None:
        # urllib3 writes every path into its log of details, and some providers want their key in the path.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
        self._verify: str | bool = certificate_file or True
        self._read_seconds = read_seconds
        self._lock = threading.Lock()
        self._resting: list[tuple[float, requests.Session]] = []
        self._closed = False

    def call(self, method: str, url: str, **options: Any) -> Answered | Unanswered:
        """One request; `options` as those of `requests`. Raises nothing that the network or the provider causes."""
        session = self._take()
        if session is None:
            return Unanswered(False, "closed")
        _progress.connected = None
        try:
            with session.request(
                method,
                url,
                timeout=(_CONNECT_SECONDS, self._read_seconds),
                # A redirect would carry the credentials to whoever it names.
                allow_redirects=False,
                stream=True,
                **options,
            ) as answer:
                return _read(answer)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            began = not isinstance(error, _NEVER_BEGAN) and _progress.connected is not False
            return Unanswered(began, _reason(error))
        finally:
            self._give_back(session)

    def ask(self, method: str, url: str, **options: Any) -> Answered:
        """A request that carries no message. KnownError `channels.unreachable`, `not_admitted`, `bad_setting`."""
        answer = self.call(method, url, **options)
        if isinstance(answer, Unanswered) or answer.status >= 500 or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise KnownError("channels.unreachable")
        if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise KnownError("channels.not_admitted")
        return answer

    def close(self) -> None:
        """Hang up; later calls are not made, those on their way are finished."""
        with self._lock:
            self._closed = True
            resting, self._resting = self._resting, []
        for _, session in resting:
            session.close()

    def _take(self) -> requests.Session | None:
        now = time.monotonic()
        with self._lock:
            if self._closed:
                return None
            since, session = self._resting.pop() if self._resting else (now, None)
        if session is None:
            return self._new_session()
        if now - since > _REST_SECONDS:
            # Its lines are closed; the session opens new ones.
            session.close()
        return session

    def _give_back(self, session: requests.Session) -> None:
        with self._lock:
            if not self._closed:
                self._resting.append((time.monotonic(), session))
                return
        session.close()

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        # Neither proxy nor .netrc of the machine: they would see, or replace, what the provider knows us by.
        session.trust_env = False
        session.verify = self._verify
        session.headers["User-Agent"] = "plantao"
        for scheme in ("https://", "http://"):
            session.mount(scheme, _Watched(max_retries=0))
        return session


def _read(answer: requests.Response) -> Answered:
    body = answer.raw.read(_LONGEST_BODY, decode_content=True) or b""
    text = body.decode(errors="replace")
    try:
        data = loads(text)
    except (JSONDecodeError, RecursionError):
        data = None
    return Answered(answer.status_code, text, data, seconds_to_wait(answer.headers))


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """`Retry-After` as seconds or as a date (RFC 9110, 10.2.3), at most a day; None where it is neither."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(float(asked), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT)


class _Progress(threading.local):
    """How far this thread's request came. None: over a line that stood already; False: still connecting."""

    def __init__(self) -> None:
        self.connected: bool | None = None


_progress: Final = _Progress()


class _WatchedHttp(HTTPConnection):
    def connect(self) -> None:
        _progress.connected = False
        super().connect()
        _progress.connected = True


class _WatchedHttps(HTTPSConnection):
    def connect(self) -> None:
        # With the handshake: a certificate that is not trusted means that nothing was sent.
        _progress.connected = False
        super().connect()
        _progress.connected = True


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _WatchedHttp


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedHttps


class _Watched(HTTPAdapter):
    """Connections that tell when they stand."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}


def _reason(error: BaseException) -> str:
    """Our code; never the error's own words, which quote the address with whatever secret is in it."""
    found = _chain(error)
    if any(isinstance(one, NameResolutionError) for one in found):
        return "no_name"
    if any(isinstance(one, requests.exceptions.SSLError) for one in found):
        return "no_tls"
    if any(isinstance(one, requests.exceptions.Timeout | TimeoutError) for one in found):
        return "timeout"
    return "refused" if any(isinstance(one, ConnectionRefusedError) for one in found) else "broken"


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what it was made from."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found
