"""Disjoint routes over any network: disjoint, free of loops, and as many as there are."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from app.router.routes.paths import MOST_ROUTES, Graph, Route, disjoint_routes, shortest

NAMES = "ABCDEFGH"


def _graph(links: dict[tuple[str, str], int]) -> Graph:
    graph: dict[str, dict[str, int]] = {name: {} for pair in links for name in pair}
    for (one, other), weight in links.items():
        graph[one][other] = graph[other][one] = weight
    return graph


PAIRS = list(itertools.combinations(NAMES, 2))
GRAPHS = st.dictionaries(st.sampled_from(PAIRS), st.integers(1, 30), min_size=1, max_size=20).map(_graph)


def _smallest_cut(graph: Graph, start: str, goal: str) -> int:
    """How many nodes (and the link straight across) have to go until no way is left, by trying all sets (Menger)."""
    direct = int(goal in graph[start])
    between = [one for one in graph if one not in (start, goal)]
    for size in range(len(between) + 1):
        for gone in itertools.combinations(between, size):
            if shortest(graph, start, goal, gone, without_link=True) is None:
                return size + direct
    return len(between) + direct


@settings(max_examples=150)
@given(GRAPHS, st.data())
def test_routes_are_disjoint_loop_free_and_as_many_as_there_are(graph: Graph, data: st.DataObject) -> None:
    start, goal = data.draw(st.permutations(sorted(graph)))[:2]
    routes = disjoint_routes(graph, start, goal)
    for one in routes:
        assert (one.nodes[0], one.nodes[-1]) == (start, goal)
        assert len(set(one.nodes)) == len(one.nodes)
        assert one.weight == sum(graph[here][there] for here, there in itertools.pairwise(one.nodes))
    between = [node for one in routes for node in one.nodes[1:-1]]
    assert len(set(between)) == len(between)
    assert sum(len(one.nodes) == 2 for one in routes) <= 1
    assert len(routes) == min(MOST_ROUTES, _smallest_cut(graph, start, goal))
    assert list(routes) == sorted(routes)


@settings(max_examples=60)
@given(GRAPHS, st.data())
def test_the_only_route_and_the_first_of_those_found_one_by_one_is_the_shortest(
    graph: Graph, data: st.DataObject
) -> None:
    start, goal = data.draw(st.permutations(sorted(graph)))[:2]
    alone = disjoint_routes(graph, start, goal, most=1)
    best = shortest(graph, start, goal)
    assert alone == (() if best is None else (best,))


def test_the_shortest_route_gives_way_where_it_would_cost_two_others() -> None:
    graph = _graph(
        {("A", "B"): 1, ("B", "C"): 1, ("C", "D"): 1, ("A", "C"): 5, ("B", "D"): 5, ("A", "E"): 90, ("E", "D"): 90}
    )
    assert shortest(graph, "A", "D") == Route(3, ("A", "B", "C", "D"))
    assert [one.nodes for one in disjoint_routes(graph, "A", "D")] == [
        ("A", "B", "D"),
        ("A", "C", "D"),
        ("A", "E", "D"),
    ]


def test_the_best_then_the_second_then_the_third() -> None:
    graph = _graph({("A", "B"): 9, ("A", "C"): 1, ("C", "B"): 2, ("A", "D"): 4, ("D", "B"): 4})
    assert disjoint_routes(graph, "A", "B") == (
        Route(3, ("A", "C", "B")),
        Route(8, ("A", "D", "B")),
        Route(9, ("A", "B")),
    )
    assert disjoint_routes(graph, "A", "A") == disjoint_routes(graph, "A", "Z") == ()
