"""What takes time of the requests of receivers: done by workers, answered on the loop's thread."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, TypeVar

from app.kernel.errors import KnownError
from app.router.asking.pace import Pace
from app.router.node.ports import Post
from app.router.requests import Refused, Reply

_logger = logging.getLogger(__name__)

_WORKERS: Final = 2
_MOST_WAITING: Final = 64
"""Of all receivers together; beyond them a receiver is told to ask again."""
Answer = TypeVar("Answer")


@dataclass
class Asks:
    """What one receiver has asked lately. `epoch` rises when it leaves or its person does: what a worker found out for
    those before is not theirs any more."""

    quick: Pace = field(default_factory=lambda: Pace(20.0, 40.0))
    beds: Pace = field(default_factory=lambda: Pace(1.0, 4.0))
    slow: Pace = field(default_factory=lambda: Pace(0.5, 10.0))
    epoch: int = 0
    waiting: bool = False


class Workers:
    """Two threads, so that passwords of many receivers cost the machine no more than that."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._pool = ThreadPoolExecutor(_WORKERS, "router asks")
        self._waiting = 0

    def work(
        self,
        asks: Asks,
        at: float,
        slow: Callable[[], Answer],
        then: Callable[[Answer], Reply],
        answered: Callable[[Callable[[], Reply]], None],
    ) -> None:
        """Have `slow` done, then `answered` told on the loop's thread by what the answer is found, unless the receiver
        or its person has left meanwhile. One at a time for each receiver; KnownError router_asking.too_many.
        """
        if asks.waiting or self._waiting >= _MOST_WAITING or not asks.slow.lets(at):
            raise KnownError("router_asking.too_many")
        asks.waiting, epoch = True, asks.epoch
        self._waiting += 1

        def ended(answer: Callable[[], Reply]) -> None:
            asks.waiting = False
            self._waiting -= 1
            if asks.epoch == epoch:
                answered(answer)

        def worked() -> None:
            answer = self._found(slow, then)
            self._post(lambda _router, _at: ended(answer))

        self._pool.submit(worked)

    def submit(self, slow: Callable[[], None]) -> None:
        """Have something done that nobody waits for; it raises nothing."""
        self._pool.submit(slow)

    def stop(self) -> None:
        """What was taken is worked on to its end; nothing more is taken."""
        self._pool.shutdown(wait=True)

    @staticmethod
    def _found(slow: Callable[[], Answer], then: Callable[[Answer], Reply]) -> Callable[[], Reply]:
        try:
            found = slow()
        except KnownError as problem:
            refused = refusal(problem)
            return lambda: refused
        except Exception:
            # Whatever it was: whoever asked is told that it was not done.
            _logger.exception("a request of a receiver could not be worked on")
            return lambda: Refused("router_asking.failed")
        return lambda: then(found)


def refusal(problem: KnownError) -> Refused:
    """As it travels."""
    return Refused(problem.code, {name: str(value) for name, value in problem.values.items()})
