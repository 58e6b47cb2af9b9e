"""Pushes that arrive while another is being stored are stored together: one transaction, one wait for the disk.

The journal takes one writer at a time anyhow. Who has to wait for it waits here, without holding a worker or a
connection, so that those who only read are answered meanwhile.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Final

from anyio import CapacityLimiter, to_thread

from app.central.journal import Journal, Push, Result

MOST_TOGETHER: Final = 64
"""Pushes in one transaction."""
_MOST_EVENTS_TOGETHER: Final = 2000
Results = tuple[Result, ...]


class Gathering:
    """The way of the pushes into the journal; belongs to one event loop."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._waiting: deque[tuple[Push, asyncio.Future[Results]]] = deque()
        self._storing: asyncio.Task[None] | None = None
        self._worker = CapacityLimiter(1)

    async def push(self, one: Push) -> Results:
        """The results, once they are on disk. What `Journal.push` raises."""
        answer: asyncio.Future[Results] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, answer))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store())
        return await answer

    async def _store(self) -> None:
        while self._waiting:
            group = self._next()
            pushes = [one for one, _ in group]
            # With a worker of its own: behind all who read, everybody who writes would wait for each of them.
            answers = await to_thread.run_sync(self._together, pushes, limiter=self._worker)
            for (_, waiting), answer in zip(group, answers, strict=True):
                if waiting.done():
                    continue  # whoever asked has gone
                if isinstance(answer, Exception):
                    waiting.set_exception(answer)
                else:
                    waiting.set_result(answer)

    def _next(self) -> list[tuple[Push, asyncio.Future[Results]]]:
        group, events = [self._waiting.popleft()], 0
        events += len(group[0][0][1])
        while self._waiting and len(group) < MOST_TOGETHER:
            events += len(self._waiting[0][0][1])
            if events > _MOST_EVENTS_TOGETHER:
                break
            group.append(self._waiting.popleft())
        return group

    def _together(self, pushes: Sequence[Push]) -> Sequence[Results | Exception]:
        """What goes wrong with all of them is tried with each, so that one harms nobody else."""
        if len(pushes) > 1:
            try:
                return self._journal.push_all(pushes)
            except Exception:  # whatever it is comes again with the one whose it is, and is raised there
                return [self._alone(one) for one in pushes]
        return [self._alone(one) for one in pushes]

    def _alone(self, one: Push) -> Results | Exception:
        try:
            return self._journal.push(*one)
        except Exception as error:  # handed to whoever waits for it
            return error
