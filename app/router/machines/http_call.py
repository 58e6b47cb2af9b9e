"""An HTTP call for each change of an alarm: POST, a JSON object, answered with 2xx. No name of a patient is in it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

import requests

from app.kernel.clock import Clock, to_text
from app.router.machines.model import MachineSettings
from app.router.machines.news import News
from app.router.machines.outlet import ANSWER_SECONDS, CONNECT_SECONDS, Done, OutletFailure, Said
from app.router.receiver.model import Row

_LIMITS: Final = (CONNECT_SECONDS, ANSWER_SECONDS)


class HttpCall:
    """An `Outlet`. `name`: of this machine, so that one address may serve several."""

    def __init__(self, settings: MachineSettings, name: str, clock: Clock) -> None:
        self._settings, self._name, self._clock = settings, name, clock
        self._news = News(settings.down_to)
        self._session = requests.Session()
        # What a proxy of the environment would be sent is nobody's business.
        self._session.trust_env = False
        self._session.verify = settings.authorities or True
        if settings.secret:
            self._session.headers["Authorization"] = f"Bearer {settings.secret}"

    def probe(self) -> None:
        """Any answer at all: many services know nothing but POST."""
        self._ask("OPTIONS", None, accept_any=True)

    def carry_out(self, rows: Sequence[Row], now: float) -> Iterable[Done]:
        return self._posted(self._news.of(rows), now)

    def told_before(self, rows: Sequence[Row]) -> None:
        self._news.told_before(rows)

    def _posted(self, rows: Sequence[Row], now: float) -> Iterator[Done]:
        for row in rows:
            self._ask("POST", self._content(row, now), accept_any=False)
            yield self._news.told(row)

    def said(self) -> Sequence[Said]:
        return ()

    def close(self) -> None:
        self._session.close()

    def _content(self, row: Row, now: float) -> dict[str, object]:
        note, instant = row.note, self._clock.now()
        return {
            "machine": self._name,
            "bed": note.bed,
            "bed_label": note.label,
            "alarm": note.alarm,
            "code": note.code,
            "subject": note.subject,
            "priority": note.priority,
            "lethal": note.lethal,
            "occasion": note.occasion.value,
            "standing": row.standing.value,
            "ended": row.ended_at is not None,
            "lasting": note.lasting,
            "asks": row.asks,
            "began_at": to_text(instant - timedelta(seconds=max(0.0, now - row.began_at))),
            "sent_at": to_text(instant),
            "number": row.number,
        }

    def _ask(self, method: str, content: object, *, accept_any: bool) -> None:
        try:
            answer = self._session.request(
                method, self._settings.address, json=content, timeout=_LIMITS, allow_redirects=False, stream=True
            )
        except requests.exceptions.SSLError as problem:
            raise OutletFailure("certificate") from problem
        except requests.exceptions.Timeout as problem:
            raise OutletFailure("silent") from problem
        except requests.exceptions.RequestException as problem:
            raise OutletFailure("unreachable", type(problem).__name__) from problem
        except ValueError as problem:
            # `requests` itself stumbles over some answers (a redirection with other letters).
            raise OutletFailure("other_answer") from problem
        with answer:
            if not accept_any and not 200 <= answer.status_code < 300:
                raise OutletFailure("refused", str(answer.status_code))
