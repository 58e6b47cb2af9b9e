"""Whether a reply takes the consent back: the whole message is one of the known words, and nothing else. Pure."""

import re
import unicodedata
from typing import Final

WORDS: Final = frozenset(
    ("sair", "parar", "pare", "stop", "cancelar", "descadastrar", "remover", "unsubscribe", "nao quero", "end", "quit")
)
"""Folded: without accents, in lower case. A sentence that only contains one of them is read by a person."""
_NOISE: Final = re.compile(r"[^\w\s]|_")


def withdraws(text: str) -> bool:
    """`SAIR`, ` Parar! `, `STOP.` do; `não vou parar o remédio` does not."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(_NOISE.sub(" ", plain).split()) in WORDS
