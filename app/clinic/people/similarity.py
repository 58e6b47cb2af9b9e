"""How alike two names are: the same parts though reordered, abbreviated, shortened or misspelt."""

from app.clinic.text_keys import PARTICLES

SAME, SIMILAR, DIFFERENT = 2, 1, 0


def alike(one: str, other: str) -> int:
    """SAME, SIMILAR or DIFFERENT for two folded names; particles do not count.

    Similar: the first names fit, and so do all parts of the shorter name but one (with at least two that fit).
    """
    mine, theirs = _parts(one), _parts(other)
    if not mine or not theirs:
        return DIFFERENT
    if mine == theirs:
        return SAME
    shorter, longer = sorted((mine, theirs), key=len)
    fitting = _fitting(shorter, longer)
    if not any(_part_fits(shorter[0], part) for part in (longer[0], *longer[1:2])):
        return DIFFERENT
    needed = max(2, len(shorter) - 1) if len(shorter) > 1 else 1
    return SIMILAR if fitting >= needed else DIFFERENT


def _parts(name: str) -> list[str]:
    return [part for part in name.split() if part not in PARTICLES]


def _fitting(shorter: list[str], longer: list[str]) -> int:
    left = list(longer)
    count = 0
    for part in shorter:
        match = next((other for other in left if _part_fits(part, other)), None)
        if match is not None:
            left.remove(match)
            count += 1
    return count


def _part_fits(one: str, other: str) -> bool:
    """Equal, an initial of the other, sounding the same, or one typing error apart (from four letters on)."""
    if one == other or sound(one) == sound(other):
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return min(len(one), len(other)) >= 4 and _one_error_apart(one, other)


_SOUNDS = (
    ("ph", "f"), ("th", "t"), ("ck", "c"), ("ll", "l"), ("nn", "n"), ("tt", "t"), ("ss", "s"), ("rr", "r"), ("mm", "m"),
    ("y", "i"), ("w", "v"), ("k", "c"), ("qu", "c"), ("z", "s"), ("h", ""), ("x", "s"), ("ge", "je"), ("gi", "ji"),
    ("ce", "se"), ("ci", "si"), ("iz", "is"), ("ae", "a"), ("ii", "i"),
)  # fmt: skip


def sound(word: str) -> str:
    """How a folded word sounds, roughly, in Brazil: Thaís, Tais and Thays are one; so are Luiz and Luis."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return word


def _one_error_apart(one: str, other: str) -> bool:
    """One letter changed, missing or added, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    if len(rest) == len(other_rest):
        swapped = rest[1::-1] + rest[2:] == other_rest
        return rest[1:] == other_rest[1:] or swapped
    longer, shorter = (rest, other_rest) if len(rest) > len(other_rest) else (other_rest, rest)
    return longer[1:] == shorter
