"""What a page says, carried out: it is believed only what it can know; what its person may, the node decides."""

from dataclasses import replace
from typing import Final

from app.central.public.limits import Rate
from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.phones.limits import SIGN_INS
from app.phones.page import Page
from app.phones.resuming import fresh_token
from app.phones.saying import (
    Accept,
    Ask,
    Beat,
    Change,
    Enter,
    Hello,
    Here,
    Leave,
    Lock,
    Open,
    Painted,
    Past,
    Reply,
    Speak,
    Touch,
    Watch,
    Word,
)
from app.phones.telling import history_of
from app.phones.words import Words
from app.reminders.pace import Bucket
from app.router.links.client import LinkChanged
from app.router.receiver.came import Answer, Came, Refusal
from app.router.receiver.linked import LinkedReceiver
from app.router.requests import (
    Agree,
    Agreement,
    AskBeds,
    AskHistory,
    AtBedside,
    Done,
    History,
    Refused,
    Request,
    SetLimits,
    SignedIn,
    SignIn,
    SignOut,
    Unlock,
    Want,
)
from app.router.words import Capability

CAPABLE: Final = (Capability.TEXT, Capability.GRAPHICS, Capability.SETTINGS)
_MOST_UNANSWERED: Final = 32
_REQUESTS: Final[dict[type[Request], str]] = {
    SignIn: "sign_in",
    Unlock: "unlock",
    Want: "want",
    AtBedside: "at_bedside",
    SetLimits: "set_limits",
    AskHistory: "history",
    Agree: "agree",
}


class Lie(Exception):  # noqa: N818 - it is a reason, and handled like one
    """The page says what it cannot know; the session ends. `reason` is counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Hearing:
    """Of one session. `take` hears the page, `tell` hears the node."""

    def __init__(self, receiver: LinkedReceiver, page: Page, clock: Clock) -> None:
        self._receiver, self._page, self._clock = receiver, page, clock
        self._state = receiver.state
        self._sign_ins = _bucket(SIGN_INS, clock)
        self.touched_at = clock.monotonic()

    def take(self, word: Word) -> None:
        """Carry out what the page says. KnownError is told to its person; Lie ends the session."""
        match word:
            case Hello():
                raise Lie("hello_again")
            case Beat():
                if not self._page.knows_beat(word.n):
                    raise Lie("beat")
                self.seen(word.visible)
                # Of what is not on the list, a list that is looked at says so.
                self._receiver.painted(())
            case Touch():
                self._touched()
            case Speak():
                self.speak(word.language, word.sound)
            case Lock():
                self._state.lock()
            case Leave():
                self._page.resume = ""
                self._state.leave()
            case Painted():
                self._painted(word)
            case Watch():
                self._page.watched = word.bed
            case _:
                self._touched()
                self._person(word)

    def tell(self, came: Came) -> None:
        """What the node says to what was asked, onto the page."""
        if isinstance(came, Refusal):
            bed, alarm = came.key
            self._say("answer", came.code, bed=bed, alarm=alarm)
        elif isinstance(came, Answer):
            self._answer(came)
        elif isinstance(came, LinkChanged) and came.connected and self._state.signed is None:
            # Whoever had signed in with a page that is gone has to say again who it is.
            self._receiver.ask(SignOut())

    def refuse(self, word: Word, problem: KnownError) -> None:
        """What the page asked was not possible."""
        about = {name: getattr(word, name) for name in ("bed", "alarm") if hasattr(word, name)}
        kind = str(word.__struct_config__.tag)
        text = self._page.words.error(problem.code, problem.values)
        self._page.say({"t": "reply", "to": kind, "ok": False, "text": text} | about)

    def speak(self, language: str, sound: bool) -> None:
        """The page's language, and whether it can be heard."""
        if language != self._page.words.language:
            self._page.words = Words(language)
            self._page.anew()
        self._state.can((*CAPABLE, Capability.SOUND) if sound else CAPABLE)

    def seen(self, visible: bool) -> None:
        """Whether the page is on a screen."""
        if visible and self._state.hidden:
            # What lies over the page goes with the first beat after it came back.
            self._page.beat_now()
        self._state.hidden = not visible

    # ---- the page

    def _painted(self, word: Painted) -> None:
        seen = []
        for bed, alarm, version in word.rows:
            sent = self._page.sent_version((bed, alarm))
            if sent is None:
                # Taken from the list in the same moment.
                continue
            if version > sent:
                raise Lie("never_sent")
            seen.append(((bed, alarm), version))
        self._receiver.painted(seen, troubles=self._page.has_troubles(word.troubles))

    def _person(self, word: Word) -> None:
        if self._state.unanswered > _MOST_UNANSWERED:
            raise KnownError("phones.too_fast")
        match word:
            case Enter() | Open() if not self._sign_ins.take(self._clock.monotonic()):
                raise KnownError("phones.too_fast")
            case Enter():
                self._receiver.ask(SignIn(word.login, word.password))
            case Open():
                self._receiver.ask(Unlock(word.password))
            case _ if not self._state.may_show():
                # Whoever has not signed in, or has locked, can only come in.
                raise KnownError("phones.locked")
            case Reply():
                self._receiver.answer((word.bed, word.alarm), word.response)
            case Here():
                self._receiver.at_bedside(word.bed)
            case Ask():
                self._receiver.ask(Want(word.bed, word.data, word.seconds))
            case Past():
                self._receiver.ask(AskHistory(word.bed, word.alarm))
            case Change():
                self._receiver.ask(self._limits(word))
            case Accept():
                self._receiver.ask(Agree(word.version, self._page.words.column))

    def _limits(self, word: Change) -> SetLimits:
        bed = next((one for one in self._state.beds.beds if one.bed == word.bed), None)
        limits = bed.limits.get(word.vital) if bed is not None else None
        if limits is None:
            raise KnownError("phones.no_limits")
        return SetLimits(word.bed, word.vital, replace(limits, low=word.low, high=word.high), word.stay)

    def _touched(self) -> None:
        self.touched_at = self._clock.monotonic()
        self._state.touched(self.touched_at)

    # ---- the node

    def _answer(self, came: Answer) -> None:
        match came.request, came.reply:
            case SignIn(), SignedIn():
                self._page.resume = fresh_token()
                self._say("sign_in")
            case AskBeds(), Refused():
                # The node knows nobody here (any more): it was started anew, or the person was signed out there.
                self._page.resume = ""
                self._state.signed_out()
            case AskHistory() as asked, History() as found:
                self._page.say(history_of(asked.bed, asked.alarm, found.steps, self._page.words))
            case Agree(), Agreement():
                # Another text by now; it is told by itself.
                return
            case request, Refused() as refused:
                self._say(_REQUESTS.get(type(request), ""), refused.code, dict(refused.values))
            case Want() | SetLimits(), Done():
                self._state.ask_beds_soon()
                self._say(_REQUESTS[type(came.request)])
            case request, _:
                self._say(_REQUESTS.get(type(request), ""))

    def _say(self, to: str, refused: str = "", values: dict[str, object] | None = None, **about: str) -> None:
        if to:
            text = self._page.words.error(refused, values) if refused else ""
            self._page.say({"t": "reply", "to": to, "ok": not refused, "text": text} | about)


def _bucket(rate: Rate, clock: Clock) -> Bucket:
    return Bucket(rate.per_second, rate.burst, rate.burst, clock.monotonic())
