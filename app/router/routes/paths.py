"""The disjoint routes between two nodes: the shortest, then again without its nodes and links, as many as there are.

Taking the shortest away can block two others that would have been free together. Where fewer come out that way than the
network has, the cheapest set of that many is taken instead (Suurballe and Tarjan 1984, by successive augmentation): an
alarm that goes by every route has to survive as many failures as the network can.
"""

import heapq
import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

Graph = Mapping[str, Mapping[str, int]]
"""Node → neighbour → weight of the link, above 0, the same in both directions."""
MOST_ROUTES: Final = 8

_Arcs = dict[str, dict[str, int]]


@dataclass(frozen=True, order=True, slots=True)
class Route:
    """From the first node to the last; `weight` is the sum of its links."""

    weight: int
    nodes: tuple[str, ...]


def disjoint_routes(graph: Graph, start: str, goal: str, most: int = MOST_ROUTES) -> tuple[Route, ...]:
    """The best first. No two share a node besides the ends, nor a link; none where `goal` cannot be reached."""
    if start == goal or start not in graph or goal not in graph:
        return ()
    found: list[Route] = []
    gone: set[str] = set()
    direct = False
    while len(found) < most:
        route = shortest(graph, start, goal, gone, without_link=direct)
        if route is None:
            break
        found.append(route)
        gone.update(route.nodes[1:-1])
        direct = direct or len(route.nodes) == 2
    if len(found) < min(most, len(graph[start]), len(graph[goal])):
        flow = _cheapest_set(graph, start, goal, most)
        if len(flow) > len(found):
            found = flow
    return tuple(sorted(found))


def shortest(
    graph: Graph, start: str, goal: str, without: Collection[str] = (), without_link: bool = False
) -> Route | None:
    """The route of the least weight, of equals the one whose names come first; `without_link`: not straight across."""
    queue: list[tuple[int, tuple[str, ...]]] = [(0, (start,))]
    done: set[str] = set()
    while queue:
        weight, nodes = heapq.heappop(queue)
        here = nodes[-1]
        if here == goal:
            return Route(weight, nodes)
        if here in done:
            continue
        done.add(here)
        for there, more in graph.get(here, {}).items():
            if there in done or there in without or (without_link and here == start and there == goal):
                continue
            heapq.heappush(queue, (weight + more, (*nodes, there)))
    return None


def _cheapest_set(graph: Graph, start: str, goal: str, most: int) -> list[Route]:
    """As many as there are, of the least weight together. Each node between is split into a side that is entered and
    one that is left, joined by one arc: so it is passed once."""
    arcs = _split(graph, start, goal)
    used: dict[str, set[str]] = {}
    for _ in range(most):
        path = _augmenting(arcs, "<" + start, ">" + goal)
        if path is None:
            break
        for here, there in itertools.pairwise(path):
            weight = arcs[here].pop(there)
            arcs.setdefault(there, {})[here] = -weight
            if here in used.get(there, set()):
                used[there].discard(here)
            else:
                used.setdefault(here, set()).add(there)
    return _followed(graph, used, start, goal)


def _split(graph: Graph, start: str, goal: str) -> _Arcs:
    """ ">name" is entered, "<name" is left."""
    arcs: _Arcs = {}
    for here, links in graph.items():
        if here not in (start, goal):
            arcs.setdefault(">" + here, {})["<" + here] = 0
        if here == goal:
            continue
        leaving = arcs.setdefault("<" + here, {})
        for there, weight in links.items():
            if there != start:
                leaving[">" + there] = weight
    return arcs


def _augmenting(arcs: _Arcs, start: str, goal: str) -> list[str] | None:
    """Bellman and Ford with a queue: arcs that are taken back have weights below 0, a circle below 0 never arises."""
    best: dict[str, int] = {start: 0}
    before: dict[str, str] = {}
    queue = [start]
    while queue:
        following: dict[str, None] = {}
        for here in queue:
            for there, weight in arcs.get(here, {}).items():
                if there not in best or best[here] + weight < best[there]:
                    best[there], before[there] = best[here] + weight, here
                    following[there] = None
        queue = list(following)
    if goal not in best:
        return None
    path = [goal]
    while path[-1] != start:
        path.append(before[path[-1]])
    return path[::-1]


def _followed(graph: Graph, used: Mapping[str, Collection[str]], start: str, goal: str) -> list[Route]:
    routes = []
    for first in used.get("<" + start, ()):
        nodes, here = [start], first
        while here != ">" + goal:
            nodes.append(here[1:])
            (here,) = used["<" + here[1:]]
        nodes.append(goal)
        weight = sum(graph[one][other] for one, other in itertools.pairwise(nodes))
        routes.append(Route(weight, tuple(nodes)))
    return routes
