"""What a page says to the gateway: JSON, each with its kind in `t`. What is not one of these ends the session."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from app.kernel.errors import KnownError
from app.router.words import DataClass, Response

Name = Annotated[str, Meta(max_length=128)]
Secret = Annotated[str, Meta(max_length=512)]
Number = Annotated[int, Meta(ge=0, le=2**53)]
_MOST_ROWS: Final = 256


class Said(msgspec.Struct, frozen=True, tag_field="t", forbid_unknown_fields=True):
    """Whatever a page says."""


class Hello(Said, frozen=True, tag="hello"):
    """First of all. `resume`: what this page was given when its person signed in, before the line broke."""

    language: Annotated[str, Meta(max_length=8)] = "pt"
    sound: bool = False
    visible: bool = False
    resume: Name = ""


class Beat(Said, frozen=True, tag="beat"):
    """The page runs; `visible`: it is on a screen that is not switched off."""

    n: Number
    visible: bool


class Touch(Said, frozen=True, tag="touch"):
    """Somebody touched the screen."""


class Speak(Said, frozen=True, tag="speak"):
    """The page's language, `pt` or `en`; whether it can be heard."""

    language: Annotated[str, Meta(max_length=8)]
    sound: bool = False


class Enter(Said, frozen=True, tag="sign_in"):
    """A person takes this phone."""

    login: Name
    password: Secret


class Leave(Said, frozen=True, tag="sign_out"):
    """The person gives it back."""


class Lock(Said, frozen=True, tag="lock"):
    """The person puts it away."""


class Open(Said, frozen=True, tag="unlock"):
    """The same person is back."""

    password: Secret


class Painted(Said, frozen=True, tag="painted"):
    """Rows (bed, alarm, version) that were painted where a person sees them; `troubles`: so was that list of them."""

    rows: Annotated[tuple[tuple[Name, Name, Number], ...], Meta(max_length=_MOST_ROWS)]
    troubles: Number = 0


class Reply(Said, frozen=True, tag="answer"):
    """What the person says to an alarm."""

    bed: Name
    alarm: Name
    response: Response


class Here(Said, frozen=True, tag="at_bedside"):
    """The person stands at this bed."""

    bed: Name


class Ask(Said, frozen=True, tag="want"):
    """Data of a bed for so many seconds; 0: no longer."""

    bed: Name
    data: DataClass
    seconds: Annotated[float, Meta(ge=0, le=3600)]


class Watch(Said, frozen=True, tag="watch"):
    """The bed whose curves are on the screen, "" where none is."""

    bed: Name


class Change(Said, frozen=True, tag="set_limits"):
    """The lower and the upper limit of a vital sign; everything else of it stays. `stay`: of the patient whose limits
    the page showed."""

    bed: Name
    vital: Name
    low: float | None
    high: float | None
    stay: Name = ""


class Accept(Said, frozen=True, tag="agree"):
    """The person has read this version of the agreement of confidentiality, in the page's language, and accepts it."""

    version: Annotated[str, Meta(max_length=20)]


class Past(Said, frozen=True, tag="history"):
    """The steps of an alarm."""

    bed: Name
    alarm: Name


Word = (
    Hello | Beat | Touch | Speak | Enter | Leave | Lock | Open | Painted | Reply | Here | Ask | Watch | Change | Accept
    | Past
)  # fmt: skip
_decoder: Final = msgspec.json.Decoder(Word)


def read_word(text: str | bytes) -> Word:
    """One message of a page. KnownError phones.word for anything else."""
    try:
        found: Word = _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError) as problem:
        raise KnownError("phones.word") from problem
    return found
