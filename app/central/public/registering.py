"""Somebody asks to be registered with a unit: a request for its nurse, never a record; all get the same answer."""

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Engine, select
from starlette.responses import Response

from app.central.public.asked import Asked
from app.central.public.consent import words_of
from app.central.public.limits import PAGES, REGISTER, REGISTER_UNIT, Limits
from app.central.public.record import PublicRecord
from app.central.public.rendering import go_on, message, page
from app.central.tables import unit
from app.clinic.people.model import CONSENT_TEXT_VERSION, Channel, NewPerson
from app.clinic.people.validation import CheckedPerson, check_stranger
from app.kernel.clock import Clock, Zone, local_date
from app.reminders.request_content import NEEDS, RequestContent

PATH: Final = "/p/register"
DONE: Final = "/p/register/done"
FORM_LIFE: Final = timedelta(hours=12)
_TYPED: Final = ("full_name", "birth_date", "phone", "email")


class RegisterPages:
    """The form, and what comes of it."""

    def __init__(self, engine: Engine, record: PublicRecord, clock: Clock, zone: Zone) -> None:
        self._engine = engine
        self._record = record
        self._clock = clock
        self._zone = zone
        self._seal = secrets.token_bytes(32)
        self._pages, self._sent = Limits(PAGES, clock), Limits(REGISTER, clock)
        self._to_unit = Limits(REGISTER_UNIT, clock)

    def show(self, asked: Asked) -> Response:
        """An empty form; the link may name the unit."""
        if not self._pages.allows(asked.address):
            return message(asked, "too_often", 429)
        return self._form(asked, asked.kept.get("unit", ""), ())

    def done(self, asked: Asked) -> Response:
        """The same for everybody."""
        return message(asked, "register_done")

    def send(self, asked: Asked) -> Response:
        """Keeps the request, unless something is missing."""
        if not self._pages.allows(asked.address):
            return message(asked, "too_often", 429)
        if asked.foreign:
            return message(asked, "foreign", 403)
        name = self._form_name(asked.one("form"))
        checked = check_stranger(_entered(asked), local_date(self._clock.now(), self._zone()))
        wrong = self._wrong(asked, checked)
        if wrong or name is None:
            return self._form(asked, asked.one("unit"), wrong or ("form",))
        cnes = asked.one("unit")
        if not (self._sent.allows(asked.address) and self._to_unit.allows(cnes)):
            return message(asked, "too_often", 429)
        self._record.ask_registration(cnes, name, _content(asked, checked, self._record.text(cnes).version))
        return go_on(asked, DONE)

    def _wrong(self, asked: Asked, checked: CheckedPerson) -> tuple[str, ...]:
        """The fields to look at, in the order of the form."""
        wrong = {one.field for one in checked.problems if not one.confirmable}
        if asked.one("unit") not in dict(self._units()):
            wrong.add("unit")
        if not (asked.one("phone") or asked.one("email")):
            wrong.add("contact")
        for channel in _agreed(asked):
            if not asked.one(NEEDS[channel]):
                wrong.add(NEEDS[channel])
        if "unit" not in wrong and _agreed(asked):
            # Forms that were opened before they named a version showed the first.
            read = asked.one("version") or CONSENT_TEXT_VERSION
            if read != self._record.text(asked.one("unit")).version:
                wrong.add("version")
        return tuple(name for name in ("form", "unit", *_TYPED, "contact", "version") if name in wrong)

    def _form(self, asked: Asked, cnes: str, wrong: tuple[str, ...]) -> Response:
        text = self._record.text(cnes)
        values = {
            "units": self._units(),
            "chosen": cnes,
            "channels": [one.value for one in Channel if one in NEEDS],
            "agreed": [] if "version" in wrong else [one.value for one in _agreed(asked)],
            "typed": {name: asked.one(name) for name in _TYPED},
            "agreement": words_of(text, asked.words),
            "version": text.version,
            "form": self._new_form(),
            "latest": local_date(self._clock.now(), self._zone()).isoformat(),
        }
        return page(asked, "register", 422 if wrong else 200, wrong=wrong, **values)

    def _units(self) -> list[tuple[str, str]]:
        wanted = select(unit.c.cnes, unit.c.name).where(unit.c.kind == "primary_care").order_by(unit.c.name)
        with self._engine.connect() as connection:
            return [(one.cnes, one.name) for one in connection.execute(wanted)]

    # A form is good for one request, however often it is sent, and for half a day.

    def _new_form(self) -> str:
        said = f"{secrets.token_hex(16)}.{int(self._clock.now().timestamp())}"
        return f"{said}.{self._sign(said)}"

    def _form_name(self, text: str) -> str | None:
        said, _, signature = text.rpartition(".")
        if not text.isascii() or not hmac.compare_digest(signature, self._sign(said)):
            return None
        name, _, at = said.partition(".")
        age = self._clock.now() - datetime.fromtimestamp(int(at), self._clock.now().tzinfo)
        return name if age < FORM_LIFE else None

    def _sign(self, said: str) -> str:
        return hmac.new(self._seal, said.encode(), hashlib.sha256).hexdigest()


def _entered(asked: Asked) -> NewPerson:
    return NewPerson(
        full_name=asked.one("full_name"),
        birth_date=_day(asked.one("birth_date")),
        phone=asked.one("phone"),
        email=asked.one("email"),
    )


def _day(text: str) -> date | None:
    """As a browser's calendar gives it, or as people write it where there is none."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _agreed(asked: Asked) -> list[Channel]:
    ticked = asked.many("agree")
    return [one for one in Channel if one.value in ticked and one in NEEDS]


def _content(asked: Asked, checked: CheckedPerson, version: str) -> RequestContent:
    agreed = tuple(one.value for one in _agreed(asked))
    return RequestContent(
        phone=checked.person.phone,
        email=checked.person.email,
        full_name=checked.person.full_name,
        birth_date=checked.person.birth_date,
        language=asked.words.language,
        agreed=agreed,
        text_version=version if agreed else "",
    )
