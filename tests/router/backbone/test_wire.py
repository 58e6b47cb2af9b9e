"""What a node says is read strictly: what is beyond its bounds is refused with a reason, and breaks nothing."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.errors import KnownError
from app.router.backbone.model import read_content, read_item
from app.router.backbone.wire import LARGEST_FRAME, frames, read
from app.router.backbone.wires import NodeAddress, read_address
from app.router.links.frames import BadFrame
from app.router.routes.model import Announcement, Hello, News, Parcel
from app.router.routes.neighbours import HEAVIEST, Neighbour

HELLO = Hello(True, 5.25, 4.5, 0.125, b"12345678", "posto.example:5000:5001")
PARCEL = Parcel("A", 7, 1, 0, ("A", "B", "C"), 1, b"content")


@pytest.mark.parametrize("what", [HELLO, Hello(False, 0.0, None, 0.0, b""), PARCEL], ids=["hello", "first", "parcel"])
def test_what_is_written_is_read_again(what: Hello | Parcel) -> None:
    (data,) = frames(what)
    assert read(data) == what


def test_much_news_travels_in_several_frames_and_none_is_too_large() -> None:
    receivers = {f"receiver-{number:04}": b"about" * 20 for number in range(200)}
    news = News(tuple(Announcement(f"N{place}", 1, 2, {"A": 5}, "h:1:2", False, receivers) for place in range(9)))
    written = frames(news)
    assert len(written) > 1
    assert max(map(len, written)) <= LARGEST_FRAME
    found = [one for data in written if isinstance(said := read(data), News) for one in said.announcements]
    assert tuple(found) == news.announcements


def _parcel(**fields: object) -> bytes:
    values: dict[str, object] = {
        **{"origin": "A", "number": 1, "copy": 0, "priority": 0, "nodes": ["A", "B"], "at": 1, "content": b""},
        **fields,
    }
    return b"\x01\x03" + msgspec.msgpack.encode(list(values.values()))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "length"),
        (b"\x01", "length"),
        (b"\x02\x01", "version"),
        (b"\x01\x09", "kind"),
        (b"\x01\x01\xc1", "content"),
        (_parcel(priority=10), "content"),
        (_parcel(priority=True), "content"),
        (_parcel(nodes=["A"]), "content"),
        (_parcel(nodes=["A", "A"]), "way"),
        (_parcel(nodes=["A", "B"] * 20), "content"),
        (_parcel(at=2), "way"),
        (_parcel(origin="x" * 41), "content"),
        (_parcel(content=b"x" * 50_000), "content"),
        (_parcel(more=1), "content"),
        (b"\x01\x01" + msgspec.msgpack.encode([True, float("nan"), None, 0.0, b"", ""]), "time"),
        (b"\x01\x01" + msgspec.msgpack.encode([True, 1.0, float("-inf"), 0.0, b"", ""]), "time"),
        (b"\x01\x02" + msgspec.msgpack.encode([[["A", 1, 1, {"B": 0}, "", False, {}]]]), "content"),
        (b"\x01\x02" + msgspec.msgpack.encode([[["A", 1, 1, {"A": 5}, "", False, {}]]]), "links"),
        (b"\x01\x03" + b"\x00" * LARGEST_FRAME, "length"),
    ],
    ids=str,
)
def test_what_is_no_frame_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BadFrame) as refused:
        read(data)
    assert refused.value.reason == reason


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    for reading, given_bytes in ((read, b"\x01\x02" + data), (read, b"\x01\x03" + data), (read_content, data)):
        try:
            reading(given_bytes)
        except BadFrame as refused:
            assert refused.reason
    try:
        read_item(data)
    except BadFrame as refused:
        assert refused.reason == "item"


def test_a_neighbour_that_lies_about_time_weighs_no_more_than_can_be_said() -> None:
    neighbour = Neighbour()
    neighbour.take(Hello(True, 0.0, -1e300, 0.0, b""), 1.0)
    assert neighbour.weigh(1.0) == HEAVIEST


@pytest.mark.parametrize("text", ["posto:5000:5001", "10.0.0.7:1:65535"])
def test_an_address_is_read_as_it_is_written(text: str) -> None:
    assert str(read_address(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "posto", "posto:1", ":1:2", "posto:0:1", "posto:1:65536", "posto:a:b", "a;b:1:2", "posto:１:2", "*:1:2"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(KnownError) as refused:
        read_address(text)
    assert refused.value.code == "router_links.address"


def test_an_address_of_two_ports_has_its_host_before_them() -> None:
    assert read_address("posto.example:5000:5001") == NodeAddress("posto.example", 5000, 5001)
