"""The nurses of a ward whose router is killed: they accept what calls them, and note what the router has confirmed."""

import contextlib
import random
import time
from collections import Counter
from dataclasses import dataclass
from typing import Final

from app.demo.routed_ward import PlayedReceiver
from app.demo.unit import DEMO_PASSWORD
from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.router.links.client import ReceiverLink
from app.router.receiver.linked import LinkedReceiver
from app.router.receiver.model import AlarmKey
from app.router.receiver.state import ReceiverState
from app.router.receivers.model import USUAL, Kind
from app.router.requests import SignIn, Unlock
from app.router.words import Response

_SIGN_IN_SECONDS: Final = 1.0
_LOOKS: Final = (0.1, 0.6)
_COMES: Final = (0.5, 3.0)

Confirmed = tuple[str, str, str]
"""An alarm that a person has accepted and the router has said so: bed, alarm, receiver."""


@dataclass
class _Plan:
    at: float
    response: Response


class Nurse:
    """One person with one receiver. `accepted`: how often the router confirmed an acceptance, by alarm."""

    def __init__(self, who: PlayedReceiver, clock: Clock, seed: int) -> None:
        self._who, self._clock, self._chance = who, clock, random.Random(seed)
        self._state = ReceiverState(sorted(USUAL[Kind.PHONE]))
        self._receiver = LinkedReceiver(ReceiverLink(who.node, who.own, clock), self._state, clock)
        self._sign_in_at = 0.0
        self._plans: dict[AlarmKey, _Plan] = {}
        self._said: dict[AlarmKey, Response] = {}
        self.accepted: Counter[Confirmed] = Counter()
        self.called: set[AlarmKey] = set()
        self.signed_in = 0

    @property
    def ready(self) -> bool:
        """Whether somebody has signed in and is heard."""
        return self._state.connected and self._state.signed is not None

    def turn(self) -> None:
        """Look, accept, come."""
        self._receiver.turn()
        now = self._clock.monotonic()
        self._state.touched(now)
        self._confirm()
        if not self._state.connected:
            self._said.clear()
            return
        if self._state.signed is None:
            self._come(now, SignIn(self._who.login, DEMO_PASSWORD))
            return
        if self._state.locked:
            # This process stood still for longer than a screen waits before it locks.
            self._come(now, Unlock(DEMO_PASSWORD))
            return
        rows = self._state.rows.all()
        self._receiver.painted([(row.key, row.version) for row in rows], troubles=True)
        for row in rows:
            if row.asks:
                self.called.add(row.key)
            wanted = Response.PRESENT if row.mine else Response.ACCEPTED
            if row.key in self._said or not (row.asks or row.mine) or wanted not in self._state.answers(row):
                continue
            seconds = self._chance.uniform(*(_COMES if row.mine else _LOOKS))
            plan = self._plans.setdefault(row.key, _Plan(now + seconds, wanted))
            if plan.response is not wanted:
                self._plans[row.key] = _Plan(now + seconds, wanted)
            elif now >= plan.at:
                del self._plans[row.key]
                self._answer(row.key, wanted)

    def close(self) -> None:
        """The duty is over."""
        self._receiver.close()

    def _answer(self, key: AlarmKey, response: Response) -> None:
        try:
            self._receiver.answer(key, response)
        except KnownError:
            # The link has just gone, or the alarm ended meanwhile: the next turn sees it.
            return
        self._said[key] = response

    def _come(self, now: float, request: SignIn | Unlock) -> None:
        """Ask at most once a second."""
        if now < self._sign_in_at:
            return
        self._sign_in_at = now + _SIGN_IN_SECONDS
        self.signed_in += isinstance(request, SignIn)
        with contextlib.suppress(KnownError):
            self._receiver.ask(request)

    def _confirm(self) -> None:
        """What became of each answer; one whose link went has no confirmation, and is not counted."""
        for key, response in list(self._said.items()):
            row = self._state.rows.get(key)
            answer = row.answer if row is not None else None
            if row is None or answer is None or answer.response is not response or answer.refused:
                del self._said[key]
            elif answer.counted:
                del self._said[key]
                if response is Response.ACCEPTED:
                    self.accepted[(*key, self._who.receiver)] += 1


def rest() -> None:
    """A breath between two turns of everybody."""
    time.sleep(0.02)
