"""Long file paths shortened in the middle: the beginning says where, the end says which."""

import re

_MOST = 44
_HEAD_SHARE = 3
_PATH = re.compile(r"[^\s\"“”]*[\\/][^\s\"“”]*[\\/][^\s\"“”]+")


def shorten_paths(words: str) -> str:
    """The same sentence, each path in it at most `_MOST` signs long; what is no path stays."""
    return _PATH.sub(lambda found: _shorten(found.group()), words)


def _shorten(path: str) -> str:
    if len(path) <= _MOST:
        return path
    head = _MOST // _HEAD_SHARE
    return f"{path[:head]}…{path[head + 1 - _MOST :]}"
