"""Two nodes become neighbours by a code that counts once, each known by its key to the other."""

import pytest

from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.router.backbone.joining import NodeDoor, join
from app.router.backbone.listed import Listed, read_listed
from app.router.backbone.wires import NodeAddress
from app.router.links.admitted import fresh_pair
from app.router.links.pairing import fresh_code
from tests.conftest import ExpectedLogs

PATIENCE_SECONDS = 20.0
NORTH = Listed("norte", NodeAddress("127.0.0.1", 7413, 7414), fresh_pair().public)


def test_each_knows_name_address_and_key_of_the_other_afterwards() -> None:
    keys = fresh_pair()
    south = Listed("sul", NodeAddress("posto-2", 7413, 7414), keys.public)
    came: list[Listed] = []
    opened = NodeDoor(NORTH, came.append, SystemClock(), "127.0.0.1")
    code = opened.door.start()
    try:
        assert join("127.0.0.1", opened.door.port, code, keys, south) == NORTH
        opened.door.wait(PATIENCE_SECONDS)
        assert came == [south]
        assert opened.came == south
        with pytest.raises(KnownError) as refused:
            join("127.0.0.1", opened.door.port, code, keys, south, wait_seconds=0.3)
        assert refused.value.code == "router_links.wrong_code"
    finally:
        opened.door.close()


def test_a_wrong_code_opens_nothing_and_a_node_that_is_not_kept_is_not_told_that_it_is(
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect("app.router.links.refusals", "pairing_code")
    expected_logs.expect("app.router.links.pairing", "was not admitted")

    def refuse(_listed: Listed) -> None:
        raise KnownError("router_links.neighbour", value="x")

    keys = fresh_pair()
    south = Listed("sul", NodeAddress("posto-2", 7413, 7414), keys.public)
    opened = NodeDoor(NORTH, refuse, SystemClock(), "127.0.0.1")
    code = opened.door.start()
    try:
        for typed in (fresh_code(), code):
            with pytest.raises(KnownError, match="wrong_code"):
                join("127.0.0.1", opened.door.port, typed, keys, south, wait_seconds=2.0)
        assert opened.came is None
    finally:
        opened.door.close()


def test_a_line_of_the_list_is_read_as_it_is_written() -> None:
    assert read_listed(str(NORTH)) == NORTH


@pytest.mark.parametrize(
    "line",
    ["", "norte", "norte posto:1:2", "norte posto:1:2 chave", "nor te posto:1:2 k", f"{'n' * 41} posto:1:2 {'k' * 40}"],
)
def test_a_line_that_does_not_say_who_it_is_is_refused(line: str) -> None:
    with pytest.raises(KnownError) as refused:
        read_listed(line)
    assert refused.value.code == "router_links.neighbour"
