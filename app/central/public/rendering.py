"""Pages from templates; their headers allow no script, no frame, no cache and no trace of the link."""

from functools import cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import RedirectResponse, Response

from app.central.public.asked import Asked
from app.central.public.words import RESOURCES, TAGS, short
from app.kernel.canonical import sha256_hex

_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_PAGE: Final = {
    **_SAFE,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
_STYLE_LIFE: Final = "public, max-age=31536000, immutable"


@cache
def style() -> str:
    """The one style sheet."""
    return (RESOURCES / "style.css").read_text(encoding="utf-8")


def style_path() -> str:
    """Changes with its content, so that it may be kept for ever."""
    return f"/p/{sha256_hex(style())[:16]}.css"


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(RESOURCES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, auto_reload=False, trim_blocks=True)


def page(asked: Asked, template: str, status: int = 200, **values: object) -> Response:
    """A page in the language that was asked for."""
    words = asked.words
    other = next(one for one in TAGS if one != words.language)
    text = (
        _templates()
        .get_template(f"{template}.html")
        .render(
            t=words,
            style=style_path(),
            here=asked.path,
            query=asked.kept,
            spoken=short(words.language),
            other=short(other),
            other_tag=TAGS[other],
            **values,
        )
    )
    headers = {**_PAGE, "Content-Language": words.tag, "Vary": "Accept-Language"}
    if status == 429:
        headers["Retry-After"] = "60"
    return Response(text, status, headers, media_type="text/html; charset=utf-8")


def message(asked: Asked, name: str, status: int = 200) -> Response:
    """A page that only says something: texts `<name>_title` and `<name>_text`."""
    return page(asked, "message", status, name=name)


def go_on(asked: Asked, path: str, **query: str) -> Response:
    """After a form: to a page that may be loaded again."""
    said = "&".join(f"{name}={value}" for name, value in {"l": short(asked.words.language), **query}.items())
    return RedirectResponse(f"{path}?{said}", 303, headers=_PAGE)


def plain(text: str, media_type: str, *, keep: bool = False) -> Response:
    """The style sheet, and what robots read."""
    return Response(
        text, headers={**_SAFE, "Cache-Control": _STYLE_LIFE if keep else "no-store"}, media_type=media_type
    )
