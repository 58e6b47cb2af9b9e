"""The way of one alarm as lines: when, how long after its beginning, what, who."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.router.delivery.model import BEDSIDE, WARD, Entry
from app.router.history.model import AlarmRun
from app.router.words import Step
from ui.alarms.words import seconds_words
from ui.texts import DEFAULT_LANGUAGE, chosen_language, has_text, tr
from ui.ward.review.times import local

_TOGETHER: Final = 0.02
"""Seconds within which the same step at several receivers is one line; each one's own moment stands in `paths_of`."""


class Tone(StrEnum):
    """What kind of step: how the message travels, what a person did, what went wrong, where it begins and ends."""

    TRAVEL = "travel"
    PERSON = "person"
    WRONG = "wrong"
    FRAME = "frame"


_TONES: Final = {
    Step.QUEUED: Tone.TRAVEL,
    Step.SENT: Tone.TRAVEL,
    Step.SHOWN: Tone.TRAVEL,
    Step.ACCEPTED: Tone.PERSON,
    Step.PRESENT: Tone.PERSON,
    Step.REJECTED: Tone.WRONG,
    Step.TAKEN_BACK: Tone.WRONG,
    Step.UNDEFINED: Tone.WRONG,
    Step.UNREACHABLE: Tone.WRONG,
    Step.ESCALATED: Tone.WRONG,
    Step.FAILSAFE: Tone.WRONG,
    Step.GENERATED: Tone.FRAME,
    Step.ENDED: Tone.FRAME,
}
_HERE: Final = {WARD: "alarms.at_ward", BEDSIDE: "alarms.at_bedside"}


@dataclass(frozen=True)
class TimelineLine:
    """One line; `who` may name several."""

    at: str
    after: str
    what: str
    who: str
    tone: Tone

    @property
    def said(self) -> str:
        """All of it, for a screen reader."""
        return " · ".join(part for part in (self.at, self.what, self.who, self.after) if part)


@dataclass(frozen=True)
class ReceiverPath:
    """How the alarm came to one receiver: seconds from its beginning, None where it did not come so far."""

    receiver: str
    queued: float | None
    sent: float | None
    shown: float | None
    answer: str
    answered: float | None


def lines_of(run: AlarmRun, zone: str) -> tuple[TimelineLine, ...]:
    """Every step in the order of time."""
    return tuple(_line(run, together, zone) for together in _together(run.entries))


def paths_of(run: AlarmRun) -> tuple[ReceiverPath, ...]:
    """Each receiver once, in the order in which they were first meant."""
    names = dict.fromkeys(one.receiver for one in run.entries if one.receiver and one.receiver not in _HERE)
    return tuple(_path(run, name) for name in names)


def moment_words(at: float, zone: str) -> str:
    """ "10:32:07,114"."""
    whole = local(round(at * 1000) / 1000, zone)
    return f"{whole:%H:%M:%S}{_comma()}{whole.microsecond // 1000:03d}"


def after_words(seconds: float) -> str:
    """ "+0,005 s" in the first ten seconds, "+34 s", "+2 min 05 s" beyond."""
    if seconds < 10:
        return tr("alarms.after", time=tr("alarms.seconds", seconds=f"{max(0.0, seconds):.3f}".replace(".", _comma())))
    return tr("alarms.after", time=seconds_words(seconds))


def person_words(run: AlarmRun, one: Entry) -> str:
    """Who did it and where: "Ana Souza (Celular 3)"."""
    where = tr(_HERE[one.receiver]) if one.receiver in _HERE else run.name(one.receiver)
    if not one.user:
        return where
    return f"{run.name(one.user)} ({where})" if where else run.name(one.user)


def detail_words(one: Entry) -> str:
    """Why, where the step says so."""
    key = f"alarms.detail_{one.detail.replace(' ', '_')}"
    return tr(key) if one.detail and one.step is not Step.GENERATED and has_text(key) else ""


def _comma() -> str:
    return "," if chosen_language() == DEFAULT_LANGUAGE else "."


def _together(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    group: list[Entry] = []
    for one in entries:
        if group and not (
            one.step is group[0].step
            and _TONES[one.step] is not Tone.FRAME
            and (one.level, one.detail, one.round) == (group[0].level, group[0].detail, group[0].round)
            and one.at - group[0].at <= _TOGETHER
        ):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _line(run: AlarmRun, together: Sequence[Entry], zone: str) -> TimelineLine:
    one = together[0]
    what = tr(f"router.step_{one.step}")
    if one.step is Step.GENERATED and one.round > 1:
        what = tr("alarms.began_anew")
    if one.step is Step.ESCALATED:
        what = tr("alarms.passed_on", level=one.level + 1)
    if reason := detail_words(one):
        what = f"{what}: {reason}"
    who = dict.fromkeys(person_words(run, each) for each in together if each.receiver or each.user)
    return TimelineLine(
        moment_words(one.at, zone), after_words(one.at - run.began), what, ", ".join(who), _TONES[one.step]
    )


def _path(run: AlarmRun, receiver: str) -> ReceiverPath:
    own = [one for one in run.entries if one.receiver == receiver]
    first = {step: next((one.at - run.began for one in own if one.step is step), None) for step in Step}
    answers = [one for one in own if _TONES[one.step] in (Tone.PERSON, Tone.WRONG)]
    last = answers[-1] if answers else None
    return ReceiverPath(
        run.name(receiver),
        first[Step.QUEUED],
        first[Step.SENT],
        first[Step.SHOWN],
        "" if last is None else tr(f"router.step_{last.step}"),
        None if last is None else last.at - run.began,
    )
