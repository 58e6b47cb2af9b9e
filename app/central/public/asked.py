"""What a browser asked: language, form, where it comes from; read once, bounded, and never written to a log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.central.public.limits import address_key
from app.central.public.words import Words, spoken_language

MOST_FORM: Final = 8 * 1024
"""Bytes."""
_MOST_FIELDS: Final = 40
_LONGEST_PATH: Final = 80
_ELSEWHERE: Final = ("cross-site", "same-site")


class BadFormError(Exception):
    """The body is no form, or too large; nothing of it is kept."""


@dataclass(frozen=True)
class Asked:
    """One request. `form`: name → values; `kept`: what of the query the switch of languages keeps; `foreign`: another
    site's page has sent this form."""

    path: str
    words: Words
    address: str
    form: Mapping[str, tuple[str, ...]]
    kept: Mapping[str, str]
    foreign: bool

    def one(self, name: str) -> str:
        """A field's value, its ends trimmed; "" where it was not sent."""
        return self.form.get(name, ("",))[0].strip()

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a field."""
        return self.form.get(name, ())


async def read_asked(request: Request, kept: tuple[str, ...] = (), *, with_form: bool = False) -> Asked:
    """What was asked; BadFormError."""
    query = request.query_params
    language = spoken_language(query.get("l", ""), request.headers.get("accept-language", "")[:500])
    return Asked(
        # No page of ours has a longer one; cut off it leads nowhere, as it did.
        path=request.url.path[:_LONGEST_PATH],
        words=Words(language),
        address=address_key(request.client.host if request.client else None),
        form=await _form(request) if with_form else {},
        kept={name: query[name][:40] for name in kept if name in query},
        foreign=request.method == "POST" and request.headers.get("sec-fetch-site", "") in _ELSEWHERE,
    )


async def _form(request: Request) -> dict[str, tuple[str, ...]]:
    try:
        body = await request.body()
        if len(body) > MOST_FORM:
            raise BadFormError
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except (HTTPException, ValueError) as error:
        raise BadFormError from error
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        if "\0" in value or len(value) > 500:
            raise BadFormError
        found[name] = (*found.get(name, ()), value)
    return found
