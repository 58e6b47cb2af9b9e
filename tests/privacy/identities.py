"""People as they are: accents, apostrophes, names of one letter; and whether anything of one stands in what was left.

The words are made of letters that no language puts together, and so long that megabytes of encrypted bytes do not hold
them either: a find is a leak and no chance.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from hypothesis import strategies as st

SHORTEST: Final = 3
"""Letters of a word that tells who somebody is; shorter ones stand in any text."""
_BEGIN: Final = ("Zqu", "Ýwx", "D'Ávxq", "Çxw", "Ãqz", "Wxy", "Éjq")
_REST: Final = "abdeilmnorsuáéíóúâêôãõçü"
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_BETWEEN: Final = r"[^0-9A-Za-z]{0,3}"
_FEWEST_DIGITS: Final = 7


@dataclass(frozen=True)
class Identity:
    """Nobody: every value is made up for one run."""

    name: str
    mother: str
    cpf: str
    cns: str
    phone: str
    email: str
    address: str
    note: str

    def words(self) -> list[str]:
        """Each word by which somebody would know her, and the e-mail's parts."""
        texts = (self.name, self.mother, self.address, self.note, self.email.split("@", maxsplit=1)[0])
        found = {word for text in texts for word in re.split(r"[\s.,;]+", text)}
        return sorted(word for word in found if len(word) >= SHORTEST)

    def numbers(self) -> list[str]:
        """Digits alone; of the telephone without the country, and without the area."""
        phone = re.sub(r"\D", "", self.phone)
        return [self.cpf, self.cns, phone, phone[2:]]


def identities() -> st.SearchStrategy[Identity]:
    """One who can be registered."""
    word = st.builds("{}{}".format, st.sampled_from(_BEGIN), st.text(_REST, min_size=6, max_size=8))
    name = st.builds("{} {} {}".format, word, st.sampled_from(("E", "de", "da", "O.")), word)
    mail = st.builds("{}.{}@example.org".format, _plain(), _plain())
    nine = st.lists(st.integers(0, 9), min_size=9, max_size=9).filter(lambda one: len(set(one)) > 1)
    eight = st.integers(10_000_000, 99_999_999)
    return st.builds(
        Identity,
        name=name,
        mother=name,
        cpf=nine.map(_cpf),
        cns=nine.map(_cns),
        phone=eight.map(lambda number: f"849{number}"),
        email=mail,
        address=st.builds("{} {}, 3".format, word, word),
        note=st.builds("{} {}".format, word, word),
    )


def _plain() -> st.SearchStrategy[str]:
    rest = st.text("abdeilmno", min_size=6, max_size=8)
    return st.builds("{}{}".format, st.sampled_from(("zqu", "wxy", "xqz")), rest)


def _cpf(digits: list[int]) -> str:
    for _ in range(2):
        total = sum(digit * weight for digit, weight in zip(digits, range(len(digits) + 1, 1, -1), strict=True))
        digits = [*digits, (total * 10 % 11) % 10]
    return "".join(map(str, digits))


def _cns(digits: list[int]) -> str:
    """A provisional card: begins with 7, the sum by weights 15…1 is a multiple of 11."""
    body = [7, *digits, *digits[:3]]
    for last in range(100):
        whole = [*body, last // 10, last % 10]
        if sum(digit * weight for digit, weight in zip(whole, range(15, 0, -1), strict=True)) % 11 == 0:
            return "".join(map(str, whole))
    raise AssertionError("a hundred endings hold a multiple of eleven")


def found_in(text: str, people: Iterable[Identity]) -> list[str]:
    """What of these people stands in a text, whatever its case, accents or escapes, digits with anything between."""
    plain = _plainly(text)
    found = []
    for one in people:
        found += [word for word in one.words() if _plainly(word) in plain]
        found += [number for number in one.numbers() if _spelt(number).search(text)]
    return found


def _spelt(number: str) -> re.Pattern[str]:
    assert len(number) >= _FEWEST_DIGITS
    return re.compile(rf"(?<![0-9]){_BETWEEN.join(number)}(?![0-9])")


def _plainly(text: str) -> str:
    """Folded, without accents, and with escapes of JSON and addresses undone."""
    opened = unquote(_ESCAPED.sub(lambda one: chr(int(one[1], 16)), text))
    letters = unicodedata.normalize("NFKD", opened)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold()


def left_on_disk(folder: Path, people: Iterable[Identity]) -> list[str]:
    """Names of files, and what stands in them, however it is encoded: encrypted ones give nothing away."""
    whose = tuple(people)
    found = []
    for path in sorted(folder.rglob("*")):
        found += [f"name of {path.name}: {one}" for one in found_in(path.name, whose)]
        if path.is_file():
            found += [f"{path.name}: {one}" for text in _read(path) for one in found_in(text, whose)]
    return found


def _read(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    yield content.decode("utf-8", "ignore")
    yield content.decode("utf-16-le", "ignore")
