"""The interface's own description: whoever writes a station for it has nothing else."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from app.central.api import create_app
from app.central.server import make_services
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds

OPEN_TO_ALL = {"/healthz", "/api/stations/enrol", "/api/token/challenge", "/api/token"}
"""Who asks these has no token yet."""
Route = tuple[str, str, dict[str, Any]]


@pytest.fixture
def described(engine: Engine) -> dict[str, Any]:
    """The description as it is served."""
    clock = FakeClock()
    return create_app(make_services(engine, clock, SeededIds(clock, seed=1))).openapi()


def _routes(described: dict[str, Any]) -> Iterator[Route]:
    for path, methods in described["paths"].items():
        for method, route in methods.items():
            yield path, method, route


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_route_says_what_it_does_and_what_it_answers(described: dict[str, Any]) -> None:
    for path, method, route in _routes(described):
        where = f"{method} {path}"
        assert route.get("summary"), where
        assert route.get("description", "").endswith("."), where
        good = route["responses"]["200"]
        assert any(kind.get("schema") or path.endswith("bundle") for kind in good["content"].values()), where


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_route_but_the_ways_in_asks_for_a_token_and_says_how_it_refuses(described: dict[str, Any]) -> None:
    seen = set()
    for path, method, route in _routes(described):
        seen.add(path)
        asks = bool(route.get("security"))
        assert asks == (path not in OPEN_TO_ALL), f"{method} {path}"
        if asks:
            assert {"401", "403", "503"} <= route["responses"].keys(), f"{method} {path}"
    assert seen > OPEN_TO_ALL
    schemes = described["components"]["securitySchemes"].values()
    assert [one["scheme"] for one in schemes] == ["bearer"]
