"""The files of the page, read once, with the headers that keep everything else out of it."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from app.phones.telling import catalogue
from app.phones.words import LANGUAGES, Words

_FOLDER: Final = Path(__file__).resolve().parents[2] / "resources" / "phones"
_FONTS: Final = Path(__file__).resolve().parents[2] / "resources" / "fonts"
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ttf": "font/ttf",
}
SAFE: Final = {
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), screen-wake-lock=(self)",
}
"""With every answer."""
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; connect-src 'self' wss://{host}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types plantao"
)


@dataclass(frozen=True)
class File:
    """`tag` changes with the content."""

    content: bytes
    media_type: str
    tag: str


def policy(host: str) -> str:
    """What a page may load and where it may connect: here alone. `host`: as the browser calls this server."""
    return _POLICY.format(host=host)


@cache
def files() -> dict[str, File]:
    """By path."""
    found = {f"/{path.name}": _file(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}
    found |= {f"/{name}": _file(_FONTS / name) for name in ("IBMPlexSans-Regular.ttf", "IBMPlexSans-SemiBold.ttf")}
    found["/"], found["/favicon.ico"] = found["/index.html"], found["/icon-192.png"]
    for language in LANGUAGES:
        words = Words(language)
        content = {"texts": words.of_the_page(), **catalogue(words)}
        found[f"/words-{language}.json"] = _made(msgspec.json.encode(content), ".json")
    return found


def _file(path: Path) -> File:
    return _made(path.read_bytes(), path.suffix)


def _made(content: bytes, suffix: str) -> File:
    return File(content, _TYPES[suffix], f'"{hashlib.sha256(content).hexdigest()[:20]}"')
