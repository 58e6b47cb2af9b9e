"""Which answers and requests of receivers here went to which node: only that node replies to them, each once. Pure."""

from collections import OrderedDict
from typing import Final

_MOST: Final = 100_000


class Passed:
    """Of one node, for the receivers that are connected to it."""

    def __init__(self) -> None:
        self._nodes: OrderedDict[tuple[str, int], set[str]] = OrderedDict()
        self._requests: set[tuple[str, int]] = set()

    def answer(self, node: str, receiver: str, sequence: int) -> None:
        """What a person said to an alarm of that node."""
        self._nodes.setdefault((receiver, sequence), set()).add(node)
        self._bound()

    def request(self, node: str, receiver: str, sequence: int) -> None:
        """What a receiver asks of it."""
        self._requests.add((receiver, sequence))
        self.answer(node, receiver, sequence)

    def replied(self, node: str, receiver: str, sequence: int) -> bool | None:
        """Whether it was a request that this node replies to; None: nothing of the kind went there."""
        key = (receiver, sequence)
        nodes = self._nodes.get(key, set())
        if node not in nodes:
            return None
        nodes.discard(node)
        is_request = key in self._requests
        if not nodes:
            self._forget(key)
        return is_request

    def _bound(self) -> None:
        while len(self._nodes) > _MOST:
            self._forget(next(iter(self._nodes)))

    def _forget(self, key: tuple[str, int]) -> None:
        self._nodes.pop(key, None)
        self._requests.discard(key)
