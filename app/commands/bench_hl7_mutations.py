"""Broken messages, by seed: what a faulty cable, a faulty device or somebody hostile may make of a good one."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from app.commands.campaigns.mutations import Mutation, cut, double, flip, lose, splice
from app.interop.hl7.writing import write_alert, write_observation, write_sign_of_life
from app.ward.catalogue import vital_signs, waveforms
from app.ward.signals import DeviceAlert, Numeric, Observation, Phase, SignOfLife, Source, WaveBlock

_SENT: Final = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
_NASTY: Final = (
    *(b"", b'""', b"-100", b"8388607", b"1e999", b"-1e308", b"nan", b"0x41", b"9" * 400, b"-", b"32767", b"1^^^"),
    *(b"\\", b"\\X", b"\\Xzz\\", b"\\F\\", b"~" * 50, b"^" * 300, b"&" * 50, b"\x00", b"\xff\xfe", b"\xc3"),
    *("São 🫀".encode(), b"A" * 3000, b" " * 99, b"MSH|^~\\&|", b"%s%n{0}", b"2.6", b"ORU^R40", b"20260230256199+9999"),
    *(b"\x0b", b"\x1c", b"\x1c\r"),
)


def seeds(folder: Path | None) -> list[bytes]:
    """The good messages: our own, and those of a folder (`*.hl7`) where one is given."""
    own = [_observation(), _alert(), write_sign_of_life(SignOfLife(_source(), 0.0, leaving=True), "W1", _SENT)]
    return own + [path.read_bytes() for path in sorted(folder.glob("*.hl7") if folder is not None else [])]


def mutate(chance: random.Random, messages: Sequence[bytes]) -> bytes:
    """One message with one to four faults; without its frame."""
    raw = chance.choice(messages)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        raw = chance.choice(_MUTATIONS)(chance, raw, messages)[:60_000]
    return raw


def _source() -> Source:
    return Source("0030E60000000001", "L07", "4711", simulated=True)


def _observation() -> bytes:
    numerics = tuple(Numeric(one.code, sum(one.possible) / 2) for one in vital_signs().values())
    wave = np.sin(np.arange(60, dtype=np.float32) / 9)
    blocks = tuple(WaveBlock(one, 250.0, 0.0, wave) for one in list(waveforms())[:2])
    return write_observation(Observation(_source(), 0.0, numerics, blocks), "O1", _SENT)


def _alert() -> bytes:
    alert = DeviceAlert(
        *(_source(), 0.0, "A1", "MDC_EVT_HI", "FC alta", Phase.START, "active", "enabled", "PH", "SP"),
        vital="heart_rate",
        value=180.0,
        limits=(50.0, 120.0),
    )
    return write_alert(alert, "A1", _SENT)


def _insert(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(raw))
    return raw[:at] + chance.choice((chance.choice(_NASTY), chance.randbytes(chance.randint(1, 40)))) + raw[at:]


def _field(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    return _in_parts(chance, raw, b"|", lambda _one: chance.choice(_NASTY))


def _component(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    return _in_parts(chance, raw, b"^", lambda _one: chance.choice(_NASTY))


def _number(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    wild = str(chance.choice((chance.uniform(-1e6, 1e6), chance.randint(-(10**12), 10**12), -100, 8388607, 10**300)))
    return _in_parts(chance, raw, b"|", lambda one: wild.encode() if one[:1].isdigit() else one)


def _swap_fields(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    return _swapped(chance, raw, b"|")


def _swap_components(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    return _swapped(chance, raw, b"^")


def _swap_segments(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    return _swapped(chance, raw, b"\r")


def _delimiter(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    old, new = chance.choice(b"|^~\\&\r"), chance.choice(b"|^~\\&\r\n#$ A\x00")
    return raw.replace(bytes([old]), bytes([new]), chance.choice((1, 3, -1)))


def _character_set(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    said = chance.choice((b"8859/1", b"ASCII", b"", b"UTF-16", b"ISO IR87", b"8859/99"))
    return raw.replace(b"UNICODE UTF-8", said).replace(b"Teste", b"S\xe3o")


def _in_parts(chance: random.Random, raw: bytes, mark: bytes, change: Callable[[bytes], bytes]) -> bytes:
    parts = raw.split(mark)
    at = chance.randrange(len(parts))
    parts[at] = change(parts[at])
    return mark.join(parts)


def _swapped(chance: random.Random, raw: bytes, mark: bytes) -> bytes:
    parts = raw.split(mark)
    one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    parts[one], parts[other] = parts[other], parts[one]
    return mark.join(parts)


_MUTATIONS: Final[Sequence[Mutation]] = (
    *(flip, cut, lose, double, _insert, splice, _field, _component, _number),
    *(_swap_fields, _swap_components, _swap_segments, _delimiter, _character_set),
)
