"""What a bundle tells, whom it tells, and that anything else is refused in words."""

import gzip
import struct
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import KnownError
from app.sync.bundles import format as bundle_format
from app.sync.bundles.format import Closed, read_closed, read_lines, require_signature, write_bundle
from app.sync.bundles.header import Header, Kind, Range
from app.sync.bundles.keys import BundleKeys, keys_from_seed

STATION, SERVER, STRANGER = (keys_from_seed(bytes([number]) * 32) for number in (1, 2, 3))
LINES: tuple[dict[str, Any], ...] = ({"event": {"payload": '{"full_name":"Sintética"}'}}, {"event": {"n": 2}})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def header(lines: int = len(LINES), **changes: Any) -> Header:
    one = Header(
        kind=Kind.EVENTS,
        id="b1",
        sender="s1",
        recipient="server",
        created="2026-03-02T11:00:00.000000Z",
        lines=lines,
        after=7,
        ranges=(Range("o1", 1, 2, ""),),
        reply_key=STATION.public.agreement,
        signer=STATION.public.signing,
    )
    return replace(one, **changes)


def written(**changes: Any) -> bytes:
    return write_bundle(header(**changes), LINES, STATION, [SERVER.public.agreement])


def read(raw: bytes, own: BundleKeys = SERVER, signing: str = STATION.public.signing) -> tuple[Closed, Any]:
    closed = read_closed(raw)
    require_signature(closed, signing)
    return closed, read_lines(closed, own)


def refusal(raw: bytes, own: BundleKeys = SERVER, signing: str = STATION.public.signing) -> str:
    with pytest.raises(KnownError) as caught:
        read(raw, own, signing)
    return caught.value.code


@given(st.lists(st.dictionaries(st.text(), JSON, max_size=3), max_size=5))
def test_what_is_written_is_read(lines: list[dict[str, Any]]) -> None:
    raw = write_bundle(header(len(lines)), lines, STATION, [SERVER.public.agreement])
    closed, found = read(raw)
    assert closed.header == header(len(lines))
    assert list(found) == lines


def test_nothing_of_a_record_stands_readable_on_the_stick() -> None:
    assert b"Sint" not in written()
    assert gzip.compress(b"x", mtime=0)[:4] not in written()


def test_several_readers_each_read_it_and_nobody_else() -> None:
    readers = [SERVER.public.agreement, STRANGER.public.agreement]
    raw = write_bundle(header(), LINES, STATION, readers)
    assert read(raw, SERVER)[1] == read(raw, STRANGER)[1] == LINES
    assert refusal(raw, STATION) == "bundle.not_for_you"


@given(st.data())
def test_any_flipped_bit_is_refused(data: st.DataObject) -> None:
    raw = bytearray(written())
    at = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[at // 8] ^= 1 << at % 8
    expected = {"not_a_bundle", "newer_version", "cut_off", "damaged", "wrong_signature"}
    assert refusal(bytes(raw)).removeprefix("bundle.") in expected


@given(st.data())
def test_any_part_of_a_bundle_is_refused_as_cut_off(data: st.DataObject) -> None:
    raw = written()
    length = data.draw(st.integers(0, len(raw) - 1))
    assert refusal(raw[:length]) == ("bundle.cut_off" if length else "bundle.not_a_bundle")


@given(st.binary(max_size=300))
def test_what_is_no_bundle_is_refused(raw: bytes) -> None:
    assert refusal(raw) in {"bundle.not_a_bundle", "bundle.cut_off"}


def test_what_follows_the_end_is_refused() -> None:
    assert refusal(written() + b"x") == "bundle.damaged"


def test_a_bundle_of_a_later_program_is_refused_by_its_number() -> None:
    raw = bytearray(written())
    struct.pack_into(">H", raw, 8, 2)
    assert refusal(bytes(raw)) == "bundle.newer_version"


def test_a_bundle_signed_by_somebody_else_is_refused() -> None:
    forged = write_bundle(header(), LINES, STRANGER, [SERVER.public.agreement])
    assert refusal(forged) == "bundle.wrong_signature"
    assert refusal(written(), signing=STRANGER.public.signing) == "bundle.wrong_signature"


def test_a_bundle_for_another_reader_is_refused() -> None:
    assert refusal(written(), STRANGER) == "bundle.not_for_you"


def test_a_header_that_tells_another_count_is_refused() -> None:
    assert refusal(written(lines=3)) == "bundle.damaged"


@pytest.mark.parametrize("changes", [{"id": "../../x"}, {"sender": "a/b"}, {"created": "now"}, {"after": -1}])
def test_a_header_of_another_form_is_refused_though_it_is_signed(changes: dict[str, Any]) -> None:
    assert refusal(written(**changes)) == "bundle.damaged"


def test_a_small_file_that_unpacks_to_gigabytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = write_bundle(header(1), [{"event": "0" * 200_000}], STATION, [SERVER.public.agreement])
    assert len(raw) < 3000
    monkeypatch.setattr(bundle_format, "MOST_UNPACKED", 100_000)
    assert refusal(raw) == "bundle.too_large"


def test_more_than_fits_is_refused_when_it_is_written_and_when_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = written()
    monkeypatch.setattr(bundle_format, "MOST_FILE", 100)
    assert refusal(raw) == "bundle.too_large"
    with pytest.raises(KnownError) as caught:
        written()
    assert caught.value.code == "bundle.too_large"


def test_the_keys_of_a_seed_are_the_same_each_time_and_are_not_shown() -> None:
    assert keys_from_seed(b"k" * 32).public == keys_from_seed(b"k" * 32).public
    assert "Private" not in repr(STATION)
