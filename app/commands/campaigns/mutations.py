"""Broken input made of good input, by seed: bytes that were cut, flipped, doubled; JSON with other things in it."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any, Final

_NASTY_BYTES: Final = (
    *(b"", b"\x00", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"9" * 400, b"-1", b"1e999", b"nan", b"%s%n{0}", b"\r\n"),
    *(b"A" * 5_000, b'"' * 9, b"'", b"[" * 2_000, b"{" * 2_000, b"../../x", b"<!--", b"\xef\xbb\xbf", b"\\u0000"),
    *("São 🫀".encode(), b"2026-02-30", b"&x;", b"*x", b"!!python/object:os.system", b"\t", b";", b",", b"|", b"="),
)
_NASTY_VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 2**31, 2**63, 10**400, 1e308, -1e308, float("nan"), float("inf"), 0.1, ""),
    *("\x00", "\ud800", "A" * 5_000, "São 🫀", "2026-02-30", "../../x", [], {}, [[]], [None], {"": None}),
    *({"id": []}, [1, "a", None], "1", "é" * 200, "null", "9" * 400, "-0", "\u202e", "{{x}}", "%s"),
)
Mutation = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def mutated(chance: random.Random, seeds: Sequence[bytes], most: int = 60_000) -> bytes:
    """One of the seeds with one to four faults."""
    raw = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        raw = chance.choice(_OF_BYTES)(chance, raw, seeds)[:most]
    return raw


def mutated_json(chance: random.Random, value: Any) -> Any:
    """The same content with one to three of its values, keys or lists made others; the value given stays as it was."""
    changed = json.loads(json.dumps(value, default=str))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        changed = _changed(chance, changed)
    return changed


def smaller(raw: bytes, fails: Callable[[bytes], bool], tries: int = 400) -> bytes:
    """The shortest that still fails, as far as leaving out pieces finds it."""
    piece = max(1, len(raw) // 2)
    while piece and tries > 0:
        at, found = 0, False
        while at < len(raw) and tries > 0:
            without = raw[:at] + raw[at + piece :]
            tries -= 1
            if fails(without):
                raw, found = without, True
            else:
                at += piece
        if not found:
            piece //= 2
    return raw


def _changed(chance: random.Random, value: Any) -> Any:
    """Goes down at random; what it stops at becomes another."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(sorted(value))
        drawn = chance.random()
        if drawn < 0.1:
            return {name: one for name, one in value.items() if name != key}
        if drawn < 0.15:
            return {**value, chance.choice(("", "x", "id", key + "_", "São")): chance.choice(_NASTY_VALUES)}
        return {**value, key: _changed(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.85:
        place = chance.randrange(len(value))
        drawn = chance.random()
        if drawn < 0.1:
            return value[:place] + value[place + 1 :]
        if drawn < 0.2:
            return value + [value[place]] * chance.choice((1, 3, 300))
        return [*value[:place], _changed(chance, value[place]), *value[place + 1 :]]
    if chance.random() < 0.02:
        return _deep(chance.choice((50, 900)))
    return chance.choice(_NASTY_VALUES)


def _deep(levels: int) -> Any:
    found: Any = None
    for _ in range(levels):
        found = [found]
    return found


def flip(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """Up to eight bytes become others."""
    changed = bytearray(raw)
    for _one in range(chance.randint(1, 8)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """What follows some place is gone."""
    return raw[: chance.randint(0, len(raw))]


def lose(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """A piece of at most 60 bytes is gone."""
    at = chance.randint(0, len(raw))
    return raw[:at] + raw[at + chance.randint(1, 60) :]


def double(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """A piece stands twice, thrice, forty times."""
    at = chance.randint(0, len(raw))
    return raw[:at] + raw[at : at + chance.randint(1, 200)] * chance.choice((2, 2, 3, 40)) + raw[at:]


def _insert(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(raw))
    return raw[:at] + chance.choice((chance.choice(_NASTY_BYTES), chance.randbytes(chance.randint(1, 40)))) + raw[at:]


def splice(chance: random.Random, raw: bytes, seeds: Sequence[bytes]) -> bytes:
    """Its beginning, and the end of another."""
    other = chance.choice(seeds)
    return raw[: chance.randint(0, len(raw))] + other[chance.randint(0, len(other)) :]


def _line(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """One line becomes another, or stands twice."""
    lines = raw.splitlines(keepends=True)
    if not lines:
        return raw
    at = chance.randrange(len(lines))
    lines[at] = chance.choice((b"", lines[at] * 2, lines[chance.randrange(len(lines))], b"\n", lines[at].strip()))
    return b"".join(lines)


def _word(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """What stands between two blanks, colons, commas or quotes becomes something nasty."""
    mark = chance.choice((b" ", b":", b",", b'"', b";", b"\n", b"="))
    parts = raw.split(mark)
    parts[chance.randrange(len(parts))] = chance.choice(_NASTY_BYTES)
    return mark.join(parts)


_OF_BYTES: Final[Sequence[Mutation]] = (flip, cut, lose, double, _insert, splice, _line, _word)
