"""The alarms of one bed with all that is said of them: sources come and go here, `machine` decides what it means."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.ward.alarms import machine
from app.ward.alarms.conditions import Condition, Rules, conditions
from app.ward.alarms.model import BY_A_PERSON, Alarm, Change, Deviation, Off, Silence, Why
from app.ward.alarms.words import Kind, Presence, Priority


@dataclass(slots=True)
class Claim:
    """One source that says that the condition is there; `stale`: it has not said so for a while."""

    code: str
    subject: str
    priority: Priority
    lethal: bool
    text: str = ""
    kind: Kind | None = None
    stale: bool = False
    deviation: Deviation | None = None


class Register:
    """Alarms by their key, claims by key and source, and the changes since they were last taken."""

    def __init__(self, bed: str, rules: Rules) -> None:
        self.bed = bed
        self.rules = rules
        self.alarms: dict[str, Alarm] = {}
        self.claims: dict[str, dict[str, Claim]] = {}
        self.silence = Silence()
        self.disagreeing: set[str] = set()
        self.out: list[Change] = []

    def say(self, source: str, claim: Claim, why: Why, at: float, by: float = math.inf) -> None:
        """A source says that a condition is there, or still there; worse by more than `by` it calls again."""
        key = f"{claim.code}:{claim.subject}" if claim.subject else claim.code
        self.claims.setdefault(key, {})[source] = claim
        self._refresh(key, why, at, by=by)

    def unsay(self, key: str, source: str, why: Why, at: float, who: str = "") -> None:
        """A source says so no longer; the condition ends when it was the last one."""
        said = self.claims.get(key)
        if said is None or said.pop(source, None) is None:
            return
        if not said:
            del self.claims[key]
        self._refresh(key, why, at, who)

    def doubt(self, key: str, source: str, stale: bool, why: Why, at: float) -> None:
        """Nobody knows whether a source still says so, or it is known again."""
        claim = self.claims.get(key, {}).get(source)
        if claim is not None and claim.stale is not stale:
            claim.stale = stale
            self._refresh(key, why, at)

    def disagree(self, code: str, disagrees: bool, at: float) -> None:
        """The second witness sees otherwise, or no longer does."""
        if disagrees is (code in self.disagreeing):
            return
        (self.disagreeing.add if disagrees else self.disagreeing.discard)(code)
        for key in self.keys_of(code):
            self._refresh(key, Why.DISAGREES, at)

    def acknowledge(self, key: str, who: str, at: float) -> list[str]:
        """A person has seen it. Returns the sources that were let go, because nobody knew about them any more."""
        alarm = self.alarms[key]
        said = self.claims.get(key, {})
        if alarm.is_there and said and all(one.stale for one in said.values()):
            released = list(said)
            del self.claims[key]
            self._put(key, None, Why.SEEN, who, at)
            return released
        self._put(key, machine.acknowledge(alarm, self.rules, who, at), Why.SEEN, who, at)
        return []

    def switch_off(self, code: str, who: str, at: float) -> None:
        """A condition is not to alarm; what is said of it is kept."""
        self.set_silence(replace(self.silence, off=(*self.silence.off, Off(code, who, at))), Why.SWITCHED_OFF, who, at)
        for key, alarm in list(self.alarms.items()):
            if alarm.code == code and not alarm.lethal:
                self._put(key, None, Why.SWITCHED_OFF, who, at)

    def switch_on(self, code: str, who: str, at: float) -> None:
        """It alarms again, at once where the condition is there."""
        kept = tuple(one for one in self.silence.off if one.code != code)
        self.set_silence(replace(self.silence, off=kept), Why.SWITCHED_ON, who, at)
        for key in self.keys_of(code):
            self._refresh(key, Why.SWITCHED_ON, at)

    def set_silence(self, silence: Silence, why: Why, who: str, at: float) -> None:
        """Note how the bed is silenced from now on."""
        if silence != self.silence:
            was, becomes = _silence_words(self.silence, at), _silence_words(silence, at)
            self.silence = silence
            self.out.append(Change(at, self.bed, "silence", was, becomes, why, who, silence))

    def end_pauses(self, at: float) -> None:
        """What was silenced for a while until this moment is heard and flashes again."""
        silence = self.silence
        if silence.audio_until is not None and silence.audio_until <= at:
            silence = replace(silence, audio_until=None, floor=Priority.MEDIUM)
        if silence.alarms_until is not None and silence.alarms_until <= at:
            silence = replace(silence, alarms_until=None)
        self.set_silence(silence, Why.RESUMED, "", at)

    def clear(self, why: Why, who: str, at: float) -> None:
        """The patient has left: a person says so, and everything goes."""
        self.claims.clear()
        self.disagreeing.clear()
        for key in list(self.alarms):
            self._put(key, None, why, who, at)
        self.set_silence(Silence(), why, who, at)

    def due(self) -> float:
        """When the next reminder, the end of a silent message or that of a pause is due."""
        moments = [one.message_until if one.reminder_at is None else one.reminder_at for one in self.alarms.values()]
        moments += (self.silence.audio_until, self.silence.alarms_until)
        return min((one for one in moments if one is not None), default=math.inf)

    def run(self, at: float) -> None:
        """Do what is due until this moment."""
        for key, alarm in list(self.alarms.items()):
            if alarm.reminder_at is not None and alarm.reminder_at <= at:
                self._put(key, machine.remind(alarm), Why.REMINDER, "", at)
            elif alarm.message_until is not None and alarm.message_until <= at:
                self._put(key, None, Why.EXPIRED, "", at)

    def keys_of(self, code: str) -> Iterable[str]:
        """The keys of a condition that are claimed at this moment, over all its subjects."""
        return [key for key in self.claims if key == code or key.startswith(f"{code}:")]

    def note(self, change: Change) -> None:
        """A change that is none of an alarm: limits, devices."""
        self.out.append(change)

    def take(self) -> tuple[Change, ...]:
        """The changes since the last call."""
        if not self.out:
            return ()
        taken, self.out = tuple(self.out), []
        return taken

    def _refresh(self, key: str, why: Why, at: float, who: str = "", by: float = math.inf) -> None:
        alarm, said = self.alarms.get(key), self.claims.get(key)
        if not said:
            if alarm is not None and alarm.is_there:
                seen = bool(who) and why in BY_A_PERSON
                self._put(key, None if seen else machine.end(alarm, self.rules, at), why, who, at)
            return
        claims = self._together(said)
        deviation = _deviation(alarm, said)
        first = next(iter(said.values()))
        if not claims.lethal and alarm is None and any(one.code == first.code for one in self.silence.off):
            return
        if alarm is None:
            after = machine.begin(self.bed, _condition(first), first.subject, claims, deviation, at)
        elif not alarm.is_there:
            after = machine.again(alarm, claims, deviation, at)
        else:
            after = machine.still(alarm, claims, deviation, by, at)
            if after.continuing and not claims.stale and why is not Why.DISAGREES:
                after = replace(after, continuing=False)
            why = Why.WORSE if after.repeats > alarm.repeats else why
        self._put(key, after, why, who, at)

    def _together(self, said: dict[str, Claim]) -> machine.Claims:
        code = next(iter(said.values())).code
        return machine.Claims(
            sources=tuple(sorted(said)),
            priority=min(one.priority for one in said.values()),
            lethal=any(one.lethal for one in said.values()),
            stale=all(one.stale for one in said.values()),
            disagrees=code in self.disagreeing,
            text=next((one.text for one in said.values() if one.text), ""),
            kind=next((one.kind for one in said.values() if one.kind), None),
        )

    def _put(self, key: str, after: Alarm | None, why: Why, who: str, at: float) -> None:
        before = self.alarms.get(key)
        if before == after:
            return
        if after is None:
            del self.alarms[key]
        else:
            self.alarms[key] = after
        self.out.append(Change(at, self.bed, key, presence_word(before), presence_word(after), why, who, after))


def presence_word(alarm: Alarm | None) -> str:
    """The state in one word, as it stands in the log: "none", "on:high", "message:medium", …"""
    if alarm is None:
        return "none"
    presence = "message" if alarm.presence is Presence.OFF else alarm.presence.value
    return f"{presence}:{alarm.priority.name.lower()}"


def _silence_words(silence: Silence, at: float) -> str:
    words = ["audio_off"] if silence.audio_off else []
    if silence.audio_until is not None and silence.audio_until > at:
        words.append("audio_paused")
    if silence.alarms_until is not None and silence.alarms_until > at:
        words.append("alarms_paused")
    words += [f"off:{one.code}" for one in silence.off]
    return " ".join(words) or "on"


def _deviation(alarm: Alarm | None, said: dict[str, Claim]) -> Deviation | None:
    """That of the vital sign which the alarm already names, else the first that there is."""
    given = [one.deviation for one in said.values() if one.deviation is not None]
    named = alarm.deviation.vital if alarm is not None and alarm.deviation is not None else ""
    return next((one for one in given if one.vital == named), given[0] if given else None)


def _condition(claim: Claim) -> Condition:
    return conditions()[claim.code]
