"""The pages behind a signed link: the way out, preferences, confirming how one is reached.

Whatever is wrong with a link (unknown, altered, expired, for another page, of somebody who is not there) gets one and
the same answer.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from starlette.responses import Response

from app.central.public.asked import Asked
from app.central.public.consent import words_of
from app.central.public.known import Known
from app.central.public.limits import LINK, PAGES, Limits
from app.central.public.links import OpenedLink, PublicLinks
from app.central.public.record import PublicRecord
from app.central.public.rendering import go_on, message, page
from app.central.public.words import LANGUAGES, Words, short
from app.clinic.people.model import CONSENT_TEXT_VERSION, Channel, NewPerson
from app.clinic.people.validation import check_contact
from app.kernel.clock import Clock, Zone, local_date
from app.reminders.links import Purpose
from app.reminders.request_content import RequestContent

_YES, _NO = "yes", "no"
ZONES: Final = (
    "America/Noronha",
    "America/Sao_Paulo",
    "America/Manaus",
    "America/Rio_Branco",
    "America/New_York",
    "Europe/Lisbon",
)
"""Brazil has four (tz database, zone1970.tab); words: texts `zone_<place>` of the pages."""
_DONE: Final = frozenset(("saved", "right", "sent"))
Answer = Callable[[Asked, OpenedLink], Response]


class LinkPages:
    """Each method answers one request; all work is done in a thread of the public pages."""

    def __init__(self, links: PublicLinks, record: PublicRecord, clock: Clock, zone: Zone) -> None:
        self._links = links
        self._record = record
        self._clock = clock
        self._zone = zone
        self._by_address = Limits(PAGES, clock)
        self._by_link = Limits(LINK, clock)

    def way_out(self, asked: Asked, token: str) -> Response:
        """Shows what the button would do; scanners of mail follow links, so that looking changes nothing."""
        return self._open(asked, token, Purpose.WAY_OUT, self._show_way_out)

    def withdraw(self, asked: Asked, token: str) -> Response:
        """One click (RFC 8058): by a person or by her mail provider, whose address stands for many people."""
        if self._links.meaning(token, Purpose.WAY_OUT) is None and not self._by_address.allows(asked.address):
            return message(asked, "too_often", 429)
        return self._opened(asked, token, Purpose.WAY_OUT, self._withdraw)

    def preferences(self, asked: Asked, token: str) -> Response:
        """What she agreed to, to be changed."""
        return self._open(asked, token, Purpose.PREFERENCES, self._show_preferences)

    def prefer(self, asked: Asked, token: str) -> Response:
        """Keeps what she chose."""
        return self._open(asked, token, Purpose.PREFERENCES, self._prefer)

    def confirm(self, asked: Asked, token: str) -> Response:
        """How she is reached, as far as she can recognise it."""
        return self._open(asked, token, Purpose.CONFIRM, self._show_confirm)

    def confirmed(self, asked: Asked, token: str) -> Response:
        """It is right, or she proposes another."""
        return self._open(asked, token, Purpose.CONFIRM, self._confirm)

    def _open(self, asked: Asked, token: str, purpose: Purpose, answer: Answer) -> Response:
        if not self._by_address.allows(asked.address):
            return message(asked, "too_often", 429)
        if asked.foreign:
            return message(asked, "foreign", 403)
        return self._opened(asked, token, purpose, answer)

    def _opened(self, asked: Asked, token: str, purpose: Purpose, answer: Answer) -> Response:
        link = self._links.open(token, purpose)
        if link is None:
            return message(asked, "no_link", 404)
        if not self._by_link.allows(token):
            return message(asked, "too_often", 429)
        return answer(asked, link)

    # the way out

    def _show_way_out(self, asked: Asked, link: OpenedLink) -> Response:
        gone = self._record.known(link).consents.get(link.channel) is False
        return self._about_channel(asked, link, "out_done" if gone else "out")

    def _withdraw(self, asked: Asked, link: OpenedLink) -> Response:
        self._record.withdraw(link)
        # No redirection: RFC 8058 forbids it.
        return self._about_channel(asked, link, "out_done")

    def _about_channel(self, asked: Asked, link: OpenedLink, template: str) -> Response:
        return page(asked, template, unit=link.unit_name, by=asked.words(f"by_{link.channel}"))

    # preferences

    def _show_preferences(self, asked: Asked, link: OpenedLink) -> Response:
        return self._preferences_page(asked, link, renewed=False)

    def _preferences_page(self, asked: Asked, link: OpenedLink, *, renewed: bool) -> Response:
        known, text = self._record.known(link), self._record.text(link.unit)
        answers = {code: known.consents.get(code) for code in _channels(known)}
        # A yes was said to the text that was read then: by another text it is asked again.
        answers |= {code: None for code, given in answers.items() if given and known.versions[code] != text.version}
        return page(
            asked,
            "preferences",
            409 if renewed else 200,
            unit=link.unit_name,
            agreement=words_of(text, asked.words),
            version=text.version,
            renewed=renewed or any(given and answers[code] is None for code, given in known.consents.items()),
            answers=answers,
            language=short(known.language or asked.words.language),
            zones=offered_zones(known.zone),
            zone=known.zone or "",
            zone_words=partial(_zone_words, asked.words),
            done=asked.kept.get("done"),
        )

    def _prefer(self, asked: Asked, link: OpenedLink) -> Response:
        known, version = self._record.known(link), self._record.text(link.unit).version
        # Pages that were opened before they named a version showed the first.
        read_another = (asked.one("version") or CONSENT_TEXT_VERSION) != version
        said = {code: asked.one(f"channel_{code}") for code in _channels(known)}
        answers = {code: answer == _YES for code, answer in said.items() if answer in (_YES, _NO)}
        agreed_to_another = read_another and any(answers.values())
        if read_another:
            # A no needs no text; a yes is only to the words that were read.
            answers = {code: given for code, given in answers.items() if not given}
        wished = asked.one("zone")
        zone = wished if "zone" in asked.form and wished in offered_zones(known.zone) else None
        self._record.prefer(link, answers, version, LANGUAGES.get(asked.one("language")), zone)
        if agreed_to_another:
            return self._preferences_page(asked, link, renewed=True)
        return go_on(asked, asked.path, done="saved")

    # confirming

    def _show_confirm(self, asked: Asked, link: OpenedLink) -> Response:
        return self._confirm_page(asked, link, {}, ())

    def _confirm_page(
        self, asked: Asked, link: OpenedLink, typed: Mapping[str, str], wrong: tuple[str, ...]
    ) -> Response:
        known = self._record.known(link)
        shown = {"phone": masked_phone(known.phone), "email": masked_email(known.email)}
        done = asked.kept.get("done") if asked.kept.get("done") in _DONE else None
        values = {"unit": link.unit_name, "known": shown, "typed": {"phone": "", "email": "", **typed}}
        return page(asked, "confirm", 422 if wrong else 200, **values, wrong=wrong, done=done)

    def _confirm(self, asked: Asked, link: OpenedLink) -> Response:
        if asked.one("answer") == "right":
            self._record.confirm(link, local_date(self._clock.now(), self._zone()))
            return go_on(asked, asked.path, done="right")
        typed = {"phone": asked.one("phone"), "email": asked.one("email")}
        checked = check_contact(NewPerson(phone=typed["phone"], email=typed["email"]))
        wrong = tuple(problem.field for problem in checked.problems)
        if not any(typed.values()):
            wrong = ("contact",)
        if wrong:
            return self._confirm_page(asked, link, typed, wrong)
        self._record.propose(link, RequestContent(phone=checked.person.phone, email=checked.person.email))
        return go_on(asked, asked.path, done="sent")


def offered_zones(known: str | None) -> tuple[str, ...]:
    """The unit's own (""), those of the country, some where relatives live, and hers."""
    return ("", *ZONES) if not known or known in ZONES else ("", *ZONES, known)


def _zone_words(words: Words, zone: str) -> str:
    if not zone or zone in ZONES:
        return words(f"zone_{zone.rpartition('/')[2] or 'unit'}")
    return zone.rpartition("/")[2].replace("_", " ")


def _channels(known: Known) -> list[str]:
    """Those that are asked about everywhere, and what else she once answered."""
    return [one.value for one in Channel if one is not Channel.TELEGRAM or one.value in known.consents]


def masked_phone(phone: str | None) -> str | None:
    """The last four digits: enough for whoever has that number."""
    return None if not phone else f"••••-{phone[-4:]}"


def masked_email(email: str | None) -> str | None:
    """`m•••@e•••.org`."""
    if not email:
        return None
    box, _, domain = email.rpartition("@")
    host, _, ending = domain.rpartition(".")
    return f"{box[:1]}•••@{host[:1]}•••.{ending}"
