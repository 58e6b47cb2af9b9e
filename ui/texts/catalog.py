"""Reads the text files, one area at a time and only when first asked: the first window needs two of them."""

import logging
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from string import Formatter
from typing import Final

from app.kernel.languages import LANGUAGES, text_in
from app.kernel.words import Word
from ui.resources import RESOURCES

DEFAULT_LANGUAGE: Final = "pt_BR"

_log = logging.getLogger(__name__)


class _Choice:
    language = DEFAULT_LANGUAGE


_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def choose_language(language: str) -> None:
    """Texts from now on come in `language`; an unknown code falls back to Portuguese."""
    _Choice.language = language if language in LANGUAGES else DEFAULT_LANGUAGE


def chosen_language() -> str:
    """The code of the language in use, one of `LANGUAGES`."""
    return _spoken.get() or _Choice.language


def in_chosen(label: Mapping[str, str]) -> str:
    """What a file of data says in the chosen language."""
    return text_in(label, chosen_language()) or ""


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Texts inside come in `language`, in this thread alone: a paper may speak another language than the window."""
    before = _spoken.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _spoken.reset(before)


@cache
def area_texts(area: str) -> dict[str, dict[str, str]]:
    """Every text of one area: name → language → sentence; empty where the area has no file."""
    path = RESOURCES / "texts" / f"{area}.toml"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return tomllib.load(file)


def has_text(key: str) -> bool:
    """Whether a sentence exists for `key` in the chosen language."""
    return _find(key) is not None


def tr(key: str, /, **values: object) -> str:
    """The sentence of `key` ("area.text"), its `{placeholders}` filled from `values`.

    A missing text or value is our mistake: it is logged (which fails a test) and the person sees the key, not a crash.
    """
    sentence = _find(key)
    if sentence is None:
        _log.error("no text for %r in %s", Word(key), Word(chosen_language()))
        return f"[{key}]"
    if "{" not in sentence:
        return sentence
    try:
        return sentence.format_map(values)
    except (KeyError, IndexError, ValueError):
        _log.exception("the text %r does not fit its values %s", Word(key), Word(", ".join(sorted(values))))
        return sentence


def tr_count(key: str, count: int, /, **values: object) -> str:
    """The sentence for a quantity: `<key>_one` or `<key>_many`, with `{count}` filled in."""
    form = "one" if count == 1 else "many"
    return tr(f"{key}_{form}", count=_grouped(count), **values)


def error_text(code: str, values: Mapping[str, object]) -> str:
    """The sentence of an error code: `store.wrong_key` is the text `error_store.wrong_key`."""
    return tr(f"error_{code}", **{name: _shown(value) for name, value in values.items()})


def placeholders(sentence: str) -> frozenset[str]:
    """The names in braces of a sentence."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)


def _shown(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return _grouped(value)
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(str(part) for part in value)
    return value


def _find(key: str) -> str | None:
    area, _, name = key.partition(".")
    return text_in(area_texts(area).get(name, {}), chosen_language())


def _grouped(count: int) -> str:
    text = f"{count:,}"
    return text.replace(",", ".") if chosen_language() == DEFAULT_LANGUAGE else text


def text_of(key: str, values: Mapping[str, object]) -> str:
    """As the services ask for words that a table needs: the text `key` with its values."""
    return tr(key, **values)
